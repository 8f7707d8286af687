"""Whatever spelling an address of a golden article comes in, it is that article; another number in it is another article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from crawlers.registry import Registry, load_registry
from crawlers.registry.schema import Domain
from tests.golden.library import GoldenPage, golden_articles

ARTICLES = tuple(page for page in golden_articles() if page.expected()["outcome"] == "article")
TAILS = ("utm_source=zalo&utm_medium=x", "fbclid=IwAR0", "gidzl=aB-c", "zarsrc=30", "_ga=1.2")


@pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.name)
def test_one_article_in_every_spelling(page: GoldenPage) -> None:
    registry = load_registry()
    canonical = page.expected()["canonical_url"]
    if page.url.endswith("/amp.aspx?itemid=31122"):
        assert registry.canonical_url(page.url) != canonical  # only the page itself says so
        return
    parts = urlsplit(page.url)
    rest = page.url.removeprefix("https://")
    spellings = [
        f"http://{rest}",
        f"https://www.{rest}",
        f"http://m.{rest}",
        f"{page.url}#binh-luan",
        f"HTTPS://{parts.netloc.upper()}{parts.path}",
    ]
    spellings += [f"{page.url}{'&' if parts.query else '?'}{tail}" for tail in TAILS]
    if parts.query:
        spellings.pop(4)
    else:
        spellings += [f"{page.url.rstrip('/')}/", page.url.rstrip("/")]
    if parts.path.endswith((".html", ".htm")) and not parts.path.startswith(("/amp/", "/print/")):
        spellings += [
            f"{page.url}?amp",
            f"{page.url}/amp",
            f"https://{parts.netloc}/amp{parts.path}",
            f"https://{parts.netloc}/print{parts.path}",
        ]
    assert {registry.canonical_url(url) for url in spellings} == {canonical}


@pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.name)
def test_another_number_is_another_article(page: GoldenPage) -> None:
    registry = load_registry()
    numbers = list(re.finditer(r"\d+", urlsplit(page.url).path + "?" + urlsplit(page.url).query))
    if not numbers:
        return  # some systems number nothing: the slug is all there is
    last = numbers[-1].group()
    at = page.url.rindex(last)
    other = page.url[:at] + str(int(last) + 1).zfill(len(last)) + page.url[at + len(last) :]
    assert registry.canonical_url(other) != registry.canonical_url(page.url)
    assert registry.classify(registry.canonical_url(other)).kind == "article"


def test_a_twin_under_any_ending_is_the_same_host() -> None:
    known = load_registry()
    site = known.site("baonamdinh")
    endings = ("com.vn", "org.vn", "info.vn")
    domains = (Domain(host="baonamdinh.vn"), *(Domain(host=f"baonamdinh.{ending}", twin_of="baonamdinh.vn") for ending in endings))
    registry = Registry({**known.sites, site.id: site.model_copy(update={"domains": domains})}, known.families)
    wanted = "https://baonamdinh.vn/channel/5084/202205/mot-tin-2549876"
    hosts = ("baonamdinh.vn", *(f"{prefix}baonamdinh.{ending}" for ending in endings for prefix in ("", "www.", "m.")))
    assert {registry.canonical_url(f"http://{host}/channel/5084/202205/mot-tin-2549876/") for host in hosts} == {wanted}
