"""One crawl of a small site full of hazards, and every outcome it must give."""

from __future__ import annotations

import json
import resource
import signal
from collections import Counter

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import archive_files, iter_captures, verify_warc
from crawlers.errors import ThiduaError
from crawlers.fetch_state import STATE_FILE, FetchState, rebuild_fetch_state
from crawlers.outcomes import Outcome, OutcomeLog, OutcomeRow, read_outcomes
from tests.crawl.tiny import TinyWeb, article, bomb, links, make_home, rss, run

SITE = "https://nbtv.vn"
GOOD = f"{SITE}/bai-tot-1000001.html"
EXPECTED = {
    f"{SITE}/robots.txt": ("captured", None),
    f"{SITE}/thoi-su": ("captured", None),
    f"{SITE}/rss": ("captured", None),
    f"{SITE}/": ("http_error", "404"),
    GOOD: ("captured", None),
    f"{SITE}/kin-1000002.html": ("robots_denied", "robots.txt"),
    f"{SITE}/mat-1000003.html": ("http_error", "404"),
    f"{SITE}/loi-1000004.html": ("http_error", "500"),
    f"{SITE}/ra-ngoai-1000005.html": ("offsite", "redirected to evil.example.com"),
    f"{SITE}/vao-trong-1000006.html": ("refused_address", "redirected to 127.0.0.1 is not public"),
    f"{SITE}/thap-phan-1000007.html": ("refused_address", "redirected to 2130706433 is not public"),
    f"{SITE}/tep-1000008.html": ("refused_address", "redirected to scheme file"),
    f"{SITE}/to-1000009.html": ("too_large", "over the body limit"),
    f"{SITE}/bom-1000010.html": ("too_large", "over the body limit"),
    f"{SITE}/bom-br-1000011.html": ("too_large", "over the body limit"),
    f"{SITE}/anh-1000012.html": ("not_html", "image/png"),
    f"{SITE}/cu-1000014.html": ("redirected", f"{SITE}/moi-1000015.html"),
    f"{SITE}/moi-1000015.html": ("captured", None),
    f"{SITE}/vong-1000016.html": ("http_error", "302, more than 5 times"),
    f"{SITE}/trong-1000017.html": ("captured", None),
    f"{SITE}/tu-rss-1000018.html": ("captured", None),
    "https://nbtv.vn:8080/x-1000098.html": ("refused_address", "port 8080"),
}
CUT = f"{SITE}/dut-1000013.html"
EVIL_ADDRESSES = {
    "ra-ngoai-1000005": "https://evil.example.com/bai-1000001.html",
    "vao-trong-1000006": "http://127.0.0.1/bai-1000001.html",
    "thap-phan-1000007": "http://2130706433/",
    "tep-1000008": "file:///etc/passwd",
    "cu-1000014": "/moi-1000015.html#dau-trang",
    "vong-1000016": "https://www.nbtv.vn/vong-1000016.html",
}


def hazardous() -> TinyWeb:
    web = TinyWeb()
    web.add(
        f"{SITE}/robots.txt", b"User-agent: *\nDisallow: /kin-\nSitemap: https://other.example.com/sitemap.xml\n", content_type="text/plain"
    )
    addresses = [
        url.removeprefix(SITE)
        for url in EXPECTED
        if url.endswith(".html") and url.startswith(f"{SITE}/") and "moi-" not in url and "tu-rss" not in url
    ]
    extra = [
        "https://evil.example.com/bai-1000099.html",
        "mailto:a@b.vn",
        "javascript:void(0)",
        "/anh.jpg",
        "#",
        "https://nbtv.vn:8080/x-1000098.html",
    ]
    web.add(f"{SITE}/thoi-su", links(*addresses, CUT.removeprefix(SITE), *extra))
    web.add(
        f"{SITE}/rss",
        rss((f"{SITE}/tu-rss-1000018.html", "Mon, 02 Mar 2026 08:00:00 +0700"), ("https://evil.example.com/a-1000001.html", "")),
    )
    for name in ("bai-tot-1000001", "kin-1000002", "moi-1000015", "tu-rss-1000018"):
        web.add(f"{SITE}/{name}.html", article(name))
    web.add(f"{SITE}/loi-1000004.html", b"broken", status=500)
    for name, target in EVIL_ADDRESSES.items():
        web.add(f"{SITE}/{name}.html", status=302, headers=(("Location", target),))
    web.add("https://www.nbtv.vn/vong-1000016.html", status=302, headers=(("Location", f"{SITE}/vong-1000016.html"),))
    web.add(f"{SITE}/to-1000009.html", bytes((1 << 20) + 1))
    web.add(f"{SITE}/bom-1000010.html", bomb(20), headers=(("Content-Encoding", "gzip"),))
    web.add(f"{SITE}/bom-br-1000011.html", brotli.compress(bytes(20 << 20)), headers=(("Content-Encoding", "br"),))
    web.add(f"{SITE}/anh-1000012.html", b"\x89PNG\r\n\x1a\n....", content_type="image/png")
    web.add(CUT, article("cut"), missing_bytes=500)
    web.add(f"{SITE}/trong-1000017.html", b"")
    return web


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    home = make_home(tmp_path_factory.mktemp("hazards") / "home", limits__body_mib="1")
    with hazardous() as web:
        report = run(web, home, "nbtv")
        yield home, web, report, list(read_outcomes(home.archive / report.run_id))


