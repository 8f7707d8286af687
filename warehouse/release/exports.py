"""Table → CSV, Parquet and a CSV for spreadsheets: sorted by key, the same bytes from the same rows on any machine.

Written with DuckDB's ``COPY`` rather than dbt's external models, which write one row of NULLs for an empty table.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from crawlers.errors import ThiduaError
from warehouse.build.catalog import Catalog, Column, Reference, Table
from warehouse.release.sql import literal, order_of, quoted, statement, table_name

BOM: Final = b"\xef\xbb\xbf"
# Signs that make a spreadsheet read a cell as a formula, their full-width twins, and the blanks it skips before them
# (OWASP ASVS 1.2.10, CWE-1236).
_FORMULA: Final = r"^[=+\-@\t\r\n＝＋－＠]"
# Text that a spreadsheet would take for a number or a date, and change: 01, 12-22, 3/2, 1E5, more digits than a number holds
_MISREAD: Final = r"^(0\d+|\d+([-/.:, ]\d+)+|\d+[eE]\d+|\d{16,})$"
_EXCEL_DELIMITER: Final = ";"


def typed_catalog(con: duckdb.DuckDBPyConnection, catalog: Catalog) -> Catalog:
    """The catalogue reduced to published columns, with the types that the columns really have.

    A column of ``out`` that bears the name of another ``out`` table's key points to that table; such promises are checked by
    :mod:`warehouse.release.gates` before anything is published.

    Raises:
        ThiduaError: a column that the project describes is not in the built file.
    """
    rows = con.execute("select schema_name, table_name, column_name, data_type from duckdb_columns() where not internal").fetchall()
    types = {(schema, table, column): kind for schema, table, column, kind in rows}
    keys = {table.primary_key[0]: table.name for table in catalog.in_schema("out") if len(table.primary_key) == 1}
    tables = []
    for table in catalog.tables:
        columns = []
        for column in table.published_columns:
            kind = types.get((table.schema, table.name, column.name))
            if kind is None:
                name = f"{table.schema}.{table.name}.{column.name}"
                raise ThiduaError(f"The build has no column {name}, which the dbt project describes; build again with --full.")
            reference = column.reference
            if table.schema == "out" and keys.get(column.name, table.name) != table.name:
                reference = Reference(keys[column.name], column.name)
            columns.append(replace(column, type=kind, reference=reference))
        # a key that is not published whole identifies nothing outside
        key = table.primary_key if set(table.primary_key) <= {column.name for column in columns} else ()
        tables.append(replace(table, columns=tuple(columns), primary_key=key))
    return Catalog(tuple(tables))


def is_list_like(kind: str) -> bool:
    """Whether values of a DuckDB type become JSON in a CSV cell."""
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")) or kind == "JSON"


def export_csv(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """UTF-8 without byte order mark, LF, comma, RFC 4180 quoting; NULL is an empty cell, the empty string is ``""``."""
    con.execute(_copy_csv(_select(table, [_plain(column) for column in table.columns]), path, ","))


def export_parquet(con: duckdb.DuckDBPyConnection, table: Table, path: Path, metadata: dict[str, str]) -> None:
    """Zstandard Parquet with its own types; ``metadata`` (licence, source) goes into the file's key-value block."""
    query = _select(table, [quoted(column.name) for column in table.columns])
    pairs = ", ".join(f"{quoted(key)}: {literal(value)}" for key, value in sorted(metadata.items()))
    options = f"format parquet, compression zstd, kv_metadata {{{pairs}}}"
    con.execute(statement("copy ({query}) to {path} ({options})", query=query, path=literal(path), options=options))


def export_excel(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """A CSV that a double click opens rightly in a Vietnamese Excel: byte order mark, semicolons, decimal commas.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; text that it would change into a number or a date is
    written as the formula ``="01"``, which shows it as it is. Numbers and dates are left alone.
    """
    raw = path.with_suffix(".tmp")
    con.execute(_copy_csv(_select(table, [_spreadsheet_safe(column) for column in table.columns]), raw, _EXCEL_DELIMITER))
    with raw.open("rb") as source, path.open("wb") as sink:
        sink.write(BOM)
        shutil.copyfileobj(source, sink)
    raw.unlink()


def _copy_csv(query: str, path: Path, delimiter: str) -> str:
    options = f"format csv, header true, delimiter {literal(delimiter)}, quote '\"', escape '\"', nullstr ''"
    return statement("copy ({query}) to {path} ({options})", query=query, path=literal(path), options=options)


def _select(table: Table, expressions: Sequence[str]) -> str:
    columns = ", ".join(f"{expression} as {quoted(column.name)}" for expression, column in zip(expressions, table.columns, strict=True))
    # sorted inside, so that the key's own type decides the order and not its spelling in the file
    template = "select {columns} from (select * from {table} order by {order})"
    return statement(template, columns=columns, table=table_name(table), order=order_of(table))


def _plain(column: Column) -> str:
    name, kind = quoted(column.name), column.type
    if is_list_like(kind):
        return f"case when {name} is not null then to_json({name})::varchar end"
    if kind.startswith("TIMESTAMP"):
        utc = f"({name} at time zone 'UTC')" if kind == "TIMESTAMP WITH TIME ZONE" else name
        zone = "'Z'" if kind == "TIMESTAMP WITH TIME ZONE" else "''"
        fraction = f"case when microsecond({utc}) % 1000000 = 0 then '' else strftime({utc}, '.%f') end"
        return f"strftime({utc}, '%Y-%m-%dT%H:%M:%S') || {fraction} || {zone}"
    return name


def _spreadsheet_safe(column: Column) -> str:
    name, kind = quoted(column.name), column.type
    if kind == "VARCHAR":
        formula, misread = (f"regexp_matches({name}, {literal(pattern)})" for pattern in (_FORMULA, _MISREAD))
        return f"case when {formula} then '''' || {name} when {misread} then '=\"' || {name} || '\"' else {name} end"
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        return f"replace({name}::varchar, '.', ',')"
    return _plain(column)
