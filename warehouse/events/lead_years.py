"""The year in which a unit leads: printed with the role, for the sentence or its list, or derived from the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Item, Role
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_CHOOSING = frozenset(("ELECT", "WINS", "VOTE", "AGREE", "HANDOVER", "TAKEOVER", "PROPOSE", "REPLACE"))
_GIVES_A_ROLE = frozenset(("AS", "':'", "'('", "'-'", "RECEIVE", "TO", "BY", "BELONG", "INCLUDING", "PASSIVE", "OF"))
_TWO_YEARS = ("'2'", "'02'", "'hai'")  # "trong 2 năm 2024 và 2025"
_NEXT_ROLE = frozenset(("','", "';'", "AND", "UNITWORD", "'còn'"))  # "A làm Cụm trưởng năm 2026, Cụm phó là B"
_UNITS_IN_ROLE = frozenset(("ORG", "PLACE", "PROVINCE", "'tỉnh'", "PLURAL", "COUNT", "'các'", "AS"))
_TELLS_OF_A_MEETING = frozenset(("MEET", "REVIEW", "PACT", "ATTEND", "DATE", "ORGANISE"))


_BETWEEN_ROLES = frozenset(
    (
        "ORG",
        "AUTH",
        "PLACE",
        "PROVINCE",
        "'tỉnh'",
        "AS",
        "AND",
        "','",
        "';'",
        "UNITWORD",
        "'('",
        "')'",
        "POST",
        "'-'",
        "PASSIVE",
        "ELECT",
        "BLOC",
        "BLOCREF",
        "INCLUDING",
        "COUNT",
        "':'",
    )
)


def lead_year(
    analysis: Analysis, meeting: Meeting, match: Match, role_items: Sequence[Item], units: Sequence[Item]
) -> tuple[Finding, bool, str]:
    """Printed with the role > printed for the sentence > from the meeting: reviewed year for the sitting head, the next for a new one."""
    items = analysis.items[match.sentence]
    timing = match.rule.says.get("timing", "sitting")
    if timing == "auto":
        before = items[max(0, match.first - 12) : match.last]
        timing = (
            "next"
            if not _CHOOSING.isdisjoint([item.kind for item in before])
            or any(item.kind == "REPLACE" for item in items[match.last : match.last + 2])
            or _newly(analysis, role_items)
            or _future(analysis, [*items[max(0, match.first - 8) : match.last], *_clause(items[match.last : match.last + 5])])
            else "sitting"
        )
    elif timing == "sitting" and _newly(analysis, role_items):
        timing = "next"
    stated = _stated_year(analysis, items, match, role_items, units)
    if stated is not None and timing == "successor":
        return Finding(stated.value + 1, ((stated.first, stated.last),), "derived"), True, "next"
    if stated is not None and timing != "giver":
        return Finding(stated.value, ((stated.first, stated.last),)), True, timing
    if meeting.year is None:
        return Finding(None), False, timing
    year = meeting.year
    if timing in ("next", "successor") and meeting.kind == "annual_review":
        year += 1
    if timing in ("giver", "former") and meeting.kind in ("pact_signing", "kickoff", "launch"):
        year -= 1
    origin_ranges = meeting.period.ranges
    return Finding(year, origin_ranges, "derived", meeting.period.field), False, "next" if timing == "successor" else timing


def _newly(analysis: Analysis, role_items: Sequence[Item]) -> bool:
    """ "tân Trưởng khối", "Trưởng khối mới"."""
    words = analysis.tokens.words
    return any(words[item.first] == "tân" or words[item.last : item.last + 1] == ["mới"] for item in role_items)


def _clause(items: Sequence[Item]) -> list[Item]:
    """What goes on the clause: the items up to a semicolon or the end of the sentence."""
    return list(takewhile(lambda item: item.kind not in ("';'", "'.'"), items))


def _future(analysis: Analysis, items: Sequence[Item]) -> bool:
    words = [analysis.tokens.words[item.first] for item in items]
    return "sẽ" in words or any(pair in (("năm", "tới"), ("năm", "sau")) for pair in pairwise(words))


def _stated_year(analysis: Analysis, items: Sequence[Item], match: Match, role_items: Sequence[Item], units: Sequence[Item]) -> Item | None:
    slot = analysis.slot(match, "year")
    for item in slot:
        if item.kind == "YEAR":
            return item
    if not role_items:
        return None
    role_at = items.index(role_items[0])
    for item in items[role_at + 1 : role_at + 4]:
        if item.kind == "YEAR":
            return item
        if item.kind == "SCHOOLYEAR":  # a school year counts as the year in which it begins, like that of the meeting
            return Item("YEAR", item.first, item.last, int(item.value[:4]))
        if item.kind not in ("BLOC", "BLOCREF", "'('", "')'", "','", "IN", "OF", *_TWO_YEARS):
            break
    found = None
    if analysis.holds_any(match.sentence, ("YEAR", "DATE")):
        found = (
            _shared_year(items, role_at)
            or _earlier_role_year(items, role_at)
            or _adverbial_year(items, min(_index_of(items, units[0]), role_at))
            or _year_of_list(items, match.last)
        )
    return found or _year_of_choice(analysis, match) or _year_of_sentence_before(analysis, match)


def _year_of_list(items: Sequence[Item], before: int) -> Item | None:
    """ "Danh sách lãnh đạo Khối năm 2024: A (Khối trưởng), …": a headline of the list, which is no sentence, has its year."""
    for index in range(1, before):
        if items[index].kind in _TELLS_OF_A_MEETING:
            return None
        if items[index].kind == "':'":
            year = next((at for at in range(index - 1, max(0, index - 4), -1) if items[at].kind == "YEAR"), None)
            beside = year is not None and items[year - 1].kind in ("BLOC", "BLOCREF", "POST", "UNITWORD")
            return items[year] if year is not None and beside else None
    return None


def _year_of_choice(analysis: Analysis, match: Match) -> Item | None:
    """ "… đã bầu Khối trưởng, Khối phó năm 2026. Theo đó, A giữ chức …" and "bầu lãnh đạo khối năm 2026 gồm: A - Trưởng khối, …"."""
    here = analysis.items[match.sentence]
    before = analysis.items[match.sentence - 1] if match.sentence and analysis.holds(match.sentence - 1, "YEAR") else ()
    for items, end in ((here, match.first), (before, len(before))):
        for index in range(end - 1, -1, -1):
            if items[index].kind in _CHOOSING:
                year = _announced_year(items[index + 1 : end], in_list=items is here)
                if year is not None or items is here:
                    return year
                break
    return None


def _announced_year(items: Sequence[Item], *, in_list: bool) -> Item | None:
    """The year of those chosen, said before any unit is named: the names follow a colon, or a role, in the next sentence."""
    year, is_of_role = None, in_list
    for index, item in enumerate(items):
        if isinstance(item.value, Role):
            is_of_role = True
        elif item.kind == "YEAR" and is_of_role:
            year = item
        elif item.kind in ("':'", "INCLUDING", "BELONG") and in_list:
            return year
        elif item.kind in ("ORG", "AUTH", "PLACE", "PROVINCE") and items[index - 1].kind != "OF":
            return None
    return None if in_list else year


def _year_of_sentence_before(analysis: Analysis, match: Match) -> Item | None:
    """ "… trao cờ Cụm trưởng năm 2026 cho A. Hai Cụm phó gồm B, C.": the year goes on when the sentence begins with the role."""
    if match.sentence == 0 or match.slots.get("role", (9, 9))[0] > 4 or match.rule.says.get("timing") == "sitting":
        return None
    before = analysis.items[match.sentence - 1]
    years = [after for item, after in pairwise(before) if isinstance(item.value, Role) and after.kind == "YEAR"]
    if not years:
        return None
    return max(years, key=lambda item: item.value) if match.rule.says.get("timing") == "next" else years[0]


def _shared_year(items: Sequence[Item], role_at: int) -> Item | None:
    """ "A làm Trưởng khối, B làm Phó khối năm 2024": the year behind the last role holds for the roles before it."""
    seen_role = False
    for item in items[role_at + 1 : role_at + 14]:
        if isinstance(item.value, Role):
            seen_role = True
        elif item.kind == "YEAR":
            return item if seen_role else None
        elif item.kind not in _BETWEEN_ROLES and not (seen_role and item.kind in ("IN", *_TWO_YEARS)):
            return None
    return None


def _earlier_role_year(items: Sequence[Item], role_at: int) -> Item | None:
    """ "Cụm trưởng năm 2026 là A, hai Cụm phó là B và C": the year of the first role holds for the second."""
    for index in range(role_at - 1, max(0, role_at - 14), -1):
        if items[index].kind == "YEAR":
            beside = any(isinstance(item.value, Role) for item in items[max(0, index - 3) : index])
            between = items[index + 1 : role_at]
            goes_on = items[index + 1].kind in _GIVES_A_ROLE or all(item.kind in _NEXT_ROLE for item in between)
            if not goes_on and items[index + 1].kind in ("','", "';'"):  # "A làm Cụm trưởng năm 2026; B, C làm Cụm phó"
                goes_on = all(item.kind in _NEXT_ROLE or item.kind in _UNITS_IN_ROLE for item in between)
            return items[index] if beside and goes_on else None
        if items[index].kind in ("'.'", "DATE", "MEET"):
            return None
    return None


def _adverbial_year(items: Sequence[Item], before: int) -> Item | None:
    """ "Năm 2024, …" and "…, năm 2024, …" date the whole clause."""
    for index in range(before - 1, max(-1, before - 14), -1):
        item = items[index]
        if index == 0 and item.kind == "DATE" and item.value.year and item.value.begins:  # "Từ ngày 1/1/2024, …"
            return Item(item.kind, item.first, item.last, item.value.year)
        if item.kind == "YEAR" and index + 1 < before and items[index + 1].kind == "AS":  # "… năm 2023 là A (Cụm trưởng), B (Cụm phó)"
            return item
        if (
            item.kind == "YEAR"
            and index + 1 < len(items)
            and (items[index + 1].kind in ("','", "':'", "BLOC", "BLOCREF", "ORG", "PLACE", "UNITWORD", "BY") or index == 0)
            and (index == 0 or items[index - 1].kind in ("','", "VENUE", "IN", "AND", "OF", "TO"))
        ):
            return item
        if item.kind == "YEAR":
            by = [other.kind for other in items[index + 1 : index + 3]] == [
                "','",
                "BY",
            ]  # "… ký giao ước thi đua năm 2024, do A làm Cụm trưởng"
            return item if by and index and items[index - 1].kind == "PACT" else None
    return None


def _index_of(items: Sequence[Item], unit: Item) -> int:
    return next(index for index, item in enumerate(items) if item.first == unit.first)
