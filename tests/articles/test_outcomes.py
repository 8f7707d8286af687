"""Whatever the bytes are: an article, or one of the closed list of outcomes with its reason. Never an exception, never slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.registry import load_registry
from tests.articles.pages import CAPTION, FIRST, LEAD, OTHER, SAMPLES, SECOND, TITLE, page
from warehouse.articles import READ_OUTCOMES, READER_VERSION, Article, NotAnArticle, not_article_json, read_page, read_saved

EPI_URL = "https://baobackan.vn/mot-tin-post58731.html"
UNKNOWN_URL = "https://example.com/2023/mot-tin"


def outcome(body: bytes, url: str = EPI_URL, content_type: str | None = "text/html") -> NotAnArticle:
    found = read_page(body, url=url, content_type=content_type, registry=load_registry())
    assert isinstance(found, NotAnArticle), found
    assert found.outcome in READ_OUTCOMES
    assert found.reason
    return found


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "text/html", "empty"),
        (b" \n\t ", "text/html", "empty"),
        (b"%PDF-1.4 <html>", "text/html", "not_html"),
        (b"\x89PNG\r\n", None, "not_html"),
        (b'{"a": "<b>"}', "application/json", "not_html"),
        (b"a plain note", None, "not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><item/></channel></rss>', "text/xml", "not_html"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "text/html", "not_html"),
        (b"<" * 100, "text/html", "no_text"),
        (b"<!-- only a comment -->", "text/html", "unreadable"),
        (b"<html><body></body></html>", "text/html", "no_text"),
        (b"<html><script>window.location='/'</script></html>", "text/html", "no_text"),
        (b"<html><body>" + b"<div>" * 5000 + b"x", "text/html", "unreadable"),
        (b"x" * (50 * 1024 * 1024), "text/html", "too_large"),
        ("<h1 class='cms-title'>Tiêu đề</h1><div class='article__body'><img src='a.jpg'></div>".encode(), "text/html", "no_text"),
        ("<div class='article__body'><p>Chữ mà không có tiêu đề nào cả.</p></div>".encode(), "text/html", "no_text"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_pages_that_are_no_article(body: bytes, content_type: str | None, expected: str) -> None:
    assert outcome(body, content_type=content_type).outcome == expected


def test_an_error_page_at_an_article_address_has_no_text() -> None:
    found = outcome(page("<title>Lỗi</title>", "<h1>Không tìm thấy</h1><p>Liên kết đã hết hạn, mời bạn quay lại trang chủ.</p>").encode())
    assert found.outcome == "no_text"
    assert found.site == "baobackan"


def test_a_section_page_is_a_listing_with_its_article_links() -> None:
    links = "".join(f'<article><h2><a class="cms-link" href="/tin-so-{n}-post{n}.html">{OTHER}</a></h2></article>' for n in range(4))
    html = page(
        '<base href="/x/">', f'{links}<article><a href="/chinh-tri/">Chính trị</a><a href="https://baomoi.com/a-c1.epi">x</a></article>'
    )
    found = outcome(html.encode(), url="https://baobackan.vn/chinh-tri/?page=2")
    assert found.outcome == "listing"
    assert found.links == tuple(f"https://baobackan.vn/tin-so-{n}-post{n}.html" for n in range(4))
    assert not_article_json(found) == {
        "kind": "listing",
        "url": "https://baobackan.vn/chinh-tri/?page=2",
        "site": "baobackan",
        "reason": found.reason,
        "links": list(found.links),
    }


def test_links_are_joined_with_the_base_of_the_page() -> None:
    html = page(
        '<base href="https://daihoi13.dangcongsan.vn/">', '<h3><a href="tin-moi/mot-tin-12">x</a></h3><h3><a href="http://[bad">y</a></h3>'
    )
    assert outcome(html.encode(), url="https://daihoi13.dangcongsan.vn/tin-moi/").links == (
        "https://daihoi13.dangcongsan.vn/tin-moi/mot-tin-12",
    )


# -- the generic path


def generic(head: str = "", extra: str = "") -> str:
    body = f"""<header><nav><ul><li><a href="/">Trang chủ</a></li></ul></nav></header><main><article><h1>{TITLE}</h1><p>{LEAD}</p><p>{FIRST} {FIRST}</p>
    <figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure><p>{SECOND} {SECOND}</p>{extra}</article></main>
    <aside class="sidebar">01/02/2024 <a href="/k">{OTHER}</a></aside><footer>Giấy phép ngày 03/03/2019. Bản quyền thuộc về cơ quan chủ quản.</footer>"""
    return page(f"<title>{TITLE} | Cổng thông tin</title>{head}", body)


def test_a_page_of_an_unknown_site_is_read_by_the_generic_path() -> None:
    found = read_page(generic().encode(), url=UNKNOWN_URL, content_type=None, registry=load_registry())
    assert isinstance(found, Article)
    assert (found.site, found.family, found.title) == (None, None, TITLE)
    assert LEAD in found.text
    assert f"{SECOND} {SECOND}" in found.body
    assert found.captions == (CAPTION,)
    assert "Giấy phép" not in found.text
    assert OTHER not in found.text
    assert found.canonical_url == "https://example.com/2023/mot-tin"


def test_a_guess_is_marked_and_never_taken_from_side_or_foot() -> None:
    def read(html: str) -> Article:
        found = read_page(html.encode(), url=UNKNOWN_URL, content_type=None, registry=load_registry())
        assert isinstance(found, Article)
        return found

    assert read(generic()).published is None
    assert read(generic(extra="<p>Theo Quyết định số 12/QĐ ngày 12/12/2023.</p>")).published is None
    guess = read(generic(extra='<div class="post-date">Ngày đăng: 12/12/2023</div>')).published
    assert guess is not None
    assert (guess.value, guess.precision, guess.origin) == ("2023-12-12", "day", "htmldate_guess")
    stated = read(generic('<meta property="article:published_time" content="2023-12-12T07:00:00+07:00">')).published
    assert stated is not None
    assert stated.origin == "meta"


def test_a_listing_of_an_unknown_site_is_no_article() -> None:
    html = page(
        "<title>Tin tức</title>",
        "".join(f'<div><h3><a href="/tin-{n}">{OTHER} số {n}</a></h3><p>Tóm tắt ngắn số {n}.</p></div>' for n in range(15)),
    )
    assert outcome(html.encode(), url="https://example.com/tin-tuc").outcome == "listing"


def test_a_known_site_with_an_unknown_template_falls_back() -> None:
    found = read_page(generic().encode(), url=EPI_URL, content_type=None, registry=load_registry())
    assert isinstance(found, Article)
    assert (found.site, found.family) == ("baobackan", None)
    assert found.title == TITLE


def test_the_generic_path_leaves_out_what_the_family_cuts_and_keeps_the_text_behind_it() -> None:
    html = generic(extra=f'<p>Mở đầu <span class="ads_middle">Quảng cáo</span>{FIRST}</p><div class="related-news">{OTHER}</div>{SECOND}')
    found = read_page(html.encode(), url=EPI_URL, content_type=None, registry=load_registry())
    assert isinstance(found, Article)
    assert f"Mở đầu {FIRST}" in found.text
    assert "Quảng cáo" not in found.text
    assert OTHER not in found.text


def test_the_generic_path_has_its_caps() -> None:
    many = outcome(HOSTILE["paragraphs without selectors"], UNKNOWN_URL)
    assert (many.outcome, "elements" in many.reason) == ("too_large", True)
    long = outcome(b"<h1>T</h1>" + b"<p>" + b"chu " * 300_000, UNKNOWN_URL)
    assert (long.outcome, "characters" in long.reason) == ("too_large", True)


def test_a_library_that_fails_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise AttributeError("no such node")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    found = outcome(generic().encode(), UNKNOWN_URL)
    assert (found.outcome, found.reason) == ("unreadable", "trafilatura failed: AttributeError: no such node")
    monkeypatch.undo()
    monkeypatch.setattr("htmldate.find_date", fail)
    read = read_page(generic(extra="<time>").encode(), url=UNKNOWN_URL, content_type=None, registry=load_registry())
    assert isinstance(read, Article)
    assert read.published is None


def test_html_that_closes_right_after_it_opens_is_read_all_the_same() -> None:
    for broken in ("<html></html>", "<html><head></head><body></body></html>"):
        html = SAMPLES["content_fck"].html.replace('<html lang="vi">', broken)
        found = read_page(html.encode(), url="https://baotayninh.vn/mot-tin-a190711.html", content_type=None, registry=load_registry())
        assert isinstance(found, Article), found
        assert (found.title, found.lead) == (TITLE, LEAD)
        assert found.published is not None


# -- saved pages


def test_a_saved_page_knows_its_own_address() -> None:
    sample = SAMPLES["onecms"]
    found = read_saved(sample.html.encode(), None, load_registry())
    assert isinstance(found, Article)
    assert (found.site, found.family, found.url) == ("baohaiduong", "onecms", "https://baohaiduong.vn/mot-tin-368999.html")
    assert isinstance(read_saved(sample.html.encode(), sample.url, load_registry()), Article)


def test_a_saved_listing_knows_its_own_address() -> None:
    html = page(
        '<meta property="og:url" content="https://baobackan.vn/chinh-tri/">', f'<article><a href="/a-post1.html">{OTHER}</a></article>'
    )
    found = read_saved(html.encode(), None, load_registry())
    assert isinstance(found, NotAnArticle)
    assert (found.outcome, found.site, found.url) == ("listing", "baobackan", "https://baobackan.vn/chinh-tri/")
    assert found.links == ("https://baobackan.vn/a-post1.html",)


def test_a_saved_page_without_an_address_is_read_by_the_generic_path() -> None:
    found = read_saved(generic().encode(), None, load_registry())
    assert isinstance(found, Article)
    assert (found.site, found.url, found.title) == (None, "", TITLE)
    nothing = read_saved(b"", None, load_registry())
    assert isinstance(nothing, NotAnArticle)
    assert nothing.outcome == "empty"


# -- hostile pages

URLS = st.sampled_from([EPI_URL, UNKNOWN_URL, "https://nbtv.vn/a-123.html", "https://baobackan.vn/chinh-tri/", "", "http://[", "a b"])
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "h1",
        "h1.cms-title",
        "div.article__body",
        "span",
        "a",
        "table",
        "tr",
        "td",
        "figure",
        "figcaption",
        "img",
        "br",
        "em",
        "article",
        "main",
        "time",
        "ul",
        "li",
        "base",
    ]
)


def element(tag: str, text: str) -> str:
    name, _, cls = tag.partition(".")
    return f'<{name} class="{cls}" href="{text}" datetime="{text}">{text}' + (
        "" if name in ("img", "br", "base") else f"</{name}>" * (len(text) % 3)
    )


@given(
    st.binary(max_size=400), URLS, st.sampled_from([None, "text/html", "text/html; charset=utf-16", "text/html;charset=\x00", "image/png"])
)
def test_any_bytes(body: bytes, url: str, content_type: str | None) -> None:
    found = read_page(body, url=url, content_type=content_type, registry=load_registry())
    assert isinstance(found, Article) or found.outcome in READ_OUTCOMES
    read_saved(body, url or None, load_registry())


@given(st.lists(st.tuples(TAGS, st.text(max_size=40)), max_size=40), URLS)
def test_any_markup(pieces: list[tuple[str, str]], url: str) -> None:
    body = "".join(element(tag, text) for tag, text in pieces).encode("utf-8", "replace")
    found = read_page(body, url=url, content_type="text/html; charset=utf-8", registry=load_registry())
    if isinstance(found, Article):
        assert "\n".join(found.text[part.start : part.end] for part in found.segments) == found.text
        assert found.title
    else:
        assert found.outcome in READ_OUTCOMES


PARAGRAPH = f"<p>{FIRST}</p>".encode()
HOSTILE = {
    "paragraphs": b"<h1 class=cms-title>T</h1><div class=article__body>" + PARAGRAPH * 30_000,
    "paragraphs without selectors": b"<h1>T</h1>" + PARAGRAPH * 30_000,
    "unclosed": b"<h1>T</h1><p>a" * 200_000,
    "formatting": b"<b><i>a" * 200_000,
    "attributes": b"<a " + b"x=1 " * 500_000 + b">",
    "entities": b"<p>" + b"&" * 5_000_000,
    "tables": b"<h1 class=cms-title>T</h1><div class=article__body><p>abc</p>" + b"<table><tr><td><img>" * 80,
    "pictures": b"<h1 class=cms-title>T</h1><div class=article__body><table>" + b"<tr><td><img></td></tr>" * 50_000,
    "pictures in rows of text": b"<h1 class=cms-title>T</h1><div class=article__body><table>" + b"<tr><td>abc<img></td></tr>" * 30_000,
    "cells": b"<h1 class=cms-title>T</h1><div class=article__body><table><tr>" + b"<td>a" * 100_000,
    "slanted words": b"<h1 class=cms-title>T</h1><div class=article__body><p><img>" + b"<em>a</em> " * 60_000,
    "headings of tails": b"<h1 class=cms-title>T</h1><div class=article__body><p>a</p>"
    + "<p>Xem thêm</p>".encode() * 20_000
    + PARAGRAPH * 3,
    "one long line": b"<h1 class=cms-title>T</h1><div class=article__body><p>" + b"a " * 3_000_000,
    "inline captions": b"<h1 class=cms-title>T</h1><div class=article__body><p>" + b"<img><em>a</em>B" * 60_000,
    "links": b"<h1>T</h1>" + b'<h2><a href="/a-post1.html">x</a></h2>' * 100_000,
    "json": b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script><p>a",
    "closed early": b"<html></html>" + PARAGRAPH * 5_000,
    "closed early, unclosed comments": b"<html></html><p>a" + b"<!-- a" * 60_000,
    "closed early, unclosed tags": b"<html></html><p>a" + b"<a x='" * 60_000,
    "closed early, deep": b"<html></html>" + b"<div><p>a" * 40_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("url", [EPI_URL, UNKNOWN_URL])
def test_hostile_pages_end_soon(body: bytes, url: str) -> None:
    start = time.process_time()
    found = read_page(body, url=url, content_type="text/html", registry=load_registry())
    assert time.process_time() - start < 15
    assert isinstance(found, Article) or found.outcome in READ_OUTCOMES


def test_an_article_over_the_text_cap_is_too_large() -> None:
    assert outcome(HOSTILE["one long line"]).outcome == "too_large"


def test_every_outcome_has_a_meaning_and_the_reader_a_version() -> None:
    assert all(meaning and meaning[0].islower() for meaning in READ_OUTCOMES.values())
    number, _, fingerprint = READER_VERSION.partition("-")
    assert number.isdigit()
    assert len(fingerprint) == 12
