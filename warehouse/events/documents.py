"""Cited documents: number, kind, issuer, date and title of every directive, decision or law that an article names.

Identity is issuer, kind, number and date: numbers of the state begin anew each year, those of the Party each term. A citation
that does not say all of it carries ``is_resolved = False``; nothing is completed from memory. One document cited several times
("Chỉ thị số 05-CT/TW", later "Chỉ thị 05") is one mention with all its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from crawlers.reference import reference_rows
from warehouse.events.analysis import Analysis
from warehouse.events.document_numbers import DocumentNumber, Kind, Organ, find_numbers, load_grammar
from warehouse.events.further_text import (
    Region,
    alternation,
    named,
    organisation_at,
    organisation_before,
    read_quote,
    regions,
    token_at,
    trimmed,
    words,
)

_Range = tuple[int, int]
_MAX_TITLE = 200
_TAIL = 360  # characters behind a number in which its date, issuer and title stand
_D, _M, _Y = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = rf"ngày\s+(?P<d>{_D})(?:\s?[/.-]\s?(?P<m>{_M})\s?[/.-]\s?(?P<y>{_Y})|\s+tháng\s+(?P<m2>{_M})(?:\s+năm\s+|,?\s+)(?P<y2>{_Y}))(?!\d)"
_SIGNED = re.compile(
    rf"[\s,(-]*(?:(?:được\s+)?(?:ký|ban hành)\s+)?"
    rf"(?:{_DATE}|(?P<d3>{_D})/(?P<m3>{_M})/(?P<y3>{_Y})(?!\d)|năm\s+(?P<y4>{_Y})(?!\s?-\s?\d|\d))"
)
_DATED_BEFORE = re.compile(rf"(?<!\w){_DATE}[^.;\n\"]{{0,90}}(?:ký|ban hành)\s+$")
_BY = re.compile(r"[\s,(-]*(?:của|do)\s+")
_TERM = re.compile(r"[\s,(-]*khóa\s+[ivx]{1,6}(?!\w)\)?")
_ABOUT = re.compile(r"[\s,:(-]*(?:về việc|v/v|về)\s+")
_OPEN_QUOTE = re.compile(r"[\s,:-]*(?=\")")
_SUBJECT = re.compile(r"(?:(?:đã|vừa|mới)\s+)?(?:ký\s+ban hành|ban hành|ký|ra)\s+$")
_CLAUSE_MARK = re.compile(r"[.;:()\"\n]|\.\.\.|…")
_JOINED = re.compile(rf"[\s,(]*(?:năm\s+{_Y})?[\s,(]*(?:luật\s+)?(?:số)?\s*:?\s*$")


@dataclass(slots=True)
class _Citation:
    """A citation in the making; ranges are characters of the normalised text."""

    kind: Kind
    rule: str
    confidence: float
    place: _Range
    number: str | None = None
    value: int | None = None
    organ: Organ | None = None
    year: int | None = None  # part of the number
    unique: bool = False
    noun: _Range | None = None
    issuer: tuple[str, _Range] | None = None
    issued: tuple[str, _Range] | None = None
    title: tuple[str, _Range] | None = None
    end: int = 0
    places: list[_Range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited document: its values and the characters each comes from (several places for the number)."""

    kind: str
    number: str | None
    number_value: int | None
    issuer: str | None
    issued_on: str | None
    precision: str | None
    title: str | None
    is_resolved: bool
    places: tuple[_Range, ...]
    ranges: dict[str, tuple[_Range, ...]]  # by slot
    derived: frozenset[str]  # slots that follow from the number
    rule: str
    confidence: float


