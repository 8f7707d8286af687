"""Records that are taken out leave every other record where it was, for every reader."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import (
    Exchange,
    Original,
    StoredCapture,
    WarcWriter,
    iter_captures,
    manifest_path,
    read_capture,
    redaction,
    verify_warc,
)
from crawlers.archive.manifest import read_manifest
from crawlers.archive.redaction import redact
from crawlers.errors import ThiduaError
from crawlers.home import Home

TAKEN_OUT_AT = "2026-11-21T00:00:00Z"
SECRET = "https://bao.example.vn/mat.html"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def warc(home: Home, exchange: Callable[..., Exchange]) -> Path:
    with WarcWriter(home.archive / "20260302T010203Z-aaaaaa", "bao") as writer:
        writer.write(exchange())
        secret = writer.write(exchange(b"<p>t\xc3\xaan ng\xc6\xb0\xe1\xbb\x9di</p>" * 9000, url=SECRET))
        writer.write_revisit(exchange(b"", url=SECRET, status=304), secret_of(secret))
        writer.write(exchange())
    (path,) = home.archive.glob("*/*.warc.gz")
    return path


def secret_of(stored: StoredCapture) -> Original:
    return Original(stored.record_id, stored.url, stored.captured_at, stored.payload_sha256)


def test_the_others_stay_where_they_were(home: Home, warc: Path) -> None:
    before = {capture.capture_id: capture for capture in iter_captures(home)}
    manifest = read_manifest(warc)
    assert redact(warc, lambda url: url == SECRET, TAKEN_OUT_AT) == 2
    verify_warc(warc)
    after = list(iter_captures(home))
    assert [(one.url, one.warc_offset, one.body) for one in after] == [
        (one.url, one.warc_offset, one.body) for one in before.values() if one.url != SECRET
    ]
    for one in after:
        assert read_capture(home, one.warc_path, one.warc_offset).body == one.body
    now = read_manifest(warc)
    assert (now.records, now.bytes, now.started_at) == (manifest.records, manifest.bytes, manifest.started_at)
    assert now.sha256 != manifest.sha256
    assert b"mat.html" not in warc.read_bytes()
    assert redact(warc, lambda url: url == SECRET, TAKEN_OUT_AT) == 0


def test_an_independent_reader_sees_as_many_records(warc: Path) -> None:
    records = read_manifest(warc).records
    redact(warc, lambda url: url == SECRET, TAKEN_OUT_AT)
    with warc.open("rb") as handle:
        kinds = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(handle)]
    assert len(kinds) == records
    assert kinds.count(("metadata", None)) == 4
    assert not any(url == SECRET for _, url in kinds)


@pytest.mark.parametrize("last_step", ["copied", "manifest", "swapped"])
def test_a_kill_on_the_way_is_mended_by_the_next_call(warc: Path, monkeypatch: pytest.MonkeyPatch, last_step: str) -> None:
    class Killed(BaseException):
        pass

    write_manifest, fresh = redaction.write_manifest, warc.with_name(warc.name + ".redacting")

    def kill(target: Path, manifest: object) -> None:
        if last_step == "manifest" and target == fresh:
            write_manifest(target, manifest)
            raise Killed
        if last_step == "swapped" and target == warc:
            raise Killed
        write_manifest(target, manifest)

    if last_step == "copied":
        shutil.copyfile(warc, fresh)
        with fresh.open("r+b") as handle:
            handle.truncate(100)
    else:
        with monkeypatch.context() as patch:
            patch.setattr(redaction, "write_manifest", kill)
            with pytest.raises(Killed):
                redact(warc, lambda url: url == SECRET, TAKEN_OUT_AT)
    assert redact(warc, lambda url: url == SECRET, TAKEN_OUT_AT) == (2 if last_step == "copied" else 0)
    verify_warc(warc)
    assert b"mat.html" not in warc.read_bytes()
    assert not fresh.exists()
    assert not manifest_path(fresh).exists()


def test_a_damaged_file_is_left_as_it_is(warc: Path) -> None:
    warc.write_bytes(warc.read_bytes()[:-20])
    before = warc.read_bytes()
    with pytest.raises(ThiduaError, match="is cut short"):
        redact(warc, lambda _: True, TAKEN_OUT_AT)
    assert warc.read_bytes() == before
