"""Document numbers: the grammar of the state, the Party and the Front, with the slips of real pages.

"22/CT-TW" for 22-CT/TW, spaces around the strokes, O for 0, a lost hyphen ("348/QĐUBND", "05CT/TW"). A number comes out as its own
series writes it. Kinds and organs are data (documents.toml); a number needs one of them, so that "22/12", "2022- 2025" and "06/6"
are never read as documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from warehouse.events.lexicon import Term, Trie, add_path, expand, load_toml
from warehouse.events.normalise import fold_name

_PIECE = r"[a-zđư&]{1,12}\d{0,2}(?![^\W\d_]|\d)"
_NUMBER = re.compile(
    # begins with a set, so that the search skips all other letters; what stands before is looked at behind it
    r"[o\d](?<![\w/-].)(?<!\d[.,].)(?P<digits>(?<=\d)\d?\.\d{3}|[o\d]{0,4})(?:\s?/\s?(?P<year>(?:19|20)\d\d))?"
    rf"(?P<symbol>(?:\s?[/-]\s?|(?=[a-zđ])){_PIECE}(?:(?:\s?[-/]\s?|\.(?=\w)){_PIECE}){{0,3}})"
)
_SIGN = re.compile(r"\do*(?:\s?[/-]\s?)?[a-zđư&]")  # the end of the digits and the beginning of the symbol of every number
_SEPARATED = re.compile(r"(\s?[-/.]\s?)")
_QH = re.compile(r"qh(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: code, the symbols and nouns that say it, and how freely its numbers are cited."""

    code: str
    label: str
    symbols: tuple[str, ...]
    bare: bool
    year: bool
    organ: str | None


@dataclass(frozen=True, slots=True)
class Organ:
    """Who issues under a symbol; ``series``: party | state | front, the way its numbers are written."""

    symbol: str
    series: str
    issuer: str | None
    issuer_in_city: str | None
    also: tuple[str, ...]
    local: bool  # one in every province


