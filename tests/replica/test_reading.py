"""From every page the reader gets what the page's data file says: the two describe each other."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.registry import load_registry
from tests.replica.answers import Replica
from tests.replica.model import load_pages
from warehouse.articles import read_page
from warehouse.articles.model import Article, NotAnArticle


@pytest.fixture(scope="module")
def replica() -> Replica:
    return Replica(1)


@pytest.mark.parametrize("stem", [page.stem for page in load_pages(1)])
def test_the_reader_gives_back_the_page_data(replica: Replica, expected: dict[str, Any], stem: str) -> None:
    article = next(one for one in expected["articles"] if one["stem"] == stem)
    answer = replica.answer(article["host"], urlsplit(article["url"]).path)
    read = read_page(answer.body, url=article["url"], content_type=answer.content_type, registry=load_registry())
    assert isinstance(read, Article)
    reading = article["reading"]
    assert read.title == article["title"]
    assert read.lead == reading["lead"]
    assert read.body.split("\n") == reading["paragraphs"]
    assert list(read.captions) == reading["captions"]
    assert (read.author, read.section) == (reading["author"], reading["section"])
    if article["published"] is None:
        assert read.published is None
    else:
        assert read.published is not None
        assert read.published.value[:16] == article["published"]["at"][:16]
        assert read.published.precision == article["published"]["precision"]


@pytest.mark.parametrize("kind", ["empty", "soft404", "topic", "tag", "oldlist"])
def test_what_is_no_article_is_not_read_as_one(replica: Replica, expected: dict[str, Any], kind: str) -> None:
    for site in expected["sites"].values():
        for odd in site["oddities"]:
            if odd["kind"] == kind:
                answer = replica.answer(site["host"], urlsplit(odd["url"]).path)
                read = read_page(answer.body, url=odd["url"], content_type=answer.content_type, registry=load_registry())
                assert isinstance(read, NotAnArticle), odd["url"]
