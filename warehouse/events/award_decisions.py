"""The numbered decision by which an award is given: beside it, announced before it, or the text itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Item
from warehouse.events.rules import Match

_HEADING = 1_500  # characters of a document above its first article
_OWN_NUMBER = re.compile(r"\bsố\s*:?\s*(\d{1,5}\s?/\s?qđ\s?-\s?[^\W_]+(?:[.-][^\W_]+)*)")
_TITLE = re.compile(r"^\s*quyết định\s*:?\s*$", re.MULTILINE)


def is_decision(item: Item) -> bool:
    """Whether an item is the number of a decision ("770/QĐ-TTg")."""
    return item.kind == "DOC" and "qđ" in str(item.value)


def decision_of(analysis: Analysis, item: Item) -> Finding:
    """The number as printed, without white space."""
    return Finding("".join(analysis.text(item).split()), ((item.first, item.last),))


def decision_beside(analysis: Analysis, items: Sequence[Item], match: Match) -> Finding:
    """The decision beside the award: in its own clause or right behind it, else one that is announced before it."""
    numbered: list[tuple[int, Item]] = []
    if analysis.holds(match.sentence, "DOC"):
        numbered = [(index, item) for index, item in enumerate(items) if is_decision(item)]
    for index, item in numbered:
        if match.first <= index < match.last or (
            index >= match.last and not any(between.kind == "';'" for between in items[match.last : index])
        ):
            return decision_of(analysis, item)
    for index, item in reversed(numbered):
        if index < match.first and not any(between.kind == "AWARD" for between in items[:index]):
            return decision_of(analysis, item)
    below = analysis.items[match.sentence + 1 : match.sentence + 3] if match.rule.says.get("below") else ()
    for item in chain.from_iterable(below):  # "(Kèm theo Quyết định số …)" between the title of a list and its lines
        if is_decision(item):
            return decision_of(analysis, item)
    return Finding(None)


def own_decision(analysis: Analysis) -> Finding:
    """The number in the head of a text that is itself a decision ("Số: 42/QĐ-UBND … QUYẾT ĐỊNH …"): what it gives, it gives by it."""
    head = analysis.tokens.text.lower[:_HEADING]
    number = _OWN_NUMBER.search(head) if "/qđ" in head.replace(" /", "/") else None
    if number is None or not _TITLE.search(head, number.end()):
        return Finding(None)
    first = bisect_left(analysis.tokens.starts, number.start(1))
    last = bisect_left(analysis.tokens.starts, number.end(1))
    return Finding("".join(analysis.tokens.cased(first, last).split()), ((first, last),))
