"""Reading WARC files back: ours after their manifest was checked, and those of others by their structure."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawlers.archive.capture import Capture
from crawlers.archive.decoding import BodyTooLargeError, UndecodableBodyError, decode_body
from crawlers.archive.headers import KIND_FIELD, SITE_FIELD, SOURCE_FIELD
from crawlers.archive.http_message import first_header, split_http, without_chunks
from crawlers.archive.manifest import archive_files, manifest_path, verify_warc
from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.ids import capture_id

DEFAULT_MAX_BODY_BYTES: Final = 8 << 20
_HEAD_ROOM: Final = 64 << 10  # HTTP headers beside a body of the largest allowed size
_CHUNK_BYTES: Final = 1 << 18
_ANSWERS: Final = WarcRecordType.response | WarcRecordType.revisit
_FOREIGN_SOURCE: Final = "warc"
_GZIP_MAGIC: Final = b"\x1f\x8b"


def iter_captures(
    source: Home | Iterable[Path], *, archive: Path | None = None, max_body_bytes: int = DEFAULT_MAX_BODY_BYTES
) -> Iterator[Capture]:
    """Every capture (response and revisit records) of a home's archive, or of the WARC files given, in file order.

    A file with a manifest is verified before its first capture is given. One without is somebody else's: its gzip checksums
    are verified first, and each record must be as long as it says. ``archive`` is the folder
    that ``warc_path`` is relative to; a file elsewhere gets its absolute path. Bodies over ``max_body_bytes``, as stored or
    when decoded, come empty with ``body_fault``.

    Raises:
        ThiduaError: a file is missing, fails its manifest, or is cut short or damaged; the message names file and offset.
    """
    root = source.archive if isinstance(source, Home) else archive
    files = archive_files(source) if isinstance(source, Home) else iter(source)
    for path in files:
        if isinstance(source, Home) or manifest_path(path).exists():
            verify_warc(path)
        else:
            _check_gzip(path)
        yield from _file_captures(path, _shown_path(path, root), max_body_bytes)


def read_capture(home: Home, warc_path: str, offset: int, *, max_body_bytes: int = DEFAULT_MAX_BODY_BYTES) -> Capture:
    """The capture at ``offset`` of ``warc_path`` (relative to the archive, as in :class:`Capture`).

    Raises:
        ThiduaError: there is no such file, or no whole response or revisit record at that offset.
    """
    path = home.archive / warc_path
    try:
        with path.open("rb") as handle:
            handle.seek(offset)
            for record in _records(handle, path):
                if record.record_type & _ANSWERS:
                    return _capture(record, path, warc_path, offset, max_body_bytes)
                break
    except OSError as error:
        raise _unreadable(path, error) from error
    raise ThiduaError(f"{path}: there is no response at offset {offset}; read the archive again with `thidua read --all`.")


def _file_captures(path: Path, shown: str, max_body_bytes: int) -> Iterator[Capture]:
    try:
        with path.open("rb") as handle, closing(_records(handle, path)) as records:
            for record in records:
                if record.record_type & _ANSWERS:
                    yield _capture(record, path, shown, record.stream_pos, max_body_bytes)
                else:
                    _read_block(record, path, 0)
    except OSError as error:
        raise _unreadable(path, error) from error


def _check_gzip(path: Path) -> None:
    """The WARC parser takes the end of a torn gzip member for the end of the file; the checksums of gzip do not."""
    try:
        with path.open("rb") as handle:
            if handle.read(2) != _GZIP_MAGIC:
                return
        with gzip.open(path) as stream:
            while stream.read(_CHUNK_BYTES):
                pass
    except EOFError as error:
        raise ThiduaError(f"{path}: is cut short: its last record is not whole; restore the file, or fetch it again.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ThiduaError(f"{path}: is not a whole WARC file: damaged ({error}); restore it, or fetch it again.") from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _records(handle: BinaryIO, path: Path) -> Generator[WarcRecord, None, None]:
    try:
        yield from ArchiveIterator(handle, parse_http=False)
    except (OSError, ValueError, EOFError) as error:
        raise ThiduaError(
            f"{path}: is not a whole WARC file: damaged near byte {handle.tell()} ({error}); restore it, or fetch it again."
        ) from error


def _capture(record: WarcRecord, path: Path, shown: str, offset: int, max_body_bytes: int) -> Capture:
    fields = record.headers
    url, date = fields.get("WARC-Target-URI"), fields.get("WARC-Date")
    if not url or not date:
        raise _cut_short(path, record.stream_pos)
    url = url.strip("<>")  # WARC/1.0 writers wrap the address
    block, digest = _read_block(record, path, max_body_bytes + _HEAD_ROOM)
    status, headers, payload = split_http(block)
    is_revisit = record.record_type == WarcRecordType.revisit
    noted_sha256 = _noted_sha256(fields.get("WARC-Payload-Digest"))
    body, fault = b"", None
    payload_bytes = 0
    if is_revisit:
        sha256 = noted_sha256 or hashlib.sha256(b"").hexdigest()
    elif record.content_length > len(block) or len(payload) > max_body_bytes:
        fault, sha256 = "too_large", noted_sha256 or digest
        payload_bytes = record.content_length - (len(block) - len(payload))
    else:
        payload = without_chunks(payload, headers)
        payload_bytes = len(payload)
        sha256 = hashlib.sha256(payload).hexdigest()
        body, fault = _decoded(payload, headers, max_body_bytes)
    return Capture(
        capture_id=capture_id(url, date, sha256),
        record_id=fields.get("WARC-Record-ID") or "",
        site_id=fields.get(SITE_FIELD) or "",
        url=url,
        captured_at=_moment(date, path),
        http_status=status,
        headers=headers,
        content_type=first_header(headers, "content-type"),
        body=body,
        body_fault=fault,
        payload_sha256=sha256,
        payload_bytes=payload_bytes,
        warc_path=shown,
        warc_offset=offset,
        source=fields.get(SOURCE_FIELD) or _FOREIGN_SOURCE,
        is_revisit=is_revisit,
        kind=fields.get(KIND_FIELD) or "",
    )


def _read_block(record: WarcRecord, path: Path, keep: int) -> tuple[bytes, str]:
    """The first ``keep`` bytes of a record's block, and the SHA-256 of the whole of it; refuses a block that ends early."""
    kept, size, digest = io.BytesIO(), 0, hashlib.sha256()
    while chunk := record.reader.read(_CHUNK_BYTES):
        if size < keep:
            kept.write(chunk[: keep - size])
        size += len(chunk)
        digest.update(chunk)
    if size != record.content_length or not record.headers.get("WARC-Type"):
        raise _cut_short(path, record.stream_pos)
    return kept.getvalue(), digest.hexdigest()


