"""Rule matches → who leads a bloc, who is deputy, and in which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Item, Role
from warehouse.events.known_persons import unit_of_person
from warehouse.events.lead_years import lead_year
from warehouse.events.lexicon import OrganisationTerm, longest
from warehouse.events.names import brands, complete_name, complete_names, heads_plural, unlisted_name
from warehouse.events.organisation_parts import Organisation
from warehouse.events.resolve_blocs import same_bloc
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_MOST_ROWS = 200  # no article names more; hostile text must not cost more
_STANDING_BODY = re.compile(r"^ban (?:thường trực|thường vụ|chấp hành|lãnh đạo) (?=ủy ban|uỷ ban|ubmttq|hội |liên )")
_COMMITTEE_OF_PLACE = re.compile(r"^(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân) (?=(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn) )")


@dataclass(slots=True)
class Lead:
    """One unit in one role; ``year`` carries where it comes from, ``stated`` whether it is printed."""

    unit: str
    unit_finding: Finding
    role: str
    role_finding: Finding
    year: Finding
    stated: bool
    timing: str
    match: Match
    confidence: float
    listed: bool

    @property
    def key(self) -> tuple[str, str]:
        """What makes two mentions one unit in one role: "UBND huyện A" and "huyện A", "Hội B" and "Hội B tỉnh" lead as one."""
        return _leading(self.unit), self.role


@lru_cache(maxsize=4096)  # articles name the same few units again and again
def _leading(unit: str) -> str:
    plain = " ".join(unit.lower().replace(",", " ").replace("-", " - ").split())
    return _COMMITTEE_OF_PLACE.sub("", _STANDING_BODY.sub("", plain)).removesuffix(" tỉnh")


def resolve_leads(analysis: Analysis, meeting: Meeting) -> list[Lead]:
    """The lead and deputy units of the meeting's bloc, one row for each unit, role and year."""
    found: list[Lead] = []
    taken: dict[int, set[tuple[str, str]]] = {}
    organ = _organ_of_bloc(analysis, meeting)
    for match in analysis.matches("lead", meeting.section):
        if len(found) >= _MOST_ROWS:
            break
        for lead in _leads(analysis, meeting, match, organ):
            if match.rule.says.get("spare") and any(lead.role_finding.ranges == other.role_finding.ranges for other in found):
                analysis.drop("lead_unit", *lead.unit_finding.ranges[0], f"{match.rule.id}: the role is another unit's")
                continue
            same_sentence = taken.setdefault(match.sentence, set())
            other = "deputy" if lead.role == "head" else "head"
            if (lead.key[0], other) in same_sentence and match.rule.says.get("list"):
                analysis.drop("lead_unit", *lead.unit_finding.ranges[0], f"{match.rule.id}: the unit has another role in this sentence")
                continue
            same_sentence.add(lead.key)
            found.append(lead)
    return _settle(analysis, found)


