"""All golden hosts crawled over HTTP by the real spider and read into the landing zone: exactly the expected articles come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.home import new_run_id
from crawlers.registry import load_registry
from crawlers.runner import CrawlReport
from tests.crawl.tiny import Reply, TinyWeb, make_home, run
from tests.golden.library import golden_articles, load_hosts
from warehouse.landing import read_table
from warehouse.reading import read_archive

FIELDS = ("title", "lead", "author", "section")


@dataclass(frozen=True, slots=True)
class Landed:
    """What one crawl of all golden hosts left: its report, the landed articles, and the addresses asked for that were answered."""

    report: CrawlReport
    articles: list[dict[str, Any]]
    answered: set[str]


def spellings(url: str) -> Iterator[tuple[str, str]]:
    """Host and target of an address, as its servers answer it: on the mirror hosts too, with and without the last slash."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    for host in (parts.netloc, f"www.{parts.netloc}", f"m.{parts.netloc}"):
        for path in {parts.path, parts.path.rstrip("/") or "/", f"{parts.path.rstrip('/')}/"}:
            yield host, path + query


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    registry = load_registry()
    home = make_home(tmp_path_factory.mktemp("golden") / "home")
    with TinyWeb() as web:
        for host in load_hosts():
            for page in host.pages:
                for place in spellings(page.url):
                    web.pages.setdefault(place, Reply(page.body, content_type=page.content_type))
        sites = {site.id for host in load_hosts() if (site := registry.site_for_host(host.host))}
        report = run(web, home, *sorted(sites))
        answered = {f"https://{seen.host}{seen.path}" for seen in web.log if seen.status == 200}
    read_archive(home, registry, new_run_id(), workers=1)
    return Landed(report, read_table(home, "articles").to_pylist(), answered)


def test_exactly_the_expected_articles_come_out(landed: Landed) -> None:
    by_address = {page.url: expected for page in golden_articles() if (expected := page.expected())["outcome"] == "article"}
    by_identity: dict[str, dict[str, Any]] = {}
    for expected in by_address.values():
        by_identity.setdefault(expected["canonical_url"], expected)
    assert {row["canonical_url"] for row in landed.articles} == set(by_identity)
    for row in landed.articles:
        expected = by_address.get(row["url"]) or by_identity[row["canonical_url"]]
        published = expected["published"]
        assert {name: row[name] for name in FIELDS} == {name: expected[name] for name in FIELDS}, row["url"]
        assert row["body"].split("\n") == expected["body"]
        assert row["captions"] == expected["captions"]
        assert (row["published_origin"], row["published_precision"]) == (
            (published["origin"], published["precision"]) if published else (None, None)
        )
    # an article that two addresses have in common is fetched twice only where nothing but the page itself says so (/amp.aspx?itemid=)
    assert {url for url, number in Counter(row["canonical_url"] for row in landed.articles).items() if number > 1} == {
        "https://baohanam.com.vn/kinh-te/nong-nghiep/ca-kho-lang-vu-dai-vao-mua-31122.html"
    }


def test_every_way_of_discovery_was_taken(landed: Landed) -> None:
    registry = load_registry()
    kinds = Counter(page.file.suffix for host in load_hosts() for page in host.pages if page.url in landed.answered)
    assert kinds[".xml"] >= 9
    assert kinds[".json"] == 1
    tags = {page.url for host in load_hosts() for page in host.pages if "tag_page" in page.shows}
    assert len(tags & landed.answered) >= 2
    # one page for several spellings: AMP, print, mirrors and tracking tails lead to no second request
    asked = Counter(registry.canonical_url(url) for url in landed.answered if registry.classify(url).kind == "article")
    assert [url for url, number in asked.items() if number > 1] == []


def test_every_family_was_crawled(landed: Landed) -> None:
    registry = load_registry()
    sites = {row["site_id"] for row in landed.articles}
    assert {use.id for site in sites for use in registry.site(site).families} == set(registry.families)
    assert landed.report.warnings == ()
