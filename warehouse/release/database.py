"""The release's own DuckDB file: the published columns of ``marts`` and ``out``, compact, with keys and comments."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.build.catalog import Catalog, Table
from warehouse.release.sql import literal, names, order_of, quoted, statement, table_name


def write_database(built: Path, catalog: Catalog, path: Path) -> dict[str, int]:
    """Copy the published columns of the file ``built`` into a new file at ``path``, sorted by key.

    Copying by ``create table as`` would lose keys and comments, so both are written anew from the catalogue.

    Returns:
        Rows by ``schema.table``.
    """
    counts: dict[str, int] = {}
    # Through an empty database in memory: two files open at once in one process, neither of them as the main one
    with duckdb.connect() as con:
        con.execute(f"attach {literal(built)} as built (read_only)")
        con.execute(f"attach {literal(path)} as released")
        con.execute("set threads = 1")
        con.begin()  # one write to the disk, not one for each comment
        for schema in sorted({table.schema for table in catalog.tables}):
            con.execute(f"create schema released.{quoted(schema)}")
        for table in catalog.tables:
            counts[f"{table.schema}.{table.name}"] = _copy_table(con, table)
        con.commit()
        con.execute("checkpoint released")
        con.execute("detach released")
    return counts


def _copy_table(con: duckdb.DuckDBPyConnection, table: Table) -> int:
    name = table_name(table)
    parts = [f"{quoted(column.name)} {column.type}{' not null' if column.is_required else ''}" for column in table.columns]
    if table.primary_key:
        parts.append(f"primary key ({names(*table.primary_key)})")
    con.execute(f"create table released.{name} ({', '.join(parts)})")
    columns = names(*(column.name for column in table.columns))
    copy = "insert into released.{name} select {columns} from built.{name} order by {order}"
    con.execute(statement(copy, name=name, columns=columns, order=order_of(table)))
    con.execute(f"comment on table released.{name} is {literal(table.summary)}")
    for column in table.columns:
        con.execute(f"comment on column released.{name}.{quoted(column.name)} is {literal(column.description)}")
    row = con.execute(statement("select count(*) from released.{name}", name=name)).fetchone()
    return int(row[0]) if row else 0
