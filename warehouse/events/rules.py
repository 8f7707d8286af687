"""Loads the rule files and applies them to sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawlers.errors import ConfigurationError
from warehouse.events.items import Item
from warehouse.events.lexicon import load_lexicon, load_toml
from warehouse.events.patterns import Alphabet, compile_pattern
from warehouse.events.rule_gates import least, required

RULE_FILES = (
    "rules_meetings.toml",
    "rules_lead_units.toml",
    "rules_awards.toml",
    "rules_stages.toml",
    "rules_details.toml",
    "rules_members.toml",
)
_SCANNED_KINDS = frozenset(["DATE", "DOC", "SPAN", "SCHOOLYEAR", "HALF", "QUARTER", "MONTH", "YEAR"])
_READ_KINDS = frozenset(
    [
        "BLOC",
        "BLOCREF",
        "ROLEALONE",
        "ROLEOF",
        "AWARD",
        "COUNT",
        "AMOUNT",
        "PERSON",
        "POST",
        "PROVINCE",
        "PLACE",
        "PLURAL",
        "ORG",
        "AUTH",
        "W",
    ]
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of reasoning: where it looks (``gate``), what it wants to see, and what that says (``says``, read by a resolver)."""

    id: str
    family: str
    pattern: str
    compiled: re.Pattern[str]
    needs: tuple[str, ...]  # of each of these sets of symbols one must occur: its gates, and what its pattern cannot do without
    confidence: float
    says: dict[str, Any]
    examples: tuple[dict[str, Any], ...]
    counter_examples: tuple[str, ...]
    note: str


@dataclass(slots=True, eq=False)
class Match:
    """A rule that fired: items ``first`` up to ``last`` of a sentence, and the items of each slot."""

    rule: Rule
    sentence: int
    first: int
    last: int
    slots: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules by family, in file order, with the alphabet they share and what their needs are met by."""

    rules: dict[str, tuple[Rule, ...]]
    alphabet: Alphabet
    met_by: dict[str, tuple[str, ...]]  # symbol → the needs of rules that it meets

    @classmethod
    def of(cls, rules: Sequence[Rule], alphabet: Alphabet) -> RuleSet:
        """The rules in their order, by family."""
        families: dict[str, list[Rule]] = {}
        met_by: dict[str, list[str]] = {}
        for rule in rules:
            families.setdefault(rule.family, []).append(rule)
        for need in dict.fromkeys(need for rule in rules for need in rule.needs):
            for symbol in need:
                met_by.setdefault(symbol, []).append(need)
        return cls(
            {family: tuple(found) for family, found in families.items()},
            alphabet,
            {symbol: tuple(needs) for symbol, needs in met_by.items()},
        )

    def __iter__(self) -> Iterator[Rule]:
        for rules in self.rules.values():
            yield from rules

    def match(self, family: str, symbols: str, sentence: int) -> Iterator[Match]:
        """All matches of a family's rules in one encoded sentence; matches of one rule do not overlap."""
        held = frozenset(symbols)
        possible = [rule for rule in self.rules.get(family, ()) if not any(held.isdisjoint(needed) for needed in rule.needs)]
        return iter(match_rules(possible, symbols, sentence))


def match_rules(rules: Iterable[Rule], symbols: str, sentence: int) -> list[Match]:
    """All matches of some rules in one encoded sentence, by rule; matches of one rule do not overlap."""
    matches: list[Match] = []
    for rule in rules:
        for found in rule.compiled.finditer(symbols):
            slots = {name: span for name in found.re.groupindex if (span := found.span(name))[0] >= 0}
            matches.append(Match(rule, sentence, *found.span(), slots))
    return matches


@cache
def load_rules() -> RuleSet:
    """The rules of the data files, compiled; every malformed rule is named with its file."""
    alphabet = Alphabet.empty()
    kinds = load_lexicon().kinds | _SCANNED_KINDS | _READ_KINDS
    rules: list[Rule] = []
    seen: set[str] = set()
    macros: dict[str, str] = {}
    for name in RULE_FILES:
        data = load_toml(name)
        macros |= data.get("macros", {})
        for entry in data.get("rule", []):
            rule = _rule(entry, name, alphabet, macros, kinds)
            if rule.id in seen:
                raise ConfigurationError(f"{name}: the rule id {rule.id!r} is used twice; give each rule its own.")
            seen.add(rule.id)
            rules.append(rule)
    for kind in sorted(_SCANNED_KINDS):  # resolvers look for them even where no rule does
        alphabet.symbol(kind)
    return RuleSet.of(rules, alphabet)


def _rule(entry: dict[str, Any], name: str, alphabet: Alphabet, macros: dict[str, str], kinds: frozenset[str]) -> Rule:
    missing = [key for key in ("id", "family", "pattern", "gate", "examples") if key not in entry]
    if missing:
        raise ConfigurationError(f"{name}: the rule {entry.get('id', '?')!r} lacks {', '.join(missing)}.")
    where = f"{name}, rule {entry['id']}"
    unknown = sorted(set(re.findall(r"\b[A-Z][A-Z0-9_]*\b", re.sub(r"'[^']*'", "", entry["pattern"]))) - kinds - set(macros))
    if unknown:
        raise ConfigurationError(f"{where}: nothing has the type {', '.join(unknown)}; it stands in no lexicon file and is no macro.")
    gates = ["".join(alphabet.symbol(name.strip()) for name in macros.get(kind, kind).split("|")) for kind in entry["gate"]]
    compiled = compile_pattern(entry["pattern"], alphabet, macros, where)
    return Rule(
        id=entry["id"],
        family=entry["family"],
        pattern=entry["pattern"],
        compiled=compiled,
        needs=least((*gates, *required(compiled.pattern))),
        confidence=float(entry.get("confidence", 0.9)),
        says=dict(entry.get("says", {})),
        examples=tuple(entry["examples"]),
        counter_examples=tuple(entry.get("counter_examples", [])),
        note=entry.get("note", ""),
    )


def items_of(items: Sequence[Item], span: tuple[int, int]) -> Sequence[Item]:
    """The items of a slot."""
    return items[span[0] : span[1]]