def _leads(analysis: Analysis, meeting: Meeting, match: Match, organ: str | None) -> list[Lead]:
    says = match.rule.says
    out: list[Lead] = []
    items = analysis.items[match.sentence]
    if says.get("known"):
        return _known(analysis, meeting, match)
    if says.get("needs_rotation") and not _rotates(analysis, items, match):
        return []
    if "flag" in says and not _flag_of_head(analysis, match):
        return []
    if "person" in says and any(item.value is not None for item in analysis.slot(match, says["person"])):
        return []  # "Trưởng khối, lãnh đạo Sở …": a delegation, no second title
    for role_slot, unit_slot in (("role", "unit"), ("role2", "unit2")) if "unit2" in match.slots else (("role", "unit"),):
        units = [
            _where_it_sits(items, item)
            for item in analysis.slot(match, unit_slot)
            if isinstance(item.value, Organisation) and item.kind != "PLURAL" and not heads_plural(items, item)
        ]
        if unit_slot == "unit":
            units += _brands(analysis, match)
        if says.get("free"):
            units = [item for item in units if not _named_in_bracket(items, item)]
        units = [item for item in units if not _of_a_branch(analysis, item)]
        if organ is None and meeting.family != "provinces":
            units = [item for item in units if item.kind != "PROVINCE" or _said_to_be_one(analysis, item)]
        if not says.get("replaced") and analysis.holds(match.sentence, "REPLACE"):
            units = [item for item in units if not _is_replaced(items, item)]
        if not units:
            continue
        role_items = analysis.slot(match, role_slot)
        role = str(role_items[0].value.role if role_items else says.get("role"))
        if role_items and not _of_this_bloc(analysis, meeting, role_items[0]):
            analysis.drop("lead_unit", role_items[0].first, role_items[0].last, f"{match.rule.id}: the role is in another bloc")
            continue
        role = {"standing": "head"}.get(role, role)
        if says.get("pair") and role != "pair":
            continue
        if role not in ("head", "deputy", "pair") or (role == "pair" and len(units) != 2):
            continue
        in_order = says.get("list") == "first"
        if role != "pair" and says.get("list") != role and not in_order:
            units = units[:1] if _role_first(match) else units[-1:]
        year, stated, timing = lead_year(analysis, meeting, match, role_items, units)
        place = (role_items[0].first, role_items[0].last) if role_items else (items[match.first].first, items[match.last - 1].last)
        roles = ("head", *("deputy",) * (len(units) - 1)) if role == "pair" or in_order else (role,) * len(units)
        for unit, printed, held in zip(units, complete_names(analysis, items, units), roles, strict=True):
            name = f"{organ} tỉnh {unit.value.place}" if organ and unit.kind == "PROVINCE" else printed
            if (
                unit.kind == "AUTH"
                and not name.startswith(("UBND", "HĐND", "Hội đồng nhân dân", "Thường trực H"))
                and not _leads_central_bloc(analysis, meeting, items, unit, match)
            ):
                analysis.drop("lead_unit", unit.first, unit.last, f"{match.rule.id}: an authority leads no bloc")
                continue
            confidence = match.rule.confidence * (1.0 if unit.value.listed else 0.93) * (1.0 if stated else 0.95)
            out += [
                Lead(
                    name,
                    Finding(name, ((unit.first, unit.last),)),
                    held,
                    Finding(held, (place,)),
                    one_year,
                    stated,
                    timing,
                    match,
                    round(confidence, 3),
                    unit.value.listed,
                )
                for one_year in (year, *_further_years(items, year))
            ]
    return out


def _further_years(items: Sequence[Item], year: Finding) -> Iterator[Finding]:
    """ "… làm Cụm trưởng trong 2 năm 2020 và 2021": the years that follow the printed one with nothing but "và" between them."""
    at = next((index for index, item in enumerate(items) if year.ranges and (item.first, item.kind) == (year.ranges[0][0], "YEAR")), None)
    last = year.value
    while at is not None and at + 2 < len(items) and items[at + 1].kind in ("AND", "','") and items[at + 2].kind == "YEAR":
        at += 2
        if items[at].value != last + 1:
            return
        last = items[at].value
        yield Finding(last, ((items[at].first, items[at].last),))


def _known(analysis: Analysis, meeting: Meeting, match: Match) -> list[Lead]:
    """Who leads through a person whose unit another sentence names; that sentence is the evidence of the unit."""
    person, role_items = analysis.slot(match, "person")[0], analysis.slot(match, "role")
    found = unit_of_person(analysis, person)
    role: Role = role_items[0].value
    if found is None or role.role not in ("head", "deputy") or not _of_this_bloc(analysis, meeting, role_items[0]):
        return []
    unit, number = found
    name = complete_name(analysis, analysis.items[number], unit)
    year, stated, timing = lead_year(analysis, meeting, match, role_items, [person])
    place = Finding(role.role, ((role_items[0].first, role_items[0].last),))
    unit_place = Finding(name, ((unit.first, unit.last),))
    return [Lead(name, unit_place, role.role, place, year, stated, timing, match, match.rule.confidence, unit.value.listed)]


