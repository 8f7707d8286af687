"""What a release adds, changes and removes against the one before it, by id: ``diff.json`` for programs, ``CHANGES.md`` for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.build.catalog import Catalog, Table
from warehouse.release.datapackage import field_type
from warehouse.release.sql import literal, quoted, statement

Key = tuple[str, ...]
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Removed:
    """A row that is gone; ``reason`` stays None until :mod:`warehouse.release.tombstones` has found one."""

    key: Key
    article_id: str | None
    site_id: str | None
    reason: str | None = None
    successor: str | None = None  # id that now stands for its mentions


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """Columns of one table that came, went or changed their type (name, before, after)."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.retyped)


@dataclass(frozen=True, slots=True)
class TableDiff:
    """One table; keys are sorted. ``change`` is ``new``, ``dropped``, ``rekeyed`` or ``kept``: only a kept table has comparable rows."""

    name: str
    change: str
    rows: int
    key: Key
    added: tuple[Key, ...] = ()
    changed: tuple[tuple[Key, tuple[str, ...]], ...] = ()
    removed: tuple[Removed, ...] = ()
    schema: SchemaChange = field(default_factory=SchemaChange)
    is_count: bool = False  # its rows count what other tables hold: they come from no single article


def compare(
    con: duckdb.DuckDBPyConnection, catalog: Catalog, folder: Path, previous: Path | None, package: Mapping[str, Any] | None
) -> list[TableDiff]:
    """Every ``out`` table of the release in ``folder`` against the release folder ``previous`` and its descriptor ``package``.

    Rows are compared in the Parquet files, whose types are exact. Without a previous release every row is added.
    """
    before = _tables_of(package)
    diffs = [_compare_table(con, table, folder, previous, before.pop(table.name, None)) for table in catalog.in_schema("out")]
    for name, schema in before.items():
        diffs.append(TableDiff(name, "dropped", 0, tuple(schema.get("primaryKey", ()))))
    return sorted(diffs, key=lambda diff: diff.name)