def test_every_page_has_exactly_its_one_outcome(crawled):
    _, _, _, rows = crawled
    found = {row.url: (row.outcome, row.reason) for row in rows}
    assert len(found) == len(rows), "no page is counted twice"
    outcome, reason = found.pop(CUT)
    assert outcome == "network_error"
    assert "DataLoss" in reason
    looped = found.pop("https://www.nbtv.vn/vong-1000016.html", None) or found.pop(f"{SITE}/vong-1000016.html")
    assert looped == EXPECTED[f"{SITE}/vong-1000016.html"]
    assert found == {url: what for url, what in EXPECTED.items() if "vong" not in url}


def test_the_sum_of_the_outcomes_is_the_number_of_pages(crawled):
    _, _, report, rows = crawled
    assert report.pages == len(rows) == sum(report.outcomes.values())
    assert report.sites == {"nbtv": dict(Counter(row.outcome for row in rows))}
    assert {row.outcome for row in rows} <= {outcome.value for outcome in Outcome}
    assert json.dumps(report.as_json())


def test_nothing_outside_the_site_was_asked_for(crawled):
    _, web, _, _ = crawled
    assert {seen.host for seen in web.log} == {"nbtv.vn", "www.nbtv.vn"}
    assert set(web.most_at_once.values()) == {1}
    assert "/kin-1000002.html" not in web.paths()
    assert "/sitemap.xml" not in web.paths()


def test_every_answer_is_archived_as_it_came_retries_and_robots_too(crawled):
    home, web, _, rows = crawled
    captures = list(iter_captures(home))
    statuses = Counter(capture.url.removeprefix("https://") for capture in captures)
    assert statuses["nbtv.vn/loi-1000004.html"] == 3, "one request and two retries"
    assert statuses["nbtv.vn/robots.txt"] == 1
    assert statuses["nbtv.vn/vong-1000016.html"] + statuses["www.nbtv.vn/vong-1000016.html"] == 6
    answered = [seen for seen in web.log if seen.path not in ("/to-1000009.html", "/dut-1000013.html")]
    assert len(captures) == len(answered)
    ids = {capture.capture_id for capture in captures}
    assert all(row.capture_id in ids for row in rows if row.outcome in ("captured", "not_html", "redirected", "http_error", "offsite"))
    bombs = [capture for capture in captures if "bom" in capture.url]
    assert [capture.body_fault for capture in bombs] == ["too_large", "too_large"]


def test_the_files_stand_an_independent_reader_and_their_manifest(crawled):
    home, _, _, _ = crawled
    (path,) = archive_files(home)
    verify_warc(path)
    agents = set()
    with path.open("rb") as handle:
        for record in ArchiveIterator(handle, check_digests="raise"):
            record.raw_stream.read()
            if record.rec_type == "request":
                agents.add(record.http_headers.get_header("User-Agent"))
    assert len(agents) == 1
    assert agents.pop().endswith("(+me@example.org)")
    assert not list(home.archive.glob("*/*.open"))


def test_the_fetch_state_made_anew_from_the_archive_is_the_one_of_the_crawl(crawled):
    home, _, _, _ = crawled
    with FetchState(home.state / STATE_FILE) as state:
        before = list(state)
    assert rebuild_fetch_state(home) == len(before) > 0
    with FetchState(home.state / STATE_FILE) as state:
        assert list(state) == before


def test_a_second_run_asks_again_and_finds_all_good_pages_unchanged(crawled):
    """This site sends no validators: the same body is a revisit record and changes no capture."""
    home, web, _, rows = crawled
    again = run(web, home, "nbtv")
    outcomes = {row.url: row.outcome for row in read_outcomes(home.archive / again.run_id)}
    assert "captured" not in outcomes.values()
    assert outcomes[GOOD] == "unchanged"
    assert outcomes.keys() == {row.url for row in rows}
    assert {row.kind for row in rows} >= {"article", "listing", "feed", "robots"}
    assert all(row.canonical_url for row in rows)
    (path,) = (home.archive / again.run_id).glob("*.warc.gz")
    revisits = [capture for capture in iter_captures([path]) if capture.is_revisit]
    assert {capture.url for capture in revisits} >= {GOOD, f"{SITE}/thoi-su", f"{SITE}/robots.txt"}


def test_outcome_rows_torn_by_a_kill_are_left_out(tmp_path):
    row = OutcomeRow("nbtv", GOOD, "captured", None, "2026-03-02T00:00:00.000000Z", "cap_1")
    line = json.dumps(row._asdict()).encode() + b"\n"
    (tmp_path / "outcomes.jsonl").write_bytes(line + line[:30])
    assert list(read_outcomes(tmp_path)) == [row]
    assert list(read_outcomes(tmp_path / "nowhere")) == []
    older = {name: value for name, value in row._asdict().items() if name not in {"kind", "canonical_url"}}
    (tmp_path / "outcomes.jsonl").write_bytes(json.dumps(older).encode() + b"\n")
    assert list(read_outcomes(tmp_path)) == [row]
    (tmp_path / "outcomes.jsonl").write_bytes(b"rubbish\n" + line)
    with pytest.raises(Exception, match="line 1 is damaged"):
        list(read_outcomes(tmp_path))


def test_an_outcome_that_a_full_disk_takes_half_of_spoils_no_other(tmp_path, monkeypatch):
    log = OutcomeLog(tmp_path)
    log.add("nbtv", GOOD, Outcome.CAPTURED)
    size = (tmp_path / "outcomes.jsonl").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, limits[1]))
        with pytest.raises(ThiduaError, match="cannot be written"):
            log.add("nbtv", f"{GOOD}?2", Outcome.CAPTURED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    log.add("nbtv", f"{GOOD}?3", Outcome.CAPTURED)
    log.close()
    assert [row.url for row in read_outcomes(tmp_path)] == [GOOD, f"{GOOD}?3"]
