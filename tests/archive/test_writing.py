"""The writer, judged by an independent reader (warcio) and by our own."""

from __future__ import annotations

import gzip
import hashlib
import os
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import Original, WarcWriter, iter_captures, read_capture, verify_warc
from crawlers.archive.manifest import read_manifest
from crawlers.errors import ThiduaError
from crawlers.home import Home

RUN = "20260302T010203Z-abcdef"


def independent_records(path: Path) -> list[tuple[str, str | None, bytes]]:
    """Type, address and payload of every record, as warcio reads them, with its own digest check set to raise."""
    found = []
    with path.open("rb") as handle:
        for record in ArchiveIterator(handle, check_digests="raise"):
            body = record.raw_stream.read()
            assert record.digest_checker.problems == []
            found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), body))
    return found


def test_pairs_are_read_back_by_an_independent_reader(tmp_path, exchange):
    bodies = [gzip.compress(b"x" * 5000), "Hội nghị".encode(), b""]
    with WarcWriter(tmp_path / RUN, "bao", operator="mailto:me@example.org") as writer:
        for body in bodies:
            writer.write(exchange(body))
    path = tmp_path / RUN / "bao-00001.warc.gz"
    records = independent_records(path)
    assert [kind for kind, _, _ in records] == ["warcinfo"] + ["response", "request"] * 3
    assert [body for kind, _, body in records if kind == "response"] == bodies
    info = records[0][2].decode()
    assert RUN in info
    assert "case and the order of header names" in info
    assert "transfer-encoding" in info
    manifest = read_manifest(path)
    assert (manifest.records, manifest.bytes) == (7, path.stat().st_size)
    assert manifest.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert manifest.started_at <= manifest.finished_at
    assert not list(path.parent.glob("*.open"))


def test_what_is_written_is_what_is_read(tmp_path, exchange):
    home = Home(tmp_path)
    sent = exchange(gzip.compress(b"<p>ng\xc3\xa0y</p>"), headers=(("content-encoding", "gzip"), ("Transfer-Encoding", "chunked")))
    with WarcWriter(home.archive / RUN, "bao") as writer:
        stored = writer.write(sent)
    (capture,) = iter_captures(home)
    assert capture.body == b"<p>ng\xc3\xa0y</p>"
    assert capture.headers == (("content-encoding", "gzip"),), "chunking is gone from the body, so from the headers too"
    assert capture.payload_sha256 == hashlib.sha256(sent.body).hexdigest() == stored.payload_sha256
    assert (capture.url, capture.captured_at, capture.http_status) == (sent.url, sent.captured_at, 200)
    assert (capture.site_id, capture.kind, capture.source) == ("bao", "article", "live")
    assert (capture.capture_id, capture.record_id) == (stored.capture_id, stored.record_id)
    assert capture.warc_path == f"{RUN}/bao-00001.warc.gz"
    assert read_capture(home, stored.warc_path, stored.warc_offset) == capture


@pytest.mark.parametrize(("status", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")])
def test_a_revisit_has_no_body_and_names_the_capture_it_repeats(tmp_path, exchange, status, profile):
    home = Home(tmp_path)
    with WarcWriter(home.archive / RUN, "bao") as writer:
        first = writer.write(exchange())
        writer.write_revisit(
            exchange(url=first.url, status=status), Original(first.record_id, first.url, first.captured_at, first.payload_sha256)
        )
    path = home.archive / RUN / "bao-00001.warc.gz"
    with path.open("rb") as handle:
        (revisit,) = [record.rec_headers for record in ArchiveIterator(handle) if record.rec_type == "revisit"]
    assert revisit.get_header("WARC-Profile").endswith(profile)
    assert revisit.get_header("WARC-Refers-To") == first.record_id
    assert revisit.get_header("WARC-Refers-To-Date") == first.captured_at
    _, again = iter_captures(home)
    assert again.is_revisit
    assert (again.body, again.payload_sha256, again.http_status) == (b"", first.payload_sha256, status)
    assert again.capture_id != first.capture_id


def test_files_rotate_by_size_and_numbers_go_on_after_what_is_there(tmp_path, exchange):
    for _ in range(2):
        with WarcWriter(tmp_path / RUN, "bao", max_bytes=4000) as writer:
            for _ in range(3):
                writer.write(exchange(os.urandom(3000)))
    files = sorted(path.name for path in (tmp_path / RUN).glob("*.warc.gz"))
    assert files == [f"bao-{number:05d}.warc.gz" for number in range(1, len(files) + 1)]
    assert len(files) >= 4
    for name in files:
        verify_warc(tmp_path / RUN / name)
    assert sum(1 for _ in iter_captures([tmp_path / RUN / name for name in files])) == 6


def test_a_full_disk_costs_the_pair_being_written_and_nothing_else(tmp_path):
    """A real limit of the operating system (file size), in a process of its own."""
    script = textwrap.dedent(
        f"""
        import os, resource, sys
        from datetime import datetime, UTC
        from pathlib import Path
        from crawlers.archive import Exchange, WarcWriter
        from crawlers.errors import ThiduaError
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        writer = WarcWriter(Path({str(tmp_path)!r}) / {RUN!r}, "bao")
        written = 0
        try:
            for number in range(100):
                body = os.urandom(3000)
                writer.write(Exchange(f"https://a.vn/{{number}}", "article", datetime.now(UTC), (), 200, (), body))
                written += 1
        except ThiduaError as error:
            print(error)
        writer.close()
        print(written)
        """
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    message, count = result.stdout.splitlines()
    assert "the disk does not take more" in message
    assert "Free some room" in message
    path = tmp_path / RUN / "bao-00001.warc.gz"
    verify_warc(path)
    captures = list(iter_captures([path]))
    assert [capture.url for capture in captures] == [f"https://a.vn/{number}" for number in range(int(count))]
    assert 3 <= int(count) <= 6
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 20_000


def test_no_room_for_the_manifest_leaves_a_file_that_can_be_salvaged(tmp_path, exchange, monkeypatch):
    writer = WarcWriter(tmp_path / RUN, "bao")
    writer.write(exchange())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crawlers.archive.writer.write_manifest", full)
    with pytest.raises(ThiduaError, match="No space left on device"):
        writer.close()
    assert [path.name for path in (tmp_path / RUN).iterdir()] == ["bao-00001.warc.gz.open"]


def test_header_bytes_beyond_ascii_are_escaped_and_lose_nothing(tmp_path, exchange):
    name, value = "X-Máy".encode().decode("latin-1"), "máy chủ 100%".encode().decode("latin-1")
    with WarcWriter(tmp_path / RUN, "bao") as writer:
        writer.write(exchange(headers=((name, value), ("ETag", 'W/"100%"'))))
    (capture,) = iter_captures([tmp_path / RUN / "bao-00001.warc.gz"])
    assert capture.headers == (("X-M%C3%A1y", "m%C3%A1y ch%E1%BB%A7 100%"), ("ETag", 'W/"100%"'))


def test_a_capture_of_another_archive_has_its_origin_in_place_of_a_request(tmp_path, exchange):
    with WarcWriter(tmp_path / RUN, "bao", source="wayback") as writer:
        writer.write(exchange(archive_address="https://archive.example.org/web/2019id_/x"))
    records = independent_records(tmp_path / RUN / "bao-00001.warc.gz")
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "metadata"]
    assert records[2][2] == b"via: https://archive.example.org/web/2019id_/x\r\n"
    (capture,) = iter_captures([tmp_path / RUN / "bao-00001.warc.gz"])
    assert capture.source == "wayback"
