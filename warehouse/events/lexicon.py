"""The typed lexicon: one trie over words, compiled from the TOML files beside it and the reference seeds.

Terms use a small notation, ``ký (kết)? (bản)? giao ước (thi đua|công tác)?``: a group is one of several, a question mark
makes it optional. Each form becomes a path of the trie; matching a text costs one step a word.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from crawlers.errors import ConfigurationError
from crawlers.reference import REFERENCE, reference_rows
from warehouse.events.normalise import fold_name
from warehouse.events.word_marks import WordMarks

DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W_]+|[^\s\w]")
_GROUP = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)(\??)")
END = ""


@dataclass(frozen=True, slots=True)
class Term:
    """What a path of the trie means: its kind (a symbol of the rules), a value for the resolver, and where it is written."""

    kind: str
    value: Any = None
    source: str = ""


def split_words(text: str) -> tuple[str, ...]:
    """The words and marks of a folded text, as the tokeniser sees them."""
    return tuple(_WORD.findall(text))


def expand(term: str) -> Iterator[str]:
    """All forms of a term in the notation of the lexicon."""
    choices: list[list[str]] = []
    position = 0
    for found in _GROUP.finditer(term):
        choices.append([term[position : found.start()]])
        options = [form for option in _split_options(found[1]) for form in expand(option)]
        choices.append([*options, ""] if found[2] else options)
        position = found.end()
    choices.append([term[position:]])
    for parts in product(*choices):
        yield " ".join(" ".join(parts).split())


def _split_options(text: str) -> list[str]:
    options, depth, current = [], 0, ""
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            options.append(current)
            current = ""
        else:
            current += character
    return [*options, current]


Trie = dict[str, Any]


def add_path(trie: Trie, form: str, term: Term, *, replace: bool = True) -> None:
    """Add one form; an earlier meaning of the same form stays when ``replace`` is false."""
    node = trie
    for word in split_words(fold_name(form)):
        node = node.setdefault(word, {})
    if replace or END not in node:
        node[END] = term


def longest(trie: Trie, words: Sequence[str], start: int, limit: int) -> tuple[int, Term] | None:
    """The longest path that begins at ``words[start]``: its end and meaning."""
    node: Trie | None = trie.get(words[start])
    if node is None:  # most words begin nothing
        return None
    end, meaning, position = 0, None, start + 1
    while True:
        if END in node:
            end, meaning = position, node[END]
            if len(node) == 1:
                break
        node = node.get(words[position]) if position < limit else None
        if node is None:
            break
        position += 1
    return (end, meaning) if meaning is not None else None


def load_toml(name: str) -> dict[str, Any]:
    """One data file; a syntax error names file and place."""
    path = DATA / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}; correct the file and run `thidua rules test`.") from error


@dataclass(frozen=True, slots=True)
class OrganisationTerm:
    """A listed organisation under one of its names. ``bare``: the name needs a level beside it ("Ban Tổ chức" + "Tỉnh ủy")."""

    code: str
    name: str
    classification: str
    scope: str
    alias_kind: str

    @property
    def bare(self) -> bool:
        """Whether this alias needs a level beside it."""
        return self.alias_kind == "short"


@dataclass(frozen=True, slots=True)
class AwardTerm:
    """An award word: label class (empty for look-alikes), fallback type of the award_types seed, weak if it needs an authority,
    of_persons if only persons have it, titled if common words that only a capital or "danh hiệu" before makes a title."""

    label: str
    award_type: str
    weak: bool
    of_persons: bool
    titled: bool


@dataclass(frozen=True, slots=True)
class BlocGrammar:
    """blocs.toml: heads, what may follow them, where a name ends, the kinds of blocs."""

    head_kind: Mapping[str, str]
    qualifiers: Trie
    phrases: Trie  # words that go on although a stop word begins them
    nouns: Trie  # may stand on both sides of a comma inside a name
    stops: Trie
    openers: Trie  # a name in lower case begins with one of these, or with a noun
    number_marks: frozenset[str]
    families: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class CountGrammar:
    """Numbers in words and the nouns that are counted."""

    numerals: Trie
    nouns: Trie
    vague: Trie
    openings: frozenset[str]  # first words of numerals and of vague counts
    years: Mapping[str, Term]  # the word for a year that is a numeral, too
    before_numerals: frozenset[str]  # words behind which it is one


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that is read from data and needed to annotate a text."""

    trie: Trie
    sectors: Trie  # fields of work of the sở, for "Sở Y tế, Tư pháp"
    provinces: Trie  # name → Term("PROVINCE", seed spelling)
    inside: Trie  # lower-case words that go on inside a name
    regions: Trie  # parts of the country that end a name: "miền Trung"
    areas: Trie  # what a board manages: "các khu công nghiệp"
    of_central: Trie  # bodies that a central organ may own: "Thanh tra Bộ Y tế"
    abbreviations: Mapping[str, str]
    short_heads: Mapping[str, str]  # "ttyt" → "Trung tâm Y tế"
    lower_units: Trie  # "trung tâm y tế": units in lower case, where a place follows
    short_no_unit: frozenset[str]  # capitals before a place that name no unit
    surnames: frozenset[str]
    middle_names: frozenset[str]
    place_words: frozenset[str]
    short_levels: Mapping[str, str]  # "p" → "phường", right behind UBND and CA
    party: Mapping[str, frozenset[str]]
    bloc: BlocGrammar
    counts: CountGrammar
    bylines: Mapping[str, str]
    cities: frozenset[str]  # provinces that are or were centrally-run cities
    kinds: frozenset[str]
    marks: WordMarks  # what a word in lower case can begin


