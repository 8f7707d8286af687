"""Compiled scanners over lower-cased text: dates, document numbers, years, periods and spans of years.

They run first: "19-2025" of "giai đoạn 2019-2025", "11/6/1948 - 11/6/2023" and "Quyết định số 770/QĐ-TTg" must be consumed
before any year or date is read. Each pattern is bounded, so that scanning is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_YEAR = r"(?:19[3-9]|20[0-4])\d"
_D, _M = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_DAYPART = r"(?:sáng|trưa|chiều|tối|đêm)"
_LEAD = (
    rf"(?:(?P<part>{_DAYPART})(?P<rel> nay| hôm nay| qua| hôm qua)?(?: {_WEEKDAY})?\s*[,(]?\s*"
    r"|(?P<rel2>hôm nay|hôm qua|hôm kia)\s*[,(]?\s*)?"
    rf"(?P<weekday>{_WEEKDAY}\s*,?\s*(?:ngày )?)?(?P<word>(?:trong )?(?:hai ngày|2 ngày|từ ngày|vào ngày|các ngày|ngày|mùng|hôm) ?\(?)?"
)
_KIND = r"(?:qđ|ct|nq|nđ|tt|ttlt|tb|kh|hd|ttr|cv|bc|qc|đa|vbhn|kl|ctr|pl|gm|tlr|ub)"

# 770/QĐ-TTg, 98/2023/NĐ-CP, 06/2022/QH15, 05-CT/TW, 4912/UBND-NC, 22/CT-TW
_DOCUMENT = (
    rf"(?P<document>(?<![\w/-])\d{{1,5}}\s?(?:/\s?{_YEAR}\s?)?[/-]\s?"
    rf"(?:{_KIND}(?:\s?[-/]\s?[a-zà-ỹđ&.]{{2,12}}){{0,2}}|qh\d{{1,2}}|[a-zđ]{{2,6}}\s?-\s?[a-zđ]{{2,8}})(?![\w]))"
)
_SPAN = (
    rf"(?P<span>\(?{_D}[/.-]{_M}[/.-]{_YEAR} ?- ?{_D}[/.-]{_M}[/.-]{_YEAR}\)?"
    r"|(?:giai đoạn|nhiệm kỳ|nhiệm kì|thời kỳ|kế hoạch 5 năm|từ năm|trong 5 năm|5 năm)"
    rf"\s?\(?{_YEAR}\s?(?:-|đến|đến năm)\s?(?:năm )?{_YEAR}\)?|(?<![\d/-]){_YEAR} ?- ?{_YEAR}(?![\d/-]))"
)
_DATE = (
    rf"(?P<date>(?<![\w/.])(?<!\d-){_LEAD}(?P<range>{_D}(?:[/.-]{_M})?\s?(?:-|và|đến|đến ngày|,)\s?(?:ngày )?)??"
    rf"(?:(?P<d>{_D})\s?(?P<sep>[/.-])\s?(?P<m>{_M})(?:\s?[/.-]\s?(?P<y>{_YEAR}))?"
    rf"|(?P<d2>{_D}) tháng (?P<m2>{_M})(?:(?:,)? năm (?P<y2>{_YEAR})|/(?P<y3>{_YEAR}))?)"
    r"(?![\w%]|[/.,-]\d)(?:,? (?:vào )?buổi (?P<part2>sáng|chiều|tối))?)"
)
_HALF = rf"(?P<half>(?:(?:6|sáu|06) tháng|nửa) (?P<which>đầu|cuối)(?: của)?(?: năm)?(?:\s?(?P<half_year>{_YEAR}))?)"
_QUARTER = rf"(?P<quarter>quý (?P<q>iv|iii|ii|i|[1-4])\b(?:\s?(?:năm|/|-)?\s?(?P<q_year>{_YEAR}))?)"
_RELATIVE = rf"(?P<relative>(?P<part3>{_DAYPART}) (?:nay|hôm nay|qua|hôm qua)|hôm nay|hôm qua)(?!\w)(?! (?:tay|lại|loa))"
_ONE_YEAR = (
    rf"(?P<year>(?:trong |của |cho |cả )?năm (?P<year_value>{_YEAR})(?!\s?-\s?{_YEAR})"
    rf"|(?<![\w/.,-])(?P<bare_year>{_YEAR})(?![\w/%]|[.,-]\d))"
)
_DAYPARTS = ("sáng", "trưa", "chiều", "tối", "đêm", "hôm")
# the patterns in the order in which they are tried, each with all that a find can begin with besides a digit and a bracket
_PATTERNS = (
    (_DOCUMENT, ()),
    (_SPAN, ("giai đoạn", "nhiệm k", "thời kỳ", "kế hoạch 5", "từ năm", "trong 5")),
    (rf"(?P<school>năm học\s?{_YEAR}\s?-\s?{_YEAR})", ("năm học",)),
    (_HALF, ("sáu tháng", "nửa ")),
    (_QUARTER, ("quý ",)),
    (_DATE, (*_DAYPARTS, "thứ ", "chủ nhật", "trong ", "hai ngày", "từ ngày", "vào ngày", "các ngày", "ngày", "mùng")),
    (_RELATIVE, _DAYPARTS),
    (rf"(?P<month>(?<!\w)tháng {_M}(?:/| năm |-){_YEAR})", ("tháng ",)),
    (_ONE_YEAR, ("trong năm", "của năm", "cho năm", "cả năm", "năm ")),
)
_SCANNER = re.compile("|".join(pattern for pattern, _ in _PATTERNS))
_WORDS = sorted({opening for _, openings in _PATTERNS for opening in openings})
# the first words of all finds; those that need no space behind them may be glued to the next one
_FIRST_WORDS = frozenset(word.split()[0] for word in _WORDS)
_GLUED = tuple(word for word in _WORDS if " " not in word)
# what a find may begin with, and what may not stand before it
_OPENING = re.compile(
    rf"[\d({''.join(sorted({word[0] for word in _WORDS}))}](?<![^\W_].)"
    rf"(?:(?<=[\d(])|{'|'.join(f'(?<={word[0]}){word[1:]}' for word in _WORDS)})"
)
_WORD = re.compile(r"[^\W_]+|[^\s\w]")
_WORTH_SCANNING = re.compile(r"\d|hôm (?:nay|qua)|(?:sáng|trưa|chiều|tối|đêm) (?:nay|qua)|quý i|tháng (?:đầu|cuối)")
# "5/6 đơn vị" is a fraction
_COUNTED = re.compile(
    r"\s?(?:đơn vị|cơ quan|tập thể|huyện|xã|phường|cá nhân|thành viên|hội|chỉ tiêu|sở|trường|địa phương|ban|đồng chí|tiêu chí|nội dung"
    r"|doanh nghiệp|đại biểu|tỉnh)"
)
_SESSIONS = {"sáng": "morning", "trưa": "morning", "chiều": "afternoon", "tối": "evening", "đêm": "evening"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}


@dataclass(frozen=True, slots=True)
class DateValue:
    """A day as printed; ``year`` is missing in most; ``relative`` days from the publication date when only that is said."""

    day: int | None
    month: int | None
    year: int | None
    session: str | None
    weekday: int | None = None  # Monday = 0
    relative: int | None = None
    first_day: int | None = None  # of a range "17-18/12"
    first_month: int | None = None
    begins: bool = False  # "từ ngày …": from then on


class Scan(NamedTuple):
    """One find: half-open character positions, kind (symbol of the rules), value."""

    start: int
    end: int
    kind: str
    value: object


def _weekday(text: str | None) -> int | None:
    if not text:
        return None
    return 6 if "chủ nhật" in text else _WEEKDAYS.get(text.split()[1].rstrip(","))


def _date(found: re.Match[str]) -> DateValue | None:
    day, month, year = found["d"] or found["d2"], found["m"] or found["m2"], found["y"] or found["y2"] or found["y3"]
    separator = found["sep"]
    introduced = bool(found["part"] or found["rel2"] or found["weekday"] or found["word"] or found["d2"] or year)
    if separator in (".", "-") and not introduced:  # 10.12 may be a decimal, 7-8 a range of numbers
        return None
    if separator == "/" and not introduced and (int(day) == int(month) or _COUNTED.match(found.string, found.end())):  # "5/6 đơn vị"
        return None
    relative = found["rel"] or found["rel2"] or ""
    first = re.match(r"\s*(\d{1,2})(?:[/.-](\d{1,2}))?", found["range"] or "")
    return DateValue(
        int(day),
        int(month),
        int(year) if year else None,
        _SESSIONS.get(found["part"] or found["part2"] or ""),
        _weekday(found["weekday"]),
        -1 if "qua" in relative else 0 if "nay" in relative else None,
        int(first[1]) if first else None,
        int(first[2]) if first and first[2] else None,
        bool(found["word"] and found["word"].startswith("từ")),
    )


def may_begin(word: str) -> bool:
    """Whether a find can begin with a word or mark."""
    return word in _FIRST_WORDS or word[0].isdecimal() or word == "(" or word.startswith(_GLUED)


def _finds(lower: str, start: int, end: int, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What ``_SCANNER.finditer`` finds at the places where words begin."""
    position = start
    is_worth = False
    for place in places:
        if place < position or _OPENING.match(lower, place, end) is None:
            continue
        found = _SCANNER.match(lower, place, end)
        if found is None:
            continue
        if not is_worth and _WORTH_SCANNING.search(lower, start, end) is None:
            return
        is_worth = True
        yield found
        position = found.end()


