"""Each data test of our own passes on the fixture and fails once the data are broken in the way it watches for."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.dbt.building import PROJECT, Built

pytestmark = pytest.mark.xdist_group("dbt")

# custom test, model it is attached to, a word of its arguments that picks one of several, the table to break, and its broken rows
GENERIC = [
    ("in_enum", "fct_meeting", "session", "marts.fct_meeting", "select * replace ('midnight' as session) from broken"),
    ("enum_list", "fct_meeting", "also_types", "marts.fct_meeting", "select * replace ('launch|banquet' as also_types) from broken"),
    ("unique_together", "fct_award", "award_case_id", "marts.fct_award", "select * from broken union all select * from broken"),
    (
        "unique_together",
        "stg_outcomes",
        "url",
        "staging.stg_outcomes",
        "select * from broken union all select * replace ('x' as outcome) from broken",
    ),
    ("primary_key", "stg_captures", "capture_id", "staging.stg_captures", "select * from broken union all select * from broken limit 20"),
    ("primary_key", "int_events", "event_id", "intermediate.int_events", "select * replace (null::varchar as event_id) from broken"),
    ("stable_id_shape", "fct_meeting", "mtg", "marts.fct_meeting", "select * replace ('mtg_7' as meeting_id) from broken"),
    ("no_overlap", "dim_province", "province_id", "marts.dim_province", "select * replace (valid_to + 10 as valid_to) from broken"),
    ("no_overlap", "dim_province", "province_code", "marts.dim_province", "select * replace ('44' as province_code) from broken"),
    ("no_gap", "dim_province", "province_id", "marts.dim_province", "select * replace (valid_to - 10 as valid_to) from broken"),
    (
        "holds",
        "fct_award",
        "recipient_organization_id is null",
        "marts.fct_award",
        "select * replace ('Bà A' as recipient_name) from broken",
    ),
    ("holds", "fct_award", "status = if", "marts.fct_award", "select * replace ('conferred' as status) from broken"),
    ("holds", "fct_meeting", "date_precision", "marts.fct_meeting", "select * replace (null::varchar as date_origin) from broken"),
    ("holds", "fct_lead_unit", "year_origin", "marts.fct_lead_unit", "select * replace (null::varchar as year_origin) from broken"),
    ("holds", "out_coverage", "pages_seen", "out.out_coverage", "select * replace (pages_seen + 1 as pages_seen) from broken"),
    ("holds", "out_meeting", "length(quote)", "out.out_meeting", "select * replace (repeat('x', 301) as quote) from broken"),
    (
        "holds",
        "stg_mention_slots",
        "metadata_field",
        "staging.stg_mention_slots",
        "select * replace ('metadata' as slot_origin) from broken",
    ),
    (
        "holds",
        "stg_mention_slots",
        "span_start is not null",
        "staging.stg_mention_slots",
        "select * replace (null::integer as span_start) from broken",
    ),
    ("holds", "stg_mentions", "stage in", "staging.stg_mentions", "select * replace ('conferred' as status) from broken"),
    (
        "one_primary",
        "bridge_meeting_mention",
        "meeting_id",
        "marts.bridge_meeting_mention",
        "select * replace (true as is_primary) from broken",
    ),
    ("one_primary", "bridge_award_mention", "award_id", "marts.bridge_award_mention", "select * replace (false as is_primary) from broken"),
    ("one_head", "fct_lead_unit", "lead_year", "marts.fct_lead_unit", "select * replace (false as is_preferred_head) from broken"),
    ("one_primary", "fct_event_statement", "is_winner", "marts.fct_event_statement", "select * replace (true as is_winner) from broken"),
    ("row_count_on", "dim_province", "2025-06-30", "marts.dim_province", "select * from broken where province_id <> 'bac_kan'"),
    ("row_count_on", "dim_province", "2025-07-01", "marts.dim_province", "select * replace (null::date as valid_to) from broken"),
    ("same_rows", "out_meeting", "meeting_id", "out.out_meeting", "select * from broken limit 1"),
    ("same_rows", "out_award", "award_id", "out.out_award", "select * from broken union all select * from broken limit 6"),
]

SINGULAR = [
    ("evidence_is_in_the_text", "staging.stg_mention_slots", "select * replace (span_end - 1 as span_end) from broken"),
    ("evidence_is_in_the_text", "staging.stg_mentions", "select * replace (trigger_quote || '.' as trigger_quote) from broken"),
    ("every_mention_has_slots", "staging.stg_mention_slots", "select * from broken where slot <> 'type' limit 1"),
    ("no_mention_is_lost", "intermediate.int_review_items", "select * from broken where review_reason <> 'low_confidence'"),
    ("awards_keep_the_status_of_their_mentions", "marts.fct_award", "select * replace ('conferred' as status) from broken"),
    (
        "corrections_still_apply",
        "reference.corrections",
        "select * from broken union all by name "
        "select 'k1' as correction_id, mention_id, slot, 'set' as action, 'otherwise' as expect, 'so' as value from staging.stg_mention_slots limit 1",
    ),
    (
        "corrections_still_apply",
        "reference.corrections",
        "select * from broken union all by name select 'k1' as correction_id, 'men_gone' as mention_id, 'drop' as action",
    ),
    (
        "event_decisions_still_apply",
        "intermediate.int_event_decisions",
        "select * from broken union all by name select 'k1' as decision_id, 'men_gone' as mention_id, 'mention_gone' as decision_state",
    ),
    ("outcomes_are_of_their_step", "staging.stg_outcomes", "select * replace ('vanished' as outcome) from broken"),
    ("outcomes_are_of_their_step", "staging.stg_outcomes", "select * replace ('crawl' as step, 'article' as outcome) from broken"),
    ("articles_have_an_article_outcome", "staging.stg_articles", "select * from broken limit 3"),
    ("seven_codes_changed_their_meaning", "marts.dim_province", "select * replace ('01' as province_code) from broken"),
    (
        "every_old_province_has_one_successor",
        "marts.bridge_province_succession",
        "select * from broken where predecessor_province_id <> 'bac_kan'",
    ),
    (
        "every_old_province_has_one_successor",
        "marts.bridge_province_succession",
        "select * from broken union all select * replace ('an_giang' as successor_province_id) from broken",
    ),
    ("new_cities_have_their_dates", "marts.dim_province", "select * replace (valid_from + 1 as valid_from) from broken"),
]


def _sql_of_generic(built: Built, test: str, model: str, word: str) -> str:
    found = [
        node
        for node in built.manifest["nodes"].values()
        if node.get("test_metadata")
        and node["test_metadata"]["name"] == test
        and node["attached_node"].endswith(f".{model}")
        and word in str(node["test_metadata"]["kwargs"])
    ]
    assert found, f"{test} on {model} with {word}"
    return str(found[0]["compiled_code"])


def _sql_of_singular(built: Built, name: str) -> str:
    return str(built.manifest["nodes"][f"test.thidua.{name}"]["compiled_code"])


def _failures_before_and_after(built: Built, folder: Path, sql: str, table: str, broken_rows: str) -> tuple[int, int]:
    """Rows that the test finds in the fixture, and in a copy of it whose ``table`` is replaced by ``broken_rows``."""
    copy = folder / "warehouse.duckdb"
    shutil.copyfile(built.database, copy)
    with duckdb.connect(str(copy)) as connection:
        before = len(connection.execute(sql).fetchall())
        connection.execute(f"create temp table broken as select * from {table}")
        kind = "view" if table.startswith("staging.") else "table"
        connection.execute(f"drop {kind} {table}")
        connection.execute(f"create table {table} as {broken_rows}")
        after = len(connection.execute(sql).fetchall())
    return before, after


@pytest.mark.parametrize(("test", "model", "word", "table", "broken_rows"), GENERIC, ids=["-".join(case[:3]) for case in GENERIC])
def test_a_generic_test_can_fail(built: Built, tmp_path: Path, test: str, model: str, word: str, table: str, broken_rows: str) -> None:
    before, after = _failures_before_and_after(built, tmp_path, _sql_of_generic(built, test, model, word), table, broken_rows)
    assert before == 0
    assert after > 0


@pytest.mark.parametrize(("name", "table", "broken_rows"), SINGULAR, ids=[f"{name}-{table}" for name, table, _ in SINGULAR])
def test_a_singular_test_can_fail(built: Built, tmp_path: Path, name: str, table: str, broken_rows: str) -> None:
    before, after = _failures_before_and_after(built, tmp_path, _sql_of_singular(built, name), table, broken_rows)
    assert before == 0
    assert after > 0


def test_every_test_of_our_own_is_shown_to_fail() -> None:
    assert {name for name, *_ in GENERIC} == {path.stem for path in (PROJECT / "tests" / "generic").glob("*.sql")}
    assert {name for name, *_ in SINGULAR} == {path.stem for path in (PROJECT / "tests" / "singular").glob("*.sql")}
