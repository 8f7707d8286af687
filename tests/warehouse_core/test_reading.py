"""Archive → landing zone: each page under exactly one outcome, nothing twice, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from filelock import FileLock

from crawlers.archive import WarcWriter, archive_files
from crawlers.archive.manifest import lost_files
from crawlers.config import Limits
from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.registry import load_registry
from tests.warehouse_core.conftest import HOST, LONG, READ_RUNS, RUN, SITE, ArchiveMaker, article_page, article_url, rows
from tests.warehouse_core.stand_ins import dangerous_coder, other_version_coder, slow_coder
from warehouse import reading
from warehouse.landing import read_table
from warehouse.page_coding import VERSIONS
from warehouse.reading import ReadProgress, ReadReport, read_archive

PAGES = [(article_url(number), article_page(f"Khai mạc hội chợ lần thứ {number}", LONG, LONG)) for number in range(1, 6)]


def read(home: Home, run: int = 0, **options: object) -> ReadReport:
    return read_archive(home, load_registry(), READ_RUNS[run], **options)


def test_pages_become_articles_with_their_captures_and_one_outcome_each(home: Home, archive: ArchiveMaker) -> None:
    stored = archive.captures(PAGES)
    archive.captures([(f"{HOST}/robots.txt", b"User-agent: *\n")], kind="robots", content_type="text/plain")
    archive.captures([(f"{HOST}/thoi-su", b"<html><body>list</body></html>")], kind="listing")
    archive.captures([(article_url(99), b"gone")], status=404)
    seen: list[ReadProgress] = []
    report = read(home, progress=seen.append)
    assert (report.pages, report.articles, report.captures, report.files_read) == (5, 5, 8, 4)
    assert report.outcomes == Counter(article=5)
    assert report.sites == {SITE: {"article": 5, "relevant": 0, "mentions": 0}}
    assert report.warnings == []
    assert seen[-1].pages == 5
    assert seen[-1].bytes_done == seen[-1].bytes_total > 0
    expected = sorted((one.capture_id, one.url, one.warc_path, one.warc_offset, one.payload_sha256) for one in stored)
    landed = rows(home, "captures", "capture_id", "url", "warc_path", "warc_offset", "payload_sha256", "kind")
    assert [row[:5] for row in landed if row[5] == "article" and row[1] != article_url(99)] == expected
    assert Counter(row[5] for row in landed) == Counter(article=6, robots=1, listing=1)
    outcomes = rows(home, "outcomes", "url", "outcome", "step", "reader_version", "capture_id")
    assert [row[:3] for row in outcomes] == sorted((url, "article", "read") for url, _ in PAGES)
    assert {row[3] for row in outcomes} == {VERSIONS["reader_version"]}
    article = read_table(home, "articles").to_pylist()[0]
    assert article["title"].startswith("Khai mạc hội chợ lần thứ")
    assert article["published_at"] == datetime(2026, 10, 31, 1, tzinfo=UTC)
    assert article["published_on"].isoformat() == "2026-10-31"
    assert article["text"][article["segments"][0]["start"] : article["segments"][0]["end"]] in article["text"]
    assert article["site_id"] == SITE
    assert article["run_id"] == READ_RUNS[0]


def test_a_second_read_adds_nothing_and_needs_no_worker(home: Home, archive: ArchiveMaker) -> None:
    archive.captures(PAGES)
    read(home)
    tables = {table: rows(home, table, "capture_id") for table in ("captures", "articles", "outcomes")}
    started = time.monotonic()
    again = read(home, 1)
    assert time.monotonic() - started < 1.0
    assert (again.pages, again.captures, again.files_read, again.files_known, again.workers) == (0, 0, 0, 1, 0)
    assert tables == {table: rows(home, table, "capture_id") for table in tables}


def test_without_its_marks_the_archive_is_gone_through_and_still_nothing_is_added(home: Home, archive: ArchiveMaker) -> None:
    archive.captures(PAGES)
    read(home)
    (home.landing / "read-marks.jsonl").unlink()
    again = read(home, 1)
    assert (again.pages, again.captures, again.files_read) == (0, 0, 1)
    (home.landing / "read-marks.jsonl").write_text('{"torn', encoding="utf-8")
    assert read(home, 2).pages == 0
    assert read(home, 3).files_known == 1


def test_everything_reads_all_pages_again_and_staging_takes_the_newest_run(home: Home, archive: ArchiveMaker) -> None:
    archive.captures(PAGES)
    archive.captures([(f"{HOST}/thoi-su", b"<html></html>")], kind="listing")
    read(home)
    again = read(home, 1, everything=True)
    assert (again.pages, again.articles, again.captures) == (5, 5, 5)
    assert Counter(rows(home, "articles", "run_id")) == {(READ_RUNS[0],): 5, (READ_RUNS[1],): 5}
    # the listing is no page: it has its one row from the first run
    assert Counter(rows(home, "captures", "kind", "run_id")) == {
        ("article", READ_RUNS[0]): 5,
        ("article", READ_RUNS[1]): 5,
        ("listing", READ_RUNS[0]): 1,
    }


def test_another_version_of_reader_or_rules_reads_the_archive_again(
    home: Home, archive: ArchiveMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.captures(PAGES)
    read(home)
    monkeypatch.setattr(reading, "VERSIONS", {**VERSIONS, "rules_version": "2-next"})
    changed = read(home, 1, coder=other_version_coder)
    assert (changed.pages, changed.files_read) == (5, 1)
    assert Counter(rows(home, "outcomes", "rules_version")) == {(VERSIONS["rules_version"],): 5, ("2-next",): 5}
    assert read(home, 2).pages == 0


def test_revisits_add_no_row(home: Home, archive: ArchiveMaker) -> None:
    (stored,) = archive.captures(PAGES[:1])
    archive.revisit(stored)
    report = read(home)
    assert (report.pages, report.captures, report.files_read) == (1, 1, 2)
    assert len(rows(home, "captures", "capture_id")) == 1


def test_bad_pages_are_counted_under_their_reason(home: Home, archive: ArchiveMaker) -> None:
    legacy = article_page("Hội chợ", LONG).decode().replace('charset="utf-8"', 'charset="utf-16"').encode("utf-16")
    archive.captures(
        [
            (article_url(1), b""),
            (article_url(2), b"<html><body>" + b"<p>" + b"x" * (50 << 20)),
            (article_url(3), b"%PDF-1.7 something"),
            (article_url(4), b"\x00\xff\x00\xfe" * 50),
            (article_url(50), b"<div>" * 100_000 + b"deep"),
            (article_url(6), legacy),
        ]
    )
    archive.captures([PAGES[4]])
    report = read(home)
    outcomes = {url: (outcome, reason) for url, outcome, reason in rows(home, "outcomes", "url", "outcome", "reason")}
    assert report.pages == 7
    assert sum(report.outcomes.values()) == 7
    assert report.warnings == []
    assert outcomes[article_url(1)][0] == "empty"
    assert outcomes[article_url(2)] == ("too_large", "the body is larger than 8 MiB")
    assert outcomes[article_url(3)][0] == "not_html"
    assert outcomes[article_url(4)][0] in ("not_html", "undecodable", "no_text")
    assert outcomes[article_url(50)][0] in ("unreadable", "no_text")
    assert outcomes[PAGES[4][0]] == ("article", None)
    assert all(reason for outcome, reason in outcomes.values() if outcome != "article")


def test_a_page_with_too_much_text_is_too_large(home: Home, archive: ArchiveMaker) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", *[LONG] * 100))])
    report = read(home, limits=Limits(page_text_bytes=10_000))
    assert report.outcomes == Counter(too_large=1)


def test_pages_that_kill_or_hang_cost_only_themselves(home: Home, archive: ArchiveMaker) -> None:
    archive.captures([*PAGES, (article_url(7), b"<p>kills</p>"), (article_url(8), b"<p>hangs</p>"), (article_url(9), b"<p>well</p>")])
    report = read(home, coder=dangerous_coder, limits=Limits(page_seconds=1.0), workers=2)
    assert report.outcomes == Counter(article=6, unreadable=1, timeout=1)
    reasons = {url: reason for url, outcome, reason in rows(home, "outcomes", "url", "outcome", "reason") if outcome != "article"}
    assert "SIGKILL" in reasons[article_url(7)]
    assert reasons[article_url(8)] == "not read within 1 s"
    assert len(report.warnings) == 1
    assert report.warnings[0].startswith(f"{article_url(7)}: its worker process died twice")
    # counted for good: the next run does not meet them again
    assert read(home, 1, coder=dangerous_coder).pages == 0


def test_a_truncated_file_is_said_and_the_others_are_read(home: Home, archive: ArchiveMaker) -> None:
    archive.captures(PAGES[:2])
    archive.captures(PAGES[2:])
    first = archive.folder / f"{SITE}-00001.warc.gz"
    whole = first.read_bytes()
    first.write_bytes(whole[:-100])
    report = read(home)
    assert (report.pages, report.files_read) == (3, 1)
    assert len(report.warnings) == 1
    assert report.warnings[0].startswith(f"{first}: is cut short")
    first.write_bytes(whole)  # restored from a backup
    again = read(home, 1)
    assert (again.pages, again.files_read, again.files_known, again.warnings) == (2, 1, 1, [])
    # a file that is cut after it was read is noticed too, and its rows stay
    first.write_bytes(whole[:-100])
    later = read(home, 2)
    assert len(later.warnings) == 1
    assert len(rows(home, "articles", "capture_id")) == 5


def test_a_file_that_is_gone_is_said(home: Home, archive: ArchiveMaker) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    archive.captures([(article_url(2), article_page("Hội thi", LONG))])
    gone = archive.folder / f"{SITE}-00001.warc.gz"
    gone.unlink()
    report = read(home)
    assert report.warnings == [f"{gone}: is gone, only its manifest is there; restore it from a backup, or move the manifest away too."]
    assert report.pages == 1
    (archive.folder / f"{SITE}-00001.warc.gz.open").touch()  # a crawl is just finishing it
    assert list(lost_files(home)) == []


def test_marks_that_are_damaged_cost_only_another_look(home: Home, archive: ArchiveMaker) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    read(home)
    marks = home.landing / "read-marks.jsonl"
    marks.write_bytes(marks.read_bytes() + b"\n[]\n\xff\xfe{\n7\n")
    assert (read(home, 1).files_known, read(home, 2).pages) == (1, 0)


def test_leftovers_of_a_killed_crawl_are_finished_and_read(home: Home, archive: ArchiveMaker) -> None:
    writer = WarcWriter(archive.folder, SITE)
    for url, body in PAGES[:3]:
        writer.write(archive._exchange(url, body, "article", 200, "text/html; charset=utf-8"))
    with (archive.folder / f"{SITE}-00001.warc.gz.open").open("ab") as handle:
        handle.write(b"\x1f\x8b\x08torn")
    del writer  # as its process is gone
    held = FileLock(home.crawl_lock)
    home.state.mkdir(parents=True)
    with held:  # a crawl that still writes is left alone
        assert read(home).pages == 0
    report = read(home, 1)
    assert (report.pages, report.warnings) == (3, [])
    assert [path.name for path in sorted(archive.folder.glob("*.warc.gz*"))] == [
        f"{SITE}-00001.warc.gz",
        f"{SITE}-00001.warc.gz.manifest.json",
    ]


def test_outcomes_of_a_crawl_are_landed_once(home: Home, archive: ArchiveMaker) -> None:
    (stored,) = archive.captures(PAGES[:1])
    archive.outcomes(
        [
            {"url": PAGES[0][0], "outcome": "captured", "capture_id": stored.capture_id},
            {"url": f"{HOST}/x-1.html", "outcome": "network_error", "reason": "timed out"},
        ],
        torn='{"site_id": "baoha',
    )
    assert read(home).crawl_outcomes == 2
    assert read(home, 1).crawl_outcomes == 0
    landed = rows(home, "outcomes", "step", "run_id", "outcome", "reason", "reader_version")
    assert [row for row in landed if row[0] == "crawl"] == [
        ("crawl", RUN, "captured", None, None),
        ("crawl", RUN, "network_error", "timed out", None),
    ]


@pytest.mark.parametrize("damage", ["nonsense\n", "\0\0\0\n", '{"site_id": "s", "url": "u", "outcome": "captured", "occurred_at": "?"}\n'])
def test_a_damaged_outcomes_file_is_named_and_keeps_nothing_else_from_being_read(home: Home, archive: ArchiveMaker, damage: str) -> None:
    archive.captures(PAGES)
    archive.outcomes([{"url": "u", "outcome": "captured"}])
    later = ArchiveMaker(home, "20261101T030000Z-000002")
    later.outcomes([{"url": "v", "outcome": "captured"}])
    path = archive.folder / "outcomes.jsonl"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + damage, encoding="utf-8")
    report = read(home)
    assert (report.pages, report.crawl_outcomes) == (5, 1)
    (warning,) = report.warnings
    assert warning.startswith(f"{path}: line 2 is damaged")
    path.write_text(whole, encoding="utf-8")
    assert (read(home, 1).crawl_outcomes, read(home, 2).crawl_outcomes) == (1, 0)
    assert [row for row in rows(home, "outcomes", "url", "step") if row[1] == "crawl"] == [("u", "crawl"), ("v", "crawl")]


def test_a_folder_that_may_not_be_looked_into_is_named_and_the_others_are_read(
    home: Home, archive: ArchiveMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.captures(PAGES[:2])
    ArchiveMaker(home, "20261101T030000Z-000002").captures(PAGES[2:])
    # permissions do not bind the user that may run this test, so their answer is given here
    monkeypatch.setattr("crawlers.archive.manifest.os.access", lambda path, mode: path != archive.folder)
    report = read(home)
    assert report.pages == 3
    assert report.warnings == [f"{archive.folder}: cannot be looked into; mend its permissions, or run as the user it belongs to."]
    with pytest.raises(ThiduaError, match="cannot be looked into"):
        list(archive_files(home))
    monkeypatch.undo()
    assert read(home, 1).pages == 2


@pytest.mark.parametrize("table", ["captures", "articles", "outcomes"])
def test_what_a_lost_landing_part_held_is_read_again(home: Home, archive: ArchiveMaker, table: str) -> None:
    archive.captures(PAGES[:3])
    read(home)
    archive.captures(PAGES[3:])
    read(home, 1)
    before = {name: rows(home, name, "capture_id") for name in ("captures", "articles", "outcomes")}
    (part,) = (home.landing / table).glob(f"schema=*/run={READ_RUNS[0]}/*.parquet")
    part.unlink()
    report = read(home, 2)
    assert (report.pages, report.files_read) == (3, 2)
    assert ["parts that were there are gone" in warning for warning in report.warnings] == [True]
    assert {name: rows(home, name, "capture_id") for name in before} == before
    assert (read(home, 3).files_known, read(home, 4).warnings) == (2, [])


def test_killed_in_the_middle_and_run_again_gives_the_same_tables(
    home: Home, archive: ArchiveMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = {"reader_version": "1", "rules_version": "1"}
    monkeypatch.setattr(reading, "VERSIONS", versions)
    pages = [(article_url(number), article_page(f"Bài {number}", LONG)) for number in range(40)]
    archive.captures(pages[:20])
    archive.captures(pages[20:])
    code = (
        "from pathlib import Path\nfrom crawlers.home import Home\nfrom crawlers.registry import load_registry\n"
        "from tests.warehouse_core.stand_ins import slow_coder\nfrom warehouse.landing import writer\n"
        f"from warehouse import reading\nwriter._ROWS_PER_BATCH = 12\nreading.VERSIONS = {versions!r}\n"
        "def show(now):\n    print(now.pages, flush=True)\n"
        f"if __name__ == '__main__':\n    reading.read_archive(Home(Path({str(home.root)!r})), load_registry(), {READ_RUNS[0]!r}, coder=slow_coder, progress=show)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= 17:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    committed = rows(home, "outcomes", "url")
    assert 0 < len(committed) < 40
    report = read(home, 1, coder=slow_coder)
    assert report.pages == 40 - len(committed)
    urls = sorted((url,) for url, _ in pages)
    for table, column in (("captures", "url"), ("outcomes", "url"), ("articles", "article_id")):
        assert rows(home, table, column) == urls
    assert read(home, 2, coder=slow_coder).pages == 0
