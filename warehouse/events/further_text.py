"""What the further facts share: stretches of text, quotes in any marks, and the organisation that begins or ends at a place.

All positions are characters of the normalised text; :func:`span` leads back to the text as received. Every search is bounded,
so that hostile text costs no more than its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.events.analysis import Analysis
from warehouse.events.lexicon import Lexicon, Term, Trie, longest
from warehouse.events.model import Span
from warehouse.events.normalise import NormalText
from warehouse.events.organisation_parts import Organisation
from warehouse.events.organisations import read_organisation
from warehouse.events.tokens import Tokens

MAX_QUOTE = 320
_NAME_TOKENS = 12


Openings = Mapping[str, frozenset[str]]
"""First words of terms → the second words they go on with; without any, a term is one word and whatever may follow."""


class Region(NamedTuple):
    """A line of the article that is no furniture: half-open characters, and the tokens in it at which a term may begin."""

    start: int
    end: int
    openings: list[int]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words between quotes: half-open, and where the text goes on; ``closed`` is false when the closing mark is missing."""

    start: int
    end: int
    after: int
    closed: bool


def openings(terms: Iterable[str]) -> Openings:
    """How terms of folded words begin."""
    begun: dict[str, set[str]] = {}
    alone: set[str] = set()
    for term in terms:
        first, _, rest = term.partition(" ")
        begun.setdefault(first, set()).add(rest.partition(" ")[0])
        if not rest:
            alone.add(first)
    return {first: frozenset() if first in alone else frozenset(seconds) for first, seconds in begun.items()}


def regions(tokens: Tokens, begun: Openings) -> list[Region]:
    """The lines in text order, each with what may begin in it: one look at every word of the article."""
    words, starts, ends, sentences = tokens.words, tokens.starts, tokens.ends, tokens.sentences
    places = [token for token, word in enumerate(words) if word in begun]
    places = [token for token in places if not (seconds := begun[words[token]]) or (token + 1 < len(words) and words[token + 1] in seconds)]
    lines: list[Region] = []
    first = place = 0
    for sentence, following in zip(sentences, [*sentences[1:], None], strict=True):
        if following is not None and following.segment == sentence.segment:
            continue
        until = bisect_left(places, sentence.last, place)
        lines.append(Region(starts[first], ends[sentence.last - 1], places[place:until]))
        first, place = sentence.last, until
    return lines


