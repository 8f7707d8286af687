"""What dbt's manifest must say of every model: grain, descriptions, contracts, keys, tests and what may be published."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawlers.reference import ROOT
from tests.dbt.building import Built

pytestmark = pytest.mark.xdist_group("dbt")

Node = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(built: Built) -> Node:
    return built.manifest


@pytest.fixture(scope="module")
def models(manifest: Node) -> dict[str, Node]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def test_every_model_has_a_description_with_its_grain(models: dict[str, Node]) -> None:
    assert len(models) > 35
    for name, node in models.items():
        assert re.search(r"\bGrain: .+\.$", node["description"]), name
        assert node["config"]["meta"]["grain"] in node["description"], name


def test_every_column_that_exists_is_described_and_none_that_does_not(built: Built, models: dict[str, Node]) -> None:
    rows = built.rows("select schema_name, table_name, column_name from duckdb_columns() where not internal")
    actual: dict[str, set[str]] = {}
    for schema, table, column in rows:
        if schema != "reference":
            actual.setdefault(table, set()).add(column)
    assert set(actual) == set(models)
    for name, node in models.items():
        assert set(node["columns"]) == actual[name], name
        poor = [column for column, described in node["columns"].items() if len(described["description"]) < 4]
        assert poor == [], name


def test_folders_are_layers_are_schemas_and_prefixes(models: dict[str, Node]) -> None:
    prefixes = {"staging": ("stg_", "base_"), "intermediate": ("int_",), "marts": ("dim_", "fct_", "bridge_"), "out": ("out_",)}
    for name, node in models.items():
        folder = node["path"].split("/")[0]
        assert node["schema"] == folder, name
        assert name.startswith(prefixes[folder]), name


def test_layers_look_down_only_and_nothing_but_staging_reads_sources(models: dict[str, Node], manifest: Node) -> None:
    order = ["staging", "intermediate", "marts", "out"]
    for name, node in models.items():
        layer = order.index(node["schema"])
        for parent in node["depends_on"]["nodes"]:
            kind, parent_name = parent.split(".")[0], parent.split(".")[-1]
            if kind == "source":
                assert layer == 0, name
            if kind == "model":
                assert order.index(models[parent_name]["schema"]) <= layer, (name, parent_name)
        assert node["depends_on"]["nodes"], name


def test_each_source_is_read_by_one_base_model_that_reads_nothing_else(models: dict[str, Node], manifest: Node) -> None:
    readers: dict[str, list[str]] = {name.split(".")[-1]: [] for name in manifest["sources"]}
    for name, node in models.items():
        sources = [parent.split(".")[-1] for parent in node["depends_on"]["nodes"] if parent.startswith("source.")]
        for source in sources:
            readers[source].append(name)
        assert not sources or len(node["depends_on"]["nodes"]) == 1, name
        assert name.startswith("base_") == bool(sources), name
    assert readers == {source: [f"base_{source}"] for source in readers}


def test_marts_and_out_have_enforced_contracts_with_types_and_a_key(models: dict[str, Node]) -> None:
    for name, node in models.items():
        if node["schema"] not in {"marts", "out"}:
            continue
        assert node["contract"]["enforced"], name
        assert all(column["data_type"] for column in node["columns"].values()), name
        keys = [constraint for constraint in node["constraints"] if constraint["type"] == "primary_key"]
        keys += [c for column in node["columns"].values() for c in column["constraints"] if c["type"] == "primary_key"]
        assert len(keys) == 1, name


def test_every_model_has_tests_and_facts_have_many(models: dict[str, Node], manifest: Node) -> None:
    counts = Counter(node["attached_node"].split(".")[-1] for node in manifest["nodes"].values() if node.get("attached_node"))
    for name in models:
        assert counts[name] >= (6 if name.startswith("fct_") else 1), name


def test_every_model_with_logic_has_a_unit_test(models: dict[str, Node], manifest: Node) -> None:
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    logic = re.compile(r"\b(case|qualify|coalesce|group by|union|unnest|over \(|if\()", re.IGNORECASE)
    # wide tables only join what is tested before them; same_rows holds them to their facts
    wide = {"out_meeting", "out_lead_unit", "out_award", "out_article", "out_review_queue", "out_document_citation"}
    without = {name for name, node in models.items() if logic.search(node["raw_code"]) and name not in tested | wide}
    assert without == set()


def test_custom_tests_are_all_used(manifest: Node) -> None:
    used = {node["test_metadata"]["name"] for node in manifest["nodes"].values() if node.get("test_metadata")}
    own = {path.stem for path in (ROOT / "dbt_project" / "tests" / "generic").glob("*.sql")}
    assert own <= used


def test_exposures_name_every_published_table(models: dict[str, Node], manifest: Node) -> None:
    published = {name for name, node in models.items() if node["schema"] == "out" and node["config"]["meta"].get("publish")}
    exposed = {parent.split(".")[-1] for exposure in manifest["exposures"].values() for parent in exposure["depends_on"]["nodes"]}
    further = {"out_document_citation", "out_campaign", "out_bloc_membership"}
    about = {"out_article", "out_coverage", "out_yearly_count", "out_correction"}
    assert published == {"out_meeting", "out_lead_unit", "out_award"} | further | about
    assert exposed == published | {"out_review_queue"}


def test_every_wide_table_has_the_geography_of_then_and_of_now(models: dict[str, Node]) -> None:
    without = {
        name
        for name, node in models.items()
        if node["schema"] == "out" and not {"province_id", "current_province_id"} <= set(node["columns"])
    }
    assert without == {"out_correction"}, "a correction happened nowhere"


def test_descriptions_reach_the_database(built: Built) -> None:
    missing = built.rows("select table_name, column_name from duckdb_columns() where schema_name in ('marts', 'out') and comment is null")
    assert missing == []
    assert built.rows("select count(*) from duckdb_tables() where schema_name in ('marts', 'out') and comment is null") == [(0,)]


def _sql_blocks() -> list[str]:
    page = (ROOT / "docs" / "warehouse.md").read_text(encoding="utf-8")
    return re.findall(r"^```sql\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_the_guide_names_every_published_table() -> None:
    page = Path(ROOT / "docs" / "warehouse.md").read_text(encoding="utf-8")
    for path in (ROOT / "dbt_project" / "models").glob("*/*.sql"):
        if path.parent.name in {"marts", "out"}:
            assert path.stem in page, path.stem


@pytest.mark.parametrize("sql", _sql_blocks(), ids=lambda sql: sql.splitlines()[0][:60])
def test_sql_of_the_guide_runs_and_finds_rows(built: Built, sql: str) -> None:
    assert built.rows(sql)
