"""The data dictionary of a release: every published table and column with its type and meaning."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from warehouse.build.catalog import Catalog

HEADER: Final = ("table", "column", "type", "description", "grain")


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
