"""Addresses in listings, feeds and sitemaps."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.discovery import listing_links, read_feed, read_sitemap

LIST = "https://bao.example.vn/chinh-tri/"
LIMIT = 1 << 20


def page(*hrefs: str, head: str = "") -> bytes:
    anchors = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    return f"<html><head>{head}</head><body>{anchors}</body></html>".encode()


def test_hopeless_links_go_and_doubles_are_joined():
    hrefs = ["/a-1.html", "/a-1.html#binh-luan", "b-2.html", "?p=2", "//bao.example.vn/c-3.html", "https://khac.example.vn/d"]
    noise = [
        "#",
        "",
        "javascript:void(0)",
        "mailto:x@y.vn",
        "tel:0123",
        "/anh.jpg?w=100",
        "/van-ban.PDF",
        "data:text/html,x",
        "http://[bad",
    ]
    found = listing_links(page(*hrefs, *noise), LIST, "utf-8")
    assert found.all == (
        "https://bao.example.vn/a-1.html",
        f"{LIST}b-2.html",
        f"{LIST}?p=2",
        "https://bao.example.vn/c-3.html",
        "https://khac.example.vn/d",
    )
    assert found.next_pages == ()


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("", f"{LIST}a-1.html"),
        ('<base href="/">', "https://bao.example.vn/a-1.html"),
        ('<base href="https://bao.example.vn/tin/">', "https://bao.example.vn/tin/a-1.html"),
        ('<base href="/static/templates/version1/homepage/">', "https://bao.example.vn/a-1.html"),
    ],
)
def test_base_is_followed_but_for_a_folder_of_templates(base, expected):
    assert listing_links(page("a-1.html", head=base), LIST, None).all == (expected,)


def test_a_page_that_closes_html_at_once_is_read_whole():
    body = b"<html></html><head></head><body><a href='/a-1.html'>x</a></body></html>"
    assert listing_links(body, LIST, None).all == ("https://bao.example.vn/a-1.html",)


def test_the_paging_links_are_those_the_family_chooses():
    body = (
        b"<body><a rel=next href='/t?p=2'>2</a><div class=pagination><a class=next href='/t?p=2'>sau</a><a href='/t?p=9'>9</a></div></body>"
    )
    found = listing_links(body, LIST, None, ["a[rel=next]", ".pagination a.next"])
    assert found.next_pages == ("https://bao.example.vn/t?p=2",)
    assert "https://bao.example.vn/t?p=9" in found.all


def test_a_declared_charset_of_nonsense_and_an_empty_page_have_no_links():
    assert listing_links(page("/a-1.html"), LIST, "no-such-charset").all == ()
    assert listing_links(b"  ", LIST, None).all == ()


@given(st.binary(max_size=400))
def test_no_bytes_break_a_reader(body):
    assert listing_links(body, LIST, None).next_pages == ()
    assert isinstance(read_feed(body, LIST), tuple)
    assert isinstance(read_sitemap(body, LIST, LIMIT).pages, tuple)


def urlset(*entries: tuple[str, str]) -> bytes:
    rows = "".join(f"<url><loc>{url}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>" for url, date in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def test_sitemap_pages_come_newest_first_and_a_bare_day_ends_at_midnight():
    body = urlset(
        ("https://b.vn/1", "2026-01-01"), ("https://b.vn/2", ""), ("https://b.vn/3", "2026-01-01T23:00:00+07:00"), ("/4", "never")
    )
    found = read_sitemap(body, "https://b.vn/sitemap.xml", LIMIT)
    assert [entry.url for entry in found.pages] == ["https://b.vn/1", "https://b.vn/3", "https://b.vn/2", "https://b.vn/4"]
    assert found.pages[0].changed_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert found.pages[1].changed_at == datetime(2026, 1, 1, 16, tzinfo=UTC)
    assert found.pages[3].changed_at is None
    assert found.sitemaps == ()


def test_a_sitemap_index_without_dates_is_taken_from_its_latest_name():
    rows = "".join(f"<sitemap><loc>https://b.vn/sitemap-{name}.xml</loc></sitemap>" for name in ("2025-11", "2026-01", "2025-12"))
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()
    found = read_sitemap(body, "https://b.vn/sitemap.xml", LIMIT)
    assert [entry.url[-11:-4] for entry in found.sitemaps] == ["2026-01", "2025-12", "2025-11"]
    assert found.pages == ()


def test_a_zipped_sitemap_is_unpacked_within_the_limit():
    assert len(read_sitemap(gzip.compress(urlset(("https://b.vn/1", ""))), "https://b.vn/s.xml.gz", LIMIT).pages) == 1
    assert read_sitemap(gzip.compress(bytes(2 * LIMIT)), "https://b.vn/s.xml.gz", LIMIT).pages == ()
    assert read_sitemap(b"\x1f\x8bbroken", "https://b.vn/s.xml.gz", LIMIT).pages == ()


def test_images_inside_an_entry_are_no_pages_and_entities_are_not_read():
    body = (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        b'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><image:image><image:loc>https://b.vn/a.jpg</image:loc>'
        b"</image:image><loc>https://b.vn/1</loc></url><url><loc>&f;</loc></url></urlset>"
    )
    assert [entry.url for entry in read_sitemap(body, "https://b.vn/", LIMIT).pages] == ["https://b.vn/1"]


def test_feeds_of_three_kinds():
    rss = (
        b"<rss><channel><link>https://b.vn/</link>"
        b"<item><title>A & B</title><link>https://b.vn/1</link><pubDate>Mon, 02 Mar 2026 08:00:00 +0700</pubDate></item>"
        b"<item><guid>https://b.vn/2</guid><pubDate>Mon, 02 Mar 2026 09:00:00 +0700</pubDate></item>"
        b"<item><guid isPermaLink='false'>77</guid></item></channel></rss>"
    )
    assert [(entry.url, entry.changed_at) for entry in read_feed(rss, "https://b.vn/rss")] == [
        ("https://b.vn/2", datetime(2026, 3, 2, 2, tzinfo=UTC)),
        ("https://b.vn/1", datetime(2026, 3, 2, 1, tzinfo=UTC)),
    ]
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/self"/><link href="/1"/>'
        b"<published>2026-03-01T00:00:00Z</published><updated>2026-03-05T00:00:00Z</updated></entry></feed>"
    )
    (entry,) = read_feed(atom, "https://b.vn/atom")
    assert (entry.url, entry.changed_at) == ("https://b.vn/1", datetime(2026, 3, 5, tzinfo=UTC))
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><item><link>https://b.vn/1</link><dc:date>2026-03-01</dc:date></item></rdf:RDF>'
    )
    assert [entry.url for entry in read_feed(rdf, "https://b.vn/")] == ["https://b.vn/1"]
    assert read_feed(b"<html><body>no feed</body></html>", "https://b.vn/rss") == ()
