"""What must occur in a sentence before a rule can fire, read from its compiled pattern.

A rule without its symbols costs one comparison of bits instead of a search. A rule may name further gates in its file; those
read here follow from its pattern alone, so that they never keep a rule from firing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# what :func:`warehouse.events.patterns.compile_pattern` writes: groups, gaps, symbols, and how often the piece before may occur
_PIECE = re.compile(
    r"(?P<open>\((?:\?:|\?P<\w+>))|(?P<ahead>\(\?!)|(?P<gap>(?:\[\^[^\]]*\]|\.)\{0,\d+\}\?)|(?P<sign>[()|?*+^$])|(?P<symbol>.)"
)


def required(expression: str) -> tuple[str, ...]:
    """Sets of symbols of each of which one must occur, for an expression over encoded items."""
    sets, _ = _alternatives(list(_PIECE.finditer(expression)), 0)
    return tuple(dict.fromkeys("".join(sorted(one)) for one in sets))


def least(needs: Iterable[str]) -> tuple[str, ...]:
    """The needs without those that another one implies, the most telling first."""
    kept: list[str] = []
    for symbols in sorted(set(needs), key=lambda need: (len(need), need)):
        if not any(set(other) <= set(symbols) for other in kept):
            kept.append(symbols)
    return tuple(kept)


def _alternatives(pieces: list[re.Match[str]], at: int) -> tuple[list[frozenset[str]], int]:
    """What all alternatives from piece ``at`` to the closing bracket (or the end) need, and where that bracket stands."""
    options: list[list[frozenset[str]]] = [[]]
    while at < len(pieces) and pieces[at]["sign"] != ")":
        piece = pieces[at]
        needs: list[frozenset[str]] = []
        if piece["sign"] == "|":
            options.append([])
        elif piece["open"] or piece["ahead"]:
            needs, at = _alternatives(pieces, at + 1)
            needs = [] if piece["ahead"] else needs
        elif piece["symbol"]:
            needs = [frozenset(piece["symbol"])]
        if not (at + 1 < len(pieces) and pieces[at + 1]["sign"] in ("?", "*")):
            options[-1] += needs
        at += 1
    return list(_of_all(options)), at


def _of_all(options: list[list[frozenset[str]]]) -> Iterator[frozenset[str]]:
    """Of one sequence all that it needs; of several one set, with the most telling need of each."""
    if len(options) == 1:
        yield from options[0]
    elif all(options):
        yield frozenset[str]().union(*(min(needs, key=len) for needs in options))
