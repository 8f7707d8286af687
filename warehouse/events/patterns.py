"""The rule language: a regular expression over the typed items of a sentence, written with names instead of letters.

====================  =====================================================================================================
``ORG``               one item of that kind (kinds come from the lexicon, the scanners and the annotator)
``'làm'`` ``','``     that word or mark (lower case), where no lexicon term covers it
``ORGS``              a macro of the rule file: a pattern under a name
``unit=ORG``          names a slot
``..`` ``..12``       a gap of at most 6 (or 12) items, as short as possible, that crosses no semicolon
``...12``             the same, crossing semicolons too
``..9\\AWARD|TO``      a gap that also crosses no item of these kinds
``( | ) ? * +``       as in regular expressions; ``^`` and ``$``: begin and end of the sentence
``!ORG`` ``!( … )``   must not follow
====================  =====================================================================================================

Each item becomes one character, so that a rule is one compiled expression; gaps are bounded, so that matching is linear in
the number of items. A sentence has at most a few hundred items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter

from crawlers.errors import ConfigurationError
from warehouse.events.items import Item

_PIECE = re.compile(
    r"\s+|(?P<slot>[a-z][a-z0-9_]*)=|(?P<name>[A-Z][A-Z0-9_]*)|'(?P<literal>[^']+)'|(?P<gap>\.\.\.?)(?P<length>\d*)(?:\\(?P<without>(?:[A-Z]+|'[^']+')(?:\|(?:[A-Z]+|'[^']+'))*))?|(?P<operator>[()|?*+^$!])"
)
_FIRST_SYMBOL = 0xE000
OTHER = chr(_FIRST_SYMBOL)  # a word no rule asks for
CAPITAL = chr(_FIRST_SYMBOL + 1)
_DEFAULT_GAP = 6
_KIND = attrgetter("kind")


@dataclass(slots=True)
class Alphabet:
    """Kinds and literals as characters; grows while rules are compiled, fixed afterwards."""

    symbols: dict[str, str]

    @classmethod
    def empty(cls) -> Alphabet:
        """Nothing but the words that no rule asks for."""
        return cls({"W": CAPITAL})

    def symbol(self, kind: str) -> str:
        """The character of a kind or a quoted literal."""
        return self.symbols.setdefault(kind, chr(_FIRST_SYMBOL + 2 + len(self.symbols)))

    def encode(self, items: Sequence[Item]) -> str:
        """One character an item."""
        return "".join(map(self.symbols.get, map(_KIND, items), repeat(OTHER)))


def compile_pattern(pattern: str, alphabet: Alphabet, macros: Mapping[str, str], where: str) -> re.Pattern[str]:
    """The compiled expression of a pattern; ``where`` names the rule in error messages."""
    try:
        return re.compile(_translate(pattern, alphabet, macros, where, 0))
    except re.error as error:
        raise ConfigurationError(
            f"{where}: the pattern {pattern!r} is malformed ({error}); correct it and run `thidua rules test`."
        ) from error


def _translate(pattern: str, alphabet: Alphabet, macros: Mapping[str, str], where: str, depth: int) -> str:
    if depth > 8:
        raise ConfigurationError(f"{where}: the macros refer to each other without end; break the circle.")
    semicolon = alphabet.symbol("';'")
    out: list[str] = []
    position = 0
    pending: list[str] = []  # closers for slots and lookaheads that take the next atom

    def atom(text: str) -> None:
        out.append(text)
        while pending:
            out.append(pending.pop())

    stack: list[list[str]] = []
    while position < len(pattern):
        found = _PIECE.match(pattern, position)
        if found is None:
            raise ConfigurationError(
                f"{where}: {pattern[position : position + 12]!r} in the pattern is not understood; see docs/events.md."
            )
        position = found.end()
        if found["slot"]:
            out.append(f"(?P<{found['slot']}>")
            pending.append(")")
        elif found["name"]:
            name = found["name"]
            atom(f"(?:{_translate(macros[name], alphabet, macros, where, depth + 1)})" if name in macros else alphabet.symbol(name))
        elif found["literal"]:
            atom(alphabet.symbol(f"'{found['literal']}'"))
        elif found["gap"]:
            length = found["length"] or _DEFAULT_GAP
            barred = ("" if found["gap"] == "..." else semicolon) + "".join(
                alphabet.symbol(kind.strip())
                for name in (found["without"] or "").split("|")
                if name
                for kind in macros.get(name, name).split("|")
            )
            atom(f"{f'[^{barred}]' if barred else '.'}{{0,{length}}}?")
        elif found["operator"] == "!":
            out.append("(?!")
            pending.append(")")
        elif found["operator"] == "(":
            out.append("(?:")
            stack.append(pending)
            pending = []
        elif found["operator"] == ")":
            out.append(")")
            pending = stack.pop() if stack else []
            while pending:
                out.append(pending.pop())
        elif found["operator"]:
            out.append(found["operator"])
    return "".join(out)
