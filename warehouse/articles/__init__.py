"""Capture → article in clean Vietnamese: family selectors first, trafilatura for what they do not give."""

from __future__ import annotations

from warehouse.articles.model import Article, NotAnArticle, Published, Segment
from warehouse.articles.outcomes import READ_OUTCOMES, ReadOutcome
from warehouse.articles.reading import not_article_json, read_page, read_saved
from warehouse.articles.version import READER_VERSION

__all__ = [
    "READER_VERSION",
    "READ_OUTCOMES",
    "Article",
    "NotAnArticle",
    "Published",
    "ReadOutcome",
    "Segment",
    "not_article_json",
    "read_page",
    "read_saved",
]
