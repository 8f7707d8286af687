"""When two spellings name the same unit, bloc or authority (spelling.toml holds what may differ)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.events.normalise import fold_name

_SPELLING = Path(__file__).parent / "spelling.toml"
_MARKS = re.compile(r"[^\w\s]")
_OWN_LEVEL = re.compile(r"(?<!\w)(tỉnh|thành phố|tp)(?: (.*))?$")
_ROMAN = {numeral: value for value, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)}


@dataclass(frozen=True, slots=True)
class Spelling:
    """spelling.toml, ready for use."""

    generic: frozenset[str]
    bloc_generic: frozenset[str]
    compounds: re.Pattern[str]
    abbreviations: tuple[tuple[re.Pattern[str], str], ...]
    authorities: dict[str, str]  # folded name → group


@dataclass(frozen=True, slots=True)
class NameContent:
    """What is left of a name to compare: its telling words and its numbers (Roman ones as numbers too)."""

    words: frozenset[str]
    numbers: frozenset[int]


@cache
def load_spelling() -> Spelling:
    """The allowances, read once a process."""
    data = tomllib.loads(_SPELLING.read_text(encoding="utf-8"))
    generic = frozenset(map(fold_name, data["generic"]))
    compounds = "|".join(re.escape(fold_name(compound)) for compound in data["compounds"])
    return Spelling(
        generic=generic,
        bloc_generic=generic | frozenset(map(fold_name, data["bloc_generic"])),
        compounds=re.compile(rf"(?<!\w)(?:{compounds})(?!\w)(?! ban)"),
        abbreviations=tuple(
            (re.compile(rf"(?<!\w){re.escape(fold_name(short))}(?!\w)"), fold_name(full)) for short, full in data["abbreviations"].items()
        ),
        authorities={fold_name(name): group for group, names in data["authorities"].items() for name in names},
    )


def plain(name: str | None) -> str:
    """Lower case, NFC, one tone-mark style, words only."""
    return " ".join(_MARKS.sub(" ", fold_name(name or "")).split())


def same_unit(left: str | None, right: str | None, province: str) -> bool:
    """Equal but for spelling style, abbreviations, generic words and the article's own province. Two empty names are equal."""
    if not left or not right:
        return not left and not right
    if plain(left) == plain(right):
        return True
    spelling = load_spelling()
    one, two = _content(left, province, spelling.generic), _content(right, province, spelling.generic)
    return one == two and bool(one.words)


def same_bloc(left: str | None, right: str | None, province: str) -> bool:
    """As :func:`same_unit`; besides, one name may say less than the other (a number without the field, or the reverse).

    A mere number and a mere field share nothing: they are not taken for the same bloc.
    """
    if not left or not right:
        return not left and not right
    if plain(left) == plain(right):
        return True
    spelling = load_spelling()
    one, two = _content(left, province, spelling.bloc_generic), _content(right, province, spelling.bloc_generic)
    if one.numbers and two.numbers and one.numbers != two.numbers:
        return False
    said = [bool(content.words or content.numbers) for content in (one, two)]
    if not all(said):
        return not any(said)
    shared = one.words & two.words or one.numbers & two.numbers
    return bool(shared) and (one.words <= two.words or two.words <= one.words)


def same_authority(left: str | None, right: str | None, province: str) -> bool:
    """A body and its head are one; the article's own province may be left out. A town of the province is not the province."""
    return _authority(left, province) == _authority(right, province) or same_unit(left, right, province)


def _authority(name: str | None, province: str) -> str:
    spelling, text = load_spelling(), _in_full(plain(name))
    if text in spelling.authorities:
        return spelling.authorities[text]
    level = _OWN_LEVEL.search(text)
    if level and (level[1] == "tỉnh" or level[2] == plain(province)):
        return spelling.authorities.get(text[: level.end(1)], text)
    return text


def _in_full(text: str) -> str:
    for short, full in load_spelling().abbreviations:
        text = short.sub(full, text)
    return text


def _content(name: str, province: str, generic: frozenset[str]) -> NameContent:
    text = _in_full(plain(name))
    if province:
        text = f" {text} ".replace(f" {plain(province)} ", " ")
    words = load_spelling().compounds.sub(lambda found: found[0].replace(" ", "_"), text).split()
    numbers = {int(word) for word in words if word.isdecimal()} | {_ROMAN[word] for word in words if word in _ROMAN}
    telling = {word for word in words if word not in generic and not word.isdecimal() and word not in _ROMAN}
    return NameContent(frozenset(telling), frozenset(numbers))
