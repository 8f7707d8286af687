"""Rows of an answer against rows of a label: which belong together, and which slots agree.

The rules of the game are those of the labelling guide: rows are paired on their key slots; a slot ``*`` is not scored; a row
``optional`` costs nothing, found or not; ``SLOT_alt`` lists further accepted spellings; a labelled award without a count leaves the
count open; a day and month without a year (``date_partial``) is met by that day or by none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from warehouse.evaluation.assignment import best_pairs
from warehouse.evaluation.counting import Tally, total
from warehouse.evaluation.names import plain, same_authority, same_bloc, same_unit

Row = Mapping[str, Any]

SLOTS: Final[dict[str, tuple[str, ...]]] = {
    "meetings": ("type", "bloc", "date", "session", "period", "member_count", "hosts"),
    "lead_units": ("unit", "role", "year"),
    "awards": ("award", "status", "recipient", "authority", "recipient_kind", "count", "year", "decision"),
}
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "meetings": ("type", "bloc"),
    "lead_units": ("unit", "role", "year"),
    "awards": ("award", "status", "recipient"),
}
_OPEN: Final = "*"
_PAIR: Final = 1000.0  # a further pair outweighs any number of equal slots


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the answer: ``right`` is ``None`` when it met an optional row of the label and does not count."""

    row: Row
    right: bool | None


@dataclass(slots=True)
class TableScore:
    """One table of one article."""

    rows: Tally = field(default_factory=Tally)
    slots: dict[str, Tally] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def all_slots(self) -> Tally:
        """Every filled slot of the table, key slots too."""
        return total(list(self.slots.values()))


@dataclass(frozen=True, slots=True)
class SlotComparison:
    """Tallies by slot of a pair of rows, and one phrase for each slot that differs."""

    slots: dict[str, Tally]
    differences: list[str]

    @property
    def all_slots(self) -> Tally:
        """Every slot that either row fills."""
        return total(list(self.slots.values()))


def score_table(table: str, label: Sequence[Row], answer: Sequence[Row], province: str) -> TableScore:
    """Compare one table of an article."""
    score = TableScore(slots={slot: Tally() for slot in SLOTS[table]})
    required = [row for row in label if not row.get("optional")]
    optional = [row for row in label if row.get("optional")]
    left = list(answer)
    missed = list(required)
    for wanted, found in _paired(table, required, left, province):
        _take(left, found)
        _take(missed, wanted)
        score.rows.right += 1
        score.judged.append(Judged(found, True))
        _add(score, compare_rows(table, wanted, found, province), "")
    for _, found in _paired(table, optional, left, province):
        _take(left, found)
        score.judged.append(Judged(found, None))
    for wanted in missed:
        score.rows.missed += 1
        near = max(left, key=lambda row: compare_rows(table, wanted, row, province).all_slots.right, default=None)
        comparison = compare_rows(table, wanted, near, province) if near is not None else None
        if near is None or comparison is None or not comparison.all_slots.right:
            _add(score, _one_sided(table, wanted, missed=True), f"missed: {_shown(table, wanted)}")
            continue
        _take(left, near)
        score.rows.extra += 1
        score.judged.append(Judged(near, False))
        _add(score, comparison, "key differs: ")
    for found in left:
        score.rows.extra += 1
        score.judged.append(Judged(found, False))
        _add(score, _one_sided(table, found, missed=False), f"extra: {_shown(table, found)}")
    return score


def compare_rows(table: str, wanted: Row, found: Row, province: str) -> SlotComparison:
    """Slot by slot: right, extra or missed. A filled slot with another value is both extra and missed."""
    slots: dict[str, Tally] = {}
    differences: list[str] = []
    for slot in SLOTS[table]:
        gold, value = wanted.get(slot), found.get(slot)
        if gold == _OPEN or _left_open(table, slot, wanted, value):
            continue
        if slot == "hosts":
            slots[slot], said = _compare_hosts(gold or [], value or [], province)
            differences += said
            continue
        gold_empty, value_empty = gold in (None, ""), value in (None, "")
        if gold_empty and value_empty:
            continue
        if not gold_empty and not value_empty and slot_equal(slot, wanted, value, province):
            slots[slot] = Tally(right=1)
            continue
        slots[slot] = Tally(extra=int(not value_empty), missed=int(not gold_empty))
        differences.append(f"{slot}: label {gold!r}, answer {value!r}")
    return SlotComparison(slots, differences)


