"""`--source commoncrawl`: indexes of the crawls that touch the years, records by byte range, flaws counted."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.backfill.report import Period
from tests.backfill.archive_server import Fault, WebArchive
from tests.backfill.asking import HOST, kept, kill_thrice, other, relevant
from tests.backfill.conftest import Taken
from tests.backfill.warcs import page

FILE = "/data/crawl-data/CC-MAIN-2019-51/segments/1575540482038.36/warc/"


@pytest.fixture
def ask(fill: Any) -> Any:
    def run(**more: Any) -> Any:
        return fill(source="commoncrawl", **more)

    return run


def test_records_come_by_range_with_their_moment_and_place(archive: WebArchive, ask: Any, taken: Taken, home: Any) -> None:
    archive.captures = [
        kept(other(1)),
        kept(relevant(1), headers=("Content-Type: text/html", "X-Crawler-Content-Encoding: gzip")),
        kept(relevant(2), "20210301000000"),
    ]
    report = ask()
    assert (report.outcomes, report.warnings) == ({"captured": 2}, [])
    first, second = sorted(taken(), key=lambda capture: capture.captured_at)
    assert (first.url, first.captured_at, first.body) == (relevant(1), datetime(2019, 12, 10, 2, 15, tzinfo=UTC), page(relevant(1)))
    assert (first.source, second.captured_at.year) == ("commoncrawl", 2021)
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in home.archive.glob("*/*.warc.gz"))
    assert f"WARC-Thidua-Archive: {archive.base}{FILE}part-00000.warc.gz#bytes=".encode() in raw
    assert not archive.asked("/latest"), "the list of crawls leads to its own server only"
    assert not archive.asked("/CC-MAIN-2008"), "a crawl of other years"
    assert ask(period=Period(2019, 2019)).outcomes == {}


def test_pages_of_an_index_are_asked_once(archive: WebArchive, ask: Any, taken: Taken) -> None:
    archive.captures = [kept(relevant(number)) for number in range(13)]
    archive.faults = [Fault("page=1$", 503, headers={"Retry-After": "0"}), Fault("page=2$", 502, times=99, headers={"Retry-After": "0"})]
    report = ask()
    assert report.outcomes == {"captured": 10}, "what is listed so far is taken"
    assert "the index did not answer for baohagiang.vn/* CC-MAIN-2019-51: status 502, asked 3 times" in report.warnings[0]
    assert "1 of 2 questions to the index are open" in report.warnings[1]
    archive.faults = []
    before = len(archive.asked("/CC-MAIN-2019"))
    assert ask().outcomes == {"captured": 3}
    assert len(archive.asked("/CC-MAIN-2019")) == before + 1, "only the page that is missing"
    assert len(taken()) == 13


def test_every_oddity_of_a_record_is_counted(archive: WebArchive, ask: Any, taken: Taken) -> None:
    html = "Content-Type: text/html"
    archive.heeds_filters = False
    archive.captures = [
        kept(relevant(1)),
        kept(relevant(2), is_gone=True),
        kept(relevant(3), status="404", listed_status="200"),
        kept(relevant(4), truncated="length"),
        kept(relevant(5), warc_extra=("WARC-Truncated: time",)),
        kept(relevant(6), kind="revisit"),
        kept(relevant(7), body=b""),
        kept(relevant(8), body=b"6\r\n<html>\r\n7\r\n</html>\r\n0\r\n\r\n", headers=(html, "Transfer-Encoding: chunked")),
        kept(relevant(9), status="301"),
        kept(relevant(10), kind="resource"),
        kept(f"{HOST}/upload/anh.jpg", mime="image/jpeg"),
    ]
    archive.faults = [Fault("/data/", 200, body=b"<html>no ranges here</html>")]
    report = ask()
    assert report.outcomes == {"captured": 1, "damaged": 1, "empty": 1, "http_error": 1, "missing": 2, "truncated": 1}
    listed = {outcome: sum(counts.values()) for outcome, counts in report.listed.items()}
    assert listed == {"listed": 11, "not_html": 1, "redirected": 1, "revisit": 1, "truncated": 1}
    assert [capture.body for capture in taken()] == [b"<html></html>"]


def test_another_record_at_the_place_a_torn_one_and_lines_that_are_none(archive: WebArchive, ask: Any, taken: Taken) -> None:
    archive.captures = [kept(relevant(number), body=page(f"Bài {number}")) for number in range(4)]
    assert ask().outcomes == {"captured": 4}
    first, second, third, fourth = (archive.places[id(one)] for one in archive.captures)
    name = first[0]
    good = {
        "url": relevant(9),
        "timestamp": "20191210021500",
        "status": "200",
        "mime": "text/html",
        "length": "300",
        "offset": "0",
        "filename": name,
    }
    lines: list[Any] = [
        good | {"url": relevant(20), "offset": str(first[1]), "length": str(first[2])},
        good | {"url": relevant(21), "offset": str(second[1]), "length": str(second[2] - 40)},
        good | {"url": relevant(22), "offset": str(third[1] + 7), "length": str(third[2])},
        good | {"url": relevant(23), "offset": str(fourth[1]), "length": str(99 << 20)},
        good | {"url": relevant(24), "offset": str(fourth[1]), "length": str(fourth[2] + 900)},
        good | {"filename": "../../etc/passwd"},
        good | {"filename": "http://169.254.169.254/latest"},
        good | {"offset": "-5"},
        good | {"url": "http://baohagiang.vn/thoi-su-chinh-tri/201912/a b\r\nX: 1-123456/"},
        good | {"url": "http://baohagiang.vn/\ud800-123456/"},
        good | {"length": 1e400},
        ["no", "object"],
    ]
    body = b"".join(json.dumps(line).encode() + b"\n" for line in lines) + b"{torn\n" + b"[" * 100_000
    archive.faults = [Fault("page=0", 200, body=body), Fault("showNumPages", 200, body=b'{"pages": 1}')]
    report = ask(slug="khoi-thi-dua")
    assert report.listed["damaged"] == {"0": 7, "2019": 2}
    assert report.outcomes == {"damaged": 3, "too_large": 1, "truncated": 1}
    assert len(taken()) == 4


def test_a_list_of_crawls_that_cannot_be_had_ends_the_run_politely(archive: WebArchive, ask: Any) -> None:
    archive.captures = [kept(relevant(1))]
    for fault in (Fault("collinfo", 200, body=b"{}"), Fault("collinfo", 404), Fault("collinfo", 200, body=b"<html>")):
        archive.faults = [fault]
        report = ask()
        assert report.outcomes == {}
        assert len(report.warnings) == 1
        assert report.warnings[0].startswith("commoncrawl: the list of crawls")


@pytest.mark.slow
def test_killed_three_times_it_ends_with_every_capture_once(archive: WebArchive, ask: Any, home: Any, taken: Taken, tmp_path: Any) -> None:
    archive.captures = [kept(relevant(number)) for number in range(20)] + [
        kept(relevant(number), "20210301000000") for number in range(15, 35)
    ]
    kill_thrice(archive, home, tmp_path, "commoncrawl", [("/CC-MAIN-2021-10", 3), ("/data/", 10), ("/data/", 10)])
    ask()
    assert sorted(capture.url for capture in taken()) == sorted(relevant(number) for number in range(35))
    assert len(archive.asked("/data/")) == 35 + 2
    assert ask().outcomes == {}