def scan(lower: str, start: int, end: int, places: Iterable[int] | None = None) -> Iterator[Scan]:
    """All finds between two positions of a lower-cased text, in order, without overlap.

    ``places``: the beginnings of the words that :func:`may_begin` leaves; without them those of all words are tried.
    """
    if places is None:
        places = (found.start() for found in _WORD.finditer(lower, start, end))
    for found in _finds(lower, start, end, places):
        kind = found.lastgroup
        at = found.start(), found.end()
        if found["document"]:
            yield Scan(*at, "DOC", found["document"])
        elif found["span"]:
            yield Scan(*at, "SPAN", None)
        elif found["school"]:
            yield Scan(*at, "SCHOOLYEAR", "-".join(re.findall(r"\d{4}", found["school"])))
        elif found["half"]:
            yield Scan(*at, "HALF", (1 if found["which"] == "đầu" else 2, int(found["half_year"]) if found["half_year"] else None))
        elif found["quarter"]:
            quarter = found["q"]
            yield Scan(*at, "QUARTER", (_ROMAN.get(quarter) or int(quarter), int(found["q_year"]) if found["q_year"] else None))
        elif found["date"]:
            value = _date(found)
            if value is not None:
                yield Scan(found.start("date"), found.end("date"), "DATE", value)
        elif found["relative"]:
            yield Scan(
                *at,
                "DATE",
                DateValue(None, None, None, _SESSIONS.get(found["part3"] or ""), relative=-1 if "qua" in found["relative"] else 0),
            )
        elif found["month"]:
            yield Scan(*at, "MONTH", int(found["month"][-4:]))
        elif kind is not None:
            yield Scan(*at, "YEAR", int(found["year_value"] or found["bare_year"]))
