"""What the built tables are: columns, keys, descriptions and what may be published, read from dbt's manifest.

The manifest is the only place where a table is described; release, dictionary and data package are all made from this
catalogue, so a description or a key is written once, in the YAML beside the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from crawlers.reference import reference_rows

PUBLISHED_SCHEMAS: Final = ("marts", "out")


@dataclass(frozen=True, slots=True)
class Reference:
    """The column of another table that a column points to."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type and what the tests of the build have shown to hold."""

    name: str
    type: str
    description: str
    is_published: bool
    is_required: bool = False
    is_unique: bool = False
    accepted_values: tuple[str, ...] = ()
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the schema ``marts`` or ``out``; ``grain`` says what one row is."""

    schema: str
    name: str
    description: str
    grain: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]

    @property
    def published_columns(self) -> tuple[Column, ...]:
        """The columns that may leave, in the order of the model."""
        return tuple(column for column in self.columns if column.is_published)

    @property
    def summary(self) -> str:
        """Description and grain in one text."""
        return f"{self.description} Grain: {self.grain}" if self.grain and self.grain not in self.description else self.description


@dataclass(frozen=True, slots=True)
class Catalog:
    """All tables that have at least one column to publish, sorted by schema and name."""

    tables: tuple[Table, ...]

    def in_schema(self, schema: str) -> tuple[Table, ...]:
        """The tables of one schema."""
        return tuple(table for table in self.tables if table.schema == schema)

    def to_json(self) -> dict[str, Any]:
        """A document that :meth:`from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The catalogue of :meth:`to_json`."""
        return cls(tuple(_table_from_json(table) for table in document["tables"]))


def _table_from_json(document: Mapping[str, Any]) -> Table:
    columns = []
    for column in document["columns"]:
        reference = Reference(**column["reference"]) if column["reference"] else None
        columns.append(Column(**{**column, "accepted_values": tuple(column["accepted_values"]), "reference": reference}))
    return Table(**{**document, "columns": tuple(columns), "primary_key": tuple(document["primary_key"])})


def read_catalog(manifest: Mapping[str, Any]) -> Catalog:
    """The catalogue of dbt's ``manifest.json`` (schema v12): models of the published schemas, with the tests bound to them.

    A column is published when its ``meta.publish`` is true, or when its model's is and its own is not false.
    """
    nodes: Mapping[str, Mapping[str, Any]] = manifest["nodes"]
    tests = _error_tests(nodes.values())
    tables = []
    for unique_id, node in nodes.items():
        if node["resource_type"] != "model" or node["schema"] not in PUBLISHED_SCHEMAS or not node["config"].get("enabled", True):
            continue
        table = _read_model(node, tests.get(unique_id, []), nodes)
        if table.published_columns:
            tables.append(table)
    return Catalog(tuple(sorted(tables, key=lambda table: (table.schema, table.name))))


def _error_tests(nodes: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Generic tests by the model they are attached to; one that only warns, or looks at some rows only, proves nothing of a column."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for node in nodes:
        if node["resource_type"] != "test" or not node.get("test_metadata") or not node.get("attached_node"):
            continue
        config = node["config"]
        if str(config.get("severity", "error")).lower() == "error" and not config.get("where"):
            found.setdefault(node["attached_node"], []).append(node)
    return found


def _read_model(node: Mapping[str, Any], tests: list[Mapping[str, Any]], nodes: Mapping[str, Mapping[str, Any]]) -> Table:
    meta = _meta(node)
    required, unique = set[str](), set[str]()
    accepted: dict[str, tuple[str, ...]] = {}
    references: dict[str, Reference] = {}
    for test in tests:
        arguments = test["test_metadata"]["kwargs"]
        column = str(arguments.get("column_name") or test.get("column_name") or "")
        match test["test_metadata"]["name"]:
            case "not_null":
                required.add(column)
            case "unique":
                unique.add(column)
            case "accepted_values":
                accepted[column] = tuple(str(value) for value in arguments.get("values", ()))
            case "in_enum":  # the project's own test: codes of the seed enum_labels
                accepted[column] = tuple(row["code"] for row in reference_rows("enum_labels") if row["enum"] == arguments["enum"])
            case "relationships":
                parent = _parent(test, node["unique_id"], nodes)
                if parent is not None:
                    references[column] = Reference(parent["alias"], str(arguments["field"]))
            case _:
                pass
    key = _primary_key(node, required, unique)
    columns = []
    for name, described in node["columns"].items():
        constraints = {constraint["type"] for constraint in described.get("constraints") or ()}
        columns.append(
            Column(
                name=name,
                type=described.get("data_type") or "",
                description=" ".join((described.get("description") or "").split()),
                is_published=bool(_meta(described).get("publish", meta.get("publish", False))),
                is_required=name in required or name in key or "not_null" in constraints,
                is_unique=name in unique or key == (name,),
                accepted_values=accepted.get(name, ()),
                reference=references.get(name),
            )
        )
    return Table(
        schema=node["schema"],
        name=node["alias"],
        description=" ".join((node.get("description") or "").split()),
        grain=" ".join(str(meta.get("grain", "")).split()),
        columns=tuple(columns),
        primary_key=key,
    )


def _meta(node: Mapping[str, Any]) -> dict[str, Any]:
    """``meta`` may stand beside a model or column or in its ``config``; the second wins, as in dbt."""
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _primary_key(node: Mapping[str, Any], required: set[str], unique: set[str]) -> tuple[str, ...]:
    """The key of the model's contract; without one, a first column that the tests show to be unique and never empty."""
    for constraint in node.get("constraints") or ():
        if constraint["type"] == "primary_key":
            return tuple(constraint.get("columns") or ())
    for name, column in node["columns"].items():
        if any(constraint["type"] == "primary_key" for constraint in column.get("constraints") or ()):
            return (name,)
    return next(((name,) for name in node["columns"] if name in required and name in unique), ())


def _parent(test: Mapping[str, Any], child: str, nodes: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The model a relationship test points to: the other model it depends on (itself for a reference within one table)."""
    models = [name for name in test["depends_on"]["nodes"] if nodes.get(name, {}).get("resource_type") == "model"]
    others = [name for name in models if name != child]
    return nodes[(others or models)[0]] if models else None
