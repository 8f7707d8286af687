"""Every golden page is read as somebody reviewed it, and together they show every family and every hazard."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from crawlers.registry import load_registry
from tests.golden import library
from tests.golden.__main__ import main
from tests.golden.library import HAZARDS, GoldenPage, golden_articles, load_hosts
from tests.golden.measuring import family_of
from warehouse.articles.dating import TRUST

# grammars of families that had several: each is shown by a page
GENERATIONS = {
    "bbg": ("-postid", "/bg/", ".bbg"),
    "mediatech": ("/news/", ".html"),
    "ninhbinh": (".html", "/d2"),
    "ninhthuan": (".html", ".htm"),
    "onecms": (".html",),
    "yyyymm-v1": ("/channel/", "/202"),
    "liferay": ("asset_publisher", "articleId="),
    "sharepoint": ("/Pages/2", "/Pages/tin-tuc"),
}


@pytest.mark.parametrize("page", golden_articles(), ids=lambda page: page.name)
def test_a_page_is_read_as_it_was_reviewed(page: GoldenPage) -> None:
    expected = page.expected()
    assert expected, f"nothing is expected of {page.name} yet: python -m tests.golden write"
    reviewed = expected.pop("reviewed")
    assert page.reading() == expected
    assert reviewed, f"read {page.expectation.name} beside the page, then: python -m tests.golden review {page.name}"


def test_every_family_and_generation_has_a_page() -> None:
    addresses: dict[str, list[str]] = {}
    for page in golden_articles():
        addresses.setdefault(family_of(page), []).append(page.url)
    assert set(addresses) == set(load_registry().families)
    missing = [
        (family, mark) for family, marks in GENERATIONS.items() for mark in marks if not any(mark in url for url in addresses[family])
    ]
    assert missing == []


def test_every_hazard_and_every_origin_of_a_date_is_shown() -> None:
    shown = Counter(hazard for host in load_hosts() for page in {page.file: page for page in host.pages}.values() for hazard in page.shows)
    assert set(shown) == set(HAZARDS)
    origins = {published["origin"] for page in golden_articles() if (published := page.expected().get("published"))}
    assert origins == set(TRUST)


def test_no_expectation_is_left_without_its_page() -> None:
    written = set(library.HOSTS.glob("*/*.expected.json"))
    assert written == {page.expectation for page in golden_articles()}


def test_pages_told_twice_have_one_canonical_address() -> None:
    twins = [page for page in golden_articles() if page.shows & {"amp_twin", "print_twin"}]
    addresses = Counter(page.expected().get("canonical_url", page.url) for page in golden_articles())
    assert len(twins) >= 4
    assert all(load_registry().classify(page.expected()["canonical_url"]).kind == "article" for page in twins)
    assert sum(number > 1 for number in addresses.values()) == 3


def test_a_new_expectation_has_to_be_reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    original = next(page for page in golden_articles() if page.name == "baodienbienphu.vn/mua-ban")
    folder = tmp_path / "baodienbienphu.vn"
    folder.mkdir()
    file = folder / original.file.name
    file.write_bytes(original.body)
    page = GoldenPage(original.url, file, original.content_type, frozenset())
    monkeypatch.setattr("tests.golden.__main__.golden_articles", lambda: (page,))

    assert main(["check"]) == 1
    assert main(["write"]) == 0
    assert page.expected()["reviewed"] is False
    assert main(["check"]) == 1
    assert main(["review", page.name]) == 0
    assert main(["check"]) == 0
    assert page.expected() | {"reviewed": None} == original.expected() | {"reviewed": None}

    file.write_bytes(original.body.replace("trắng".encode(), "tím".encode()))
    capsys.readouterr()
    assert main(["check", *()]) == 1
    assert "read in another way now" in capsys.readouterr().out
    assert main(["write"]) == 0
    assert json.loads(page.expectation.read_text(encoding="utf-8"))["reviewed"] is False
    assert main(["show", "no-such-host"]) == 1
