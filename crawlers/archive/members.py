"""The gzip members of a WARC file, one record each, without unpacking their bodies into memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_CHUNK_BYTES: Final = 1 << 18
_HEAD_BYTES: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Member:
    """One whole gzip member: where it lies (bytes, half-open), and what the record in it says of itself."""

    start: int
    end: int
    warc_type: str
    record_id: str
    target: str | None  # WARC-Target-URI


def whole_members(handle: BinaryIO) -> Iterator[Member]:
    """The whole gzip members of a file, from its beginning until the end or the first torn or foreign one."""
    position, buffer = 0, b""
    while True:
        decoder = zlib.decompressobj(zlib.MAX_WBITS + 16)
        head = b""
        used = 0
        while not decoder.eof:
            if not buffer:
                buffer = handle.read(_CHUNK_BYTES)
                if not buffer:
                    return
            try:
                # bounded output: a record of a compressed bomb must not be unpacked into memory here
                out = decoder.decompress(buffer, _CHUNK_BYTES)
            except zlib.error:
                return
            if len(head) < _HEAD_BYTES:
                head += out[: _HEAD_BYTES - len(head)]
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            used += len(buffer) - len(rest)
            buffer = rest
        fields = _fields(head)
        if "warc-type" not in fields:
            return
        target = fields.get("warc-target-uri")
        yield Member(
            position,
            position + used,
            fields["warc-type"],
            fields.get("warc-record-id", ""),
            target.strip("<>") if target else None,  # WARC/1.0 writers wrap the address
        )
        position += used


def _fields(head: bytes) -> dict[str, str]:
    """The named fields of a record, names in lower case; empty when it is no WARC record."""
    lines = head.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    if not lines[0].startswith(b"WARC/"):
        return {}
    pairs = (line.partition(b":") for line in lines[1:])
    return {name.strip().lower().decode("ascii", "replace"): value.strip().decode("utf-8", "replace") for name, _, value in pairs}
