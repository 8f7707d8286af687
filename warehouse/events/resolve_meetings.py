"""Rule matches → the meetings that an article reports: which bloc met, for what, about which period, when, and who chaired."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.blocs import Bloc, bloc_family
from warehouse.events.items import Item
from warehouse.events.meeting_days import day_of_meeting
from warehouse.events.meeting_signs import meetings_by_signs
from warehouse.events.resolve_blocs import blocs_of, full_bloc, same_bloc
from warehouse.events.resolve_dates import DayFound, published_on
from warehouse.events.resolve_hosts import resolve_hosts, resolve_member_count
from warehouse.events.resolve_types import beyond_the_half, meeting_period, meeting_type, period_from_day
from warehouse.events.rules import Match

_FURTHER = 3.5  # a second bloc must be as sure as a lead sentence with a date
_FURTHER_SAME_DAY = 1.3  # unless a paragraph begins with "Chiều cùng ngày, …"
_PLANNED = 6  # tokens behind what a bloc does in which it may be said to be planned only
_OPENING = 5  # sentences of the body that say what an article reports
_OF_EMULATION = ("EMULATION", "PACT")
_WON = re.compile(r"(?:dẫn đầu|đứng đầu|hạng (?:nhất|nhì|ba)|xuất sắc)(?: của| trong| thuộc| toàn)?$")
_ASKED = re.compile(r"(?<!\w)(?:hướng dẫn|yêu cầu|đôn đốc|chỉ đạo|đề nghị|nhắc nhở|giao)(?: cho)?$")
_SAME_DAY = {"sáng": "morning", "chiều": "afternoon", "tối": "evening"}


@dataclass(slots=True, eq=False)
class Meeting:
    """The meeting with its findings; further resolvers read period, type and day from it."""

    bloc: Bloc
    bloc_finding: Finding
    kind: str
    also: tuple[str, ...]
    type_finding: Finding
    period: Finding
    day: DayFound
    hosts: Finding
    member_count: Finding
    family: str | None
    match: Match
    confidence: float
    section: range  # sentences that speak of this meeting when an article reports several

    @property
    def year(self) -> int | None:
        """The year that the meeting reviews or plans."""
        value = self.period.value
        return int(value[:4]) if isinstance(value, str) and value[:4].isdecimal() else None

    @property
    def reviewed_year(self) -> int | None:
        """The year whose merits are rewarded: that of a review, also of one beside the signing of the next pact."""
        if self.kind == "annual_review":
            return self.year
        return self.year - 1 if self.year and self.kind == "pact_signing" and "annual_review" in self.also else None


def resolve_meetings(analysis: Analysis, province: str | None) -> list[Meeting]:
    """The meetings of the article in text order: nearly always one, sometimes one after the other of two blocs."""
    candidates = _candidates(analysis) or meetings_by_signs(analysis, province)
    if not candidates:
        return []
    if _list_of_headlines(analysis, candidates, province):
        analysis.drop("meeting", *_tokens(analysis, candidates[0][1]), "a list of headlines about several blocs")
        return []
    chosen: list[tuple[Match, Bloc]] = [(candidates[0][1], candidates[0][2])]
    for score, match, bloc in candidates[1:]:
        if score < _FURTHER_SAME_DAY or bloc.strength < 2 or not bloc.named or match.rule.says.get("loose"):
            continue
        if analysis.sentences[match.sentence].kind != "body" or any(same_bloc(bloc, other, province) for _, other in chosen):
            continue
        if score >= _FURTHER or _opens_paragraph_same_day(analysis, match.sentence):
            chosen.append((match, bloc))
    for match, bloc in _together(analysis, chosen[0][0]):
        if not any(same_bloc(bloc, other, province) for _, other in chosen):
            chosen.append((match, bloc))
            candidates = [*candidates, (0.0, match, bloc)]
    begins = [min(match.sentence for _, match, other in candidates if same_bloc(bloc, other, province)) for _, bloc in chosen]
    order = sorted(range(len(chosen)), key=lambda index: begins[index])
    meetings: list[Meeting] = []
    for place, index in enumerate(order):
        match, bloc = chosen[index]
        last = next((begins[later] for later in order[place + 1 :] if begins[later] > begins[index]), len(analysis.sentences))
        section = range(0 if place == 0 else begins[index], last)
        if place and begins[index] == begins[order[place - 1]]:  # they met together: the rest of the article is told of the first
            section = range(begins[index], begins[index] + 1)
        numbers = tuple(
            sorted({other.sentence for _, other, named in candidates if same_bloc(bloc, named, province) and other.sentence in section})
        )
        if match.rule.family == "named_bloc":  # what they met for stands where the signs are, not beside the name
            numbers = tuple(sorted({*numbers, *_reporting(analysis, section)}))
        meeting = _meeting(analysis, province, match, bloc, numbers, section)
        if meetings and meeting.kind == meetings[-1].kind and (meeting.period.value is None or meeting.period.origin == "derived"):
            meeting.period = meetings[-1].period  # two blocs review the same year, said once
        if meetings and meeting.day.value.value is None:
            _same_day(analysis, meeting, meetings[-1])
        meetings.append(meeting)
    return meetings


def _reporting(analysis: Analysis, section: range) -> Iterator[int]:
    """The sentences in which a sign says that they met, and what for."""
    return (match.sentence for match in analysis.matches("sign", section) if match.rule.says.get("reports"))


def _together(analysis: Analysis, match: Match) -> Iterator[tuple[Match, Bloc]]:
    """ "Khối thi đua A và Khối thi đua B tổ chức …": the blocs beside the first, with nothing but commas and "và" between them."""
    items = analysis.items[match.sentence]
    first = blocs_of(analysis.slot(match, "bloc"))[0][0]
    at = next(index for index, item in enumerate(items) if item.first == first.first) + 1
    while at + 1 < len(items) and items[at].kind in ("AND", "','") and items[at + 1].kind == "BLOC":
        bloc: Bloc = items[at + 1].value
        if bloc.strength == 2 and bloc.named:
            yield replace(match, slots={**match.slots, "bloc": (at + 1, at + 2)}), bloc
        at += 2


def _list_of_headlines(analysis: Analysis, candidates: Sequence[tuple[float, Match, Bloc]], province: str | None) -> bool:
    """Two blocs in short lines, and no sentence of the text that tells of either: a section page, no article."""
    named = [(match, bloc) for _, match, bloc in candidates if bloc.named]
    in_text = any(
        analysis.sentences[match.sentence].kind == "body" and (not match.rule.says.get("loose") or analysis.holds(match.sentence, "DATE"))
        for match, _ in named
    ) or any(analysis.sentences[match.sentence].kind == "body" for match in analysis.matches("sign") if match.rule.says.get("tells"))
    return not in_text and any(not same_bloc(named[0][1], bloc, province) for _, bloc in named[1:])


def _same_day_word(analysis: Analysis, number: int) -> int | None:
    """The token of "cùng" in "cùng ngày" near the beginning of a sentence."""
    sentence, words = analysis.sentences[number], analysis.tokens.words
    for position in range(sentence.first, min(sentence.first + 5, sentence.last - 1)):
        if words[position] == "cùng" and words[position + 1] == "ngày":
            return position
    return None


def _opens_paragraph_same_day(analysis: Analysis, number: int) -> bool:
    opens = number == 0 or analysis.sentences[number - 1].segment != analysis.sentences[number].segment
    return opens and _same_day_word(analysis, number) is not None


def _same_day(analysis: Analysis, meeting: Meeting, before: Meeting) -> None:
    """ "Chiều cùng ngày": the day of the meeting told before."""
    position = _same_day_word(analysis, meeting.match.sentence)
    if position is None:
        return
    place = ((position, position + 2),)
    session = _SAME_DAY.get(analysis.tokens.words[position - 1])
    day = Finding(before.day.value.value, (*place, *before.day.value.ranges), "derived", before.day.value.field)
    meeting.day = DayFound(day, None, None, Finding(session, place) if session else Finding(None), "date.same_day")


def _meeting(analysis: Analysis, province: str | None, match: Match, bloc: Bloc, numbers: Sequence[int], section: range) -> Meeting:
    full, finding = full_bloc(analysis, bloc, province, match)
    headings = [number for number in section if analysis.sentences[number].kind == "heading"]
    kind, also, type_finding = meeting_type(analysis, numbers, headings, section)
    period = meeting_period(analysis, kind, numbers, headings, section)
    published = published_on(analysis)
    year = int(period.value[:4]) if period.value else None
    school = bool(period.value) and len(str(period.value)) == 9
    day = day_of_meeting(analysis, numbers, f"school_{kind}" if school else kind, year, published, section)
    if period.value is None:
        period = period_from_day(kind, day, published)
    if kind == "midyear_review" and period.value:
        period = beyond_the_half(analysis, period, (*headings, *numbers))
    hosts = resolve_hosts(analysis, numbers, section)
    members = resolve_member_count(analysis, section)
    confidence = match.rule.confidence * (1.0 if full.strength == 2 else 0.9)
    family = bloc_family(analysis.lexicon, full.name)
    return Meeting(full, finding, kind, also, type_finding, period, day, hosts, members, family, match, round(confidence, 3), section)


def _candidates(analysis: Analysis) -> list[tuple[float, Match, Bloc]]:
    """Meeting matches worth believing, best first: the heading and the opening say what the article reports."""
    found: list[tuple[float, int, Match, Bloc]] = []
    emulation = _about_emulation(analysis)
    opening = _opening(analysis)
    for order, match in enumerate(analysis.matches("meeting")):
        bloc_items = blocs_of(analysis.slot(match, "bloc"))
        if not bloc_items:
            continue
        item, bloc = bloc_items[0]
        if _only_spoken_of(analysis, match, item):
            analysis.drop("meeting", item.first, item.last, f"{match.rule.id}: the bloc is asked to meet, or told of")
            continue
        sentence = analysis.sentences[match.sentence]
        if bloc.strength < 2 and not emulation:
            analysis.drop("meeting", item.first, item.last, "no word of emulation in the opening, and the bloc is not called one")
            continue
        rank = opening.index(match.sentence) if match.sentence in opening else _OPENING
        score = _score(analysis, match, sentence.kind, rank, bloc)
        if score <= 0:
            analysis.drop("meeting", item.first, item.last, f"{match.rule.id}: a bloc is named, but no meeting of it reported here")
            continue
        found.append((score, -order, match, bloc))
    if not found or max(score for score, *_ in found) < 2:
        for _, _, match, _ in found:
            analysis.drop("meeting", *_tokens(analysis, match), f"{match.rule.id}: too weak alone")
        return []
    found.sort(key=lambda entry: (-entry[0], -entry[1]))
    return [(score, match, bloc) for score, _, match, bloc in found]


def _opening(analysis: Analysis) -> list[int]:
    """The first sentences of the body."""
    numbers: list[int] = []
    for number, sentence in enumerate(analysis.sentences):
        if sentence.kind == "body":
            numbers.append(number)
            if len(numbers) == _OPENING:
                break
    return numbers


def _only_spoken_of(analysis: Analysis, match: Match, bloc: Item) -> bool:
    """ "Sở Nội vụ hướng dẫn Khối thi đua số 3 tổng kết …" asks for a meeting; "… tin bài về Khối thi đua số 3" is about the bloc alone.

    "Tiếp đoàn đại biểu Khối thi đua số 3", "đại diện Khối thi đua số 3 tham luận" and "Hội thao của khối dự kiến …" report none either.
    "Sở Y tế tổng kết năm và đón nhận Cờ thi đua dành cho đơn vị dẫn đầu Khối thi đua số 3": the meeting is the unit's own.
    """
    words, first = analysis.tokens.words, analysis.sentences[match.sentence].first
    before = " ".join(words[max(first, bloc.first - 3) : bloc.first])
    if analysis.holds(match.sentence, "AWARD") and _WON.search(before) is not None:
        return True
    if not match.rule.says.get("loose"):
        return False
    if _ASKED.search(before) is not None or before.endswith("đoàn đại biểu"):
        return True
    if match.rule.says.get("type") == "other" and before.endswith(("về", "đại diện")):
        return True
    end = _tokens(analysis, match)[1]
    return "dự kiến" in " ".join(words[bloc.last : min(end + _PLANNED, analysis.sentences[match.sentence].last)])


def _tokens(analysis: Analysis, match: Match) -> tuple[int, int]:
    items = analysis.items[match.sentence]
    return items[match.first].first, items[match.last - 1].last


def _about_emulation(analysis: Analysis) -> bool:
    seen = 0
    for number, sentence in enumerate(analysis.sentences):
        if analysis.holds_any(number, _OF_EMULATION):
            return True
        if sentence.kind == "body":
            seen += 1
            if seen >= 3:
                break
    return False


def _score(analysis: Analysis, match: Match, segment: str, rank: int, bloc: Bloc) -> float:
    number = match.sentence
    score = 3.0 if segment == "heading" else 1.2 if segment == "caption" else 3.0 if rank < 2 else 1.2 if rank < _OPENING else 0.6
    loose = match.rule.says.get("loose", False)
    if loose and segment == "body" and not analysis.holds_any(number, ("MEET", "DATE", "ORGANISE")):
        score -= 1.5
    if segment == "caption" and not loose and bloc.named:
        score += 0.9
    if segment == "body" and not loose and rank >= 2:
        score += 0.8
    if match.rule.id == "meeting.at_conference":
        score -= 0.6
    if analysis.holds(number, "DATE") and analysis.holds_any(number, ("ORGANISE", "MEET", "CHAIR")):
        score += 1
    if not bloc.named:
        score -= 1.2
    if segment == "body" and rank >= 2 and _among_deeds(analysis.items[number]):
        score -= 2.5
    if segment == "body" and _habitual(analysis, match):
        score -= 4
    return score


def _habitual(analysis: Analysis, match: Match) -> bool:
    """ "Hằng năm, Cụm thi đua số 7 đều tổ chức sơ kết, tổng kết": what a bloc always does."""
    first = analysis.sentences[match.sentence].first
    words = analysis.tokens.words[first : first + 2]
    return words in (["hàng", "năm"], ["hằng", "năm"])


def _among_deeds(items: Sequence[Item]) -> bool:
    """ "… hoạt động nổi bật như: …; tổ chức thành công Hội thao Khối A": what a bloc did in its year is not what is reported."""
    for at, item in enumerate(items[:-2]):
        if item.kind == "ORGANISE" and items[at + 1].value == "thành" and items[at + 2].value == "công":
            return not any(other.kind == "DATE" for other in items) and any(before.kind in ("';'", "':'") for before in items[:at])
    return False


def as_slots(meeting: Meeting) -> dict[str, Any]:
    """The row of the contract."""
    day = meeting.day
    slots: dict[str, Any] = {
        "type": meeting.kind,
        "also": list(meeting.also),
        "bloc": meeting.bloc.text,
        "date": day.value.value,
        "session": day.session.value,
        "period": meeting.period.value,
        "hosts": meeting.hosts.value or [],
        "member_count": meeting.member_count.value,
        "bloc_kind": meeting.bloc.kind,
        "bloc_number": meeting.bloc.number,
        "bloc_family": meeting.family,
    }
    if day.value.value is None and day.partial:
        slots["date_partial"] = day.partial
    if day.end:
        slots["date_end"] = day.end
    return slots
