"""The comparison of a release with the expected facts: sees every difference that matters, and no other."""

from __future__ import annotations

from typing import Any

from tests.replica.matching import QUERIES, Ask, differences, plain_name

_ROWS = {
    "meetings": ("province", "bloc", "type", "period", "date", "session", "member_count", "hosts"),
    "lead_units": ("province", "bloc", "unit", "role", "year"),
    "awards": ("province", "award", "authority", "recipient", "recipient_kind", "count", "status", "year", "decision"),
}


def release_of(facts: dict[str, list[dict[str, Any]]]) -> Ask:
    """A release that holds just these facts, asked by query."""

    def value(fact: dict[str, Any], slot: str) -> Any:
        return "|".join(fact[slot]) if slot == "hosts" else fact[slot]

    return lambda query: next(
        [tuple(value(fact, slot) for slot in _ROWS[table]) for fact in facts[table]] for table in QUERIES if QUERIES[table] == query
    )


def test_the_expected_facts_agree_with_themselves(expected: dict[str, Any]) -> None:
    assert differences(expected["facts"], release_of(expected["facts"])) == []


def test_the_next_day_differs_by_what_it_says(expected: dict[str, Any]) -> None:
    lines = differences(expected["edition_2"]["facts"], release_of(expected["facts"]))
    added = sum(len(rows) for rows in expected["edition_2"]["facts_added"].values())
    removed = sum(len(rows) for rows in expected["edition_2"]["facts_removed"].values())
    assert sum("missing" in line for line in lines) == added
    assert sum("too many" in line for line in lines) == removed


def test_a_wrong_slot_shows_as_one_missing_and_one_too_many(expected: dict[str, Any]) -> None:
    for table, slot, wrong in (
        ("meetings", "hosts", ["Sở Ngoại vụ"]),
        ("lead_units", "role", "member"),
        ("awards", "decision", "1/QĐ-TTg"),
    ):
        first, *others = expected["facts"][table]
        lines = differences(expected["facts"], release_of({**expected["facts"], table: [{**first, slot: wrong}, *others]}))
        assert [line.split("(")[0] for line in lines] == [f"{table}: missing ", f"{table}: too many "]


def test_names_may_differ_in_spelling_only() -> None:
    assert plain_name("UBND tỉnh Hà Giang", "Hà Giang") == plain_name("Uỷ ban nhân dân tỉnh", None)
    assert plain_name("Báo Hà Giang", "Hà Giang") == "báo"
    assert plain_name("Ban Tuyên giáo Tỉnh uỷ", None) == plain_name("Ban Tuyên giáo Tỉnh ủy", None)
    assert plain_name("Huyện Quý Lộc", None) == "huyện quý lộc"
    assert plain_name("Sở Y tế", None) != plain_name("Sở Tư pháp", None)