@dataclass(frozen=True, slots=True)
class DocumentGrammar:
    """documents.toml, ready to use; symbols and nouns are keyed in folded form."""

    symbols: Mapping[str, tuple[str, Kind]]  # "qđ" → ("QĐ", decision)
    nouns: Mapping[str, Kind]
    noun_openings: frozenset[str]  # their first words
    terms: Sequence[str]  # they and what opens ``named``
    kinds: Mapping[str, Kind]
    organs: Mapping[str, Organ]
    issuers: Trie
    named: Sequence[Mapping[str, Any]]
    spelling: Mapping[str, str]
    follows: frozenset[str]
    clause_ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as read: half-open characters, the canonical writing, and what its symbol says."""

    start: int
    end: int
    canonical: str
    value: int
    kind: Kind
    organ: Organ | None
    year: int | None
    unique: bool  # the number alone fixes the document: a year or a term is part of it


@cache
def load_grammar() -> DocumentGrammar:
    """The grammar of documents.toml; read once a process."""
    data = load_toml("documents.toml")
    symbols: dict[str, tuple[str, Kind]] = {}
    nouns: dict[str, Kind] = {}
    kinds: dict[str, Kind] = {}
    for entry in data["kind"]:
        kind = Kind(
            entry["code"],
            entry["label"],
            tuple(entry["symbols"]),
            entry.get("bare", False),
            entry.get("year", False),
            entry.get("organ"),
        )
        kinds[kind.code] = kind
        symbols |= {fold_name(symbol): (symbol, kind) for symbol in kind.symbols}
        nouns |= {fold_name(noun): kind for noun in entry["nouns"]}
    issuers: Trie = {}
    for entry in data["issuer"]:
        for term in entry["terms"]:
            for form in expand(term):
                add_path(issuers, form, Term("ISSUER", entry["name"]))
    organs = {
        fold_name(entry["symbol"]): Organ(
            entry["symbol"],
            entry["series"],
            entry.get("issuer"),
            entry.get("issuer_in_city"),
            tuple(entry.get("also", [])),
            entry.get("local", False),
        )
        for entry in data["organ"]
    }
    spelling = {fold_name(other): fold_name(name) for name, others in data["spelling"].items() for other in (name, *others)}
    named = [
        entry
        | {"compiled": re.compile(rf"(?<!\w){entry['pattern']}"), "opens": frozenset(fold_name(term).split()[0] for term in entry["opens"])}
        for entry in data["named"]
    ]
    clause_ends = tuple(map(fold_name, data["text"]["clause_ends"]))
    follows = frozenset(map(fold_name, data["text"]["follows"]))
    noun_openings = frozenset(noun.split()[0] for noun in nouns)
    terms = [*nouns, *(fold_name(term) for entry in data["named"] for term in entry["opens"])]
    return DocumentGrammar(symbols, nouns, noun_openings, terms, kinds, organs, issuers, named, spelling, follows, clause_ends)


def may_number(lower: str, start: int, end: int) -> bool:
    """Whether a document number can stand between two positions: quicker than to look for one."""
    return _SIGN.search(lower, start, end) is not None


def find_numbers(cased: str, lower: str, start: int, end: int) -> Iterator[DocumentNumber]:
    """All document numbers between two positions of a normalised text, in order."""
    if not may_number(lower, start, end):
        return
    grammar = load_grammar()
    for found in _NUMBER.finditer(lower, start, end):
        if not any(character.isdigit() for character in lower[found.start() : found.end("digits")]):
            continue
        number = _read(grammar, cased, found)
        if number is not None:
            yield number


def _read(grammar: DocumentGrammar, cased: str, found: re.Match[str]) -> DocumentNumber | None:
    digits = found.string[found.start() : found.end("digits")].replace("o", "0").replace(".", "")
    year = int(found["year"]) if found["year"] else None
    at = found.start("symbol")
    pieces, separators, end = _pieces(grammar, cased, found["symbol"], at)
    if not pieces:
        return None
    number = f"{digits}/{year}" if year else digits

    def result(canonical: str, kind: Kind, organ: Organ | None, *, unique: bool) -> DocumentNumber:
        return DocumentNumber(found.start(), end, canonical, int(digits), kind, organ, year, unique)

    folded = [piece.lower() for piece in pieces]
    congress = _QH.match(folded[0])
    if congress and year and len(pieces) == 1:
        return result(f"{number}/QH{congress[1]}", grammar.kinds["law"], grammar.organs["qh"], unique=True)
    kind = grammar.symbols.get(folded[0])
    if kind is None:
        split = _lost_hyphen(grammar, folded[0])
        if split is not None:
            kind, pieces, folded = grammar.symbols[split[0]], [split[0], split[1], *pieces[1:]], [*split, *folded[1:]]
            separators = [separators[0], "-", *separators[1:]]
    if kind is None:
        letter = _dispatch(grammar, pieces, separators)
        return result(f"{number}/{letter[0]}", grammar.kinds["dispatch"], letter[1], unique=False) if letter else None
    if not separators[0].strip() and (len(folded) < 2 or folded[1] not in grammar.organs):
        return None  # "05CT" without more is no number
    if len(folded) == 1:
        return result(f"{number}-{kind[0]}", kind[1], None, unique=False) if pieces[0].isupper() and separators[0].strip() else None
    organ, term = _organ(grammar, folded[1])
    spelled = _spelled(organ, pieces[1]) + term
    units = "".join(f"{separator.strip()}{piece}" for separator, piece in zip(separators[2:], pieces[2:], strict=True))
    as_printed = "party" if separators[0].strip() == "-" and separators[1].strip() == "/" else "state"
    series = organ.series if organ is not None else as_printed
    canonical = f"{number}-{kind[0]}/{spelled}{units}" if series == "party" else f"{number}/{kind[0]}-{spelled}{units}"
    return result(canonical, kind[1], organ, unique=year is not None or bool(term))


def _pieces(grammar: DocumentGrammar, cased: str, symbol: str, at: int) -> tuple[list[str], list[str], int]:
    """The letters of a symbol as printed, what stands before each, and where the symbol ends."""
    parts = _SEPARATED.split(cased[at : at + len(symbol)])
    if parts[0]:  # no stroke between number and kind
        parts = ["", "", *parts]
    separators, pieces = parts[1::2], parts[2::2]
    while pieces and not _is_symbol(grammar, pieces[-1], separators[-1], first=len(pieces) == 1):
        pieces.pop()
        separators.pop()
    return pieces, separators, at + sum(map(len, separators)) + sum(map(len, pieces))


def _is_symbol(grammar: DocumentGrammar, piece: str, separator: str, *, first: bool) -> bool:
    """Capitals, or a symbol of the tables in any case; behind a full stop only capitals ("QĐ-UBND.HC")."""
    if separator == ".":
        return piece.isupper()
    folded = piece.lower()
    known = folded in grammar.symbols or _organ(grammar, folded)[0] is not None
    return known or (piece.isupper() and len(piece) > 1) or (first and _lost_hyphen(grammar, folded) is not None)


def _organ(grammar: DocumentGrammar, folded: str) -> tuple[Organ | None, str]:
    """The organ of a symbol and the number behind it ("UBTVQH15": the term)."""
    organ = grammar.organs.get(folded)
    if organ is not None:
        return organ, ""
    bare = folded.rstrip("0123456789")
    return grammar.organs.get(bare), folded[len(bare) :]


def _spelled(organ: Organ | None, printed: str) -> str:
    return organ.symbol if organ is not None else printed


def _lost_hyphen(grammar: DocumentGrammar, folded: str) -> tuple[str, str] | None:
    """ "qđubnd" → ("qđ", "ubnd")."""
    return next(
        (
            (symbol, folded[len(symbol) :])
            for symbol in grammar.symbols
            if folded.startswith(symbol) and folded[len(symbol) :] in grammar.organs
        ),
        None,
    )


def _dispatch(grammar: DocumentGrammar, pieces: list[str], separators: list[str]) -> tuple[str, Organ] | None:
    """ "UBND-NC" of "4912/UBND-NC": a letter of an organ, without a kind."""
    organ = grammar.organs.get(pieces[0].lower())
    if organ is None or len(pieces) != 2 or separators[0].strip() != "/" or separators[1].strip() != "-":
        return None
    return f"{organ.symbol}-{pieces[1]}", organ