_DASHED = ("Sở ", "Bộ ", "Phòng ")  # whose fields of work a dash joins as well as "và"


def _add_organisations(trie: Trie, sectors: Trie, abbreviations: Mapping[str, str]) -> None:
    rows = {row["organization_code"]: row for row in reference_rows("organizations")}
    spelled: dict[str, list[str]] = {code: [row["name_vi"]] for code, row in rows.items()}
    for alias in reference_rows("organization_aliases"):
        if alias["kind"] != "abbreviation":
            spelled.setdefault(alias["organization_code"], []).append(alias["alias"])
    for alias in reference_rows("organization_aliases"):
        row = rows.get(alias["organization_code"])
        if row is None:
            raise ConfigurationError(
                f"{REFERENCE / 'organization_aliases.csv'} names the unknown organisation {alias['organization_code']!r}; "
                "add it to organizations.csv."
            )
        authority = row["classification"].endswith("_authority")
        name = row["name_vi"]
        if alias["kind"] == "abbreviation":
            name = _spelled_out(alias["alias"], abbreviations) or _in_full(alias["alias"], spelled[row["organization_code"]])
        term = OrganisationTerm(row["organization_code"], name, row["classification"], row["scope"], alias["kind"])
        add_path(trie, alias["alias"], Term("AUTH" if authority else "ORG", term, "organization_aliases.csv"))
        if " và " in alias["alias"] and alias["alias"].startswith(_DASHED):  # "Sở Kế hoạch - đầu tư" in some papers
            add_path(
                trie,
                alias["alias"].replace(" và ", " - "),
                Term("AUTH" if authority else "ORG", term, "organization_aliases.csv"),
                replace=False,
            )
        if alias["alias"].startswith("Sở "):
            add_path(sectors, alias["alias"].removeprefix("Sở "), Term("SECTOR", term))


def _add_short_heads(trie: Trie, grammar: Mapping[str, Any]) -> dict[str, str]:
    """Short forms of head nouns; those of ``short_heads_of_level`` only where a level stands behind them, which their path takes in."""
    found = {" ".join(split_words(fold_name(short))): full for short, full in grammar["short_heads"].items()}
    for short, full in grammar["short_heads_of_level"].items():
        found |= {
            f"{fold_name(short)} {fold_name(level)}": full for level in [*grammar["places"]["words"], *grammar["places"]["short"], "các"]
        }
    for short in found:
        add_path(trie, short, Term("HEAD", "short", "organisation_grammar.toml"), replace=False)
    for short, full in grammar["short_heads_of_nation"].items():
        add_path(trie, short, Term("HEAD", "nation", "organisation_grammar.toml"), replace=False)
        found[fold_name(short)] = full
    return found


def _spelled_out(short: str, abbreviations: Mapping[str, str]) -> str | None:
    """Word by word ("Ủy ban MTTQ" → "Ủy ban Mặt trận Tổ quốc"); ``None`` when a word stays short."""
    words = short.split()
    if len(words) < 2:
        return None
    out = [abbreviations.get(fold_name(word), word) for word in words]
    return (
        None
        if out == words or any(word.isupper() and len(word) > 1 and word not in ("ĐBQH", "HĐND", "UBND") for word in out) or "&" in short
        else " ".join(out)
    )


def _in_full(short: str, names: Sequence[str]) -> str:
    """The spelled-out name that an abbreviation stands for: the one with its first word ("Ban CHQS"), or with its initials ("BĐBP")."""
    opening = short.lower().split()[0]
    for name in names:
        initials = "".join(word[0] for word in name.replace("-", " ").split()).lower()
        if initials == short.lower():
            return name
    return next((name for name in names if name.lower().split()[0] == opening), names[0])


def _build_provinces() -> Trie:
    provinces: Trie = {}
    for row in reference_rows("provinces"):
        for name in [row["old_province"], *filter(None, row["aliases"].split("|"))]:
            bare = re.sub(r"^(?:TP\.?|Thành phố|Thủ đô|Tỉnh) +", "", name).split(" (")[0]
            if bare == "Hồ Chí Minh":  # a person, unless the city is said
                for city in ("Thành phố Hồ Chí Minh", "TP Hồ Chí Minh", "TP. Hồ Chí Minh"):
                    add_path(provinces, city, Term("PROVINCE", row["old_province"]))
            else:
                add_path(provinces, bare, Term("PROVINCE", row["old_province"]))
    return provinces


def _trie(kind: str, terms: Sequence[str], value: Any = None) -> Trie:
    trie: Trie = {}
    for term in terms:
        for form in expand(term):
            add_path(trie, form, Term(kind, value))
    return trie


