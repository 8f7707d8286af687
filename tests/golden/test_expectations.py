"""Every golden page is read as somebody reviewed it, and together they show every family and every hazard."""

from __future__ import annotations

import json
import re
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

# how the sites write days and times, in their text, their heads and their addresses
WRITTEN_DATES = {
    "weekday, day, hour, zone": r"Thứ \w+, \d\d/\d\d/\d{4}, \d\d:\d\d \(GMT\+7\)",
    "zone in square brackets": r"\d\d:\d\d \[GMT\+7\]",
    "hour, day, zone": r"\d\d:\d\d, \d\d/\d\d/\d{4} \(GMT\+7\)",
    "hour, day": r"\d\d:\d\d, \d\d/\d\d/\d{4}<",
    "updated, bar": r"Cập nhật lúc: \d\d:\d\d \|\d\d/\d\d/\d{4}",
    "day hour": r">\d\d/\d\d/\d{4} \d\d:\d\d<",
    "name - day hour": r"[A-ZĐ]\w+ - \d\d/\d\d/\d{4} \d\d:\d\d",
    "NAME • day": r"[A-ZĐ]+ • \d\d/\d\d/\d{4}",
    "ISO with offset": r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:?00"',
    "ISO in universal time": r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"',
    "weekday as a digit, dots, bar, second": r"Thứ \d, \d\d\.\d\d\.\d{4} \| \d\d:\d\d:\d\d",
    "day - hour": r">\d\d/\d\d/\d{4} - \d\d:\d\d<",
    "bare day in JSON-LD": r'"datePublished":"\d{4}-\d\d-\d\d"',
    "hour - day": r"\d\d:\d\d - \d\d/\d\d/\d{4}",
    "number that is a time": r"-180\d{15}\.htm",
    "hour day": r">\d\d:\d\d \d\d/\d\d/\d{4}<",
    "short day, readers behind": r"\d\d?/\d/\d{4} \d\d:\d\d</span>&nbsp;",
    "day in brackets": r"\( Cập nhật lúc: \d\d/\d\d/\d{4} +\)",
    "24 hours with PM - day": r"\d\d:\d\d PM - \d\d/\d\d/\d{4}",
    "month first": r"\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M",
    "month in the address": r"^https://[^\n]*/20\d{4}/",
    "second in the address": r"/d\d{17}\.htm",
    "day before the number": r"-\d{8}-a\d+\.html",
    "folder of a day": r"/Pages/\d{4}-\d\d-\d\d/",
    "second in an image name": r"_20\d{12}\.jpg",
    "second and day in an image name": r"_\d{8}[12]\d{5}\.jpg|_\d{6}\d\d\d\d20\d\d\.jpg",
    "day in the folder of an image": r"/uploads/image/20\d\d/\d\d/\d\d/",
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


@pytest.mark.parametrize("pattern", WRITTEN_DATES.values(), ids=WRITTEN_DATES)
def test_every_way_to_write_a_date_is_shown(pattern: str) -> None:
    assert any(re.search(pattern, f"{page.url}\n{page.body.decode()}", re.MULTILINE) for page in golden_articles())


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
