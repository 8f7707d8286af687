"""Recipients that stand one a line below what they are awarded: "tặng Cờ thi đua … cho 3 tập thể, gồm:" and numbered lines."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.analysis import Analysis
from warehouse.events.award_recipients import Recipient, named_recipient
from warehouse.events.items import Item, Role
from warehouse.events.names import heads_plural
from warehouse.events.organisation_parts import Organisation

_MOST_LINES = 120
_MOST_SKIPPED = 2
_UNIT_KINDS = frozenset(("ORG", "PLACE"))
_PASSED_OVER = frozenset(("UNITWORD", "'-'", "'+'", "'*'", "'•'", "')'", "'.'", "'('", "POST"))
_TELLS = frozenset(("AWARD", "CONFER", "PRESENT", "PROPOSE", "RECEIVE", "PASSIVE"))
_GO_ON = ("theo đó", "cụ thể")
_OPENS = frozenset(("BELONG", "INCLUDING", "AS", "':'"))
_LABELS = frozenset(("tập thể", "cá nhân", "đơn vị", "các tập thể", "các cá nhân", "về tập thể", "về cá nhân"))
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
            recipients = _of_line(analysis, line)
            if not recipients and not found and skipped < _MOST_SKIPPED and _is_furniture(line):
                skipped += 1
            elif recipients:
                found += recipients
            elif not analysis.tokens.words[line[0].first].isdecimal():  # a numbered line that cannot be read ends nothing
                return found
            line = []
        current = sentence.segment
        line += analysis.items[after]
        if len(found) >= _MOST_LINES:
            return found
    return [*found, *(_of_line(analysis, line) if line else ())]


def recipients_next(analysis: Analysis, number: int) -> list[Recipient]:
    """The units of the sentence behind ``number`` that only lists whom it has counted: "Cụ thể: Sở A (Khối 1); Sở B (Khối 2)."."""
    if number + 1 >= len(analysis.sentences):
        return []
    items = analysis.items[number + 1]
    if not items or items[0].kind not in ("BELONG", "INCLUDING") or any(item.kind == "AWARD" for item in items):
        return []
    goes_on = analysis.text(items[0]).lower().startswith(_GO_ON)
    if not goes_on and analysis.sentences[number + 1].segment != analysis.sentences[number].segment:
        return []
    # "Cụ thể, các đơn vị nhận cờ là: …": what opens the list stands before its first unit
    first = next((at for at, item in enumerate(items) if _is_unit(items, item)), 0)
    opener = next((at for at in range(first - 1, 0, -1) if items[at].kind in _OPENS), 0) if goes_on else 0
    if any(isinstance(item.value, Role) for item in items[:first]):  # "Theo đó, Trưởng khối là Sở A": who leads, not who receives
        return []
    if any(item.kind in _TELLS for item in items[opener:]):
        return []
    return _units(analysis, items[opener:])


def _units(analysis: Analysis, items: Sequence[Item]) -> list[Recipient]:
    """Every unit outside brackets; the persons as one number."""
    found: list[Recipient] = []
    persons: list[Item] = []
    depth = 0
    addressed = any(item.kind == "';'" for item in items)  # "Trường A, huyện B; Trường C, huyện D"
    for at, item in enumerate(items):
        depth += (item.kind == "'('") - (item.kind == "')'")
        if depth or (addressed and item.kind == "PLACE" and at > 1 and items[at - 1].kind == "','" and items[at - 2].kind == "ORG"):
            continue
        if item.kind == "PERSON" and item.value:
            persons.append(item)
        elif _is_unit(items, item) and not persons and (at == 0 or items[at - 1].kind not in ("POST", "IN", "OF")):
            found.append(named_recipient(analysis, items, item))
    if persons:
        found.append(Recipient(None, "individual", len(persons), tuple((item.first, item.last) for item in persons)))
    return found


def _is_unit(items: Sequence[Item], item: Item) -> bool:
    return item.kind in _UNIT_KINDS and isinstance(item.value, Organisation) and not heads_plural(items, item)


def _is_furniture(line: Sequence[Item]) -> bool:
    """What stands between a title and its list: "(Kèm theo Quyết định số …)", "STT Đơn vị"."""
    return line[0].kind == "'('" or any(item.kind == "DOC" for item in line) or all(item.kind not in _UNIT_KINDS for item in line[:4])


def _of_line(analysis: Analysis, items: Sequence[Item]) -> list[Recipient]:
    """The unit or person that a line begins with, behind a number or a bullet; all of "Tập thể: Sở A, Sở B", "Cá nhân: ông C"."""
    at = 0
    while at < min(6, len(items)) and items[at].kind != "COUNT":
        if items[at].kind not in _PASSED_OVER and not analysis.tokens.words[items[at].first].isdecimal():
            break
        at += 1
    if at >= len(items):
        return []
    item = items[at]
    if at + 1 < len(items) and item.kind == "COUNT" and items[at + 1].kind == "':'":  # "20 tập thể: Sở A; Sở B"
        return _units(analysis, items[at + 2 :])
    if item.kind == "':'" and 0 < at <= 4 and analysis.text(items[at - 1]).lower() in _LABELS:
        return _units(analysis, items[at + 1 :])
    if item.kind == "PERSON":
        return [Recipient(None, "individual", 1, ((item.first, item.last),))]
    if not _is_unit(items, item):
        return []
    if at + 1 < len(items) and items[at + 1].kind not in _ENDS_UNIT:
        return []
    return [named_recipient(analysis, items, item)]
