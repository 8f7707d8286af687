"""Which rules fire and which lexicon entries occur: what nothing uses is reported, so that the data stay as small as they can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.events.analysis import Analysis, analyse
from warehouse.events.annotate import annotate
from warehouse.events.extract import extract_analysed
from warehouse.events.lexicon import Term, Trie, add_path, expand, load_lexicon, load_toml, longest
from warehouse.events.model import Document
from warehouse.events.normalise import fold_name, normalise
from warehouse.events.rules import RULE_FILES, RuleSet, load_rules
from warehouse.events.tokens import Tokens, tokenise

_ENTRY_LISTS = (("lexicon.toml", "entry", "terms"), ("awards.toml", "award", "terms"), ("organisation_grammar.toml", "head", "words"))


@dataclass(frozen=True, slots=True)
class LexiconTerm:
    """A term as it is written in a data file."""

    file: str
    entry: str  # kind, class or code of the entry that it belongs to
    term: str


def rule_files() -> dict[str, str]:
    """File name by rule id."""
    return {entry["id"]: name for name in RULE_FILES for entry in load_toml(name).get("rule", [])}


def count_rules(documents: Iterable[Document]) -> tuple[Counter[str], Counter[str]]:
    """How often each rule fired in articles, and how many mentions it gave, by rule id."""
    fired: Counter[str] = Counter()
    gave: Counter[str] = Counter()
    for document in documents:
        analysis = analyse(document)
        if analysis is None:
            continue
        fired.update(_fired(analysis))
        gave.update(mention.rule for mention in extract_analysed(document, analysis, None).mentions)
    return fired, gave


def _fired(analysis: Analysis) -> Iterator[str]:
    for family in analysis.rules.rules:
        for match in analysis.matches(family):
            yield match.rule.id


def fired_in_examples(texts: Iterable[str]) -> Counter[str]:
    """How often each rule fires in single sentences, which are read whatever they are about."""
    rules, lexicon = load_rules(), load_lexicon()
    fired: Counter[str] = Counter()
    for text in texts:
        tokens = tokenise(normalise(text))
        for number, sentence in enumerate(tokens.sentences):
            fired.update(_fired_in(rules, rules.alphabet.encode(annotate(tokens, lexicon, sentence)), number))
    return fired


def _fired_in(rules: RuleSet, symbols: str, number: int) -> Iterator[str]:
    for family in rules.rules:
        for match in rules.match(family, symbols, number):
            yield match.rule.id


def lexicon_terms() -> list[LexiconTerm]:
    """Every term of the lexicon files, in the notation in which it is written. Names of organisations come from reference seeds instead."""
    terms = []
    for file, entries, key in _ENTRY_LISTS:
        for entry in load_toml(file)[entries]:
            name = str(entry.get("kind") or entry.get("type") or entry.get("class") or "")
            terms += [LexiconTerm(file, name, term) for term in entry[key]]
    return terms


def unused_terms(texts: Iterable[str]) -> list[LexiconTerm]:
    """Terms none of whose forms is ever the longest one that begins at a word of the texts."""
    terms = lexicon_terms()
    trie = _trie_of(terms)
    used: set[int] = set()
    for text in texts:
        used |= _terms_in(trie, tokenise(normalise(text)))
    return [term for number, term in enumerate(terms) if number not in used]


def _trie_of(terms: list[LexiconTerm]) -> Trie:
    """A trie whose values are the numbers of all terms that have the form: two files may share one."""
    forms: dict[str, list[int]] = {}
    for number, term in enumerate(terms):
        for form in expand(term.term):
            forms.setdefault(fold_name(form), []).append(number)
    trie: dict[str, Any] = {}
    for form, numbers in forms.items():
        add_path(trie, form, Term("TERM", tuple(numbers)))
    return trie


def _terms_in(trie: Trie, tokens: Tokens) -> set[int]:
    found: set[int] = set()
    for sentence in tokens.sentences:
        for position in range(sentence.first, sentence.last):
            hit = longest(trie, tokens.words, position, sentence.last)
            if hit is not None:
                found.update(hit[1].value)
    return found
