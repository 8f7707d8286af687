"""What must hold of the built tables before anything of them leaves, beside the tests of the build."""

from __future__ import annotations

import re
from typing import Final

import duckdb

from crawlers.errors import ThiduaError
from warehouse.build.catalog import Catalog
from warehouse.release.sql import quoted, statement, table_name

MAX_QUOTE: Final = 300
_QUOTE_COLUMN: Final = re.compile(r"(?:.*_)?quotes?")


def check(con: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Hold the tables of ``catalog`` to the limits of publishing; ``con`` has the built file open.

    Raises:
        ThiduaError: a quote is too long, or a row of an ``out`` table points to a row that is not there.
    """
    _refuse_long_quotes(con, catalog)
    _refuse_dangling_rows(con, catalog)


def _refuse_long_quotes(con: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Quotes are published as proof, at most 300 characters of each (the right to quote, not to reprint)."""
    for table in catalog.tables:
        for column in table.columns:
            if not _QUOTE_COLUMN.fullmatch(column.name) or column.type not in {"VARCHAR", "VARCHAR[]"}:
                continue
            longest = "length({name})" if column.type == "VARCHAR" else "list_max(list_transform({name}, lambda quote: length(quote)))"
            length = statement(longest, name=quoted(column.name))
            query = "select count(*), max({length}) from {table} where {length} > {limit}"
            row = con.execute(statement(query, length=length, table=table_name(table), limit=str(MAX_QUOTE))).fetchone()
            if row and row[0]:
                raise ThiduaError(
                    f"The release is refused: {row[0]} quotes in {table.schema}.{table.name}.{column.name} are longer than {MAX_QUOTE} "
                    f"characters (the longest has {row[1]}); shorten them in the model. The last release stays."
                )


def _refuse_dangling_rows(con: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    tables = {table.name: table for table in catalog.in_schema("out")}
    for table in tables.values():
        for column in table.columns:
            if column.reference is None or column.reference.table not in tables:
                continue
            query = "select count(*) from {child} as c anti join {parent} as p on c.{own} = p.{key} where c.{own} is not null"
            parts = {"child": table_name(table), "parent": table_name(tables[column.reference.table])}
            row = con.execute(statement(query, own=quoted(column.name), key=quoted(column.reference.column), **parts)).fetchone()
            if row and row[0]:
                raise ThiduaError(
                    f"The release is refused: {row[0]} rows of {table.name} name a {column.name} that {column.reference.table} "
                    "does not have. The last release stays."
                )
