"""`thidua read` as a program: warnings, full disks, signals, nothing new."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import time

import pytest

from crawlers.home import Home
from tests.cli.conftest import PROGRAM, Thidua
from tests.warehouse_core.conftest import LONG, SITE, ArchiveMaker, article_page, article_url, rows

PAGES = [(article_url(number), article_page(f"Khai mạc hội chợ lần thứ {number}", LONG, LONG)) for number in range(1, 5)]


def test_counts_for_people_and_scripts_and_nothing_new(thidua: Thidua, home: Home) -> None:
    assert "Nothing new to read" in thidua("read").out
    ArchiveMaker(home).captures(PAGES)
    said = thidua("read", "--json")
    assert said.code == 0
    report = json.loads(said.out)
    assert (report["pages"], report["outcomes"], report["workers"]) == (4, {"article": 4}, 1)
    assert report["sites"][SITE]["article"] == 4
    assert report["versions"]["rules_version"]
    assert "Nothing new to read" in thidua("read").out
    table = thidua("read", "--all", "--workers", "2")
    assert SITE in table.out
    assert "article" in table.out
    status = json.loads(thidua("status", "--json").out)
    assert [run["verb"] for run in status["runs"]] == ["read"] * 4
    assert status["runs"][0]["versions"]["reader_version"] == report["versions"]["reader_version"]
    assert "Last runs" in thidua("status").out


def test_a_truncated_archive_is_a_warning_and_the_rest_is_read(thidua: Thidua, home: Home) -> None:
    maker = ArchiveMaker(home)
    maker.captures(PAGES[:2])
    maker.captures(PAGES[2:])
    cut = maker.folder / f"{SITE}-00001.warc.gz"
    cut.write_bytes(cut.read_bytes()[:-50])
    said = thidua("read")
    assert said.code == 3
    assert f"Reading is done with a warning: {cut}: is cut short" in said.err.splitlines()[-1]
    assert len(rows(home, "articles", "capture_id")) == 2
    assert json.loads(thidua("status", "--json").out)["runs"][0]["status"] == "warnings"


def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(thidua: Thidua, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ArchiveMaker(home).captures(PAGES)

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.landing.writer._sync_file", full)
        said = thidua("read")
    assert said.code == 1
    assert said.err.splitlines()[-1].startswith("thidua: The disk is full; free some room and run again. What was captured before is safe")
    assert rows(home, "articles", "capture_id") == []
    assert json.loads(thidua("status", "--json").out)["runs"][0]["status"] == "failed"
    assert thidua("read").code == 0
    assert len(rows(home, "articles", "capture_id")) == 4


@pytest.mark.parametrize(("number", "code", "words"), [(signal.SIGTERM, 143, "ended by SIGTERM"), (signal.SIGINT, 130, "interrupted")])
def test_a_signal_ends_a_read_and_the_ledger_says_so(thidua: Thidua, home: Home, number: signal.Signals, code: int, words: str) -> None:
    ArchiveMaker(home).captures([(article_url(page), article_page(f"Bài {page}", LONG)) for page in range(400)])
    process = subprocess.Popen([*PROGRAM, "--home", str(home.root), "read"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while not any('"read"' in path.read_text(encoding="utf-8") for path in home.runs.glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code, err
    assert b"Traceback" not in err
    (run,) = json.loads(thidua("status", "--json").out)["runs"]
    assert run["status"] == "failed"
    assert words in run["error"]
    assert thidua("read").code == 0
    assert len(rows(home, "outcomes", "url")) == 400


def test_salvage_finishes_what_a_killed_crawl_left(thidua: Thidua, home: Home) -> None:
    maker = ArchiveMaker(home)
    maker.captures(PAGES)
    whole = maker.folder / f"{SITE}-00001.warc.gz"
    whole.rename(whole.with_name(whole.name + ".open"))
    whole.with_name(whole.name + ".manifest.json").unlink()
    said = thidua("crawl", "--salvage")
    assert said.code == 0
    assert said.out.startswith("1 unfinished WARC files were finished with 9 whole records")
    assert json.loads(thidua("read", "--json").out)["pages"] == 4
