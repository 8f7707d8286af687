"""One article taken apart: tokens, items and rule matches of its sentences, and the way from tokens to evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from warehouse.events.annotate import annotate
from warehouse.events.blocs import Bloc
from warehouse.events.defined_names import DefinedNames
from warehouse.events.gates import interesting, sentence_gate, telling
from warehouse.events.items import BLOC_KINDS, Item, bloc_of
from warehouse.events.lexicon import Lexicon, load_lexicon
from warehouse.events.model import Document, Evidence, Origin, Span
from warehouse.events.normalise import normalise
from warehouse.events.rules import Match, Rule, RuleSet, load_rules, match_rules
from warehouse.events.tokens import Sentence, Tokens, tokenise

_LIMIT_SENTENCES = 2_000
_LIST_SENTENCES = 60


@dataclass(slots=True, eq=False)
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
    _holding: dict[str, int] = field(default_factory=dict)  # a need of rules → a bit for each sentence that meets it
    _annotated: int = 0  # a bit for each sentence with symbols
    _let_in: dict[str, dict[int, list[Rule]]] = field(default_factory=dict)  # family → sentence → rules that find there what they need
    _matched: dict[tuple[str, int], list[Match]] = field(default_factory=dict)  # resolvers ask more than once
    _blocs: list[tuple[int, Item, Bloc]] | None = None
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences of the article, in order."""
        return self.tokens.sentences

    def matches(self, family: str, sentences: Iterable[int] | None = None) -> Iterator[Match]:
        """All matches of a rule family, by sentence, then by rule order."""
        let_in = self._let_in.get(family)
        if let_in is None:
            let_in = self._let_in[family] = self._rules_of(family)
        for number in let_in if sentences is None else sentences:
            if rules := let_in.get(number):
                found = self._matched.get((family, number))
                if found is None:
                    found = self._matched[family, number] = match_rules(rules, self.symbols[number], number)
                yield from found

    def _rules_of(self, family: str) -> dict[int, list[Rule]]:
        """The sentences in which rules of a family find what they need, in order, and these rules."""
        if not self._annotated:
            self._hold()
        let_in: dict[int, list[Rule]] = {}
        for rule in self.rules.rules.get(family, ()):
            left = self._annotated
            for need in rule.needs:
                left &= self._holding.get(need, 0)
                if not left:
                    break
            while left:
                let_in.setdefault((left & -left).bit_length() - 1, []).append(rule)
                left &= left - 1
        return {number: let_in[number] for number in sorted(let_in)}

    def _hold(self) -> None:
        """Which sentences meet which needs of rules, one bit a sentence."""
        by_symbol: dict[str, int] = {}
        for number, symbols in enumerate(self.symbols):
            for symbol in frozenset(symbols):
                by_symbol[symbol] = by_symbol.get(symbol, 0) | 1 << number
        for symbol, bits in by_symbol.items():
            self._annotated |= bits
            for need in self.rules.met_by.get(symbol, ()):
                self._holding[need] = self._holding.get(need, 0) | bits

    def matches_by_rule(self, family: str, number: int) -> Iterator[list[Match]]:
        """The matches of one rule of a family after the other, for who may need no further rule."""
        if family not in self._let_in:
            self._let_in[family] = self._rules_of(family)
        for rule in self._let_in[family].get(number, ()):
            yield match_rules((rule,), self.symbols[number], number)

    def sentences_for(self, family: str) -> Iterable[int]:
        """The sentences in which a rule of a family may fire, in order."""
        if family not in self._let_in:
            self._let_in[family] = self._rules_of(family)
        return self._let_in[family]

    def holds(self, number: int, kind: str) -> bool:
        """Whether a sentence has an item of a kind that rules ask for, or that a scanner finds."""
        return self.rules.alphabet.symbols[kind] in self.symbols[number]

    def holds_any(self, number: int, kinds: tuple[str, ...]) -> bool:
        """Whether a sentence has an item of one of these kinds."""
        return _one_of(kinds).search(self.symbols[number]) is not None

    def blocs(self) -> list[tuple[int, Item, Bloc]]:
        """All mentions of blocs, alone or in a role ("Trưởng Khối thi đua …"): sentence, item, bloc."""
        if self._blocs is None:
            mentions = _one_of(BLOC_KINDS)
            self._blocs = [
                (number, item, bloc)
                for number, symbols in enumerate(self.symbols)
                for found in mentions.finditer(symbols)
                if (bloc := bloc_of(item := self.items[number][found.start()])) is not None and bloc.strength
            ]
        return self._blocs

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
            place = finding.ranges[0]
            return Evidence(finding.origin, (self._spans.get(place) or self.span(*place),), finding.field)
        return Evidence(finding.origin, tuple(sorted({self.span(first, last) for first, last in finding.ranges})), finding.field)

    def text(self, item: Item) -> str:
        """The words of an item, white space folded."""
        return " ".join(self.tokens.cased(item.first, item.last).split())

    def drop(self, what: str, first: int, last: int, why: str) -> None:
        """Remember a candidate that was not taken, and why."""
        self.dropped.append((what, first, last, why))


@cache
def _one_of(kinds: tuple[str, ...] | frozenset[str]) -> re.Pattern[str]:
    """Finds the items of some kinds in the symbols of a sentence."""
    symbols = load_rules().alphabet.symbols
    return re.compile(f"[{''.join(symbols[kind] for kind in kinds)}]")


def analyse(document: Document) -> Analysis | None:
    """Tokens, items and symbols of an article; ``None`` when it cannot hold anything."""
    text = normalise(document.text)
    if not interesting(text):
        return None
    lexicon, rules = load_lexicon(), load_rules()
    tokens, gate = tokenise(text), sentence_gate(text)
    told = [telling(tokens, sentence, gate) for sentence in tokens.sentences[:_LIMIT_SENTENCES]]
    read = {} if gate.with_blocs else {n: annotate(tokens, lexicon, tokens.sentences[n]) for n, tells in enumerate(told) if tells}
    if not (gate.with_blocs or any(item.kind == "AWARD" for found in read.values() for item in found)):
        return None  # "đơn vị", "lao động" begin names of awards, and stand in half of all news
    items: list[list[Item]] = []
    symbols: list[str] = []
    defined = DefinedNames(tokens, lexicon)
    carried = 0
    for number, sentence in enumerate(tokens.sentences):
        wanted = sentence.kind == "heading" or number < 6 or (number < _LIMIT_SENTENCES and told[number])
        # "… đã công bố và trao:" says what its lines hold; they may hold names alone
        opens_list = tokens.words[sentence.last - 1] == ":" and (wanted or True in told[number + 1 : number + 4])
        wanted = wanted or opens_list
        carried = max(carried, _LIST_SENTENCES) if opens_list else max(carried - 1, 2) if wanted else carried - 1
        if number in read:
            found = read[number]
        else:
            found = annotate(tokens, lexicon, sentence) if (wanted or carried > 0) and number < _LIMIT_SENTENCES else []
        defined.read(found)
        items.append(found)
        symbols.append(rules.alphabet.encode(found))
    return Analysis(document, tokens, lexicon, rules, items, symbols)
