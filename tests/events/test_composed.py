"""Articles composed of parts with known truth (composed.py): as they are, and after what sites do to a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from textwrap import fill

import pytest

from tests.events.composed import PARTS, Composed, compose
from warehouse.evaluation.matching import score_table
from warehouse.events import Document, extract, to_json

_MOST = 400
_AT_ONCE = 50
_CHANGED = 60
_MARKS: dict[str, Callable[[str], str]] = {
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "tone marks of the new style": lambda text: text.replace("ủy", "uỷ").replace("Hòa", "Hoà"),
    "headline in capitals": lambda text: "\n".join([text.split("\n")[0].upper(), *text.split("\n")[1:]]),
    "empty lines": lambda text: text.replace("\n", "\r\n\r\n"),
    "long dashes and hard spaces": lambda text: text.replace(" - ", " – ").replace(", ", ",\u00a0"),
    "name of the site": lambda text: text.replace("\n", "\n(Cổng TTĐT) - ", 1),
    "filled to a width": lambda text: "\n".join(fill(line, 72) for line in text.split("\n")),
}


def differences(article: Composed, text: str) -> list[str]:
    answer = to_json(extract(Document(str(article.number), text, published=article.published, province=article.province)))
    return [line for table, rows in article.label.items() for line in score_table(table, rows, answer[table], article.province).differences]


def different(numbers: range, change: Callable[[str], str] = str) -> dict[str, list[str]]:
    """The articles that are not read as labelled, with what differs."""
    articles = map(compose, numbers)
    return {article.text: found for article in articles if (found := differences(article, change(article.text)))}


@pytest.mark.parametrize("first", range(0, _MOST, _AT_ONCE))
def test_every_part_is_read_as_if_it_stood_alone(first: int) -> None:
    assert different(range(first, first + _AT_ONCE)) == {}


@pytest.mark.parametrize("change", _MARKS.values(), ids=_MARKS.keys())
def test_what_sites_do_to_a_text_changes_nothing(change: Callable[[str], str]) -> None:
    assert different(range(_CHANGED), change) == {}


@pytest.mark.parametrize(
    "bloc", ["Khối thi đua các cơ quan Đảng tỉnh", "Khối thi đua số 3", "Cụm thi đua các huyện miền núi", "Khối thi đua các doanh nghiệp"]
)
def test_a_bloc_that_is_named_has_not_met(bloc: str) -> None:
    for part in PARTS["otherwise"]:
        text = part["text"].format(bloc=bloc, of_bloc=bloc[0].lower() + bloc[1:])
        answer = to_json(extract(Document("x", text, published="2023-12-20", province="Quảng Ngãi")))
        assert (answer["relevant"], answer["lead_units"]) == (False, []), text
