"""Who "đơn vị xếp thứ nhất" is: the units that the article ranks so, in the same sentence or shortly before it."""

from __future__ import annotations

from warehouse.events.analysis import Analysis
from warehouse.events.award_recipients import Recipient
from warehouse.events.items import Item
from warehouse.events.names import complete_names, heads_plural
from warehouse.events.organisation_parts import Organisation
from warehouse.events.rules import Match

_SENTENCES_BEFORE = 3
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


def _rank(analysis: Analysis, item: Item) -> int | None:
    words = analysis.tokens.words[item.first : item.last]
    return next((_RANKS[word] for word in reversed(words) if word in _RANKS), None)
