"""Every page of the loopback replica comes out as its source file says; its listings and oddities as what they are."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawlers.registry import load_registry
from tests.replica.addresses import address_of, path_of
from tests.replica.answers import Replica
from tests.replica.model import Page
from warehouse.articles import Article, NotAnArticle, read_page

ODDITIES = {
    "pdf": "not_html",
    "tag": "listing",
    "topic": "listing",
    "oldlist": "listing",
    "empty": "empty",
    "soft404": "no_text",
    "gone": "no_text",
}
REPLICAS = {edition: Replica(edition) for edition in (1, 2)}
PAGES = [(edition, page) for edition, replica in REPLICAS.items() for page in replica.pages]


def read(edition: int, host: str, path: str) -> Article | NotAnArticle:
    answer = REPLICAS[edition].answer(host, path)
    return read_page(answer.body, url=f"https://{host}{path}", content_type=answer.content_type, registry=load_registry())


@pytest.mark.parametrize(("edition", "page"), PAGES, ids=[f"{page.stem}@{edition}" for edition, page in PAGES])
def test_an_article_of_the_replica(edition: int, page: Page) -> None:
    site = REPLICAS[edition].sites[page.site]
    found = read(edition, site.host, path_of(page, site))
    assert isinstance(found, Article), found
    assert (found.site, found.title, found.lead) == (page.site, page.title, page.lead)
    assert found.body.split("\n") == page.paragraphs()
    assert [caption.rstrip(".") for caption in found.captions] == [caption.rstrip(".") for caption in page.captions()]
    assert (found.author or "").casefold() == (page.author or "").casefold()
    assert found.section == site.sections[page.section].name
    assert found.canonical_url == address_of(page, site).rstrip("/")
    assert [found.text[part.start : part.end] for part in found.segments if part.kind == "kicker"] == ([page.kicker] if page.kicker else [])
    assert (found.published is None) == (page.published is None)
    if found.published and page.published:
        moment = datetime.fromisoformat(found.published.value)
        same = page.published if found.published.precision == "second" else page.published.replace(second=0)
        assert moment == same
    assert "Quảng cáo" not in found.text


@pytest.mark.parametrize("host", [site.host for site in REPLICAS[1].sites.values()])
def test_listings_and_oddities_of_the_replica(host: str) -> None:
    replica = REPLICAS[1]
    site = replica.hosts[host]
    for section in site.sections.values():
        for number in range(1, replica.page_count(site, section) + 1):
            found = read(1, host, replica.listing_path(site, section, number))
            assert isinstance(found, NotAnArticle)
            assert found.outcome == "listing"
            start = (number - 1) * site.page_size
            listed = [address_of(page, site).rstrip("/") for page in replica.section_pages(site, section)[start : start + site.page_size]]
            links = [link.rstrip("/") for link in found.links]
            assert [link for link in links if link in listed] == listed
    for oddity in site.oddities:
        if oddity.kind in ODDITIES:
            found = read(1, host, oddity.path)
            assert isinstance(found, NotAnArticle)
            assert found.outcome == ODDITIES[oddity.kind]
