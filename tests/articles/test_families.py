"""Each family's page structure gives exactly the article: nothing lost, nothing of the furniture kept, every offset right."""

from __future__ import annotations

import pytest

from crawlers.registry import load_registry
from tests.articles.pages import FIRST, LEAD, OTHER, SAMPLES, SECOND, TITLE, Sample
from warehouse.articles import Article, read_page


def article(sample: Sample) -> Article:
    read = read_page(sample.html.encode(), url=sample.url, content_type="text/html; charset=utf-8", registry=load_registry())
    assert isinstance(read, Article), read
    return read


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_the_article_is_read(sample: Sample) -> None:
    read = article(sample)
    assert read.family == sample.family
    assert read.title == TITLE
    assert read.lead.removeprefix("BHG - ") == LEAD
    assert read.body.split("\n") == [FIRST, SECOND]
    assert read.captions == sample.captions
    assert read.author == sample.author
    published = read.published
    assert (published and (published.value, published.precision, published.origin)) == sample.published
    if sample.section:
        assert read.section == sample.section
    if sample.canonical:
        assert read.canonical_url == sample.canonical
    assert OTHER not in read.text
    assert "Quảng cáo" not in read.text


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_segments_cover_the_text_in_reading_order(sample: Sample) -> None:
    read = article(sample)
    parts = [(part.kind, read.text[part.start : part.end]) for part in read.segments]
    assert "\n".join(text for _, text in parts) == read.text
    assert [text for kind, text in parts if kind == "kicker"] == ([sample.kicker] if sample.kicker else [])
    assert [text for kind, text in parts if kind == "title"] == [TITLE]
    assert "\n".join(text for kind, text in parts if kind == "lead") == read.lead
    assert "\n".join(text for kind, text in parts if kind == "body") == read.body
    assert tuple(text for kind, text in parts if kind == "caption") == read.captions
    kinds = [kind for kind, _ in parts if kind not in ("kicker", "caption")]
    assert kinds == ["title", "lead", "body", "body"] + (["author"] if sample.author else [])


def test_a_caption_stays_at_its_place_in_the_text() -> None:
    lines = article(SAMPLES["yyyymm_v1"]).text.split("\n")
    caption = SAMPLES["yyyymm_v1"].captions[0]
    assert lines.index(caption) == lines.index(FIRST) - 1


def test_the_author_line_keeps_its_label_in_the_text() -> None:
    read = article(SAMPLES["yyyymm_v1"])
    assert (read.author, read.text.split("\n")[-1]) == ("MINH ANH", "Tin, ảnh: MINH ANH")


def test_an_old_address_in_the_new_template_is_read_by_the_template() -> None:
    sample = SAMPLES["yyyymm_v2"]
    url = "https://baohagiang.vn/thoi-su-chinh-tri/201009/mot-tin-496998"
    read = read_page(sample.html.encode(), url=url, content_type=None, registry=load_registry())
    assert isinstance(read, Article)
    assert read.family == "yyyymm-v2"
    sample = SAMPLES["yyyymm_v1"]
    read = read_page(sample.html.encode(), url=url, content_type=None, registry=load_registry())
    assert isinstance(read, Article)
    assert read.family == "yyyymm-v1"


def test_a_canonical_link_to_another_site_or_to_a_listing_is_not_believed() -> None:
    sample = SAMPLES["epi"]
    for href in ("https://baomoi.com/x-c1.epi", "https://baobackan.vn/", "/chinh-tri/", "http://[bad"):
        html = sample.html.replace("<title>", f'<link rel="canonical" href="{href}"><title>')
        read = read_page(html.encode(), url=sample.url, content_type=None, registry=load_registry())
        assert isinstance(read, Article)
        assert read.canonical_url == sample.canonical


def test_text_is_composed_whatever_the_page_holds() -> None:
    import unicodedata

    sample = SAMPLES["onecms"]
    decomposed = unicodedata.normalize("NFD", sample.html.replace(" các ", "&nbsp;c&aacute;c\u200b ")).encode()
    read = read_page(decomposed, url=sample.url, content_type=None, registry=load_registry())
    assert isinstance(read, Article)
    assert unicodedata.is_normalized("NFC", read.text)
    assert "\u00a0" not in read.text
    assert "\u200b" not in read.text
    assert read.lead == LEAD
