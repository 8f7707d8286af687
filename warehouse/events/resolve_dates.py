"""The day of a meeting: full date in the text > weekday > publication date > calendar of the reviewed or planned year > none.

A publication date that contradicts the calendar is not trusted: pages carry the date of a migration or of the crawl.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Item
from warehouse.events.model import Origin
from warehouse.events.scanners import DateValue

# months in which a meeting that reviews or plans the year Y is held: (first month, last month) relative to January of Y
_CALENDAR = {
    "annual_review": (10, 16),
    "midyear_review": (5, 10),
    "pact_signing": (0, 9),
    "launch": (0, 8),
    "kickoff": (0, 8),
    "quarterly": (1, 15),
    "school_annual_review": (16, 22),  # counted from January of the first year of the school year
    "school_pact_signing": (7, 14),
}
_DATE_LINE = 9  # sentences from the top within which pages print their date line
_AHEAD = 45  # days by which a report may come before its meeting
_AT_ONCE = 3  # days between a meeting and its report: the date of the page is then no accident
_LATE = 6  # months by which a bloc may be late


class DayFound(NamedTuple):
    """A resolved day, or its month and day only; ``rule`` says which step of the order fixed the year."""

    value: Finding
    partial: str | None
    end: str | None
    session: Finding
    rule: str


def published_on(analysis: Analysis) -> Finding:
    """The publication date: metadata, or a full date in the heading block."""
    raw = analysis.document.published
    if raw:
        try:
            return Finding(date.fromisoformat(raw[:10]), origin="metadata", field="published")
        except ValueError:
            analysis.drop("published", 0, 0, f"{raw!r} is no ISO 8601 date")
    for number, sentence in enumerate(analysis.sentences):
        if (sentence.kind == "heading" or number < _DATE_LINE) and analysis.holds(number, "DATE"):
            for position, item in enumerate(analysis.items[number]):
                if item.kind == "DATE" and item.value.year and (sentence.kind == "heading" or _date_line(analysis.items[number], position)):
                    day = make_day(item.value.year, item.value)
                    if day is not None:
                        return Finding(day, ((item.first, item.last),))
    return Finding(None)


def _date_line(items: list[Item], position: int) -> bool:
    """A clock time right behind the date: a date line of the page, not a sentence."""
    after = items[position + 1 : position + 5]
    return sum(item.kind == "':'" for item in after) > 0 and len(items) < 14


def make_day(year: int, value: DateValue) -> date | None:
    """The day of a year, or ``None`` when the calendar has none such."""
    try:
        return date(year, value.month or 1, value.day or 1) if value.day and value.month else None
    except ValueError:
        return None


def fits_calendar(day: date, kind: str, year: int | None, *, late: int = 0) -> bool:
    """Whether a meeting of this kind about the year ``year`` can have been on that day, or up to ``late`` months after the usual time."""
    window = _CALENDAR.get(kind)
    if window is None or year is None:
        return True
    return window[0] <= (day.year - year) * 12 + day.month <= window[1] + late


def resolve_day(item: Item, *, kind: str, year: int | None, published: Finding) -> DayFound:
    """The day that a DATE item stands for, for a meeting of ``kind`` about ``year``."""
    value: DateValue = item.value
    place = ((item.first, item.last),)
    session = Finding(value.session, place) if value.session else Finding(None)
    known: date | None = published.value
    if value.day is None or value.month is None:
        if known is None:
            return DayFound(Finding(None), None, None, session, "date.none")
        return DayFound(
            Finding((known + timedelta(days=value.relative or 0)).isoformat(), (*place, *published.ranges), "derived", published.field),
            None,
            None,
            session,
            "date.relative",
        )
    partial = f"{value.month:02d}-{value.day:02d}"
    chosen, rule, origin, field_name = _choose_year(value, kind, year, known)
    if chosen is None:
        possible = make_day(2000, value) is not None  # a leap year; "31/02" is no day of any
        return DayFound(Finding(None, place), partial if possible else None, None, session, "date.none")
    day, end = chosen, None
    if value.first_day is not None:
        first = make_day(chosen.year, DateValue(value.first_day, value.first_month or value.month, None, None))
        if first is not None and first < chosen:
            day, end = first, chosen.isoformat()
    ranges = place + (published.ranges if rule == "date.published" else ())
    return DayFound(Finding(day.isoformat(), ranges, origin, published.field if field_name else None), partial, end, session, rule)


def _choose_year(value: DateValue, kind: str, year: int | None, known: date | None) -> tuple[date | None, str, Origin, bool]:
    if value.year is not None:
        return make_day(value.year, value), "date.full", "text", False
    candidates = _candidate_years(year, known)
    if value.weekday is not None:
        fitting = [
            day
            for near in candidates
            if (day := make_day(near, value)) is not None and day.weekday() == value.weekday and fits_calendar(day, kind, year)
        ]
        if len(fitting) == 1:
            return fitting[0], "date.weekday", "derived", False
    if known is not None:
        years = (known.year, known.year - 1)
        best = next((day for near in years if (day := make_day(near, value)) is not None and (day - known).days <= _AHEAD), None)
        if best is not None:
            told_at_once = 0 <= (known - best).days <= _AT_ONCE and fits_calendar(best, kind, year, late=_LATE)
            planned = kind in ("pact_signing", "launch", "kickoff", "quarterly") and best.year == year
            if (
                told_at_once
                or ((fits_calendar(best, kind, year) or planned) and (known - best).days < 200)
                or (year is None and value.relative is not None)
            ):
                return best, "date.published", "derived", True
            if year is None or kind not in _CALENDAR:
                return best, "date.published", "derived", True
    if year is not None:
        for near in (year, year + 1, year - 1):
            day = make_day(near, value)
            if day is not None and kind in _CALENDAR and fits_calendar(day, kind, year):
                return day, "date.calendar", "derived", False
        if kind not in _CALENDAR:
            return make_day(year, value), "date.calendar", "derived", False
    return None, "date.none", "derived", False


def _candidate_years(year: int | None, known: date | None) -> list[int]:
    if year is not None:
        return [year, year + 1]
    return [known.year, known.year - 1] if known is not None else []
