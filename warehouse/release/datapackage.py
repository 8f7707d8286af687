"""``datapackage.json``: a Frictionless Data Package (version 2) of the CSV and Parquet files of a release."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from crawlers.whole_files import file_sha256
from warehouse.build.catalog import Catalog, Column, Table
from warehouse.release.exports import is_list_like

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE: Final = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
TITLE: Final = "Thi đua: events of the emulation movement in Vietnamese provincial party news"
DESCRIPTION: Final = (
    "Meetings of emulation blocs, lead units of those blocs, and awards, proposed and conferred, as the news sites of the provinces "
    "report them; each fact with the words that prove it, the article's title and its address."
)
KEYWORDS: Final = ("Vietnam", "thi đua", "khen thưởng", "emulation movement", "event data", "provinces", "awards")

_INTEGERS: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})


def field_type(kind: str) -> str:
    """The Table Schema type of a DuckDB type, as it stands in the CSV."""
    if kind.endswith("]"):
        return "array"
    if is_list_like(kind):
        return "any" if kind == "JSON" else "object"
    if kind in _INTEGERS:
        return "integer"
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        return "number"
    if kind.startswith("TIMESTAMP"):
        return "datetime"
    return {"BOOLEAN": "boolean", "DATE": "date", "TIME": "time"}.get(kind, "string")


def table_schema(table: Table, names: frozenset[str]) -> dict[str, Any]:
    """Table Schema of one exported table; ``names`` are the tables of the package, outside of which no foreign key points."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    keys = [
        {"fields": [column.name], "reference": {"resource": column.reference.table, "fields": [column.reference.column]}}
        for column in table.columns
        if column.reference and column.reference.table in names
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": field_type(column.type)}
    if column.description:
        field["description"] = column.description
    constraints: dict[str, Any] = {}
    if column.is_required:
        constraints["required"] = True
    if column.is_unique:
        constraints["unique"] = True
    if column.accepted_values and field["type"] == "string":
        constraints["enum"] = list(column.accepted_values)
    if constraints:
        field["constraints"] = constraints
    return field


def make_package(
    version: str,
    catalog: Catalog,
    folder: Path,
    sources: Sequence[Mapping[str, str]],
    versions: Mapping[str, Any],
) -> dict[str, Any]:
    """The descriptor of the release in ``folder``, whose ``csv/`` and ``parquet/`` files are already written.

    ``versions`` (rules, readers, dbt project) is kept under ``thidua`` for the diff of the next release. There is no ``created``:
    a descriptor of the same data under the same version is the same file.
    """
    tables = catalog.in_schema("out")
    names = frozenset(table.name for table in tables)
    resources = []
    for table in tables:
        csv = f"csv/{table.name}.csv"
        parquet = f"parquet/{table.name}.parquet"
        resources.append(
            {
                "name": table.name,
                "type": "table",
                "path": csv,
                "title": table.name,
                "description": table.summary,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
                **_size_and_hash(folder / csv),
                "schema": table_schema(table, names),
            }
        )
        # the same rows; a plain file to readers that take the CSV for the table
        resources.append(
            {
                "name": f"{table.name}_parquet",
                "type": "file",
                "path": parquet,
                "title": f"{table.name} as Parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                **_size_and_hash(folder / parquet),
            }
        )
    return {
        "$schema": PROFILE,
        "name": "thi-dua",
        "id": f"thi-dua/{version}",
        "version": version,
        "title": TITLE,
        "description": DESCRIPTION,
        "keywords": list(KEYWORDS),
        "licenses": [LICENCE],
        "contributors": [{"title": "The Thi đua contributors", "roles": ["author"]}],
        **({"sources": [dict(source) for source in sources]} if sources else {}),
        "resources": resources,
        "thidua": dict(versions),
    }


def _size_and_hash(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{file_sha256(path)}"}


def write_package(package: Mapping[str, Any], path: Path) -> None:
    """The descriptor as UTF-8 JSON with its letters readable."""
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_package(release: Path) -> dict[str, Any]:
    """The descriptor of a release folder."""
    document: dict[str, Any] = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return document


def same_content(package: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two releases say the same: equal CSV bytes and equal schemas, whatever their versions are called."""

    def content(document: Mapping[str, Any]) -> dict[str, Any]:
        tables = [resource for resource in document["resources"] if resource["format"] == "csv"]
        return {resource["name"]: (resource["hash"], resource["description"], resource["schema"]) for resource in tables}

    return content(package) == content(other)
