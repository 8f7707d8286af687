"""Recipients that stand one a line below what they are awarded: "tặng Cờ thi đua … cho 3 tập thể, gồm:" and numbered lines."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.analysis import Analysis
from warehouse.events.award_recipients import Recipient
from warehouse.events.items import Item
from warehouse.events.names import complete_names, heads_plural
from warehouse.events.organisation_parts import Organisation

_MOST_LINES = 120
_MOST_SKIPPED = 2
_UNIT_KINDS = frozenset(("ORG", "PLACE"))
_PASSED_OVER = frozenset(("UNITWORD", "'-'", "'+'", "'*'", "'•'", "')'", "'.'", "'('", "POST"))
_ENDS_UNIT = frozenset(("','", "';'", "'.'", "'('", "')'", "'-'", "AND", "BECAUSE", "PASSIVE", "PLACE", "':'", "IN", "OF"))


def recipients_below(analysis: Analysis, number: int) -> list[Recipient]:
    """The recipients of the lines behind sentence ``number``, until a line begins with anything but a unit or a person."""
    found: list[Recipient] = []
    segment = analysis.sentences[number].segment
    line: list[Item] = []
    current = segment
    skipped = 0
    for after in range(number + 1, min(number + 1 + 3 * _MOST_LINES, len(analysis.sentences))):
        sentence = analysis.sentences[after]
        if sentence.segment == segment:  # the sentence ran on in its own line: no list below
            return []
        if sentence.segment != current and line:
            recipient = _of_line(analysis, line)
            if recipient is None and not found and skipped < _MOST_SKIPPED and _is_furniture(line):
                skipped += 1
            elif recipient is not None:
                found.append(recipient)
            elif not analysis.tokens.words[line[0].first].isdecimal():  # a numbered line that cannot be read ends nothing
                return found
            line = []
        current = sentence.segment
        line += analysis.items[after]
        if len(found) >= _MOST_LINES:
            return found
    last = _of_line(analysis, line) if line else None
    return [*found, last] if last is not None else found


def _is_furniture(line: Sequence[Item]) -> bool:
    """What stands between a title and its list: "(Kèm theo Quyết định số …)", "STT Đơn vị"."""
    return line[0].kind == "'('" or any(item.kind == "DOC" for item in line) or all(item.kind not in _UNIT_KINDS for item in line[:4])


def _of_line(analysis: Analysis, items: Sequence[Item]) -> Recipient | None:
    """The unit or person that a line begins with; a number or a bullet may stand before it."""
    at = 0
    while at < len(items) and (items[at].kind in _PASSED_OVER or analysis.tokens.words[items[at].first].isdecimal()) and at < 6:
        at += 1
    if at >= len(items):
        return None
    item = items[at]
    if item.kind == "PERSON":
        return Recipient(None, "individual", 1, ((item.first, item.last),))
    if item.kind not in _UNIT_KINDS or not isinstance(item.value, Organisation) or heads_plural(items, item):
        return None
    if at + 1 < len(items) and items[at + 1].kind not in _ENDS_UNIT:
        return None
    return Recipient(complete_names(analysis, items, [item])[0], "collective", 1, ((item.first, item.last),), item.value.listed)
