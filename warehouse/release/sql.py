"""Statements from parts: names and texts come from the dbt project and from paths, and are quoted here and nowhere else."""

from __future__ import annotations

from pathlib import Path

from warehouse.build.catalog import Table


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text or path as an SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


def statement(template: str, /, **parts: str) -> str:
    """``template`` with its ``{parts}`` filled in; each part is made by :func:`quoted`, :func:`literal` or this function."""
    return template.format(**parts)


def names(*columns: str) -> str:
    """Columns as a list of identifiers."""
    return ", ".join(quoted(column) for column in columns)


def table_name(table: Table) -> str:
    """``"schema"."table"``."""
    return f"{quoted(table.schema)}.{quoted(table.name)}"


def order_of(table: Table) -> str:
    """The columns a table is sorted by: its key, or all of them."""
    return names(*(table.primary_key or tuple(column.name for column in table.columns)))
