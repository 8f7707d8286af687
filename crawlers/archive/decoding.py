"""Content-Encoding taken off with a limit: a body of 600 bytes can unpack to hundreds of megabytes."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable
from typing import Final

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class BodyTooLargeError(Exception):
    """The decoded body is longer than allowed."""


class UndecodableBodyError(Exception):
    """The body is not what its Content-Encoding says."""


def decode_body(body: bytes, content_encoding: str | None, limit: int) -> bytes:
    """``body`` without its content encodings; ``content_encoding`` is the header, codings in the order they were applied.

    ``identity`` and the empty body decode to themselves. Memory stays near ``limit`` bytes whatever the body claims.

    Raises:
        BodyTooLargeError: more than ``limit`` bytes come out.
        UndecodableBodyError: broken or unknown coding.
    """
    codings = [coding.strip().lower() for coding in (content_encoding or "").split(",")]
    for coding in reversed([coding for coding in codings if coding not in ("", "identity")]):
        if not body:
            return body
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise UndecodableBodyError(f"unknown content encoding {coding!r}")
        try:
            body = decoder(body, limit + 1)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError, OSError) as error:
            raise UndecodableBodyError(f"{coding}: {error}") from error
        if len(body) > limit:
            raise BodyTooLargeError(f"{coding}: more than {limit} bytes when decoded")
    if len(body) > limit:
        raise BodyTooLargeError(f"more than {limit} bytes")
    return body


def _gzip(body: bytes, most: int) -> bytes:
    # GzipFile reads on over several members and stops at the limit; a stream cut short raises EOFError
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
        return stream.read(most)


def _deflate(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:
        # servers disagree about the zlib header of "deflate"
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, most)


def _brotli(body: bytes, most: int) -> bytes:
    decoder = brotli.Decompressor()
    parts = [decoder.process(body, output_buffer_limit=most)]
    size = len(parts[0])
    while size < most and not decoder.is_finished():
        part = decoder.process(b"", output_buffer_limit=most - size)
        if not part:
            raise EOFError("the stream ends early")
        parts.append(part)
        size += len(part)
    return b"".join(parts)[:most]


def _zstd(body: bytes, most: int) -> bytes:
    with zstd.ZstdFile(io.BytesIO(body)) as stream:
        return bytes(stream.read(most))


_DECODERS: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
