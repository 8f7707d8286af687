"""What stands around the number of a cited document: who issued it, when, and what it is about.

In front: "Ngày 29/6/2023, Thủ tướng Chính phủ đã ký ban hành Quyết định số …". Behind, in any order: "ngày …", "của …",
"khóa …", and last the title, in quotes or as a clause that begins with "về".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from warehouse.events.analysis import Analysis
from warehouse.events.document_numbers import Kind, Organ, load_grammar
from warehouse.events.further_text import Region, named, organisation_at, organisation_before, read_quote, token_at, trimmed, words

Range = tuple[int, int]
_MAX_TITLE = 200
TAIL = 360  # characters behind a number in which its date, issuer and title stand
_D, _M, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = (
    rf"ngày\s+(?P<d>{_D})(?:\s?[/.-]\s?(?P<m>{_M})\s?[/.-]\s?(?P<y>{YEAR})|\s+tháng\s+(?P<m2>{_M})(?:\s+năm\s+|,?\s+)(?P<y2>{YEAR}))(?!\d)"
)
_SIGNED = re.compile(
    rf"[\s,(-]*(?:(?:được\s+)?(?:ký|ban hành)\s+)?"
    rf"(?:{_DATE}|(?P<d3>{_D})/(?P<m3>{_M})/(?P<y3>{YEAR})(?!\d)|năm\s+(?P<y4>{YEAR})(?!\s?-\s?\d|\d))"
)
_DATED_BEFORE = re.compile(rf"(?<!\w){_DATE}[^.;\n\"]{{0,90}}(?:ký|ban hành)\s+$")
_BY = re.compile(r"[\s,(-]*(?:của|do)\s+")
_TERM = re.compile(r"[\s,(-]*khóa\s+[ivx]{1,6}(?!\w)\)?")
_ABOUT = re.compile(r"[\s,:(-]*(?:về việc|v/v|về)\s+")
_OPEN_QUOTE = re.compile(r"[\s,:-]*(?=\")")
_SUBJECT = re.compile(r"(?:(?:đã|vừa|mới)\s+)?(?:ký\s+ban hành|ban hành|ký|ra)\s+$")
_CLAUSE_MARK = re.compile(r"[.;:()\"\n]|\.\.\.|…")


@dataclass(slots=True)
class Cited:
    """A citation in the making; ranges are characters of the normalised text."""

    kind: Kind
    rule: str
    confidence: float
    place: Range
    number: str | None = None
    value: int | None = None
    organ: Organ | None = None
    year: int | None = None  # part of the number
    unique: bool = False
    noun: Range | None = None
    issuer: tuple[str, Range] | None = None
    issued: tuple[str, Range] | None = None
    title: tuple[str, Range] | None = None
    end: int = 0
    places: list[Range] = field(default_factory=list)


def read_before(analysis: Analysis, region: Region, citation: Cited) -> None:
    """ "Ngày 29/6/2023, Thủ tướng Chính phủ đã ký ban hành Quyết định số …": date and issuer in front."""
    lower = analysis.tokens.text.lower
    start = (citation.noun or citation.place)[0]
    begin = max(region.start, start - 160)
    dated = _DATED_BEFORE.search(lower, begin, start)
    if dated is not None:
        citation.issued = _dated(dated)
    subject = _SUBJECT.search(lower, max(begin, start - 30), start)
    if subject is not None and citation.issuer is None:
        tokens = analysis.tokens
        found = organisation_before(analysis, token_at(tokens, subject.start()), token_at(tokens, begin))
        if found is not None:
            end = trimmed(lower, tokens.starts[found[0]], subject.start())[1]
            citation.issuer = (found[1], (tokens.starts[found[0]], end))


def read_tail(analysis: Analysis, citation: Cited, limit: int) -> None:
    """What follows a number in any order: its date, "của …", the term; at last its title."""
    lower = analysis.tokens.text.lower
    position = citation.end
    dated = by = term = False
    while position < limit:
        found: re.Match[str] | None = None
        if not dated and (found := _SIGNED.match(lower, position, limit)) is not None:
            dated, position = True, found.end()
            citation.issued = _dated(found)
        elif not by and (found := _BY.match(lower, position, limit)) is not None:
            issuer = read_issuer(analysis, found.end(), limit)
            if issuer is None:
                break
            by, position = True, issuer[1][1]
            citation.issuer = issuer
        elif not term and (found := _TERM.match(lower, position, limit)) is not None:
            term, position = True, found.end()
        else:
            break
    if citation.title is None:
        citation.title = _title(analysis, position, limit)


def read_issuer(analysis: Analysis, position: int, limit: int) -> tuple[str, Range] | None:
    """The issuer named at ``position`` (behind "của") and its characters; the longer of data file and register wins."""
    tokens = analysis.tokens
    token, last = token_at(tokens, position), token_at(tokens, limit)
    if token >= last:
        return None
    known = named(load_grammar().issuers, analysis, token, last)
    found = organisation_at(analysis, token, last)
    if known is not None and (found is None or known[0] >= found[0]):
        return known[1].value, (tokens.starts[token], tokens.ends[known[0] - 1])
    return (found[1], (tokens.starts[token], tokens.ends[found[0] - 1])) if found is not None else None


def _dated(found: re.Match[str]) -> tuple[str, Range] | None:
    """ISO day, or the year alone, with its characters; ``None`` for a day the calendar has not."""
    groups = found.groupdict()
    year = groups.get("y") or groups.get("y2") or groups.get("y3") or groups.get("y4")
    if year is None:
        return None
    day, month = groups.get("d") or groups.get("d3"), groups.get("m") or groups.get("m2") or groups.get("m3")
    end = max(found.end(name) for name in groups if name.startswith("y"))
    if day is None or month is None:
        return year, (found.start("y4"), end)
    begin = min(found.start(name) for name in ("d", "d3") if groups.get(name))
    try:
        return date(int(year), int(month), int(day)).isoformat(), (begin, end)
    except ValueError:
        return None


def _title(analysis: Analysis, position: int, limit: int) -> tuple[str, Range] | None:
    """The title in quotes, or the clause behind "về", at most 200 characters."""
    text = analysis.tokens.text
    about = _ABOUT.match(text.lower, position, limit)
    start = about.end() if about is not None else position
    opened = _OPEN_QUOTE.match(text.lower, start, limit)
    if opened is not None:
        quote = read_quote(text, opened.end(), limit)
        if quote is not None and quote.closed:
            return _cut(analysis, quote.start, quote.end)
    if about is None:
        return None
    mark = _CLAUSE_MARK.search(text.lower, start, limit)
    return _cut(analysis, start, _clause_end(text.lower, start, mark.start() if mark is not None else limit))


def _clause_end(lower: str, start: int, end: int) -> int:
    """The first comma behind which another clause begins."""
    ends = load_grammar().clause_ends
    comma = lower.find(",", start, end)
    while comma >= 0:
        rest = lower[comma + 1 : comma + 30].lstrip()
        if any(rest.startswith(word) and not rest[len(word) : len(word) + 1].isalnum() for word in ends):
            return comma
        comma = lower.find(",", comma + 1, end)
    return end


def _cut(analysis: Analysis, start: int, end: int) -> tuple[str, Range] | None:
    lower = analysis.tokens.text.lower
    start, end = trimmed(lower, start, end, " \n,;:-")
    if end - start > _MAX_TITLE:
        stop = max(lower.rfind(",", start, start + _MAX_TITLE), lower.rfind(" ", start, start + _MAX_TITLE))
        start, end = trimmed(lower, start, stop if stop > start else start + _MAX_TITLE, " \n,;:-")
    for joint in (" và", " của", " theo", " các"):
        end -= len(joint) if lower[start:end].endswith(joint) else 0
    return (words(analysis, start, end), (start, end)) if end - start > 3 else None