@cache
def _noun_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The noun right before a number; a noun with a number that has no symbol."""
    nouns = alternation(list(load_grammar().nouns))
    before = re.compile(rf"(?<!\w)(?P<noun>{nouns})(?P<by>\s+của\s+[^,;.()\"]{{2,50}}?)?(?:\s+(?:số|sô))?\s*:?\s*$")
    bare = re.compile(
        rf"(?<!\w)(?P<noun>{nouns})\s+(?P<so>số\s*:?\s*)?(?P<number>o?\d[\do]{{0,3}})(?:/(?P<year>{_Y}))?(?![\w%]|\s?[/-]\s?[\d]|[.,]\d)"
    )
    return before, bare


def find_citations(analysis: Analysis) -> list[Citation]:
    """All documents that an article cites, in the order of their first places."""
    found = [citation for region in regions(analysis) for citation in _in_region(analysis, region)]
    return [_finished(analysis, citation) for citation in _merged(found)]


def _in_region(analysis: Analysis, region: Region) -> Iterator[_Citation]:
    text = analysis.tokens.text
    citations = _named(analysis, region)
    taken = [citation.place for citation in citations]
    for number in find_numbers(text.cased, text.lower, region.start, region.end):
        citations.append(_numbered(analysis, region, number))
        taken.append((number.start, number.end))
    citations += _bare(analysis, region, taken)
    citations.sort(key=lambda citation: citation.place)
    citations = list(_laws_with_numbers(analysis, citations))
    for position, citation in enumerate(citations):
        following = citations[position + 1] if position + 1 < len(citations) else None
        limit = min(region.end, citation.end + _TAIL)
        if following is not None:
            limit = min(limit, (following.noun or following.place)[0])
        _read_tail(analysis, citation, limit)
        yield citation


def _numbered(analysis: Analysis, region: Region, number: DocumentNumber) -> _Citation:
    lower = analysis.tokens.text.lower
    citation = _Citation(
        number.kind,
        "document.symbol",
        0.95 if number.organ is not None else 0.85,
        (number.start, number.end),
        number.canonical,
        number.value,
        number.organ,
        number.year,
        number.unique,
        end=number.end,
    )
    begin = max(region.start, number.start - 90)
    before = _noun_patterns()[0].search(lower, begin, number.start)
    if before is not None:
        citation.kind = load_grammar().nouns[" ".join(before["noun"].split())]
        citation.noun = before.span("noun")
        if before["by"]:
            citation.issuer = _issuer(analysis, before.start("by") + before["by"].index("của") + 4, number.start)
    _read_before(analysis, region, citation)
    return citation


def _bare(analysis: Analysis, region: Region, taken: list[_Range]) -> list[_Citation]:
    """ "Chỉ thị 05", "Nghị định 98/2023", "Nghị quyết số 35 của Bộ Chính trị"."""
    grammar, lower = load_grammar(), analysis.tokens.text.lower
    starts = {begin for begin, _ in taken}
    out = []
    for found in _noun_patterns()[1].finditer(lower, region.start, region.end):
        kind = grammar.nouns[" ".join(found["noun"].split())]
        start, end = found.span("number")
        if start in starts or not (found["so"] or (kind.bare and _may_follow(lower, found.end(), region.end))):
            continue
        digits = found["number"].replace("o", "0")
        if found["year"]:
            if not kind.year:
                continue
            end = found.end("year")
        organ = grammar.organs[kind.organ.lower()] if kind.organ else None
        year = int(found["year"]) if found["year"] else None
        number = f"{digits}/{year}" if year else digits
        if organ is not None and year is not None:
            number = f"{number}/{kind.symbols[0]}-{organ.symbol}"
        confidence = 0.85 if found["so"] or year else 0.75
        citation = _Citation(
            kind, "document.bare", confidence, (start, end), number, int(digits), organ, year, year is not None and organ is not None,
            noun=found.span("noun"), end=end,
        )  # fmt: skip
        _read_before(analysis, region, citation)
        out.append(citation)
    return out


def _may_follow(lower: str, position: int, limit: int) -> bool:
    """Whether "Chỉ thị 05" ends there: a mark, the end, or a word that no counted noun is ("quyết định 5 cá nhân")."""
    rest = lower[position : min(limit, position + 24)]
    if not rest.strip() or rest.lstrip()[0] in ".,;:)\"'(-…!?":
        return True
    return rest[0].isspace() and rest.split()[0].rstrip(".,;:)") in load_grammar().follows


def _named(analysis: Analysis, region: Region) -> list[_Citation]:
    """Documents cited by name: laws, resolutions of congresses and plenums."""
    grammar, text = load_grammar(), analysis.tokens.text
    out = []
    for entry in grammar.named:
        for found in entry["compiled"].finditer(text.lower, region.start, region.end):
            place = found.span()
            groups = {name: value.upper() for name, value in found.groupdict().items() if value}
            number = None
            if "number" in entry:
                template = entry["number"] if "term" in groups else entry["number_without_term"]
                number = template.format(**groups)
            title = None if number else words(analysis, *place)
            if title is not None:
                spelled = grammar.spelling.get(" ".join(title.lower().split()))
                title = spelled or title
                title = title[0].upper() + title[1:]
                if spelled or entry["kind"] == "law":
                    title = _law_title(title)
            citation = _Citation(grammar.kinds[entry["kind"]], f"document.{entry['id']}", 0.85, place, number, end=place[1])
            citation.title = (title, place) if title else None
            if entry.get("issuer"):
                citation.issuer = (entry["issuer"], place)
            out.append(citation)
    return out


def _law_title(title: str) -> str:
    """ "luật thi đua, khen thưởng" → "Luật Thi đua, khen thưởng": the name of a law begins with a capital."""
    head, _, name = title.partition(" ")
    if head.lower() == "bộ":
        second, _, name = name.partition(" ")
        head = f"{head} {second.lower()}"
    return f"{head} {name[:1].upper()}{name[1:]}" if name else title


def _laws_with_numbers(analysis: Analysis, citations: list[_Citation]) -> Iterator[_Citation]:
    """ "Luật Thi đua, khen thưởng số 06/2022/QH15" is one citation: the name is the title of the number behind it."""
    pending: _Citation | None = None
    for citation in citations:
        if pending is not None:
            between = analysis.tokens.text.lower[pending.place[1] : citation.place[0]]
            if citation.rule == "document.symbol" and len(between) < 40 and _JOINED.match(between):
                citation.title, citation.noun, citation.kind = pending.title, pending.place, pending.kind
            else:
                yield pending
        pending = None
        if citation.rule == "document.law":
            pending = citation
        else:
            yield citation
    if pending is not None:
        yield pending


def _read_before(analysis: Analysis, region: Region, citation: _Citation) -> None:
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


def _read_tail(analysis: Analysis, citation: _Citation, limit: int) -> None:
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
            issuer = _issuer(analysis, found.end(), limit)
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


def _issuer(analysis: Analysis, position: int, limit: int) -> tuple[str, _Range] | None:
    tokens = analysis.tokens
    token, last = token_at(tokens, position), token_at(tokens, limit)
    if token >= last:
        return None
    known = named(load_grammar().issuers, analysis, token, last)
    found = organisation_at(analysis, token, last)
    if known is not None and (found is None or known[0] >= found[0]):
        return known[1].value, (tokens.starts[token], tokens.ends[known[0] - 1])
    return (found[1], (tokens.starts[token], tokens.ends[found[0] - 1])) if found is not None else None


def _dated(found: re.Match[str]) -> tuple[str, _Range] | None:
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


def _title(analysis: Analysis, position: int, limit: int) -> tuple[str, _Range] | None:
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


def _cut(analysis: Analysis, start: int, end: int) -> tuple[str, _Range] | None:
    lower = analysis.tokens.text.lower
    start, end = trimmed(lower, start, end, " \n,;:-")
    if end - start > _MAX_TITLE:
        stop = max(lower.rfind(",", start, start + _MAX_TITLE), lower.rfind(" ", start, start + _MAX_TITLE))
        start, end = trimmed(lower, start, stop if stop > start else start + _MAX_TITLE, " \n,;:-")
    for joint in (" và", " của", " theo", " các"):
        end -= len(joint) if lower[start:end].endswith(joint) else 0
    return (words(analysis, start, end), (start, end)) if end - start > 3 else None


def _merged(citations: list[_Citation]) -> list[_Citation]:
    """Citations of one document become one; a bare number joins the only full one of its kind, wherever that stands."""
    out: list[_Citation] = []
    full_first = sorted(citations, key=lambda citation: (citation.rule != "document.symbol", citation.place))
    by_key: dict[tuple[str, int | None, str], list[_Citation]] = {}
    for citation in full_first:
        citation.places = [citation.place]
        key = (citation.kind.code, citation.value, "" if citation.value is not None else _name_key(citation))
        same = [other for other in by_key.get(key, []) if _compatible(citation, other)]
        if len(same) == 1:
            _absorb(same[0], citation)
        else:
            by_key.setdefault(key, []).append(citation)
            out.append(citation)
    return sorted(out, key=lambda citation: min(citation.places))


def _name_key(citation: _Citation) -> str:
    return (citation.number or (citation.title[0] if citation.title else "")).lower()


def _compatible(one: _Citation, other: _Citation) -> bool:
    """No contradiction in organ, year, date or issuer ("5-CT/TW" and "Chỉ thị 05 của Bộ Chính trị")."""
    if one.organ is not None and other.organ is not None and one.organ.symbol != other.organ.symbol:
        return False
    if (
        one.organ is not None
        and other.organ is not None
        and one.number
        and other.number
        and one.number.lstrip("0") != other.number.lstrip("0")
    ):
        return False
    years = {str(year) for year in (one.year, other.year) if year}
    years |= {citation.issued[0][:4] for citation in (one, other) if citation.issued and not citation.year}
    if len(years) > 1:
        return False
    if one.issued and other.issued and not (one.issued[0].startswith(other.issued[0]) or other.issued[0].startswith(one.issued[0])):
        return False
    names = {citation.issuer[0] for citation in (one, other) if citation.issuer}
    if len(names) > 1:
        return False
    organ = one.organ or other.organ
    if organ is None or not organ.also or (one.organ is not None and other.organ is not None) or not names:
        return True
    return next(iter(names)) in (organ.issuer, *organ.also)


def _absorb(kept: _Citation, other: _Citation) -> None:
    kept.places.append(other.place)
    kept.issuer = kept.issuer or other.issuer
    kept.title = kept.title or other.title
    if other.issued and (kept.issued is None or len(other.issued[0]) > len(kept.issued[0])):
        kept.issued = other.issued


def _finished(analysis: Analysis, citation: _Citation) -> Citation:
    """Values and ranges; what the number alone says is derived from it."""
    place = citation.place
    ranges: dict[str, tuple[_Range, ...]] = {"kind": (citation.noun or place,)}
    derived = {"is_resolved"} | (set() if citation.noun or citation.value is None else {"kind"})
    places = tuple(sorted(citation.places))
    if citation.number is not None:
        ranges["number"] = places
        ranges["number_value"] = (place,)
        derived.add("number_value")
    issuer = citation.issuer[0] if citation.issuer else _issuer_of_symbol(analysis, citation.organ)
    if issuer is not None:
        ranges["issuer"] = (citation.issuer[1] if citation.issuer else place,)
        derived |= set() if citation.issuer and citation.issuer[1] != place else {"issuer"}
    issued = citation.issued[0] if citation.issued else str(citation.year) if citation.year else None
    precision = None
    if issued is not None:
        precision = "day" if len(issued) == 10 else "year"
        ranges["issued_on"] = (citation.issued[1] if citation.issued else place,)
        ranges["issued_on_precision"] = ranges["issued_on"]
        derived |= {"issued_on_precision"} | (set() if citation.issued else {"issued_on"})
    if citation.title is not None:
        ranges["title"] = (citation.title[1],) if citation.number is not None else places
    resolved = citation.value is not None and (
        citation.unique or (issued is not None and issuer is not None and citation.organ is not None)
    )
    ranges["is_resolved"] = tuple(sorted({place, *ranges.get("issued_on", ())}))
    return Citation(
        citation.kind.code,
        citation.number,
        citation.value,
        issuer,
        issued,
        precision,
        citation.title[0] if citation.title else None,
        resolved,
        places,
        ranges,
        frozenset(derived),
        citation.rule,
        citation.confidence,
    )


def _issuer_of_symbol(analysis: Analysis, organ: Organ | None) -> str | None:
    """Who a symbol stands for; in a city the committee of the Party is called Thành ủy."""
    if organ is None:
        return None
    return organ.issuer_in_city if organ.issuer_in_city and analysis.own_province in _cities() else organ.issuer


@cache
def _cities() -> frozenset[str]:
    """Provinces that were cities before the mergers of 2025: their Party committee is a Thành ủy."""
    return frozenset(row["old_province"] for row in reference_rows("provinces") if row["party_committee_old"].startswith("Thành ủy"))
