"""A host whose paper was merged: known to be silent it gets one look a night, unknown it is crawled as usual; neither is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawlers.config import parse_config
from crawlers.discovery import Entry, advertised_feeds, read_json_list
from crawlers.home import Home
from crawlers.outcomes import Outcome
from crawlers.registry import Registry, load_registry
from crawlers.registry.schema import State
from crawlers.session import CrawlSession
from crawlers.spiders.news import NewsSpider
from tests.crawl.tiny import TinyWeb, article, make_home, run

RUN = "20260302T010203Z-abcdef"


@pytest.fixture
def web() -> Iterator[TinyWeb]:
    with TinyWeb() as web:
        yield web


def with_state(state: str) -> Registry:
    known = load_registry()
    site = known.site("baohagiang").model_copy(update={"states": (State(since=date(2025, 7, 1), state=state, successor="baotuyenquang"),)})
    return Registry({**known.sites, site.id: site}, known.families)


def judged(tmp_path: Path, registry: Registry, *, articles: int) -> CrawlSession:
    session = CrawlSession(Home(tmp_path), parse_config({}, tmp_path), registry, RUN, (registry.site("baohagiang"),))
    home = session.frontier.offer("https://baohagiang.vn/", "baohagiang", "listing")
    session.frontier.settle(home, Outcome.CAPTURED)
    for number in range(articles):
        page = session.frontier.offer(f"https://baohagiang.vn/a/202404/b-1a2b3c{number}/", "baohagiang", "article")
        session.frontier.settle(page, Outcome.CAPTURED)
    session.close("", is_finished=True)
    return session


def asked(registry: Registry, session: CrawlSession) -> list[str]:
    return [request.url for request in NewsSpider(session)._entry_points(registry.site("baohagiang"))]


@pytest.mark.parametrize("state", ["gone", "parked", "redirects"])
def test_a_silent_host_gets_one_look_and_is_no_error(tmp_path: Path, state: str) -> None:
    registry = with_state(state)
    quiet = judged(tmp_path / "1", registry, articles=0)
    assert (quiet.warnings, list(quiet.expected)) == ([], ["baohagiang"])
    assert quiet.expected["baohagiang"].startswith(f"baohagiang: {state} since 2025-07-01, baotuyenquang took its place: ")
    assert judged(tmp_path / "2", registry, articles=2).warnings == [
        f"baohagiang: gives articles, but its file says {state}; `thidua sites check baohagiang` looks at it."
    ]
    with CrawlSession(Home(tmp_path / "3"), parse_config({}, tmp_path), registry, RUN, ()) as session:
        assert asked(registry, session) == ["https://baohagiang.vn/"]


def test_a_host_nobody_looked_at_is_crawled_as_usual(tmp_path: Path) -> None:
    registry = with_state("unverified")
    assert judged(tmp_path / "1", registry, articles=0).expected.keys() == {"baohagiang"}
    alive = judged(tmp_path / "2", registry, articles=2)
    assert (alive.warnings, alive.expected) == ([], {})
    with CrawlSession(Home(tmp_path / "3"), parse_config({}, tmp_path), registry, RUN, ()) as session:
        assert "https://baohagiang.vn/thoi-su-chinh-tri/" in asked(registry, session)


def test_a_redirect_to_the_successor_is_told_as_expected(web: TinyWeb, tmp_path: Path) -> None:
    for path in ("/", "/thoi-su-chinh-tri/", "/dang-trong-cuoc-song-hom-nay/", "/rss/home.rss"):
        web.add(f"https://baohagiang.vn{path}", status=301, headers=(("Location", "https://baotuyenquang.com.vn/"),))
    report = run(web, make_home(tmp_path), "baohagiang")
    assert report.warnings == ()
    assert "mostly offsite" in report.expected["baohagiang"]
    assert {host for host, _ in web.pages} == {seen.host for seen in web.log}, "the successor's own site is not asked"


def test_a_json_list_names_articles(web: TinyWeb, tmp_path: Path) -> None:
    api = "https://api-dienbien.baodienbienphu.vn"
    items = [{"article_slug": f"mot-tin-{number}", "category_slug": "chinh-tri", "title": "x"} for number in range(3)]
    web.add(
        f"{api}/api/web/article-get-news-by-category-slug?category_slug=chinh-tri&limit=50",
        json.dumps({"data": {"items": items}}).encode(),
        content_type="application/json",
    )
    for number in range(3):
        web.add(f"https://baodienbienphu.vn/tin-bai/chinh-tri/mot-tin-{number}", article(f"tin {number}"))
    report = run(web, make_home(tmp_path), "baodienbienphu")
    assert {path for path in web.paths("baodienbienphu.vn") if path.startswith("/tin-bai/")} == {
        f"/tin-bai/chinh-tri/mot-tin-{number}" for number in range(3)
    }
    assert report.sites["baodienbienphu"]["captured"] == 4


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ([{"a": "x", "b": 7}], ["/x/7"]),
        ({"list": [{"a": "x", "b": "y z", "c": {"a": "in", "b": "side"}}]}, ["/x/y%20z", "/in/side"]),
        ([{"a": "x", "b": "../.."}], ["/x/..%2F.."]),
        ([{"a": "x"}, {"a": "", "b": "y"}, {"a": None, "b": "y"}, {"a": True, "b": "y"}, 5, "a"], []),
    ],
)
def test_entries_of_a_json_list(document: Any, found: list[str]) -> None:
    entries = read_json_list(json.dumps(document).encode(), "https://x.vn/", ["/{a}/{b}"])
    assert entries == tuple(Entry(f"https://x.vn{path}", None) for path in found)


def test_what_is_no_json_has_no_entries() -> None:
    for body in (b"", b"<rss/>", b"\xff\xfe", b"[" * 100_000, b"{"):
        assert read_json_list(body, "https://x.vn/", ["/{a}"]) == ()


def test_feeds_that_a_page_names() -> None:
    page = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/rss/a.rss">
    <link rel="alternate" hreflang="en" href="/en"><link rel="stylesheet" href="/x.css"></head><body></body></html>"""
    assert advertised_feeds(page, "https://x.vn/", None) == ("https://x.vn/rss/a.rss",)
    assert advertised_feeds(b"", "https://x.vn/", None) == ()
