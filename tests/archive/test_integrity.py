"""Truncated, damaged and left-over files: found, named, and healed where that is possible."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import Exchange, WarcWriter, iter_captures, manifest_path, read_capture, salvage, verify_warc
from crawlers.archive.records import encode_pair, encode_warcinfo
from crawlers.errors import ThiduaError
from crawlers.home import Home
from tests.archive.conftest import START

RUN = "20260302T010203Z-abcdef"


@pytest.fixture
def finished(tmp_path: Path, exchange) -> Path:
    with WarcWriter(tmp_path / "archive" / RUN, "bao") as writer:
        for _ in range(3):
            writer.write(exchange(os.urandom(2000)))
    return tmp_path / "archive" / RUN / "bao-00001.warc.gz"


def test_a_file_cut_short_is_refused_before_its_first_capture(finished):
    os.truncate(finished, finished.stat().st_size - 100)
    with pytest.raises(ThiduaError, match="is cut short"):
        verify_warc(finished)
    with pytest.raises(ThiduaError, match=r"bao-00001\.warc\.gz: is cut short"):
        next(iter_captures(Home(finished.parents[2])))


def test_one_changed_byte_is_found(finished):
    content = bytearray(finished.read_bytes())
    content[len(content) // 2] ^= 1
    finished.write_bytes(content)
    with pytest.raises(ThiduaError, match="other SHA-256"):
        verify_warc(finished)


def test_a_file_without_manifest_is_not_taken_on_trust(finished):
    manifest_path(finished).unlink()
    with pytest.raises(ThiduaError, match="has no manifest"):
        verify_warc(finished)
    with pytest.raises(ThiduaError, match="has no manifest"):
        list(iter_captures(Home(finished.parents[2])))


def test_a_broken_manifest_is_named(finished):
    manifest_path(finished).write_text('{"file": 1}')
    with pytest.raises(ThiduaError, match="cannot be read as a manifest"):
        verify_warc(finished)


@pytest.mark.parametrize("left", [0.3, 0.6, 0.9, 0.99])
def test_a_foreign_file_cut_inside_a_record_is_refused_at_that_record(finished, tmp_path, left):
    content = finished.read_bytes()
    foreign = tmp_path / "foreign.warc.gz"
    foreign.write_bytes(content[: int(len(content) * left)])
    with pytest.raises(ThiduaError, match=r"foreign\.warc\.gz: is cut short|is not a whole WARC file"):
        list(iter_captures([foreign]))


def test_a_file_that_is_no_warc_is_named(tmp_path):
    path = tmp_path / "notes.warc.gz"
    path.write_bytes(b"hello " * 100)
    with pytest.raises(ThiduaError, match="is not a whole WARC file"):
        list(iter_captures([path]))
    with pytest.raises(ThiduaError, match="cannot be read"):
        list(iter_captures([tmp_path / "missing.warc.gz"]))


def test_an_offset_without_a_response_is_refused(finished):
    home = Home(finished.parents[2])
    with pytest.raises(ThiduaError, match="no response at offset 0"):
        read_capture(home, f"{RUN}/{finished.name}", 0)


def pieces(exchange, pairs: int) -> tuple[bytes, list[int]]:
    """The bytes of a file of ``pairs`` pairs, and the offsets at which a whole pair (or the warcinfo) ends."""
    data = encode_warcinfo("bao-00001.warc.gz", {"software": "test"})
    ends = [len(data)]
    for _ in range(pairs):
        data += encode_pair(exchange(os.urandom(300)), "bao", "live").data
        ends.append(len(data))
    return data, ends


@settings(max_examples=40, deadline=None)
@given(fraction=st.floats(0, 1))
def test_salvage_keeps_every_complete_pair_wherever_the_kill_struck(tmp_path_factory, fraction):
    def make(body: bytes) -> Exchange:
        return Exchange("https://bao.example.vn/a", "article", START, (), 200, (), body)

    run_dir = tmp_path_factory.mktemp("home") / RUN
    run_dir.mkdir()
    data, ends = pieces(make, 3)
    cut = int(len(data) * fraction)
    (run_dir / "bao-00001.warc.gz.open").write_bytes(data[:cut])
    report = salvage(run_dir)
    whole = [end for end in ends if end <= cut]
    if not whole:
        assert report.dropped
        assert list(run_dir.iterdir()) == []
        return
    path = run_dir / "bao-00001.warc.gz"
    assert report.kept == [path]
    assert path.read_bytes() == data[: whole[-1]]
    assert report.cut_bytes == cut - whole[-1]
    verify_warc(path)
    with path.open("rb") as handle:
        assert sum(record.rec_type == "response" for record in ArchiveIterator(handle, check_digests="raise")) == len(whole) - 1
    assert salvage(run_dir).kept == [], "a second salvage finds nothing to do"


def test_salvage_finishes_a_file_that_was_renamed_but_has_no_manifest(finished):
    manifest_path(finished).unlink()
    before = finished.read_bytes()
    report = salvage(finished.parent)
    assert report.records == 7
    assert finished.read_bytes() == before
    verify_warc(finished)


def test_salvage_survives_damage_in_the_middle(tmp_path, exchange):
    run_dir = tmp_path / RUN
    run_dir.mkdir()
    data, ends = pieces(exchange, 3)
    torn = bytearray(data)
    torn[ends[1] + 30] ^= 0xFF
    (run_dir / "bao-00001.warc.gz.open").write_bytes(torn)
    salvage(run_dir)
    assert (run_dir / "bao-00001.warc.gz").read_bytes() == data[: ends[1]]


def test_a_salvage_that_may_not_write_says_what_to_do(tmp_path, exchange, monkeypatch):
    run_dir = tmp_path / RUN
    run_dir.mkdir()
    (run_dir / "bao-00001.warc.gz.open").write_bytes(pieces(exchange, 1)[0])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crawlers.archive.leftovers.write_manifest", full)
    with pytest.raises(ThiduaError, match="leftover of a killed run cannot be finished"):
        salvage(run_dir)
    monkeypatch.undo()
    assert salvage(run_dir).records == 3
