"""Rows and slots of an answer against a label."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.conftest import award, lead, meeting
from warehouse.evaluation.assignment import best_pairs
from warehouse.evaluation.counting import Tally
from warehouse.evaluation.matching import score_table

P = "Bắc Kạn"


def rows(table: str, label: list[dict[str, Any]], answer: list[dict[str, Any]]) -> tuple[int, int, int]:
    tally = score_table(table, label, answer, P).rows
    return tally.right, tally.extra, tally.missed


def test_equal_tables_are_wholly_right() -> None:
    table = [award("Sở Y tế"), award(None, "conferred", count=5), award("Sở Tư pháp")]
    score = score_table("awards", table, list(reversed(table)), P)
    assert score.rows == Tally(right=3)
    assert score.all_slots.right == 3 * 6 + 2  # all but the decision; the counted one has no recipient
    assert (score.all_slots.extra, score.all_slots.missed) == (0, 0)
    assert score.differences == []


def test_a_key_slot_that_differs_is_both_extra_and_missed() -> None:
    assert rows("lead_units", [lead("Sở Y tế")], [lead("Sở Y tế", "deputy")]) == (0, 1, 1)
    score = score_table("lead_units", [lead("Sở Y tế")], [lead("Sở Y tế", "deputy")], P)
    assert score.slots["unit"] == Tally(right=1)
    assert score.slots["role"] == Tally(extra=1, missed=1)
    assert score.differences == ["key differs: role: label 'head', answer 'deputy'"]


def test_missed_and_extra_rows_cost_their_filled_slots() -> None:
    missed = score_table("awards", [award("Sở Y tế")], [], P)
    assert (missed.rows, missed.all_slots) == (Tally(missed=1), Tally(missed=7))
    extra = score_table("meetings", [], [meeting(hosts=["Sở Y tế", "Sở Tư pháp"])], P)
    assert (extra.rows, extra.all_slots) == (Tally(extra=1), Tally(extra=5))


def test_the_pairing_is_the_best_one_and_not_the_first() -> None:
    """Two counted rows have equal keys; the only answer belongs to the second of them."""
    label = [award(None, count=5), award(None, count=3, recipient_kind="individual")]
    score = score_table("awards", label, [award(None, count=3, recipient_kind="individual")], P)
    assert score.rows == Tally(right=1, missed=1)
    assert score.slots["count"] == Tally(right=1, missed=1)
    assert score.slots["recipient_kind"] == Tally(right=1, missed=1)


def test_open_optional_and_alternative_values() -> None:
    assert rows("awards", [award("Sở Y tế", year="*", recipient_alt=["Ngành Y tế"])], [award("ngành Y tế", year=1990)]) == (1, 0, 0)
    optional = [award("Sở Y tế", optional=True)]
    assert rows("awards", optional, []) == (0, 0, 0)
    assert rows("awards", optional, [award("Sở Y tế")]) == (0, 0, 0)
    assert score_table("awards", optional, [award("Sở Y tế")], P).judged[0].right is None
    # a row that is required is served before one that is optional
    assert rows("awards", [*optional, award("Sở Y tế")], [award("Sở Y tế")]) == (1, 0, 0)
    assert score_table("awards", [award(None, count=None)], [award(None, count=7)], P).slots["count"] == Tally()
    assert rows("lead_units", [lead("Sở Y tế", year=None)], [lead("Sở Y tế", year=2020)]) == (1, 0, 0)


def test_types_dates_and_hosts_of_meetings() -> None:
    both = meeting(also=["pact_signing"])
    assert rows("meetings", [both], [meeting(type="pact_signing")]) == (1, 0, 0)
    assert rows("meetings", [meeting()], [meeting(type="pact_signing")]) == (0, 1, 1)
    partial = meeting(date_partial="12-05")
    for date, tally in ((None, Tally()), ("2019-12-05", Tally()), ("2019-12-06", Tally(extra=1))):
        assert score_table("meetings", [partial], [meeting(date=date)], P).slots["date"] == tally
    hosts = score_table("meetings", [meeting(hosts=["Sở Y tế", "Sở Tư pháp"])], [meeting(hosts=["Sở Y tế tỉnh", "Sở Nội vụ"])], P)
    assert hosts.slots["hosts"] == Tally(right=1, extra=1, missed=1)
    assert score_table("meetings", [meeting(hosts="*")], [meeting(hosts=["Sở Y tế"])], P).slots["hosts"] == Tally()


def test_decisions_are_compared_without_marks() -> None:
    score = score_table("awards", [award("Sở Y tế", decision="770/QĐ-TTg")], [award("Sở Y tế", decision="770 / QĐ - TTg")], P)
    assert score.slots["decision"] == Tally(right=1)


@given(st.lists(st.lists(st.none() | st.integers(1, 9), min_size=3, max_size=3), max_size=4))
def test_no_other_pairing_weighs_more(weights: list[list[int | None]]) -> None:
    pairs = best_pairs([[float(weight) if weight else None for weight in row] for row in weights])
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(weights[row][column] for row, column in pairs)
    places = range(max(3, len(weights)))
    best = max(
        (
            sum((weights[row][column] or 0) for row, column in enumerate(order[: len(weights)]) if column < 3)
            for order in permutations(places)
        ),
        default=0,
    )
    assert sum(weights[row][column] or 0 for row, column in pairs) == best
