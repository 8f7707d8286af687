"""The cheap guess: its terms are data whose examples are tests, and the gold articles say what it misses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawlers.errors import ConfigurationError
from crawlers.relevance import Relevance, folded, load_relevance

GOLD = Path(__file__).parents[1] / "gold" / "dev"
RELEVANCE = load_relevance()


@pytest.mark.parametrize("example", RELEVANCE.examples, ids=lambda example: example.text[:40])
def test_every_example_is_on_its_side_of_the_line(example):
    score = RELEVANCE.of_address(example.text) if example.text.startswith("/") else RELEVANCE.of_title(example.text)
    assert (score.value >= RELEVANCE.line) == example.is_relevant


def test_titles_and_addresses_are_told_alike():
    title = "Khối Thi đua số 5: Ký kết giao ước"
    assert folded(title) == " khoi thi dua so 5 ky ket giao uoc "
    slug = "https://x.vn/xay-dung-dang/khoi-thi-dua-so-5-ky-ket-giao-uoc-post51234.html"
    assert RELEVANCE.of_title(title).value == RELEVANCE.of_address(slug).value >= RELEVANCE.line
    escaped = "https://x.vn/X%C3%A2y-d%E1%BB%B1ng/Kh%E1%BB%91i-thi-%C4%91ua-s%E1%BB%91-5-k%C3%BD-k%E1%BA%BFt-giao-%C6%B0%E1%BB%9Bc"
    assert RELEVANCE.of_address(escaped).value == RELEVANCE.of_title(title).value
    assert RELEVANCE.of_title("thi đuang khẽn").value == 0, "whole words only"


@pytest.mark.parametrize(
    ("url", "is_wordless"),
    [
        ("https://baobinhdinh.vn/viewer.aspx?macm=1&macmp=2&mabb=123456", True),
        ("https://x.gov.vn/news/detail/88123", True),
        ("https://x.vn/news/4/38212/khai-mac-hoi-cho", False),
        ("https://x.vn/khai-mac-hoi-cho/38212", False),
        ("https://x.vn/", True),
        ("https://[x", True),
    ],
)
def test_an_address_without_words_says_nothing(url, is_wordless):
    assert RELEVANCE.of_address(url).is_wordless == is_wordless


def test_most_relevant_gold_articles_are_over_the_line():
    found = []
    for path in sorted(GOLD.glob("*.json")):
        if json.loads(path.read_text(encoding="utf-8"))["relevant"]:
            # the first line may be a section label above the title
            head = " ".join(path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[:3])
            found.append(RELEVANCE.of_title(head).value >= RELEVANCE.line)
    assert len(found) > 50
    assert sum(found) / len(found) >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "line = 4",
        "line = 4\n[[terms]]\nweight = 1\nwords = ['Thi đua']\n[[examples]]\ntext = 'x'\nis_relevant = false",
        "line = 4\n[[terms]]\nweigth = 1\nwords = ['thi dua']\n[[examples]]\ntext = 'x'\nis_relevant = false",
        "line =",
    ],
)
def test_a_malformed_file_is_named(tmp_path, text):
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"terms\.toml: cannot be used as relevance terms"):
        load_relevance(path)


def test_a_score_adds_up():
    relevance = Relevance(2, {"thi dua": 2, "khoi thi dua": 1, "khoi to": -2})
    assert relevance.of_title("Khối thi đua họp").value == 3
    assert relevance.of_title("Khởi tố vì thi đua gian dối").value == 0
