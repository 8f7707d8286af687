"""Content-Encoding with a limit, and foreign WARC habits."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import WarcWriter, iter_captures
from crawlers.archive.decoding import BodyTooLargeError, UndecodableBodyError, decode_body
from crawlers.home import Home

TEXT = "Khối thi đua các cơ quan Đảng. ".encode() * 100


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


@pytest.mark.parametrize("coding", PACKERS)
def test_each_coding_comes_off(coding):
    assert decode_body(PACKERS[coding](TEXT), coding.upper(), len(TEXT)) == TEXT


def test_stacked_codings_raw_deflate_identity_and_empty():
    assert decode_body(brotli.compress(gzip.compress(TEXT)), "gzip, br", 10**6) == TEXT
    assert decode_body(raw_deflate(TEXT), "deflate", 10**6) == TEXT
    assert decode_body(TEXT, "identity", 10**6) == TEXT
    assert decode_body(TEXT, None, 10**6) == TEXT
    assert decode_body(b"", "gzip", 10**6) == b""


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_refused_in_little_memory(coding):
    bomb = PACKERS[coding](bytes(64 << 20))
    tracemalloc.start()
    with pytest.raises(BodyTooLargeError, match="more than 1000000 bytes"):
        decode_body(bomb, coding, 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_rubbish_and_torn_streams_are_undecodable(coding):
    with pytest.raises(UndecodableBodyError):
        decode_body(b"\x07no stream at all", coding, 10**6)
    if coding != "deflate":
        with pytest.raises(UndecodableBodyError):
            decode_body(PACKERS[coding](TEXT)[:-10], coding, 10**6)


def test_an_unknown_coding_is_said(exchange, tmp_path):
    with pytest.raises(UndecodableBodyError, match="compress"):
        decode_body(b"abc", "compress", 100)
    home = Home(tmp_path)
    with WarcWriter(home.archive / "r", "bao") as writer:
        writer.write(exchange(b"abc", headers=(("Content-Encoding", "compress"),)))
        writer.write(exchange(gzip.compress(bytes(100_000)), headers=(("Content-Encoding", "gzip"),)))
        writer.write(exchange(bytes(200_000)))
    captures = list(iter_captures(home, max_body_bytes=50_000))
    assert [capture.body_fault for capture in captures] == ["undecodable", "too_large", "too_large"]
    assert [capture.body for capture in captures] == [b"", b"", b""]
    assert captures[2].payload_bytes == 200_000


def test_a_foreign_file_with_chunks_and_without_our_fields_is_read(tmp_path):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.0")
    http = StatusAndHeaders("200 OK", [("Transfer-Encoding", "chunked"), ("Content-Type", "text/html")], protocol="HTTP/1.1")
    body = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    writer.write_record(
        writer.create_warc_record("https://bao.example.vn/x", "response", payload=io.BytesIO(body), length=len(body), http_headers=http)
    )
    path = tmp_path / "foreign.warc.gz"
    path.write_bytes(out.getvalue())
    (capture,) = iter_captures([path])
    assert capture.body == b"hello world"
    assert (capture.site_id, capture.kind, capture.source) == ("", "", "warc")
    assert capture.warc_path == str(path)
    assert capture.content_type == capture.header("CONTENT-TYPE") == "text/html"
    assert capture.captured_at.tzinfo is not None
