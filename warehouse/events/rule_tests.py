"""Runs the examples that stand beside the rules, and looks for rules and lexicon kinds that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.events.annotate import annotate
from warehouse.events.lexicon import load_lexicon
from warehouse.events.normalise import fold_name, normalise
from warehouse.events.rules import Match, Rule, load_rules
from warehouse.events.tokens import tokenise

_READ_BY_RESOLVERS = frozenset(
    ("EMULATION", "VENUE", "WORD", "HEAD", "NOTAWARD", "HONORIFIC", "RANK", "ONBEHALF", "BECAUSE", "BLOCREF", "ROLE")
)


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold."""

    rule: str
    text: str
    why: str


def _matches(rule: Rule, text: str) -> Iterator[tuple[Match, dict[str, str]]]:
    """The matches of one rule in a text, with the words of each slot."""
    rules, lexicon = load_rules(), load_lexicon()
    tokens = tokenise(normalise(text))
    for number, sentence in enumerate(tokens.sentences):
        items = annotate(tokens, lexicon, sentence)
        symbols = rules.alphabet.encode(items)
        for match in rules.match(rule.family, symbols, number):
            if match.rule.id == rule.id:
                words = {
                    name: " ".join(tokens.cased(items[first].first, items[last - 1].last).split())
                    for name, (first, last) in match.slots.items()
                    if last > first
                }
                yield match, words


def run_examples(rule: Rule) -> list[Failure]:
    """All examples of a rule that fail: a slot that is not found as written, or a counter-example that fires."""
    failures = []
    for example in rule.examples:
        wanted = {name: fold_name(words) for name, words in example["slots"].items()}
        found = [{name: fold_name(words) for name, words in slots.items()} for _, slots in _matches(rule, example["text"])]
        if not any(wanted.items() <= slots.items() for slots in found):
            failures.append(Failure(rule.id, example["text"], f"expected {example['slots']}, found {found or 'no match'}"))
    for text in rule.counter_examples:
        found = [slots for _, slots in _matches(rule, text)]
        if found:
            failures.append(Failure(rule.id, text, f"must not fire, but found {found[0]}"))
    return failures


def run_all() -> list[Failure]:
    """The failures of all rules; empty when the rule files hold what they say."""
    return [failure for rule in load_rules() for failure in run_examples(rule)]


def unused_kinds() -> list[str]:
    """Lexicon kinds that no rule pattern names and no resolver reads."""
    used = set(load_rules().alphabet.symbols) | _READ_BY_RESOLVERS
    return sorted(load_lexicon().kinds - used)
