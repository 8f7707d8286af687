"""Which articles are worth taking apart, and which of their sentences the rules must see: a bail-out before any real work."""

from __future__ import annotations

import re
from functools import cache, partial

from warehouse.events.lexicon import expand, load_toml
from warehouse.events.normalise import NormalText, fold_name
from warehouse.events.tokens import Sentence, Tokens

_BLOC_WORDS = ("khối", "cụm", "khu vực")
_WORD_CHARACTER = re.compile(r"\w")
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


def interesting(text: NormalText) -> bool:
    """Whether an article can hold a bloc's meeting or an award at all. Finding a phrase is far quicker than any expression."""
    lower = text.lower
    if "thi đua" in lower and any(map(partial(_says, lower), _BLOC_WORDS)):
        return True
    return any(map(partial(_says, lower), _award_openings()))


def _says(lower: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as words of its own."""
    at = lower.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        begins = at == 0 or not _WORD_CHARACTER.match(lower, at - 1)
        if begins and bool(_WORD_CHARACTER.match(lower, end)) != phrase[-1].isalnum():  # a word goes on behind a quote
            return True
        at = lower.find(phrase, end)
    return False


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
