"""Date formats as people write them: ``DD/MM/YYYY - HH:mm``, compiled to a search in a longer text.

Tokens: ``YYYY`` year (``YY`` its last two digits, from 2000 on), ``MM`` month, ``DD`` day, ``HH`` hour of 24 (also of 12 when ``A``, AM
or PM, is given), ``mm`` minute, ``ss`` second. A token written apart from its neighbours also takes one digit (``6/2/2021``); tokens that
touch each other, as in the stamp ``YYYYMMDDHHmmss`` of a file name, take two. A space stands for any run of white space, also none, ``#``
for any run of digits, also none (the rest of a number that begins with a stamp). All else stands for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

FormatPrecision = Literal["second", "minute", "day", "month", "year"]

_TOKEN = re.compile(r"YYYY|YY|MM|DD|HH|mm|ss|A")
_NAMES = {"YYYY": "year", "YY": "year", "MM": "month", "DD": "day", "HH": "hour", "mm": "minute", "ss": "second", "A": "half"}
_PRECISIONS: tuple[tuple[str, FormatPrecision], ...] = (("second", "second"), ("minute", "minute"), ("day", "day"), ("month", "month"))
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A wall-clock moment read from a text: parts beyond ``precision`` are 1 January or midnight; ``raw`` is the text it was read from."""

    moment: datetime
    precision: FormatPrecision
    raw: str


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A compiled format."""

    text: str
    pattern: re.Pattern[str]
    precision: FormatPrecision
    is_month_first: bool

    def find(self, text: str) -> FoundDate | None:
        """The first real date of this format in ``text`` (impossible ones such as 31/02 are passed over), or null."""
        for match in self.pattern.finditer(text):
            parts = match.groupdict()
            hour = int(parts.get("hour") or 0)
            half = (parts.get("half") or "").lower()
            if self.is_month_first and half in ("sa", "ch"):
                continue  # only English writes the month first
            # "15:24 PM" is common on Vietnamese ASP.NET sites: a 24-hour clock with a needless mark
            if half in ("pm", "ch") and hour < 12:
                hour += 12
            elif half in ("am", "sa") and hour == 12:
                hour = 0
            try:
                moment = datetime(
                    int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0),
                    int(parts.get("month") or 1),
                    int(parts.get("day") or 1),
                    hour,
                    int(parts.get("minute") or 0),
                    int(parts.get("second") or 0),
                )
            except ValueError:
                continue
            if _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                return FoundDate(moment, self.precision, match.group().strip())
        return None


@cache
def compile_date_format(text: str) -> DateFormat:
    """Compile one format.

    Raises:
        ValueError: A token is missing (a year is needed, a day needs a month, an hour needs a day and minutes) or stands twice.
    """
    pieces: list[str] = []
    seen: list[str] = []
    position = 0
    tokens = list(_TOKEN.finditer(text))
    for index, token in enumerate(tokens):
        pieces.append(_literal(text[position : token.start()]))
        name = _NAMES[token.group()]
        if name in seen:
            raise ValueError(f"date format {text!r} has {token.group()} twice")
        seen.append(name)
        touches_before = index > 0 and tokens[index - 1].end() == token.start()
        touches_after = index + 1 < len(tokens) and tokens[index + 1].start() == token.end()
        pieces.append(_digits(token.group(), packed=touches_before or touches_after))
        position = token.end()
    pieces.append(_literal(text[position:]))
    _check_tokens(text, set(seen))
    precision: FormatPrecision = next((value for name, value in _PRECISIONS if name in seen), "year")
    # a token at either end takes a whole number; literals there (as in "-DDMMYYYY-a") are bounds enough
    before = r"(?<![0-9])" if tokens[0].start() == 0 else ""
    after = r"(?![0-9])" if tokens[-1].end() == len(text) else ""
    is_month_first = "day" in seen and seen.index("month") < seen.index("day") and seen.index("day") < seen.index("year")
    return DateFormat(text, re.compile(before + "".join(pieces) + after, re.IGNORECASE), precision, is_month_first)


def _literal(text: str) -> str:
    return "".join(r"\s*" if piece.isspace() else "[0-9]*" if piece == "#" else re.escape(piece) for piece in re.findall(r"\s+|\S", text))


def _digits(token: str, *, packed: bool) -> str:
    name = _NAMES[token]
    if name == "half":
        return r"(?P<half>am|pm|sa|ch)"
    if name == "year":
        return rf"(?P<year>[0-9]{{{len(token)}}})"
    return rf"(?P<{name}>[0-9]{{2}})" if packed else rf"(?P<{name}>[0-9]{{1,2}})"


def _check_tokens(text: str, seen: set[str]) -> None:
    needs = {"day": {"month"}, "hour": {"day", "minute"}, "minute": {"hour"}, "second": {"minute"}, "half": {"hour"}}
    missing = sorted(({"year"} | set().union(*(needs.get(name, set()) for name in seen))) - seen)
    if missing:
        raise ValueError(f"date format {text!r} lacks the {' and the '.join(missing)} (tokens: YYYY YY MM DD HH mm ss A)")
