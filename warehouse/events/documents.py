"""Cited documents: number, kind, issuer, date and title of every directive, decision or law that an article names.

Identity is issuer, kind, number and date: numbers of the state begin anew each year, those of the Party each term. A citation
that does not say all of it carries ``is_resolved = False``; nothing is completed from memory. One document cited several times
("Chỉ thị số 05-CT/TW", later "Chỉ thị 05") is one mention with all its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from crawlers.reference import reference_rows
from warehouse.events.analysis import Analysis
from warehouse.events.document_context import TAIL, YEAR, Cited, Range, read_before, read_issuer, read_tail
from warehouse.events.document_numbers import DocumentNumber, Organ, find_numbers, load_grammar, may_number
from warehouse.events.further_text import Region, alternation, tried_at, words

_COMPARED = 40  # documents of one number that a citation is compared with: hostile text has thousands
_JOINED = re.compile(rf"[\s,(]*(?:năm\s+{YEAR})?[\s,(]*(?:luật\s+)?(?:số)?\s*:?\s*$")


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited document: its values and the characters each comes from (several places for the number)."""

    kind: str
    number: str | None
    number_value: int | None
    issuer: str | None
    issuer_level: str | None  # central | local: who numbers; None without a known symbol
    issued_on: str | None
    precision: str | None
    title: str | None
    is_resolved: bool
    places: tuple[Range, ...]
    ranges: dict[str, tuple[Range, ...]]  # by slot
    derived: frozenset[str]  # slots that follow from the number
    rule: str
    confidence: float


@cache
def _noun_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The noun right before a number; a noun with a number that has no symbol."""
    nouns = alternation(list(load_grammar().nouns))
    before = re.compile(rf"(?<!\w)(?P<noun>{nouns})(?P<by>\s+của\s+[^,;.()\"]{{2,50}}?)?(?:\s+(?:số|sô))?\s*:?\s*$")
    bare = re.compile(
        rf"(?<!\w)(?P<noun>{nouns})\s+(?P<so>số\s*:?\s*)?(?P<number>o?\d[\do]{{0,3}})(?:/(?P<year>{YEAR}))?(?![\w%]|\s?[/-]\s?[\d]|[.,]\d)"
    )
    return before, bare


def find_citations(analysis: Analysis, regions: Iterable[Region]) -> list[Citation]:
    """All documents that an article cites, in the order of their first places.

    ``regions``: its lines, with the places at which ``load_grammar().terms`` begin.
    """
    lower = analysis.tokens.text.lower
    found: list[Cited] = []
    for region in regions:
        if region.openings or may_number(lower, region.start, region.end):
            found += _in_region(analysis, region)
    return [_finished(analysis, citation) for citation in _merged(found)]


def _in_region(analysis: Analysis, region: Region) -> Iterator[Cited]:
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
        limit = min(region.end, citation.end + TAIL)
        if following is not None:
            limit = min(limit, (following.noun or following.place)[0])
        read_tail(analysis, citation, limit)
        yield citation


def _numbered(analysis: Analysis, region: Region, number: DocumentNumber) -> Cited:
    lower = analysis.tokens.text.lower
    citation = Cited(
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
            citation.issuer = read_issuer(analysis, before.start("by") + before["by"].index("của") + 4, number.start)
    read_before(analysis, region, citation)
    return citation


def _bare(analysis: Analysis, region: Region, taken: list[Range]) -> list[Cited]:
    """ "Chỉ thị 05", "Nghị định 98/2023", "Nghị quyết số 35 của Bộ Chính trị"."""
    grammar, tokens, lower = load_grammar(), analysis.tokens, analysis.tokens.text.lower
    nouns = [token for token in region.openings if tokens.words[token] in grammar.noun_openings]
    starts = {begin for begin, _ in taken}
    out = []
    for found in tried_at(_noun_patterns()[1], tokens, nouns, region.end):
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
        citation = Cited(
            kind, "document.bare", confidence, (start, end), number, int(digits), organ, year, year is not None and organ is not None,
            noun=found.span("noun"), end=end,
        )  # fmt: skip
        read_before(analysis, region, citation)
        out.append(citation)
    return out


def _may_follow(lower: str, position: int, limit: int) -> bool:
    """Whether "Chỉ thị 05" ends there: a mark, the end, or a word that no counted noun is ("quyết định 5 cá nhân")."""
    rest = lower[position : min(limit, position + 24)]
    if not rest.strip() or rest.lstrip()[0] in ".,;:)\"'(-…!?":
        return True
    return rest[0].isspace() and rest.split()[0].rstrip(".,;:)") in load_grammar().follows


def _named(analysis: Analysis, region: Region) -> list[Cited]:
    """Documents cited by name: laws, resolutions of congresses and plenums."""
    grammar, tokens = load_grammar(), analysis.tokens
    out: list[Cited] = []
    for entry in grammar.named:
        opens = [token for token in region.openings if tokens.words[token] in entry["opens"]]
        for found in tried_at(entry["compiled"], tokens, opens, region.end) if opens else ():
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
            citation = Cited(grammar.kinds[entry["kind"]], f"document.{entry['id']}", 0.85, place, number, end=place[1])
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


def _laws_with_numbers(analysis: Analysis, citations: list[Cited]) -> Iterator[Cited]:
    """ "Luật Thi đua, khen thưởng số 06/2022/QH15" is one citation: the name is the title of the number behind it."""
    pending: Cited | None = None
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


def _merged(citations: list[Cited]) -> list[Cited]:
    """Citations of one document become one; a bare number joins the only full one of its kind, wherever that stands."""
    out: list[Cited] = []
    full_first = sorted(citations, key=lambda citation: (citation.rule != "document.symbol", citation.place))
    by_key: dict[tuple[str, int | None, str], list[Cited]] = {}
    for citation in full_first:
        citation.places = [citation.place]
        key = (citation.kind.code, citation.value, "" if citation.value is not None else _name_key(citation))
        same = [other for other in by_key.get(key, [])[-_COMPARED:] if _compatible(citation, other)]
        if len(same) == 1:
            _absorb(same[0], citation)
        else:
            by_key.setdefault(key, []).append(citation)
            out.append(citation)
    return sorted(out, key=lambda citation: min(citation.places))


def _name_key(citation: Cited) -> str:
    return (citation.number or (citation.title[0] if citation.title else "")).lower()


def _compatible(one: Cited, other: Cited) -> bool:
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


def _absorb(kept: Cited, other: Cited) -> None:
    kept.places.append(other.place)
    kept.issuer = kept.issuer or other.issuer
    kept.title = kept.title or other.title
    if other.issued and (kept.issued is None or len(other.issued[0]) > len(kept.issued[0])):
        kept.issued = other.issued


def _finished(analysis: Analysis, citation: Cited) -> Citation:
    """Values and ranges; what the number alone says is derived from it."""
    place = citation.place
    ranges: dict[str, tuple[Range, ...]] = {"kind": (citation.noun or place,)}
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
    level = None
    if citation.organ is not None:
        level = "local" if citation.organ.local else "central"
        ranges["issuer_level"] = (place,)
        derived.add("issuer_level")
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
        level,
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