def _tables_of(package: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    resources = package["resources"] if package else []
    return {resource["name"]: resource["schema"] for resource in resources if resource["format"] == "csv"}


def _compare_table(
    con: duckdb.DuckDBPyConnection, table: Table, folder: Path, previous: Path | None, schema: dict[str, Any] | None
) -> TableDiff:
    new = _parquet(folder, table.name)
    row = con.execute(statement("select count(*) from {new}", new=new)).fetchone()
    rows = int(row[0]) if row else 0
    if previous is None or schema is None:
        return TableDiff(table.name, "new", rows, table.primary_key, added=_keys(con, new, table.primary_key))
    before = {column["name"]: column["type"] for column in schema["fields"]}
    after = {column.name: field_type(column.type) for column in table.columns}
    changes = SchemaChange(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        retyped=tuple((name, before[name], after[name]) for name in after if name in before and before[name] != after[name]),
    )
    if tuple(schema.get("primaryKey", ())) != table.primary_key or not table.primary_key:
        return TableDiff(table.name, "rekeyed", rows, table.primary_key, schema=changes)
    old = _parquet(previous, table.name)
    only_one_side = "(select one.* from {one} as one anti join {other} as other on {same})"
    same = " and ".join(f"one.{quoted(name)} = other.{quoted(name)}" for name in table.primary_key)
    shared = [name for name in after if name in before and name not in table.primary_key]
    return TableDiff(
        name=table.name,
        change="kept",
        rows=rows,
        key=table.primary_key,
        added=_keys(con, statement(only_one_side, one=new, other=old, same=same), table.primary_key),
        changed=_changed(con, old, new, table.primary_key, shared),
        removed=_removed(con, statement(only_one_side, one=old, other=new, same=same), table.primary_key, before),
        schema=changes,
        is_count="article_id" not in before,
    )


def _parquet(release: Path, name: str) -> str:
    return f"read_parquet({literal(release / 'parquet' / f'{name}.parquet')})"


def _keys(con: duckdb.DuckDBPyConnection, relation: str, key: Key) -> tuple[Key, ...]:
    if not key:
        return ()
    query = statement("select {columns} from {relation} order by all", columns=_as_text(key), relation=relation)
    return tuple(tuple(row) for row in con.execute(query).fetchall())


def _as_text(columns: Sequence[str], alias: str = "") -> str:
    return ", ".join(f"{alias}{quoted(name)}::varchar" for name in columns)


def _changed(
    con: duckdb.DuckDBPyConnection, old: str, new: str, key: Key, shared: Sequence[str]
) -> tuple[tuple[Key, tuple[str, ...]], ...]:
    if not shared:
        return ()
    # as JSON: a column may have changed its type, and a list has no other spelling that is safe to compare
    differs = "case when to_json(o.{name})::varchar is distinct from to_json(n.{name})::varchar then {text} end"
    tests = ", ".join(statement(differs, name=quoted(name), text=literal(name)) for name in shared)
    query = statement(
        "select * from (select {keys}, list_filter([{tests}], lambda name: name is not null) as columns "
        "from {new} n join {old} o on {same}) where len(columns) > 0 order by all",
        keys=_as_text(key, "n."),
        tests=tests,
        new=new,
        old=old,
        same=" and ".join(f"n.{quoted(name)} = o.{quoted(name)}" for name in key),
    )
    return tuple((tuple(row[:-1]), tuple(row[-1])) for row in con.execute(query).fetchall())


def _removed(con: duckdb.DuckDBPyConnection, relation: str, key: Key, columns: Mapping[str, str]) -> tuple[Removed, ...]:
    known = ", ".join(f"{name}::varchar" if name in columns else "null" for name in ("article_id", "site_id"))
    query = statement("select {keys}, {known} from {relation} order by all", keys=_as_text(key), known=known, relation=relation)
    return tuple(Removed(tuple(row[:-2]), row[-2], row[-1]) for row in con.execute(query).fetchall())


def as_id(key: Key) -> str | list[str]:
    """A key as it is written in diff.json: the id itself, or the list of a compound key's values."""
    return key[0] if len(key) == 1 else list(key)


def to_json(version: str, previous: str | None, diffs: Sequence[TableDiff]) -> dict[str, Any]:
    """The document of ``diff.json``."""
    return {"version": version, "previous": previous, "tables": {diff.name: _table_json(diff) for diff in diffs}}


def _table_json(diff: TableDiff) -> dict[str, Any]:
    return {
        "change": diff.change,
        "key": list(diff.key),
        "counts": {"rows": diff.rows, "added": len(diff.added), "changed": len(diff.changed), "removed": len(diff.removed)},
        "added": [as_id(key) for key in diff.added],
        "changed": [{"id": as_id(key), "columns": list(columns)} for key, columns in diff.changed],
        "removed": [_removed_json(removed) for removed in diff.removed],
        "schema": {
            "added": list(diff.schema.added),
            "removed": list(diff.schema.removed),
            "retyped": [{"column": name, "before": before, "after": after} for name, before, after in diff.schema.retyped],
        },
    }


def _removed_json(removed: Removed) -> dict[str, Any]:
    successor = {} if removed.successor is None else {"successor": removed.successor}
    return {"id": as_id(removed.key), "reason": removed.reason, **successor}


def changes_page(version: str, previous: str | None, diffs: Sequence[TableDiff]) -> str:
    """``CHANGES.md``: counts of every table, then the first ids of each kind and every change of a schema."""
    against = f"Against release {previous}." if previous else "The first release of this home."
    lines = [
        f"# Changes in release {version}",
        "",
        f"{against} Every id is in diff.json; ids that are gone, with their reasons, in removed.csv.",
        "",
    ]
    lines += ["| table | rows | added | changed | removed |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {diff.name} | {diff.rows} | {len(diff.added)} | {len(diff.changed)} | {len(diff.removed)} |" for diff in diffs]
    for diff in diffs:
        details = _details(diff) if previous else []
        if details:
            lines += ["", f"## {diff.name}", "", *details]
    return "\n".join(lines) + "\n"


def _details(diff: TableDiff) -> list[str]:
    lines = [] if diff.change == "kept" else [f"- table {diff.change}"]
    lines += [f"- column added: `{name}`" for name in diff.schema.added]
    lines += [f"- column removed: `{name}`" for name in diff.schema.removed]
    lines += [f"- column `{name}`: {before} → {after}" for name, before, after in diff.schema.retyped]
    lines += _first("added", [f"`{_text(key)}`" for key in diff.added])
    lines += _first("changed", [f"`{_text(key)}` ({', '.join(columns)})" for key, columns in diff.changed])
    lines += _first("removed", [f"`{_text(removed.key)}` ({removed.reason})" for removed in diff.removed])
    return lines


def _first(kind: str, entries: list[str]) -> list[str]:
    more = [f"- {kind}: and {len(entries) - _SHOWN} more"] if len(entries) > _SHOWN else []
    return [f"- {kind}: {entry}" for entry in entries[:_SHOWN]] + more


def _text(key: Key) -> str:
    return " / ".join(key)