def _merge(left: Trie, right: Trie) -> Trie:
    for key, node in right.items():
        if key == END:
            left.setdefault(END, node)
        else:
            _merge(left.setdefault(key, {}), node)
    return left


def _bloc_grammar(sectors: Trie) -> BlocGrammar:
    data = load_toml("blocs.toml")
    return BlocGrammar(
        head_kind={fold_name(word): kind for kind, heads in data["heads"].items() for word in heads},
        qualifiers=_trie("QUALIFIER", data["qualifiers"]["terms"]),
        phrases=_merge(_trie("PHRASE", data["words"]["phrases"]), sectors),
        nouns=_trie("NOUN", data["words"]["list_nouns"]),
        stops=_trie("STOP", data["stop"]["words"]),
        openers=_trie("OPENER", data["openers"]["words"]),
        number_marks=frozenset(map(fold_name, data["numbers"]["marks"])),
        families=tuple(
            (family["code"], tuple(fold_name(form) for term in family["words"] for form in expand(term))) for family in data["family"]
        ),
    )


def _count_grammar(data: Mapping[str, Any]) -> CountGrammar:
    numerals: Trie = {}
    for number, word in enumerate(data["numerals"], 1):
        add_path(numerals, word, Term("NUMERAL", number))
    nouns: Trie = {}
    for kind in ("collective", "individual", "mixed"):
        for noun in data[kind]:
            add_path(nouns, noun, Term("NOUN", kind))
    vague = _trie("VAGUE", data["vague"])
    years = {word: Term("NUMERAL", number) for word, number in data["also_years"].items()}
    return CountGrammar(numerals, nouns, vague, frozenset([*numerals, *vague, *years]), years, frozenset(data["before_numerals"]))


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the data files; built once a process."""
    trie: Trie = {}
    sectors: Trie = {}
    for entry in load_toml("lexicon.toml")["entry"]:
        for term in entry["terms"]:
            for form in expand(term):
                add_path(trie, form, Term(entry["kind"], entry.get("value"), "lexicon.toml"), replace=False)
    for entry in load_toml("awards.toml")["award"]:
        meaning = AwardTerm(
            entry["class"], entry["type"], entry.get("weak", False), entry.get("of_persons", False), entry.get("titled", False)
        )
        for term in entry["terms"]:
            for form in expand(term):
                add_path(trie, form, Term("AWARD" if meaning.label else "NOTAWARD", meaning, "awards.toml"))
    grammar = load_toml("organisation_grammar.toml")
    for head in grammar["head"]:
        for word in head["words"]:
            add_path(trie, word, Term("HEAD", head["class"], "organisation_grammar.toml"), replace=False)
    abbreviations = {fold_name(short): full for short, full in grammar["abbreviations"].items()}
    short_heads = _add_short_heads(trie, grammar)
    _add_organisations(trie, sectors, abbreviations)
    bloc, counts = _bloc_grammar(sectors), _count_grammar(grammar["counts"])
    return Lexicon(
        trie=trie,
        sectors=sectors,
        provinces=_build_provinces(),
        inside=_trie("INSIDE", [*grammar["inside"]["words"], *grammar["inside"]["departments"]]),
        regions=_trie("REGION", grammar["regions"]["words"]),
        areas=_trie("AREA", grammar["areas"]["words"]),
        of_central=_trie("OWNED", grammar["of_central"]["words"]),
        abbreviations=abbreviations,
        short_heads=short_heads,
        lower_units=_trie("UNIT", grammar["lower_case"]["units"]),
        short_no_unit=frozenset(map(fold_name, grammar["short_words"]["no_unit"])),
        surnames=frozenset(map(fold_name, grammar["inside"]["surnames"])),
        middle_names=frozenset(map(fold_name, grammar["inside"]["middle_names"])),
        place_words=frozenset(map(fold_name, grammar["places"]["words"])),
        short_levels=grammar["places"]["short"],
        party={level: frozenset(map(fold_name, words)) for level, words in grammar["party_suffix"].items()},
        bloc=bloc,
        counts=counts,
        bylines=load_toml("bylines.toml")["marks"],
        cities=frozenset(
            row["old_province"]
            for row in reference_rows("provinces")
            if "thành phố" in row["old_type"].lower()
            or (row["old_province"] in row["new_province"] and row["change"].startswith("renamed"))
        ),
        kinds=frozenset(_kinds(trie)),
        marks=WordMarks(trie, counts.openings | {head.split()[0] for head in bloc.head_kind} | {"các"}),
    )


def _kinds(trie: Trie) -> Iterator[str]:
    stack: list[Trie] = [trie]
    while stack:
        for key, node in stack.pop().items():
            if key == END:
                yield node.kind
            else:
                stack.append(node)


def data_version() -> str:
    """Hash of all files that decide what is found: lexicon, rules, reference seeds and the code of this room."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    seeds = [REFERENCE / f"{name}.csv" for name in ("organizations", "organization_aliases", "provinces", "award_types")]
    for path in [*sorted(room.glob("*.py")), *sorted(DATA.glob("*.toml")), *seeds]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
