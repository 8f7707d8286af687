"""On which day a meeting was held: the day of the sentences that report it, else the first one near them that is said to be its day.

A day may as well be that of a document, of an anniversary or of another meeting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Item
from warehouse.events.resolve_dates import DayFound, resolve_day

_NEAR, _FAR = 4, 12  # sentences beside those that report, in which any day may be that of the meeting, or one said to be it
_BESIDE_MEETING = 14  # items between a meeting and its day
_PURPOSES = frozenset(("REVIEW", "PACT", "LAUNCH", "KICKOFF", "QUARTERLY", "THEMATIC", "SPORT"))
_NUMBERED = 8  # tokens between the noun of a document and the day it bears
_NUMBERED_DOCUMENT = re.compile(
    r"(?<!\w)(?:kế hoạch|hướng dẫn|chỉ thị|quyết định|công văn|thông báo|văn bản|tờ trình|nghị quyết|kết luận|thông tư|nghị định|công điện)"
    r" số :? ?\d+[^,;]*,?$"
)


def day_of_meeting(analysis: Analysis, numbers: Sequence[int], kind: str, year: int | None, published: Finding, section: range) -> DayFound:
    """The day said in the meeting's sentences, then in the first sentences of the body."""
    order = [number for number in numbers if analysis.sentences[number].kind != "heading"]
    further = [number for number in section if analysis.sentences[number].kind != "heading" and number not in numbers]
    order += further[:_FAR]
    lead = next((number for number in section if analysis.sentences[number].kind == "body"), None)
    for number in order:
        if not analysis.holds(number, "DATE"):
            continue
        items = analysis.items[number]
        leads_up = number == lead and number + 1 in numbers  # "… rộn ràng từ sáng 3/2. Tại đây, Khối …"
        reports, near = number in numbers, number in further[:_NEAR]
        for index, item in enumerate(items):
            if item.kind != "DATE":
                continue
            if not (reports or _takes_place(items, index) or (near and (leads_up or _opens(index) or _of_meeting(items, index)))):
                continue
            if not _of_document(analysis, items, index) and not _anniversary(items, index):
                found = resolve_day(item, kind=kind, year=year, published=published)
                if found.value.value is not None or found.partial is not None:
                    return _with_session(analysis, found, item, section)
    for number in section:  # "Ngày 5/12, …" only in the headline
        if analysis.sentences[number].kind == "heading" and analysis.holds(number, "DATE"):
            for index, item in enumerate(analysis.items[number]):
                told = item.kind == "DATE" and (item.value.year is None or (_opens(index) and _sentence(analysis.items[number])))
                if told and not _of_document(analysis, analysis.items[number], index):
                    return resolve_day(item, kind=kind, year=year, published=published)
    return DayFound(Finding(None), None, None, Finding(None), "date.none")


def _with_session(analysis: Analysis, found: DayFound, item: Item, section: range) -> DayFound:
    """The part of the day, when only another sentence says it ("Sáng 7/10 …", "từ ngày 7/10 đến ngày 8/10")."""
    if found.session.value is not None:
        return found
    begin = (item.value.first_day or item.value.day, item.value.first_month or item.value.month)
    for number in section:
        if not analysis.holds(number, "DATE"):
            continue
        for index, other in enumerate(analysis.items[number]):
            same = other.kind == "DATE" and (other.value.day, other.value.month) == begin and other.value.year in (None, item.value.year)
            if same and other.value.session and _opens(index):
                return found._replace(session=Finding(other.value.session, ((other.first, other.last),)))
    return found


def _sentence(items: Sequence[Item]) -> bool:
    """A first line that tells of the meeting in full, the headline being lost; not a date line."""
    return any(item.kind in ("BLOC", "ROLEOF") or item.value in ("khối", "cụm") for item in items) and any(
        item.kind in ("MEET", "ORGANISE", "REVIEW", "PACT") for item in items
    )


def _opens(index: int) -> bool:
    """A date at the beginning of a sentence (perhaps behind a by-line mark) dates what is reported."""
    return index <= 4


def _takes_place(items: Sequence[Item], index: int) -> bool:
    """ "Hội thao diễn ra trong hai ngày 11 và 12-8", "… tại hội nghị tổng kết của khối tổ chức ngày 19/12": the day of the gathering."""
    before = [item.kind for item in items[:index]]
    if {"MEET", "SPORT"} & set(before[:4]) and "ORGANISE" in before and index <= 10:
        return True
    after = [item.kind for item in items[index + 1 : index + 8]]
    if after[:3] in (["VENUE", "MEET", "REVIEW"], ["VENUE", "MEET", "PACT"]) and {"BLOC", "BLOCREF"} & set(after):
        return True  # "kết quả được công bố chiều 29/12 tại hội nghị tổng kết của khối"
    held = before[-1:] in (["ORGANISE"], ["CHAIR"]) and "MEET" in before
    return held and (before[-2:-1] == ["MEET"] or bool({"REVIEW", "PACT"} & set(before)))


def _of_meeting(items: Sequence[Item], index: int) -> bool:
    """ "… công bố tại hội nghị tổng kết, tổ chức chiều 28/12", "có mặt trong sáng 4-3 để dự lễ phát động": the day beside what was held."""
    for at in range(max(0, index - _BESIDE_MEETING), min(len(items) - 1, index + _BESIDE_MEETING)):
        if items[at].kind == "MEET" and {item.kind for item in items[at + 1 : at + 3]} & _PURPOSES:
            between = {item.kind for item in items[min(at, index) : max(at, index)]}
            return not between & {"';'", "AIM", "DOC"}
    return False


def _of_document(analysis: Analysis, items: Sequence[Item], index: int) -> bool:
    """The day of a document, whose number may be bare ("Kế hoạch số 9 ngày …"), is not that of the meeting."""
    if any(item.kind == "DOC" for item in items[max(0, index - 3) : index]):
        return True
    before = analysis.tokens.words[max(items[0].first, items[index].first - _NUMBERED) : items[index].first]
    return "số" in before and _NUMBERED_DOCUMENT.search(" ".join(before)) is not None


def _anniversary(items: Sequence[Item], index: int) -> bool:
    """ "kỷ niệm 75 năm ngày …", "ngày thành lập 26/3": not the day of the meeting."""
    if index and items[index - 1].kind == "','" and items[index].value.year:
        return False  # "Trong không khí mừng Đảng, mừng Xuân, ngày 30/1/2023, …"
    return any(
        item.value in ("niệm", "lập", "truyền", "sinh", "mừng") for item in items[max(0, index - 6) : index] if isinstance(item.value, str)
    )
