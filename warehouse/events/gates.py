"""Which articles are worth taking apart, and which of their sentences the rules must see: a bail-out before any real work."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import NamedTuple

from warehouse.events.lexicon import expand, load_toml
from warehouse.events.normalise import NormalText, fold_name
from warehouse.events.tokens import Sentence, Tokens

# what blocs are called by, and what the same words say in everyday news
_BLOC_WORD = re.compile(r"khối(?! lượng| đại đoàn kết)|cụm(?! công nghiệp| từ)|khu vực(?= (?:thi đua|số|[\divx]))")
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


@cache
def _award_phrases() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """First words of award terms, each with the openings that it begins; one word that says all needs no second."""
    begun: dict[str, list[str]] = {}
    for opening in sorted(_award_openings()):
        begun.setdefault(opening.split()[0], []).append(opening)
    return tuple((first, (first,) if first in openings else tuple(openings)) for first, openings in begun.items())


def names_bloc(text: NormalText) -> bool:
    """Whether an article says a word that blocs are called by."""
    return any(_is_word(text.lower, *found.span()) for found in _BLOC_WORD.finditer(text.lower))


def interesting(text: NormalText) -> bool:
    """Whether an article can hold a bloc's meeting or an award at all. Finding a phrase is far quicker than any expression."""
    lower = text.lower
    if "thi đua" in lower and names_bloc(text):
        return True
    # most articles lack most of the first words
    return any(first in lower and any(map(partial(_says, lower), openings)) for first, openings in _award_phrases())


def _says(lower: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as words of its own."""
    at = lower.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if _is_word(lower, at, end):
            return True
        at = lower.find(phrase, end)
    return False


def _is_word(lower: str, start: int, end: int) -> bool:
    """Whether no letter stands before or behind; a word goes on behind a quote that ends it."""
    begins = start == 0 or not _WORD_CHARACTER.match(lower, start - 1)
    return begins and bool(_WORD_CHARACTER.match(lower, end)) != lower[end - 1].isalnum()


class SentenceGate(NamedTuple):
    """The first words of all that makes a sentence worth reading, and the whole of it."""

    with_blocs: bool
    openings: frozenset[str]
    phrases: re.Pattern[str]


def sentence_gate(text: NormalText) -> SentenceGate:
    """What the sentences of an article are read for: one that names no bloc can hold awards alone."""
    return _sentence_gate(names_bloc(text))


@cache
def _sentence_gate(with_blocs: bool) -> SentenceGate:
    awards = rf"(?:{'|'.join(map(re.escape, _award_openings()))})\b"
    told = (*_TELLING, *_award_openings()) if with_blocs else _award_openings()
    phrases = rf"(?:{'|'.join(_TELLING)})(?!\w)|{awards}" if with_blocs else awards
    return SentenceGate(with_blocs, frozenset(phrase.split()[0] for phrase in told), re.compile(rf"(?<!\w)(?:{phrases})"))


def telling(tokens: Tokens, sentence: Sentence, gate: SentenceGate) -> bool:
    """Whether a sentence speaks of what the article is read for: a bloc, a meeting or an award."""
    words, openings = tokens.words[sentence.first : sentence.last], gate.openings
    if openings.isdisjoint(words):
        return False
    lower, starts, end = tokens.text.lower, tokens.starts, tokens.ends[sentence.last - 1]
    return any(word in openings and gate.phrases.match(lower, starts[token], end) for token, word in enumerate(words, sentence.first))
