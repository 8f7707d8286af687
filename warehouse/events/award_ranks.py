"""Who "đơn vị xếp thứ nhất" or "2 đơn vị nói trên" is: units that the article names in the same sentence or shortly before it."""

from __future__ import annotations

from warehouse.events.analysis import Analysis
from warehouse.events.award_recipients import Recipient
from warehouse.events.items import Item
from warehouse.events.names import complete_names, heads_plural
from warehouse.events.organisation_parts import Organisation
from warehouse.events.rules import Match

_SENTENCES_BEFORE = 3
_ABOVE = (("trên",), ("nói", "trên"), ("nêu", "trên"), ("kể", "trên"), ("này",))
_RANKS = {"nhất": 1, "đầu": 1, "1": 1, "nhì": 2, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4}


def ranked_recipients(analysis: Analysis, match: Match) -> list[Recipient]:
    """The units of the rank that stands in the slot ``recipients`` of a match; none when nobody is said to have it."""
    wanted = _rank(analysis, analysis.slot(match, "recipients")[0])
    for number in range(match.sentence, max(match.sentence - _SENTENCES_BEFORE, 0) - 1, -1):
        for told in analysis.matches("rank", [number]):
            place = analysis.slot(told, "rank")[0]
            if _rank(analysis, place) != wanted or (
                number == match.sentence and place.first >= analysis.slot(match, "recipients")[0].first
            ):
                continue
            items = analysis.items[number]
            units = [item for item in analysis.slot(told, "unit") if isinstance(item.value, Organisation) and not heads_plural(items, item)]
            if units:
                return [
                    Recipient(name, "collective", 1, ((unit.first, unit.last), (place.first, place.last)))
                    for unit, name in zip(units, complete_names(analysis, items, units), strict=True)
                ]
    return []


def recipients_above(analysis: Analysis, match: Match, counted: Recipient) -> list[Recipient]:
    """The units before "2 đơn vị nói trên", when they are as many; none when the words say something else."""
    words = analysis.tokens.words[counted.places[0][1] : counted.places[0][1] + 2]
    if not counted.count or (tuple(words) not in _ABOVE and tuple(words[:1]) not in _ABOVE):
        return []
    for number in range(match.sentence, max(match.sentence - 2, -1), -1):
        items = analysis.items[number]
        units = [
            item
            for at, item in enumerate(items)
            if item.kind in ("ORG", "PLACE")
            and item.last <= counted.places[0][0]
            and isinstance(item.value, Organisation)
            and not heads_plural(items, item)
            and (at == 0 or items[at - 1].kind not in ("POST", "OF", "IN", "PROPOSE"))
        ]
        if len(units) == counted.count:
            names = complete_names(analysis, items, units)
            return [Recipient(name, "collective", 1, ((unit.first, unit.last),)) for unit, name in zip(units, names, strict=True)]
        if units:
            break
    return []


def _rank(analysis: Analysis, item: Item) -> int | None:
    words = analysis.tokens.words[item.first : item.last]
    return next((_RANKS[word] for word in reversed(words) if word in _RANKS), None)