def slot_equal(slot: str, wanted: Row, value: Any, province: str) -> bool:
    """Whether ``value`` is what the label's row wants in ``slot``, or one of its other accepted spellings."""
    gold = wanted.get(slot)
    spellings = [gold, *_as_list(wanted.get(f"{slot}_alt"))]
    match slot:
        case "bloc":
            return any(same_bloc(name, value, province) for name in spellings)
        case "unit" | "recipient":
            return any(same_unit(name, value, province) for name in spellings)
        case "authority":
            return any(same_authority(name, value, province) for name in spellings)
        case "type":
            return value == gold or value in (wanted.get("also") or [])
        case "decision":
            return plain(gold).replace(" ", "") == plain(value).replace(" ", "")
    return any(str(name) == str(value) for name in spellings)


def _left_open(table: str, slot: str, wanted: Row, value: Any) -> bool:
    gold = wanted.get(slot)
    if slot == "date" and gold is None and wanted.get("date_partial"):
        return value in (None, "") or str(value)[5:] == wanted["date_partial"]
    return slot == "count" and table == "awards" and gold is None


def _keys_match(table: str, wanted: Row, found: Row, province: str) -> bool:
    for key in KEYS[table]:
        gold = wanted.get(key)
        if gold == _OPEN or (key == "year" and gold is None):
            continue
        if not slot_equal(key, wanted, found.get(key), province):
            return False
    return True


def _paired(table: str, wanted: Sequence[Row], found: Sequence[Row], province: str) -> list[tuple[Row, Row]]:
    """As many pairs with equal keys as can be made, and among those ways the one with most slots equal."""

    def weight(gold: Row, row: Row) -> float | None:
        if not _keys_match(table, gold, row, province):
            return None
        tally = compare_rows(table, gold, row, province).all_slots
        return _PAIR + tally.right - (tally.extra + tally.missed) / 100

    weights = [[weight(gold, row) for row in found] for gold in wanted]
    return [(wanted[row], found[column]) for row, column in best_pairs(weights)]


def _compare_hosts(gold: Sequence[str], found: Sequence[str], province: str) -> tuple[Tally, list[str]]:
    left, missed = list(found), []
    for unit in gold:
        hit = next((name for name in left if same_unit(unit, name, province)), None)
        if hit is None:
            missed.append(unit)
        else:
            left.remove(hit)
    said = [f"hosts: missed {name!r}" for name in missed] + [f"hosts: extra {name!r}" for name in left]
    return Tally(len(gold) - len(missed), len(left), len(missed)), said


def _one_sided(table: str, row: Row, *, missed: bool) -> SlotComparison:
    """A row without a partner: each filled slot is missed, or extra."""
    slots = {}
    for slot in SLOTS[table]:
        value = row.get(slot)
        if value == _OPEN:
            continue
        filled = len(value) if isinstance(value, list) else int(value not in (None, ""))
        slots[slot] = Tally(missed=filled) if missed else Tally(extra=filled)
    return SlotComparison(slots, [])


def _add(score: TableScore, comparison: SlotComparison, heading: str) -> None:
    for slot, tally in comparison.slots.items():
        score.slots[slot].add(tally)
    if comparison.differences:
        score.differences.append(heading + "; ".join(comparison.differences))
    elif heading:
        score.differences.append(heading)


def _shown(table: str, row: Row) -> str:
    return ", ".join(f"{slot} {row[slot]!r}" for slot in SLOTS[table] if row.get(slot) not in (None, "", []))


def _take(rows: list[Row], row: Row) -> None:
    """Remove this very row: an equal one beside it stays."""
    del rows[next(index for index, other in enumerate(rows) if other is row)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
