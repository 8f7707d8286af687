"""One article taken apart: tokens, items and rule matches of its sentences, and the way from tokens to evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Any

from warehouse.events.annotate import annotate
from warehouse.events.items import Item
from warehouse.events.lexicon import Lexicon, expand, load_lexicon, load_toml
from warehouse.events.model import Document, Evidence, Origin, Span
from warehouse.events.normalise import NormalText, fold_name, normalise
from warehouse.events.rules import Match, Rule, RuleSet, load_rules
from warehouse.events.tokens import Sentence, Tokens, tokenise

_BLOC_WORDS = re.compile(r"(?<!\w)(?:khối|cụm|khu vực)(?!\w)")
_LIMIT_SENTENCES = 2_000
_LIST_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A value and where it comes from: token ranges of the text, or the metadata field that says it."""

    value: Any
    ranges: tuple[tuple[int, int], ...] = ()
    origin: Origin = "text"
    field: str | None = None


@dataclass(slots=True)
class Analysis:
    """What the resolvers work on. ``items[n]`` and ``symbols[n]`` belong to ``tokens.sentences[n]`` (empty when not annotated)."""

    document: Document
    tokens: Tokens
    lexicon: Lexicon
    rules: RuleSet
    items: list[list[Item]]
    symbols: list[str]
    own_province: str | None = None  # set once it is resolved; names leave it out
    dropped: list[tuple[str, int, int, str]] = field(default_factory=list)  # what, first and last token, why: for explain
    _gates: list[int] = field(default_factory=list)  # by sentence: the gates of rules that its symbols open
    _open: int = 0  # those that any sentence opens
    _possible: dict[str, tuple[tuple[int, Rule], ...]] = field(default_factory=dict)  # rules of a family that the article may let in
    _matched: dict[tuple[str, int], list[Match]] = field(default_factory=dict)  # resolvers ask more than once
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences of the article, in order."""
        return self.tokens.sentences

    def matches(self, family: str, sentences: Iterable[int] | None = None) -> Iterator[Match]:
        """All matches of a rule family, by sentence, then by rule order."""
        possible = self._possible.get(family)
        if possible is None:
            possible = self._possible[family] = self._rules_of(family)
        if not possible:
            return
        matched, gates, symbols = self._matched, self._gates, self.symbols
        for number in range(len(symbols)) if sentences is None else sentences:
            if not symbols[number]:
                continue
            found = matched.get((family, number))
            if found is None:
                found = matched[family, number] = self.rules.match_gated(possible, gates[number], symbols[number], number)
            yield from found

    def _rules_of(self, family: str) -> tuple[tuple[int, Rule], ...]:
        if not self._gates:
            self._gates = [self.rules.open_gates(symbols) for symbols in self.symbols]
            self._open = reduce(or_, self._gates, 0)
        return tuple(pair for pair in self.rules.gated.get(family, ()) if self._open & pair[0] == pair[0])

    def slot(self, match: Match, name: str) -> Sequence[Item]:
        """The items of a slot of a match (empty when the slot took no part)."""
        if name not in match.slots:
            return ()
        first, last = match.slots[name]
        return self.items[match.sentence][first:last]

    def span(self, first: int, last: int) -> Span:
        """The evidence span of tokens ``first`` up to ``last``, in the text as received."""
        span = self._spans.get((first, last))
        if span is None:
            start, end = self.tokens.text.raw(self.tokens.starts[first], self.tokens.ends[last - 1])
            span = self._spans[first, last] = Span(start, end, self.document.text[start:end])
        return span

    def evidence(self, finding: Finding) -> Evidence:
        """The evidence of a finding, spans in order and without doubles."""
        if len(finding.ranges) == 1:
            return Evidence(finding.origin, (self.span(*finding.ranges[0]),), finding.field)
        spans = sorted({self.span(first, last) for first, last in finding.ranges}, key=lambda span: (span.start, span.end))
        return Evidence(finding.origin, tuple(spans), finding.field)

    def text(self, item: Item) -> str:
        """The words of an item, white space folded."""
        return " ".join(self.tokens.cased(item.first, item.last).split())

    def drop(self, what: str, first: int, last: int, why: str) -> None:
        """Remember a candidate that was not taken, and why."""
        self.dropped.append((what, first, last, why))


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
    letters = "".join(sorted({opening[0] for opening in _award_openings()}))
    openings = "|".join(f"(?<={re.escape(opening[0])}){re.escape(opening[1:])}" for opening in _award_openings())
    return re.compile(rf"[{letters}](?<!\w.)(?:{openings})\b")


def interesting(text: NormalText) -> bool:
    """Whether an article can hold a bloc's meeting or an award at all; a bail-out before any real work."""
    lower = text.lower
    if "thi đua" not in lower and not any(opening in lower for opening in _award_openings()):
        return False
    return ("thi đua" in lower and _BLOC_WORDS.search(lower) is not None) or _award_gate().search(lower) is not None


# begins with a set of letters, so that the search skips all others
_ALWAYS = re.compile(
    r"[kchđgts](?<!\w.)(?:(?<=k)(?:hối|hu vực)|(?<=c)(?:ụm|hủ trì)|(?<=h)ội (?:nghị|thao)|(?<=đ)ăng cai|(?<=g)iao ước|"
    r"(?<=t)(?:ổng kết|hành viên)|(?<=s)ơ kết)(?!\w)"
)


def analyse(document: Document) -> Analysis | None:
    """Tokens, items and symbols of an article; ``None`` when it cannot hold anything."""
    text = normalise(document.text)
    if not interesting(text):
        return None
    lexicon, rules = load_lexicon(), load_rules()
    tokens = tokenise(text)
    items: list[list[Item]] = []
    symbols: list[str] = []
    award_gate = _award_gate()
    carried = 0
    for number, sentence in enumerate(tokens.sentences):
        start, end = tokens.starts[sentence.first], tokens.ends[sentence.last - 1]
        wanted = (
            sentence.kind == "heading" or number < 6 or _ALWAYS.search(text.lower, start, end) or award_gate.search(text.lower, start, end)
        )
        opens_list = wanted and text.cased[end - 1] == ":"  # its lines hold names alone
        carried = max(carried, _LIST_SENTENCES) if opens_list else max(carried - 1, 2) if wanted else carried - 1
        found = annotate(tokens, lexicon, sentence) if (wanted or carried > 0) and number < _LIMIT_SENTENCES else []
        items.append(found)
        symbols.append(rules.alphabet.encode(found))
    return Analysis(document, tokens, lexicon, rules, items, symbols)
