"""What reading costs: one parse a page, and no library that a page with selectors does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crawlers.registry import load_registry
from tests.articles.pages import SAMPLES, Sample
from tests.articles.test_outcomes import UNKNOWN_URL, generic
from warehouse.articles import Article, parsing, read_page


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each parser that reading makes: a parser is made for each parse."""
    made: list[int] = []
    make = parsing.etree.HTMLParser

    def counted(**options: bool | str) -> object:
        made.append(1)
        return make(**options)

    monkeypatch.setattr(parsing.etree, "HTMLParser", counted)
    return made


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_page_of_a_family_is_parsed_once(sample: Sample, parses: list[int]) -> None:
    found = read_page(sample.html.encode(), url=sample.url, content_type=None, registry=load_registry())
    assert isinstance(found, Article)
    assert len(parses) == 1


def test_a_page_of_the_generic_path_is_parsed_once(parses: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    import lxml.html

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a second parse")

    for name in ("fromstring", "document_fromstring", "parse"):
        monkeypatch.setattr(lxml.html, name, refuse)
    found = read_page(generic().encode(), url=UNKNOWN_URL, content_type=None, registry=load_registry())
    assert isinstance(found, Article)
    assert len(parses) == 1


def test_the_selector_path_loads_no_slow_library() -> None:
    code = """
import sys
from crawlers.registry import load_registry
from tests.articles.pages import SAMPLES, Sample
from warehouse.articles import read_page
for sample in SAMPLES.values():
    read_page(sample.html.encode(), url=sample.url, content_type=None, registry=load_registry())
print(*(name for name in ("trafilatura", "htmldate", "bs4", "scrapy", "twisted", "duckdb") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
