"""The data dictionary: every published table and column with its type and meaning, as CSV for a release and as a page of the docs.

``python -m warehouse.release.dictionary`` writes docs/data-dictionary.md anew from the dbt project.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from crawlers.reference import ROOT
from warehouse.build.catalog import Catalog, Table, read_catalog

HEADER: Final = ("table", "column", "type", "description", "grain")
PAGE: Final = ROOT / "docs" / "data-dictionary.md"


def write_dictionary(catalog: Catalog, path: Path) -> None:
    """``dictionary.csv``: one row a table (empty ``column``, type ``table``), then one row a column; the grain stands on each."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        for table in catalog.tables:
            name = f"{table.schema}.{table.name}"
            writer.writerow((name, "", "table", table.description, table.grain))
            for column in table.published_columns:
                writer.writerow((name, column.name, column.type, column.description, table.grain))


def dictionary_page(catalog: Catalog) -> str:
    """The dictionary as Markdown; ``out`` first, since that is what most people read."""
    lines = ["# Data dictionary", "", "Made from the dbt project by `python -m warehouse.release.dictionary`; do not edit by hand."]
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
    lines = [f"### {table.schema}.{table.name}", "", table.description]
    if table.grain:
        lines += ["", f"One row: {table.grain}"]
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
    from warehouse.build.builder import DBT_PROJECT
    from warehouse.build.dbt_run import parse_dbt

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        parse_dbt(DBT_PROJECT, target, {"THIDUA_BUILD": str(target / "warehouse.duckdb")})
        return read_catalog(json.loads((target / "manifest.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    PAGE.write_text(dictionary_page(project_catalog()), encoding="utf-8")
    sys.stdout.write(f"{PAGE} written\n")