def _leads_central_bloc(analysis: Analysis, meeting: Meeting, items: Sequence[Item], unit: Item, match: Match) -> bool:
    """A ministry leads a bloc of ministries; it does not lead the bloc of its own units, nor one in a province."""
    organ: Organisation = unit.value
    if organ.classification != "central_authority" or analysis.own_province is not None or match.rule.says.get("spare"):
        return False
    if organ.base.lower() in meeting.bloc.name.lower():
        return False
    at = items.index(unit)
    return not (at > 0 and (items[at - 1].kind in ("ORG", "W") or (at > 1 and items[at - 1].kind == "','" and items[at - 2].kind == "ORG")))


def _of_a_branch(analysis: Analysis, unit: Item) -> bool:
    """ "Hội đồng Thi đua ngành Thanh tra, Khối trưởng, …": a branch of service is no unit."""
    return unit.first > 0 and analysis.tokens.words[unit.first - 1] == "ngành"


def _where_it_sits(items: Sequence[Item], unit: Item) -> Item:
    """ "Công ty A, huyện B, đơn vị Cụm trưởng", "Trường ĐH A, ĐH B - Khối trưởng": what the unit is a part of does not lead."""
    of_university = unit.kind == "ORG" and unit.value.base.startswith("Đại học")
    if unit.kind != "PLACE" and not of_university:
        return unit
    at = items.index(unit)
    if at < 2 or items[at - 1].kind not in ("','", "'('", "'-'"):
        return unit
    owner = items[at - 2]
    if of_university:
        return owner if owner.kind == "ORG" and owner.value.base.lower().startswith("trường") else unit
    return owner if owner.kind == "ORG" and not owner.value.listed and owner.value.classification == "unlisted" else unit


def _is_replaced(items: Sequence[Item], unit: Item) -> bool:
    """ "Sở A thay Sở B làm Trưởng khối": the unit behind the verb had the role, and does not take it."""
    at = next((at for at, item in enumerate(items) if item.last == unit.first), -1)
    while at > 0 and items[at].kind in ("UNITWORD", "POST", "TO"):
        at -= 1
    return at >= 0 and items[at].kind == "REPLACE"


def _brands(analysis: Analysis, match: Match) -> list[Item]:
    unlisted = unlisted_name(analysis, match)
    if unlisted is not None:
        name, (first, last) = unlisted
        return [Item("ORG", first, last, Organisation(name))]
    named = {place: name for name, place in brands(analysis, match)}
    return [
        Item("ORG", item.first, item.last, Organisation(named[item.first, item.last]))
        for item in analysis.slot(match, "brand")
        if (item.first, item.last) in named
    ]


def _organ_of_bloc(analysis: Analysis, meeting: Meeting) -> str | None:
    """In "Cụm thi đua Hội Chữ thập đỏ các tỉnh" a mere "Kon Tum" stands for its Hội Chữ thập đỏ."""
    tokens = analysis.tokens
    for first, last in meeting.bloc_finding.ranges:
        for position in range(first, last):
            hit = longest(analysis.lexicon.trie, tokens.words, position, last) if tokens.caps[position] else None
            if hit is not None and hit[1].kind == "ORG" and hit[0] - position >= 2 and isinstance(hit[1].value, OrganisationTerm):
                return " ".join(tokens.cased(position, hit[0]).split())
    return None


def _role_first(match: Match) -> bool:
    unit = match.slots.get("unit") or match.slots.get("name")
    return "role" in match.slots and unit is not None and match.slots["role"][0] < unit[0]


def _rotates(analysis: Analysis, items: Sequence[Item], match: Match) -> bool:
    text = " ".join(analysis.tokens.words[items[match.first].first : items[match.last - 1].last])
    return "luân lưu" in text or "trưởng" in text


def _named_in_bracket(items: Sequence[Item], unit: Item) -> bool:
    """ "Trưởng khối (Sở A), Phó khối (Sở B)": the first bracket belongs to the role before it."""
    at = items.index(unit)
    if at == 0 or items[at - 1].kind != "'('":
        return False
    before = items[at - 3 : at - 1] if at >= 3 else items[: at - 1]
    return any(isinstance(item.value, Role) for item in before)


