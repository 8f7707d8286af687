"""The HTTP message inside a WARC record: status, headers and payload, as whoever wrote the record left them."""

from __future__ import annotations

import io
import re
from typing import Final

from warcio.bufferedreaders import ChunkedDataReader

HttpHeaders = tuple[tuple[str, str], ...]

_STATUS_LINE: Final = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")


def split_http(block: bytes) -> tuple[int, HttpHeaders, bytes]:
    """Status (0 when there is no status line), headers and what follows them."""
    head, _, payload = block.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    found = _STATUS_LINE.match(lines[0])
    pairs = (line.partition(b":") for line in lines[1:] if b":" in line)
    headers = tuple((name.decode("latin-1").strip(), value.decode("latin-1").strip()) for name, _, value in pairs)
    return (int(found[1]) if found else 0), headers, payload


def without_chunks(payload: bytes, headers: HttpHeaders) -> bytes:
    """The payload without the chunks of the wire, which some writers (wget) keep; ours never does."""
    if "chunked" not in (first_header(headers, "transfer-encoding") or "").lower():
        return payload
    return bytes(ChunkedDataReader(io.BytesIO(payload)).read(len(payload)))


def first_header(headers: HttpHeaders, name: str) -> str | None:
    """First header of that (lower-case) name, whatever its case in the message; null when absent."""
    return next((value for key, value in headers if key.lower() == name), None)
