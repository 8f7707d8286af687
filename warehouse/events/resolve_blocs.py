"""Which mentions name the same bloc, and its name at its fullest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.blocs import Bloc
from warehouse.events.items import BLOC_KINDS, Item, bloc_of
from warehouse.events.lexicon import load_toml
from warehouse.events.rules import Match

_GENERIC = frozenset(
    [
        "khối",
        "cụm",
        "khu",
        "vực",
        "thi",
        "đua",
        "giao",
        "ước",
        "khen",
        "thưởng",
        "số",
        "tỉnh",
        "thành",
        "phố",
        "tp",
        "các",
        "cơ",
        "quan",
        "đơn",
        "vị",
        "của",
        "và",
        "thuộc",
        "trực",
        ",",
        "-",
        "và",
    ]
)
_IN_FULL = {short: full.split() for short, full in load_toml("blocs.toml")["in_full"].items()}


def bloc_words(bloc: Bloc, province: str | None) -> frozenset[str]:
    """The telling words of a bloc's name."""
    return _telling(bloc.name, province)


@lru_cache(maxsize=4096)  # every mention of a bloc is compared with every other
def _telling(name: str, province: str | None) -> frozenset[str]:
    printed = name.lower().replace(",", " ").replace("-", " ").replace("t.ư", "tw").split()
    words = frozenset(word for short in printed for word in _IN_FULL.get(short, (short,)))
    return words - _GENERIC - frozenset((province or "").lower().split())


def same_bloc(left: Bloc, right: Bloc, province: str | None) -> bool:
    """Whether two mentions can be one bloc: no two numbers, one name says no other thing than the other."""
    if left.number is not None and right.number is not None:
        return left.number == right.number and left.kind == right.kind
    words, other = bloc_words(left, province), bloc_words(right, province)
    return not words or not other or words <= other or other <= words


def blocs_of(items: Iterable[Item]) -> list[tuple[Item, Bloc]]:
    """Items that name a bloc, and the bloc; roles included ("Trưởng Khối thi đua …")."""
    return [(item, bloc) for item in items if item.kind in BLOC_KINDS and (bloc := bloc_of(item)) is not None and bloc.strength]


def full_bloc(analysis: Analysis, bloc: Bloc, province: str | None, match: Match) -> tuple[Bloc, Finding]:
    """The name at its fullest: a number from one mention and the field from another belong together."""
    best, places = bloc, [(item.first, item.last) for item in analysis.slot(match, "bloc")]
    mentions = [(item, other) for _, item, other in analysis.blocs() if same_bloc(bloc, other, province)]
    for item, other in mentions:
        if not same_bloc(best, other, province):
            continue
        gains_number = best.number is None and other.number is not None and other.kind == best.kind  # no cụm's number for a khối
        gains_name = bloc_words(best, None) < bloc_words(other, None) and len(other.name.split()) <= 16
        if best.number is not None and other.number is None and gains_name and not bloc_words(best, None):
            best = other._replace(number=best.number, text=f"{best.text} - {other.name}")
        elif gains_number and bloc_words(best, None) and not bloc_words(other, None):
            best = best._replace(number=other.number, text=f"{_with_number(best, other)}")
        elif (
            (gains_number and bloc_words(best, None) <= bloc_words(other, None))
            or (gains_name and (best.number is None or other.number == best.number))
            or (other.strength > best.strength and bloc_words(best, None) == bloc_words(other, None) and other.number == best.number)
        ):
            best = other
        else:
            continue
        places.append((item.first, item.last))
    text = best.text[0].upper() + best.text[1:]
    return best._replace(text=text), Finding(text, tuple(places), "text" if len(places) == 1 else "derived")


def _with_number(named: Bloc, numbered: Bloc) -> str:
    return f"{named.text} (số {numbered.number})"
