"""One award as it is read: what, from whom, to whom, at which stage; the same award said twice is one row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.award_stages import Stage
from warehouse.events.items import Award
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

STATUS = {"voted": "proposed", "proposed": "proposed", "decided": "conferred", "presented": "conferred", "received": "conferred"}
_MOST_PLACES = 12  # of evidence for one slot
_SPELLED = {"đh": "đại học", "cđ": "cao đẳng"}  # of schools, whose names stay as printed
_CENTRAL_FLAG = ("chính phủ", "thủ tướng")


@dataclass(slots=True)
class AwardRow:
    """One award to one recipient, or to a counted number of them."""

    award: Finding
    authority: Finding
    recipient: Finding
    kind: Finding
    count: Finding
    stage: Stage
    year: Finding
    decision: Finding
    match: Match
    confidence: float
    trigger: tuple[int, int]
    meeting: Meeting | None
    printed: Award

    @property
    def status(self) -> str | None:
        """``proposed`` or ``conferred``; ``None`` for what is only aimed at or recited."""
        return STATUS.get(self.stage.name)


def settle(analysis: Analysis, rows: list[AwardRow]) -> list[AwardRow]:
    """Same award, status and recipient: one row with all its evidence. A vague mention yields to a counted or named one."""
    kept: list[AwardRow] = []
    for row in rows:
        twin = next((other for other in kept if _same(other, row)), None)
        if twin is None:
            kept.append(row)
        else:
            _merge(twin, row)
    final: list[AwardRow] = []
    for row in kept:
        amount = row.match.rule.says.get("amount")
        if row.recipient.value is not None and not amount:  # who is named yields to nobody
            final.append(row)
            continue
        vague = row.recipient.value is None and row.count.value is None
        better = [
            other
            for other in kept
            if other is not row and other.award.value == row.award.value and other.status == row.status and _authorities_agree(other, row)
        ]
        exact = [
            other
            for other in better
            if not other.match.rule.says.get("amount")
            and (other.recipient.value or other.count.value)
            and other.printed.term.award_type == row.printed.term.award_type  # "13 Chiến sĩ thi đua toàn quốc" are none of the province
        ]
        told = sum(other.count.value or 0 for other in exact)  # "273 Huân chương" are more than the one that is told of
        said = bool(exact) if row.status == "proposed" else told >= (row.count.value or 0)
        if amount and (said or row.award.value == "giai_thuong"):
            analysis.drop("award", *row.trigger, "said more exactly elsewhere, or a mere number of prizes")
            continue
        if vague and row.match.rule.says.get("alone") and better:
            analysis.drop("award", *row.trigger, "said more exactly elsewhere")
            continue
        exacter = [other for other in better if other.match.sentence != row.match.sentence and (other.recipient.value or other.count.value)]
        if vague and any(other.kind.value == row.kind.value for other in exacter):
            analysis.drop("award", *row.trigger, "said more exactly elsewhere")
            continue
        named = [other for other in better if other.recipient.value and other.match.sentence != row.match.sentence]
        if row.recipient.value is None and row.kind.value == "collective" and row.count.value is not None and len(named) == row.count.value:
            for other in named:
                _complete(other, row)
            analysis.drop("award", *row.trigger, "the counted recipients are named elsewhere")
            continue
        final.append(row)
    return final


def _authorities_agree(left: AwardRow, right: AwardRow) -> bool:
    one, two = left.authority.value, right.authority.value
    if not one or not two:
        return True
    return _level(one) == _level(two)


@lru_cache(maxsize=4096)  # articles print the same few authorities again and again
def _level(authority: str) -> str:
    folded = authority.lower()
    if any(word in folded for word in _CENTRAL_FLAG):
        return "government"
    return "province" if "ubnd tỉnh" in folded or "ubnd thành phố" in folded else folded


def _plain(name: str) -> str:
    """A name without the level that a headline leaves out ("Sở Y tế tỉnh", "Sở Y tế")."""
    words = [_SPELLED.get(word, word) for word in name.lower().split()]
    return " ".join(words[:-2] if words[-2:] == ["thành", "phố"] else words[:-1] if words[-1:] == ["tỉnh"] else words)


def _same(left: AwardRow, right: AwardRow) -> bool:
    if (
        left.award.value != right.award.value
        or left.status != right.status
        or left.kind.value != right.kind.value
        or not _authorities_agree(left, right)
    ):
        return False
    printed = left.year.origin == right.year.origin == "text"
    if left.year.value and right.year.value and left.year.value != right.year.value and printed:
        return False
    if left.recipient.value or right.recipient.value:
        return bool(left.recipient.value and right.recipient.value) and _plain(left.recipient.value) == _plain(right.recipient.value)
    return left.match.sentence != right.match.sentence and left.count.value == right.count.value


def _complete(named: AwardRow, counted: AwardRow) -> None:
    """ "… Quyết định số 5/QĐ-TTg tặng Cờ thi đua cho 4 tập thể …. 4 tập thể gồm A, …": what is said of all holds for each."""
    for name in ("authority", "year", "decision"):
        if not getattr(named, name).value:
            setattr(named, name, getattr(counted, name))


def _merge(into: AwardRow, row: AwardRow) -> None:
    for name in ("award", "authority", "recipient", "kind", "count", "year", "decision"):
        mine, other = getattr(into, name), getattr(row, name)
        if not mine.value or (name == "year" and mine.origin == "derived" and other.origin == "text"):
            setattr(into, name, other if other.value else mine)
        elif mine.value == other.value:
            setattr(into, name, Finding(mine.value, (mine.ranges + other.ranges)[:_MOST_PLACES], mine.origin, mine.field))
    into.confidence = max(into.confidence, row.confidence)