def _decoded(payload: bytes, headers: tuple[tuple[str, str], ...], limit: int) -> tuple[bytes, str | None]:
    codings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    try:
        return decode_body(payload, codings, limit), None
    except BodyTooLargeError:
        return b"", "too_large"
    except UndecodableBodyError:
        return b"", "undecodable"


def _noted_sha256(digest: str | None) -> str | None:
    algorithm, _, value = (digest or "").partition(":")
    return value.lower() if algorithm.lower() == "sha256" and re.fullmatch(r"[0-9A-Fa-f]{64}", value) else None


def _moment(date: str, path: Path) -> datetime:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        raise ThiduaError(f"{path}: has a record with the date {date!r}, which is not ISO 8601; the file cannot be used.") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown_path(path: Path, root: Path | None) -> str:
    if root is not None and path.absolute().is_relative_to(root.absolute()):
        return path.absolute().relative_to(root.absolute()).as_posix()
    return str(path.absolute())


def _cut_short(path: Path, offset: int) -> ThiduaError:
    return ThiduaError(f"{path}: is cut short: the record at byte {offset} is not whole; restore the file, or fetch it again.")


def _unreadable(path: Path, error: OSError) -> ThiduaError:
    return ThiduaError(f"{path}: cannot be read ({error.strerror or error}); check the name and the permissions.")
