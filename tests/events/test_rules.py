"""The rules hold what their examples say, and a wrong rule is named."""

from __future__ import annotations

import pytest

from crawlers.errors import ConfigurationError
from warehouse.events.items import Item
from warehouse.events.lexicon import expand, load_lexicon
from warehouse.events.patterns import Alphabet, compile_pattern
from warehouse.events.rule_gates import least, required
from warehouse.events.rule_tests import run_examples, unused_kinds
from warehouse.events.rules import Rule, load_rules
from warehouse.events.word_marks import PLAIN, READ, SCANNED, TERM, WordMarks

RULES = list(load_rules())


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_examples_of_the_rule(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples, "a rule without a counter-example does not say where it ends"
    assert run_examples(rule) == []


def test_ids_are_unique_and_begin_with_what_they_decide() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all("." in rule_id for rule_id in ids)


def test_every_kind_of_the_lexicon_is_used() -> None:
    assert unused_kinds() == []


def match(pattern: str, kinds: list[str], macros: dict[str, str] | None = None) -> dict[str, str] | None:
    alphabet = Alphabet.empty()
    compiled = compile_pattern(pattern, alphabet, macros or {}, "a test")
    found = compiled.search(alphabet.encode([Item(kind, 0, 1) for kind in kinds]))
    return None if found is None else {name: " ".join(kinds[slice(*found.span(name))]) for name in found.groupdict() if found[name]}


def test_pattern_names_slots_and_literals() -> None:
    assert match("unit=ORG 'làm' role=ROLE", ["W", "ORG", "'làm'", "ROLE"]) == {"unit": "ORG", "role": "ROLE"}
    assert match("unit=ORG 'làm' role=ROLE", ["ORG", "'thôi'", "ROLE"]) is None


def test_gap_stops_at_semicolons_and_barred_kinds() -> None:
    assert match("a=ORG ..3 b=ROLE", ["ORG", "X", "X", "ROLE"]) is not None
    assert match("a=ORG ..3 b=ROLE", ["ORG", "X", "';'", "ROLE"]) is None
    assert match("a=ORG ...3 b=ROLE", ["ORG", "X", "';'", "ROLE"]) is not None
    assert match("a=ORG ..3\\TO b=ROLE", ["ORG", "TO", "ROLE"]) is None
    assert match("a=ORG ..3\\TO|'và' b=ROLE", ["ORG", "'và'", "ROLE"]) is None


def test_macros_repetition_and_lookahead() -> None:
    macros = {"UNITS": "ORG ( ',' ORG )*"}
    assert match("units=UNITS !ROLE", ["ORG", "','", "ORG", "W"], macros) == {"units": "ORG ',' ORG"}
    assert match("^ units=UNITS !( ',' | ROLE )", ["ORG", "','", "ORG", "ROLE"], macros) is None


def test_a_malformed_pattern_names_the_rule() -> None:
    with pytest.raises(ConfigurationError, match="rule x"):
        compile_pattern("unit=ORG ((", Alphabet.empty(), {}, "rule x")
    with pytest.raises(ConfigurationError, match="not understood"):
        compile_pattern("unit=ORG %", Alphabet.empty(), {}, "rule x")
    with pytest.raises(ConfigurationError, match="circle"):
        compile_pattern("A", Alphabet.empty(), {"A": "B", "B": "A"}, "rule x")


def test_lexicon_notation() -> None:
    assert sorted(expand("ký (kết)? giao ước (thi đua|công tác)")) == [
        "ký giao ước công tác",
        "ký giao ước thi đua",
        "ký kết giao ước công tác",
        "ký kết giao ước thi đua",
    ]
    assert sorted(expand("thi đua ((,|và)? khen thưởng)?")) == [
        "thi đua",
        "thi đua , khen thưởng",
        "thi đua khen thưởng",
        "thi đua và khen thưởng",
    ]


def test_the_lexicon_holds_every_alias_and_award() -> None:
    kinds = load_lexicon().kinds
    assert {"ORG", "AUTH", "AWARD", "ROLE", "REVIEW", "PACT"} <= kinds


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("unit=ORG ..6 AS role=ROLE", ["ORG", "AS", "ROLE"]),
        ("( BLOC | ROLE ) ? ORG + AS * $", ["ORG"]),
        ("( BLOC ( AS | TO ) ORG | ROLE 'và' )", ["BLOC|ROLE"]),
        ("( BLOC | AS ? ) ORG !ROLE", ["ORG"]),
        ("BLOC ..9\\ORG|'và' ( ROLE | ORG ) ( AS | ORG ) ?", ["BLOC", "ORG|ROLE"]),
    ],
)
def test_what_a_pattern_cannot_do_without_is_read_from_it(pattern: str, needs: list[str]) -> None:
    alphabet = Alphabet.empty()
    compiled = compile_pattern(pattern, alphabet, {}, "here")
    kinds = {symbol: kind for kind, symbol in alphabet.symbols.items()}
    assert ["|".join(sorted(kinds[symbol] for symbol in symbols)) for symbols in required(compiled.pattern)] == needs


def test_of_needs_that_imply_each_other_the_most_telling_stay() -> None:
    assert least(["abc", "b", "ab", "d", "de", "b"]) == ("b", "d")


def test_words_are_forgotten_before_they_fill_the_memory() -> None:
    marks = WordMarks({"khối"}, {"hai"})
    for number in range(120_000):
        marks[f"x{number}"]
    assert len(marks) <= 50_000
    assert [marks[word] for word in ("khối", "hai", "ngày", "7", "trời")] == [TERM, READ | SCANNED, SCANNED, SCANNED | READ, PLAIN]
