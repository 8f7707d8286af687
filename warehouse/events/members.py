"""Member units of a bloc, where an article lists them: "Khối gồm 7 đơn vị: …", "các đơn vị thành viên: A, B và C".

The rules are rules_members.toml. The printed number of members is checked against the list; a difference lowers confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.blocs import Bloc, bloc_family
from warehouse.events.items import Count, Item
from warehouse.events.names import complete_names, heads_plural
from warehouse.events.organisation_parts import Organisation
from warehouse.events.resolve_blocs import same_bloc
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_SHORTER = 0.6  # a list shorter than its printed number is incomplete, yet what it names are members
_LONGER = 0.5  # a longer one names something else, too: under the acceptance line
_UNIT_KINDS = frozenset(("ORG", "PLACE", "PROVINCE", "AUTH"))
_MAX_LINES = 60
_LINE_MARK = re.compile(r"^[-+*•\d.)\s]+")


@dataclass(frozen=True, slots=True)
class Member:
    """One listed unit of a bloc; ``count`` is the printed number of members, ``listed`` the length of the list."""

    unit: Finding
    bloc: Finding
    bloc_kind: str
    bloc_number: int | None
    bloc_family: str | None
    year: Finding
    count: Finding
    listed: int
    rule: str
    rule_family: str
    confidence: float


def find_members(analysis: Analysis, meetings: Sequence[Meeting]) -> list[Member]:
    """The listed members of the blocs that met, each unit of a bloc once, in text order."""
    found: list[Member] = []
    if not meetings:
        return found
    lists: dict[str, Member] = {}  # bloc → a member of its first list; a second list of it says nothing new
    for match in _matches(analysis):
        meeting, bloc = _bloc(analysis, match, meetings)
        units = _units(analysis, match) if match.rule.family == "member" else _lines(analysis, match)
        if meeting is None or len(units) < 2 or bloc.value in lists:
            continue
        members = _members(analysis, match, meeting, bloc, units)
        if members:
            lists[str(bloc.value)] = members[0]
            found += members
    return found


def _matches(analysis: Analysis) -> Iterator[Match]:
    """Matches that hold what their rule says; in one sentence the first rule wins."""
    families = ("member", "member_list")
    for number in sorted({number for family in families for number in analysis.sentences_for(family)}):
        for family in families:
            fitting = next((match for match in analysis.matches(family, [number]) if _holds(analysis, match)), None)
            if fitting is not None:
                yield fitting
                break


def _holds(analysis: Analysis, match: Match) -> bool:
    says = match.rule.says
    if "link" in says and not any(analysis.text(item).lower() in says["link"] for item in analysis.slot(match, "link")):
        return False
    if "noun" in says and not any(says["noun"] in analysis.text(item).lower() for item in _whole(analysis, match)[:4]):
        return False
    if "any" in says:
        opening = " ".join(analysis.text(item).lower() for item in _whole(analysis, match))
        return any(word in opening for word in says["any"])
    return True


def _whole(analysis: Analysis, match: Match) -> Sequence[Item]:
    return analysis.items[match.sentence][match.first : match.last]


def _bloc(analysis: Analysis, match: Match, meetings: Sequence[Meeting]) -> tuple[Meeting | None, Finding]:
    """The meeting whose bloc the list is of; a list of another bloc that is named in full belongs to that one."""
    own = next((meeting for meeting in meetings if match.sentence in meeting.section), meetings[0])
    for item in [*analysis.slot(match, "bloc"), *analysis.slot(match, "bloc2")]:
        bloc = item.value
        if not isinstance(bloc, Bloc) or not bloc.strength or not bloc.named:
            continue
        for meeting in meetings:
            if same_bloc(bloc, meeting.bloc, analysis.own_province):
                return meeting, Finding(meeting.bloc.text, (*meeting.bloc_finding.ranges, (item.first, item.last)), "derived")
        other = bloc._replace(text=bloc.text[0].upper() + bloc.text[1:])
        family = bloc_family(analysis.lexicon, other.name)
        return replace(own, bloc=other, family=family), Finding(other.text, ((item.first, item.last),))
    return own, Finding(own.bloc.text, own.bloc_finding.ranges, "derived")


def _units(analysis: Analysis, match: Match) -> list[tuple[Item, str]]:
    """The listed units with their full names; what stands in brackets behind one is no member."""
    items = analysis.items[match.sentence]
    units, depth = [], 0
    for item in analysis.slot(match, "members"):
        depth += (item.kind == "'('") - (item.kind == "')'")
        if depth <= 0 and item.kind in _UNIT_KINDS and isinstance(item.value, Organisation) and not heads_plural(items, item):
            units.append(item)
    return list(zip(units, complete_names(analysis, items, units), strict=True))


def _lines(analysis: Analysis, match: Match) -> list[tuple[Item, str]]:
    """The units of the lines behind the match, one a line, until a line says more than a name."""
    units: list[tuple[Item, str]] = []
    for number in range(match.sentence + 1, min(match.sentence + 1 + _MAX_LINES, len(analysis.sentences))):
        sentence = analysis.sentences[number]
        if sentence.segment == analysis.sentences[number - 1].segment:
            if _LINE_MARK.sub("", analysis.tokens.cased(sentence.first, sentence.last)):
                break  # the line before ran on
            continue
        items = [item for item in analysis.items[number] if item.kind in _UNIT_KINDS and isinstance(item.value, Organisation)]
        line = analysis.tokens.cased(sentence.first, sentence.last)
        if len(items) != 1 or len(_LINE_MARK.sub("", line).rstrip(" ;.,")) > len(analysis.text(items[0])) + 12:
            break
        units.append((items[0], complete_names(analysis, analysis.items[number], items)[0]))
    return units


def _members(analysis: Analysis, match: Match, meeting: Meeting, bloc: Finding, units: list[tuple[Item, str]]) -> list[Member]:
    distinct: dict[str, tuple[Item, str]] = {}
    for item, name in units:
        distinct.setdefault(name.lower(), (item, _in_full(analysis, item, name)))
    count = _count(analysis, match)
    confidence = match.rule.confidence
    if count.value is not None and count.value != len(distinct):
        confidence *= _SHORTER if len(distinct) < count.value else _LONGER
        items = _whole(analysis, match)
        analysis.drop("members", items[0].first, items[-1].last, f"{count.value} members are said, {len(distinct)} are listed")
    year = meeting.year
    period = Finding(year, meeting.period.ranges or bloc.ranges, "derived", meeting.period.field) if year is not None else Finding(None)
    return [
        Member(
            Finding(name, ((item.first, item.last),)),
            bloc,
            meeting.bloc.kind,
            meeting.bloc.number,
            meeting.family,
            period,
            count,
            len(distinct),
            match.rule.id,
            match.rule.family,
            round(confidence * (1.0 if item.value.listed or item.kind in ("PLACE", "PROVINCE") else 0.95), 3),
        )
        for item, name in distinct.values()
    ]


def _in_full(analysis: Analysis, item: Item, name: str) -> str:
    """A province among members: a city is called one."""
    if item.kind == "PROVINCE" and item.value.province in analysis.lexicon.cities:
        return name.replace("tỉnh ", "thành phố ", 1)
    return name


def _count(analysis: Analysis, match: Match) -> Finding:
    for item in analysis.slot(match, "count"):
        if isinstance(item.value, Count) and item.value.number is not None:
            return Finding(item.value.whole or item.value.number, ((item.first, item.last),))
    return Finding(None)