def tried_at(pattern: re.Pattern[str], tokens: Tokens, places: Iterable[int], limit: int) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` finds up to ``limit``, tried only at the tokens that its finds can begin with."""
    lower, starts, done = tokens.text.lower, tokens.starts, 0
    for token in places:
        if starts[token] >= done and (found := pattern.match(lower, starts[token], limit)) is not None:
            done = found.end()
            yield found


def span(analysis: Analysis, start: int, end: int) -> Span:
    """The evidence span of normalised characters, in the text as received."""
    first, last = analysis.tokens.text.raw(start, end)
    return Span(first, last, analysis.document.text[first:last])


def words(analysis: Analysis, start: int, end: int) -> str:
    """The printed words in one tone style, white space folded."""
    return " ".join(analysis.tokens.text.cased[start:end].split())


def trimmed(text: str, start: int, end: int, marks: str = " \n\"',;:.-") -> tuple[int, int]:
    """The positions without white space and marks at both ends."""
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end


def read_quote(text: NormalText, position: int, limit: int) -> Quote | None:
    """The quote that opens at ``position``; marks may be of any form, mixed, doubled and nested.

    “ and « only open, ” and » only close; " and ' open before a word and close behind one. Without a closing mark within
    :data:`MAX_QUOTE` characters ``end`` is that limit (or the end of the line) and ``closed`` is false.
    """
    if position >= limit or text.lower[position] not in "\"'":
        return None
    single = text.lower[position] == "'" and text.lower[position : position + 2] != "''"
    start = position
    while start < limit and text.lower[start] in "\"' ":
        start += 1
    stop = min(limit, start + MAX_QUOTE)
    depth, first_close = 1, -1
    for at in range(start, stop):
        mark = text.lower[at]
        if mark not in "\"'" or (mark == "'" and not single and text.lower[at - 1 : at + 2].count("'") < 2):
            continue
        if text.lower[at - 1] in "\"'" and at > start:
            continue  # the second half of a doubled mark
        if _opens(text, at, stop):
            depth += 1
            continue
        first_close = at if first_close < 0 else first_close
        depth -= 1
        if depth == 0:
            return _closed(text, start, at, limit)
    if first_close >= 0:
        return _closed(text, start, first_close, limit)
    return Quote(start, stop, stop, False)


def _closed(text: NormalText, start: int, at: int, limit: int) -> Quote:
    after = at
    while after < limit and text.lower[after] in "\"'":
        after += 1
    return Quote(*trimmed(text.lower, start, at, " \n"), after, True)


def _opens(text: NormalText, at: int, limit: int) -> bool:
    received = text.received[text.raw(at, at + 1)[0]]
    before, after = text.lower[at - 1], text.lower[at + 1] if at + 1 < limit else " "
    if received in "“„«‘‚":
        return before.isspace() or after.isalnum()  # “ closes what „ opened
    if received in "”»’":
        return False
    return not before.isalnum() and before not in ".,;:!?…)" and after.isalnum()


def token_at(tokens: Tokens, position: int) -> int:
    """The first token that begins at a character or behind it."""
    return bisect_left(tokens.starts, position)


def organisation_at(analysis: Analysis, token: int, limit: int) -> tuple[int, str] | None:
    """The organisation or authority that begins at a token ("UBND tỉnh", "Chủ tịch UBND tỉnh"): its end and its full name."""
    tokens, lexicon = analysis.tokens, analysis.lexicon
    if token >= limit:
        return None
    hit = longest(lexicon.trie, tokens.words, token, limit)
    if hit is None:
        return None
    if hit[1].kind == "POST" and tokens.words[token] == "chủ" and hit[0] < limit:
        inner = organisation_at(analysis, token + 2, limit)
        return (inner[0], f"Chủ tịch {inner[1]}") if inner is not None and tokens.words[token + 1] == "tịch" else None
    return _organisation(analysis, lexicon, token, limit, hit)


def _organisation(analysis: Analysis, lexicon: Lexicon, token: int, limit: int, hit: tuple[int, Term]) -> tuple[int, str] | None:
    if hit[1].kind not in ("ORG", "AUTH", "HEAD"):
        return None
    found = read_organisation(analysis.tokens, lexicon, token, limit, hit, after_post=False)
    if found is None or found[1].classification == "place":
        return None
    return found[0], issuer_name(found[1], analysis.own_province)


def issuer_name(organisation: Organisation, own_province: str | None) -> str:
    """The name in full, the people's committee in its usual short form."""
    name = organisation.full_name(own_province)
    for full, short in (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND")):
        name = name.replace(full, short)
    return name


def organisation_before(analysis: Analysis, token: int, first: int) -> tuple[int, str] | None:
    """The longest organisation whose last word stands right before a token: where it begins, and its full name."""
    for start in range(max(first, token - _NAME_TOKENS), token):
        if analysis.tokens.caps[start] or analysis.tokens.words[start] in ("tỉnh", "chủ"):
            found = organisation_at(analysis, start, token)
            if found is not None and found[0] == token:
                return start, found[1]
    return None


def named(trie: Trie, analysis: Analysis, token: int, limit: int) -> tuple[int, Term] | None:
    """The longest entry of a trie at a token."""
    return longest(trie, analysis.tokens.words, token, limit) if token < limit else None


def alternation(terms: list[str]) -> str:
    """A pattern of folded terms, longest first, white space of any length between their words."""
    return "|".join(r"\s+".join(map(re.escape, term.split())) for term in sorted(set(terms), key=lambda term: (-len(term), term)))
