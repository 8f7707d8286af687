"""Every page a crawler should find is linked from an entry point of its site, through addresses that really answer."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.registry import load_registry
from tests.replica.answers import Replica
from tests.replica.client import fetch
from tests.replica.server import ReplicaServer


def links(text: str, url: str) -> set[str]:
    """Addresses in href, loc and link elements, resolved as a browser does it: against the base element if there is one."""
    base = re.search(r'<base href="([^"]+)"', text)
    found = re.findall(r'href="([^"]+)"', text) + re.findall(r"<(?:loc|link)>([^<]+)</", text)
    return {urljoin(base[1] if base else url, unescape(one)) for one in found}


def test_all_fetched_articles_are_reached_from_listings_feeds_and_sitemaps(server: ReplicaServer, expected: dict[str, Any]) -> None:
    replica = Replica(1)
    wanted = {article["url"] for article in expected["articles"] if article["fetched"]}
    found: set[str] = set()
    for site in replica.sites.values():
        start = {f"https://{site.host}{path}" for path in ("/", *site.feeds, *(section.path for section in site.sections.values()))}
        queue, seen = start | ({f"https://{site.host}/sitemap.xml"} if site.sitemap else set()), set[str]()
        while queue:
            url = queue.pop()
            seen.add(url)
            reply = fetch(server.port, url)
            assert reply.status == 200, url
            for link in links(reply.text, url):
                parts = urlsplit(link)
                if parts.netloc != site.host:
                    continue
                found.add(link.rstrip("/"))
                is_list = parts.path.endswith((".xml", ".rss")) or parts.query or parts.path.startswith("/chuyen-muc/")
                if is_list and link not in seen:
                    queue.add(link)
    assert wanted - found == set()


def test_listings_page_through_all_articles_of_a_section_without_doubles() -> None:
    replica = Replica(1)
    site = replica.sites["nbtv"]
    section = site.sections["thoi-su"]
    assert replica.page_count(site, section) >= 2
    told: list[str] = []
    for number in range(1, replica.page_count(site, section) + 1):
        answer = replica.answer(site.host, replica.listing_path(site, section, number))
        told += re.findall(r'<div class="card-title"><a href="([^"]+)"', answer.body.decode())
    articles = [path for path in told if path not in {odd.path for odd in site.oddities}]
    assert len(articles) == len(set(articles)) == len(replica.section_pages(site, section))


def test_load_more_listings_show_only_the_newest(expected: dict[str, Any]) -> None:
    replica = Replica(1)
    site = replica.sites["baohaiduong"]
    text = replica.answer(site.host, "/chinh-tri").body.decode()
    assert text.count("<li pid=") == site.page_size + sum(odd.section == "chinh-tri" for odd in site.oddities)
    assert "?" not in "".join(re.findall(r'href="(/chinh-tri[^"]*)"', text))


def test_pages_carry_the_mess_of_their_family(expected: dict[str, Any]) -> None:
    replica = Replica(1)

    def page(stem: str) -> str:
        article = next(one for one in expected["articles"] if one["stem"] == stem)
        return replica.answer(article["host"], urlsplit(article["url"]).path).body.decode()

    congress = page("qb-nganh-kinh-te-tong-ket-2020")
    assert '<base href="https://daihoi13.dangcongsan.vn/">' in congress
    assert "15/12/2020" not in congress
    assert 'content="2020-12-15T09:20:00+07:00"' in congress
    first_h1 = re.search(r"<h1[^>]*>(.*?)</h1>", page("hg-cum-so-2-tong-ket-2022"), re.S)
    assert first_h1 is not None
    assert "Báo Hà Giang điện tử" in first_h1[1]
    assert "năm 2020 |</td>" in page("hg-noi-chinh-tong-ket-2019")
    assert "</figure>Năm 2020" in page("nb-tham-muu-tong-ket-2020").replace("\n", "")
    assert page("nb-cum-huyen-so-ket-2023").count("<p>") > page("nb-cum-huyen-so-ket-2023").count("</p>")
    onecms = page("hd-khoi-doanh-nghiep-ky-ket-2024")
    assert 'grey.gif" data-src="https://bhd.1cdn.vn/2024/03/14/' in onecms
    assert '<div class="img-name">ky-giao-uoc-dn-01(2).jpeg</div>' in onecms
    epi = page("bk-khoi-van-xa-tong-ket-2023")
    assert '<time class="time" datetime="2023-12-12T16:48:20+0700">' in epi
    assert "chủ trì hội nghị ảnh 1" in epi
    assert re.search(r"0:00</span> / <span[^>]*>0:00", epi)


def test_the_registry_knows_every_article_and_no_list_as_one(expected: dict[str, Any]) -> None:
    registry = load_registry()
    for article in expected["articles"]:
        kind = registry.classify(article["url"])
        assert (kind.kind, kind.site and kind.site.id) == ("article", article["site"]), article["url"]
        assert registry.canonical_url(article["url"]) == article["url"]
    for site in expected["sites"].values():
        for odd in site["oddities"]:
            assert (registry.classify(odd["url"]).kind == "listing") == (odd["kind"] in {"tag", "topic", "oldlist"}), odd