def _said_to_be_one(analysis: Analysis, item: Item) -> bool:
    """A province that leads is called one ("tỉnh A làm Cụm trưởng"); a mere name says where something is."""
    return item.first > 0 and analysis.tokens.words[item.first - 1] == "tỉnh" and item.value.province != analysis.own_province


def _flag_of_head(analysis: Analysis, match: Match) -> bool:
    """ "cờ Cụm trưởng", "cờ Trưởng khối": the flag that goes with the lead, not one of a fatherland or a contest."""
    return any("trưởng" in analysis.tokens.words[item.first : item.last] for item in analysis.slot(match, match.rule.says["flag"]))


def _of_this_bloc(analysis: Analysis, meeting: Meeting, item: Item) -> bool:
    role: Role = item.value
    if role.bloc is None or not role.bloc.named:
        return True
    return same_bloc(meeting.bloc, role.bloc, analysis.own_province)


def _go_on(found: Sequence[Lead]) -> None:
    """ "… bàn giao nhiệm vụ Trưởng khối năm 2026 cho A. B và C là hai Phó khối.": who is said to stand beside a new head is new, too."""
    for lead in found:
        if lead.stated or lead.timing != "sitting" or lead.match.rule.says.get("timing") != "auto":
            continue
        here = (lead.match.sentence, lead.match.first)
        for other in found:
            is_before = other.match.sentence == here[0] - 1 or (other.match.sentence == here[0] and other.match.first < here[1])
            if is_before and other.timing == "next" and other.role != lead.role:
                lead.year, lead.timing = other.year, "next"
                break


def _settle(analysis: Analysis, found: list[Lead]) -> list[Lead]:
    """One row for each unit, role and year; a printed year beats a derived one; two heads of one year are told apart by who is new."""
    _go_on(found)
    by_key: dict[tuple[str, str], list[Lead]] = {}
    for lead in found:
        by_key.setdefault(lead.key, []).append(lead)
    rows: list[Lead] = []
    for leads in by_key.values():
        stated = [lead for lead in leads if lead.stated]
        kept: dict[int | None, Lead] = {}
        for lead in stated or leads:
            kept.setdefault(lead.year.value, lead)
        if stated and all(lead.timing == "next" for lead in stated):  # chosen again: it held the role before, too
            for lead in leads:
                sitting = lead.timing == "sitting" and analysis.sentences[lead.match.sentence].kind != "heading"
                if sitting and lead.year.value is not None and all(lead.year.value < (year or 0) for year in kept):
                    kept[lead.year.value] = lead
                    break
        if not stated and len(kept) > 1:
            chosen = next((lead for lead in leads if lead.timing == "next"), leads[0])
            kept = {chosen.year.value: chosen}
        rows += kept.values()
    for row in rows:
        clash = [
            other
            for other in rows
            if other is not row and other.role == row.role == "head" and other.year.value == row.year.value and row.year.value is not None
        ]
        if (
            clash
            and not row.stated
            and row.timing in ("sitting", "giver")
            and any(other.stated or other.timing == "next" for other in clash)
        ):
            row.year = Finding(row.year.value - 1, row.year.ranges, "derived", row.year.field)
    rows = [row for row in rows if not (_standing(analysis, row) and any(_beside_a_head(analysis, row, other) for other in rows))]
    return sorted(rows, key=lambda lead: (lead.year.value or 0, lead.role != "head", lead.unit_finding.ranges[0]))


def _standing(analysis: Analysis, lead: Lead) -> bool:
    """ "Thường trực khối": who keeps the bloc's business; the head where nobody else is named."""
    first, last = lead.role_finding.ranges[0]
    return analysis.tokens.words[first] == "thường" and "trưởng" not in analysis.tokens.words[first:last]


def _beside_a_head(analysis: Analysis, standing: Lead, other: Lead) -> bool:
    return other.role == "head" and other.year.value == standing.year.value and not _standing(analysis, other)
