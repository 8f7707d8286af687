"""`thidua forget`: what was taken out is nowhere any more, stays out, and everything else is as it was."""

from __future__ import annotations

import json

import pytest

from crawlers.archive import iter_captures, verify_warc
from crawlers.fetch_state import STATE_FILE, FetchState, rebuild_fetch_state
from crawlers.forgotten import Forgotten
from crawlers.frontier import Frontier
from crawlers.home import Home
from crawlers.ids import article_id
from crawlers.outcomes import OutcomeLog
from crawlers.registry import load_registry
from tests.cli.conftest import Thidua
from tests.warehouse_core.conftest import HOST, LONG, SITE, ArchiveMaker, article_page, article_url, rows

TABLES = {"captures": "url", "articles": "url", "outcomes": "url"}
BLOC = "Ngày 20/12/2023, Khối thi đua các cơ quan Đảng tỉnh Hải Dương tổ chức hội nghị tổng kết công tác thi đua năm 2023. " + LONG


@pytest.fixture
def archive(home: Home) -> ArchiveMaker:
    maker = ArchiveMaker(home)
    pages = [(article_url(number), article_page(f"Khối thi đua tổng kết, bài {number}", BLOC, LONG)) for number in (1, 2, 3)]
    stored = maker.captures(pages)
    maker.revisit(stored[0])
    maker.captures([(f"{HOST}/", b"<html><body>Trang nh\xe1\xba\xa5t</body></html>")], kind="listing")
    maker.outcomes([{"url": one.url, "outcome": "captured", "capture_id": one.capture_id} for one in stored])
    rebuild_fetch_state(home)
    return maker


def everywhere(home: Home) -> str:
    """All that the home says, but what it keeps in order to forget."""
    kept = "".join(repr(rows(home, table, column)) for table, column in TABLES.items())
    kept += "".join(repr(rows(home, table, "capture_id")) for table in ("mentions", "mention_slots"))
    kept += "".join(f"{capture.url} {capture.capture_id}" for capture in iter_captures(home))
    kept += "".join(path.read_text(encoding="utf-8") for path in home.archive.glob("*/outcomes.jsonl"))
    with FetchState(home.state / STATE_FILE) as state:
        return kept + "".join(page.url for page in state)


def test_a_page_is_gone_and_stays_away(thidua: Thidua, home: Home, archive: ArchiveMaker) -> None:
    assert thidua("read").code == 0
    wanted, other = article_url(1), article_url(2)
    before = {capture.capture_id: capture.warc_offset for capture in iter_captures(home) if capture.url != wanted}
    ids = [capture for capture, url in rows(home, "captures", "capture_id", "url") if url == wanted]
    assert wanted in everywhere(home)
    said = thidua("forget", wanted, "--yes", "--json", "--reason", "letter")
    assert said.code == 0, said.err
    report = json.loads(said.out)
    assert (report["captures"], report["articles"], report["outcomes"]) == (2, [article_id(SITE, wanted)], 1)
    assert report["rows"]["articles"] == report["rows"]["captures"] == 1
    assert report["rows"]["mentions"] >= 1
    left = everywhere(home)
    assert wanted not in left
    assert not any(one in left for one in ids)
    assert other in left
    assert {capture.capture_id: capture.warc_offset for capture in iter_captures(home)} == before
    for path in home.archive.glob("*/*.warc.gz"):
        verify_warc(path)
    assert (home.state / "tombstones.csv").read_text(encoding="utf-8") == f"id,reason\n{article_id(SITE, wanted)},forgotten\n"
    assert thidua("read", "--all").code == 0
    assert len(rows(home, "articles", "capture_id")) == 4, "two pages, read twice"
    archive.captures([(wanted, article_page("Khối thi đua tổng kết, bài 1", BLOC))])  # somebody restored a backup
    said = thidua("read", "--json")
    assert json.loads(said.out)["forgotten"] == 1
    assert wanted not in repr(rows(home, "captures", "url"))
    assert json.loads(thidua("forget", wanted, "--yes", "--json").out)["captures"] == 1
    assert "bai-viet-thu-1-" not in "".join(capture.url for capture in iter_captures(home))
    assert (home.state / "forgotten.csv").read_text(encoding="utf-8").splitlines()[1].endswith(",letter"), "the first reason stays"


def test_a_forgotten_page_is_not_asked_for(home: Home, thidua: Thidua, archive: ArchiveMaker, tmp_path) -> None:
    assert thidua("forget", article_url(1), "--yes").code == 0
    with FetchState(home.state / STATE_FILE) as state, OutcomeLog(tmp_path / "run") as outcomes:
        frontier = Frontier(load_registry(), state, outcomes, pages_per_site=9, revisit_days=7, forgotten=Forgotten.of(home))
        assert frontier.offer(article_url(1) + "?utm_source=zalo", SITE, "article") is None
        assert frontier.offer(article_url(4), SITE, "article") is not None


def test_a_site_is_gone_and_is_not_crawled(thidua: Thidua, home: Home, archive: ArchiveMaker) -> None:
    assert thidua("read").code == 0
    said = thidua("forget", SITE, "--yes")
    assert said.out.startswith(f"Forgot the site {SITE}: 5 answers in 3 WARC files")
    assert HOST not in everywhere(home)
    (home.config_file).write_text('contact = "test@example.org"\n', encoding="utf-8")
    said = thidua("crawl", SITE)
    assert said.code == 2
    assert f"{SITE} was forgotten on" in said.err


def test_a_run_that_was_killed_after_the_request_was_written_is_finished(thidua: Thidua, home: Home, archive: ArchiveMaker) -> None:
    assert thidua("read").code == 0
    first, second = article_url(1), article_url(2)
    home.state.mkdir(exist_ok=True)
    (home.state / "forgotten.csv").write_text(f"site_id,page,forgotten_on,reason\n{SITE},{first},2026-11-21,letter\n", encoding="utf-8")
    assert thidua("forget", second, "--yes").code == 0
    left = everywhere(home)
    assert first not in left
    assert second not in left
    assert article_url(3) in left


@pytest.mark.parametrize("what", ["nobody", "https://example.com/a.html", "baohaiduong.vn", "https://baohaiduong.vn/"])
def test_what_cannot_be_forgotten(thidua: Thidua, what: str) -> None:
    said = thidua("forget", what, "--yes")
    assert said.code == 2
    assert f"{what}: neither the id of a site nor the address of a page of one" in said.err


def test_without_a_terminal_it_wants_to_be_told(thidua: Thidua, home: Home, archive: ArchiveMaker) -> None:
    said = thidua("forget", article_url(1))
    assert said.code == 2
    assert "cannot be undone: add --yes" in said.err
    assert article_url(1) in everywhere(home)


def test_a_damaged_list_stops_everything_that_could_bring_a_page_back(thidua: Thidua, home: Home, archive: ArchiveMaker) -> None:
    (home.state / "forgotten.csv").write_text("site_id,page,forgotten_on,reason\nbaohaiduong\n", encoding="utf-8")
    said = thidua("read")
    assert said.code == 2
    assert "forgotten.csv, line 2: expected the columns site_id, page, forgotten_on, reason" in said.err
