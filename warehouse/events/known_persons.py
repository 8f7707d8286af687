"""Which unit a person speaks for, when the article has said it elsewhere: "ông A, Giám đốc Sở B" … "ông A, Trưởng khối"."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.analysis import Analysis
from warehouse.events.items import Item, Role

_SHORTEST = 3  # words of a full name
_AS_FAR = 9  # items between a person and the unit
_BETWEEN = frozenset(("','", "'-'", "'('", "POST", "RANK", "WORD", "W", "UNITWORD"))


def unit_of_person(analysis: Analysis, person: Item) -> tuple[Item, int] | None:
    """The unit that stands with its post behind another mention of the person, and the sentence of that mention."""
    name = _name(analysis, person)
    if len(name) < _SHORTEST:
        return None
    for number, items in enumerate(analysis.items):
        for at, item in enumerate(items):
            if item.kind == "PERSON" and item is not person and _name(analysis, item) == name:
                unit = _unit_behind(items, at)
                if unit is not None:
                    return unit, number
    return None


def _name(analysis: Analysis, person: Item) -> list[str]:
    """The words of the name without the form of address: its capitals from the end, titles in capitals apart."""
    words: list[str] = []
    for word in reversed(analysis.text(person).replace(".", " ").split()):
        if not word[0].isupper() or (word.isupper() and len(word) > 1):
            break
        words.append(word.lower())
    return words[::-1] if len(words) < _SHORTEST + 2 else words[: _SHORTEST + 1][::-1]


def _unit_behind(items: Sequence[Item], at: int) -> Item | None:
    """The first organisation behind a post of the person; not one behind another person, or behind a role in a bloc."""
    has_post = False
    for item in items[at + 1 : at + 1 + _AS_FAR]:
        if item.kind in ("ORG", "PLACE"):
            return item if has_post else None
        if isinstance(item.value, Role) or (item.kind not in _BETWEEN and not item.kind.startswith("'")) or item.kind == "';'":
            return None
        has_post = has_post or item.kind == "POST"
    return None
