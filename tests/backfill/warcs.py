"""WARC files as other people's tools write them, made record by record so that each flaw can be chosen."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

LONG = (
    "Sáng nay, ban tổ chức cho biết công tác chuẩn bị đã cơ bản hoàn thành, các đơn vị đăng ký tham gia đầy đủ và đúng thời gian quy định. "
    "Nội dung gồm nhiều phần, trong đó phần trưng bày sản phẩm của các huyện chiếm diện tích lớn nhất và dự kiến thu hút đông người xem."
)


def page(title: str, text: str = LONG) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><div><p>{text}</p></div></body></html>".encode()


def record(
    url: str,
    body: bytes = b"",
    *,
    date: str = "2019-12-10T02:15:00Z",
    status: str = "200 OK",
    headers: tuple[str, ...] = ("Content-Type: text/html",),
    kind: str = "response",
    extra: tuple[str, ...] = (),
    length: int | None = None,
) -> bytes:
    """One uncompressed WARC/1.0 record; ``length`` lies about its block."""
    block = body
    if kind in ("response", "revisit"):
        block = "\r\n".join((f"HTTP/1.1 {status}", *headers)).encode() + b"\r\n\r\n" + body
    fields = (
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, f'{url} {date} {kind}')}>",
        f"WARC-Date: {date}",
        f"WARC-Target-URI: {url}",
        "Content-Type: application/http; msgtype=response",
        *extra,
        f"Content-Length: {len(block) if length is None else length}",
    )
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def write_warc(path: Path, *records: bytes) -> Path:
    """A ``.warc.gz`` with a member a record; other names get plain bytes."""
    packed = path.suffix == ".gz"
    path.write_bytes(b"".join(gzip.compress(one) if packed else one for one in records))
    return path


def write_wacz(path: Path, **members: bytes) -> Path:
    """A WACZ whose members are stored as ``archive/<name>.warc.gz``; a name with ``__`` is taken as a path."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        for name, data in members.items():
            archive.writestr(name.replace("__", "/") if "__" in name else f"archive/{name}.warc.gz", data)
    return path
