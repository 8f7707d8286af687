"""Which articles are worth taking apart, and which of their sentences the rules must see: a bail-out before any real work."""

from __future__ import annotations

import re
from functools import cache

from warehouse.events.lexicon import expand, load_toml
from warehouse.events.normalise import NormalText, fold_name
from warehouse.events.tokens import Sentence, Tokens

_BLOC_WORDS = re.compile(r"(?<!\w)(?:khối|cụm|khu vực)(?!\w)")
# what blocs and meetings are told with; sentences without any of it are read only beside one that has it
_TELLING = frozenset(
    ("khối", "khu vực", "cụm", "chủ trì", "hội nghị", "hội thao", "đăng cai", "giao ước", "tổng kết", "thành viên", "sơ kết")
)


@cache
def _award_openings() -> tuple[str, ...]:
    """The first two words of every award term: without any of them (and without a bloc) nothing is to be found."""
    openings: set[str] = set()
    for entry in load_toml("awards.toml")["award"]:
        for term in entry["terms"]:
            openings.update(" ".join(form.split()[:2]) for form in expand(term) if entry["class"] and not entry.get("weak"))
    return tuple(sorted(map(fold_name, openings), key=len, reverse=True))


@cache
def _award_gate() -> re.Pattern[str]:
    """Begins with a set of letters, so that the search skips all others."""
    letters = "".join(sorted({opening[0] for opening in _award_openings()}))
    openings = "|".join(f"(?<={re.escape(opening[0])}){re.escape(opening[1:])}" for opening in _award_openings())
    return re.compile(rf"[{letters}](?<!\w.)(?:{openings})\b")


def interesting(text: NormalText) -> bool:
    """Whether an article can hold a bloc's meeting or an award at all."""
    lower = text.lower
    if "thi đua" not in lower and not any(opening in lower for opening in _award_openings()):
        return False
    return ("thi đua" in lower and _BLOC_WORDS.search(lower) is not None) or _award_gate().search(lower) is not None


@cache
def _sentence_gate() -> tuple[frozenset[str], re.Pattern[str]]:
    """The first words of all that makes a sentence worth reading, and the whole of it."""
    awards = "|".join(map(re.escape, _award_openings()))
    openings = frozenset(phrase.split()[0] for phrase in (*_TELLING, *_award_openings()))
    return openings, re.compile(rf"(?<!\w)(?:(?:{'|'.join(_TELLING)})(?!\w)|(?:{awards})\b)")


def telling(tokens: Tokens, sentence: Sentence) -> bool:
    """Whether a sentence speaks of a bloc, a meeting or an award."""
    openings, phrases = _sentence_gate()
    lower, starts, end = tokens.text.lower, tokens.starts, tokens.ends[sentence.last - 1]
    return any(
        phrases.match(lower, starts[token], end)
        for token, word in enumerate(tokens.words[sentence.first : sentence.last], sentence.first)
        if word in openings
    )
