"""The same landing zone gives the same tables, in whatever order its rows lie; an empty one gives whole, empty tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.dbt import stories
from tests.dbt.building import PROJECT, Built, dbt
from warehouse.landing.schemas import SCHEMAS

pytestmark = pytest.mark.xdist_group("dbt")

OUT = (
    *("out_meeting", "out_lead_unit", "out_award", "out_article", "out_coverage", "out_review_queue"),
    *("out_document_citation", "out_campaign", "out_bloc_membership"),
)
MODELS_ONLY = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]


def test_shuffled_rows_in_other_parts_give_identical_tables(built: Built, room: Path, target: Path) -> None:
    other = dbt(MODELS_ONLY, room / "shuffled", target=target, landing=stories.build().write(room / "landing-shuffled", shuffle=7))
    tables = [("marts", name) for (name,) in built.rows("select table_name from duckdb_tables() where schema_name = 'marts'")]
    tables += [("out", name) for name in OUT]
    assert len(tables) >= 17
    for schema, table in tables:
        query = f"select * from {schema}.{table} order by all"
        assert built.rows(query) == other.rows(query), table


def test_a_fresh_clone_builds_and_passes_on_a_landing_zone_without_rows(room: Path, target: Path) -> None:
    empty = dbt(["build", "--exclude-resource-type", "unit_test"], room / "empty", target=target, landing=None)
    assert set(empty.statuses.values()) <= {"pass", "success", "no-op"}
    for table in OUT:
        assert empty.rows(f"select count(*) from out.{table}") == [(0,)]
    assert empty.rows("select count(*) from marts.dim_province where is_current") == [(34,)]


@pytest.mark.parametrize("table", SCHEMAS)
def test_the_parts_without_rows_have_the_present_columns(table: str) -> None:
    version, schema = SCHEMAS[table]
    parts = sorted((PROJECT / "landing_empty" / table).rglob("*.parquet"))
    assert [part.parent.parent.name for part in parts] == [f"schema={version}"]
    assert pq.read_table(parts[0], partitioning=None).schema.equals(schema)
    assert pq.read_metadata(parts[0]).num_rows == 0
