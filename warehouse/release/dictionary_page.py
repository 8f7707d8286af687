"""docs/data-dictionary.md, made from the dbt project: ``python -m warehouse.release.dictionary_page``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from crawlers.reference import ROOT
from warehouse.build.builder import DBT_PROJECT
from warehouse.build.catalog import Catalog, Table, read_catalog
from warehouse.build.dbt_run import parse_dbt

PAGE: Final = ROOT / "docs" / "data-dictionary.md"


def dictionary_page(catalog: Catalog) -> str:
    """The dictionary as Markdown; ``out`` first, since that is what most people read."""
    lines = ["# Data dictionary", "", "Made from the dbt project by `python -m warehouse.release.dictionary_page`; do not edit by hand."]
    lines += ["Key columns are marked *, columns that are never empty with !.", ""]
    for schema, title in (
        ("out", "Wide tables, also as CSV and Parquet"),
        ("marts", "Marts: facts, dimensions and bridges, in warehouse.duckdb"),
    ):
        tables = catalog.in_schema(schema)
        if tables:
            lines += [f"## {title}", ""]
        for table in tables:
            lines += _table_section(table)
    return "\n".join(lines).rstrip() + "\n"


def _table_section(table: Table) -> list[str]:
    lines = [f"### {table.schema}.{table.name}", "", table.summary]
    lines += ["", "| column | type | meaning |", "|---|---|---|"]
    for column in table.published_columns:
        marks = ("*" if column.name in table.primary_key else "") + ("!" if column.is_required else "")
        target = f" → `{column.reference.table}.{column.reference.column}`" if column.reference else ""
        values = f" One of: {', '.join(column.accepted_values)}." if column.accepted_values else ""
        meaning = (column.description + values + target).replace("|", "\\|")
        lines.append(f"| `{column.name}`{marks} | {column.type.lower()} | {meaning} |")
    return [*lines, ""]


def project_catalog() -> Catalog:
    """The catalogue of the checkout's dbt project, parsed without building anything.

    Raises:
        ThiduaError: the project does not parse.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        parse_dbt(DBT_PROJECT, target, {"THIDUA_BUILD": str(target / "warehouse.duckdb")})
        return read_catalog(json.loads((target / "manifest.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    PAGE.write_text(dictionary_page(project_catalog()), encoding="utf-8")
    sys.stdout.write(f"{PAGE} written\n")
