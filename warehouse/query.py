"""SQL for analysts: one statement on a release, read only, with no way to the files or networks of the machine."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

import duckdb

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from warehouse.releases import release_folder

Format = Literal["table", "csv", "json", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = ("table", "csv", "json", "jsonl")

_SANDBOX: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "memory_limit": "2GB",
    "temp_directory": "",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def run_sql(
    home: Home, sql: str, *, release: str | None = None, limit: int | None = None, seconds: float = 60.0
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one statement on a release; tables of ``out`` and ``marts`` need no schema before their names.

    DuckDB says of itself that it is no security boundary: this keeps an analyst's SQL from touching files and settings by
    mistake or by a pasted trick, and is no server for strangers.

    Args:
        home: whose releases are asked.
        sql: one statement; the release is read only whatever it says.
        release: a version; the latest by default.
        limit: at most so many rows; all by default.
        seconds: the statement is stopped after so long.

    Returns:
        Column names, and rows as tuples of Python values (dates, aware UTC times, lists).

    Raises:
        ThiduaError: no such release, an error in the statement, more memory or time than allowed.
    """
    database = release_folder(home, release) / "warehouse.duckdb"
    try:
        con = duckdb.connect(str(database), read_only=True, config=_SANDBOX)
    except duckdb.Error as error:
        raise ThiduaError(f"{database} cannot be opened: {_one_line(error)}") from error
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        con.interrupt()

    timer = threading.Timer(seconds, stop)
    try:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set search_path = 'out,marts'")
        con.execute("set lock_configuration = true")
        statements = con.extract_statements(sql)
        if len(statements) != 1:
            raise ThiduaError(f"Give one SQL statement, not {len(statements)}.")
        timer.start()
        cursor = con.execute(statements[0])
        columns = [column[0] for column in cursor.description or ()]
        return columns, cursor.fetchall() if limit is None else cursor.fetchmany(limit)
    except duckdb.Error as error:
        if stopped.is_set():
            raise ThiduaError(f"The statement was stopped after {seconds:g} seconds; narrow it, or allow more time.") from None
        raise ThiduaError(_sql_sentence(error)) from error
    finally:
        timer.cancel()
        con.close()


def _sql_sentence(error: duckdb.Error) -> str:
    """DuckDB's message as it is: its first line says what is wrong, the rest points at the place in the statement."""
    message = str(error).strip()
    if isinstance(error, duckdb.PermissionException):
        return f"The statement is not allowed here: {_one_line(error)} (a release is read only, and files and settings are out of reach)"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"The statement needs more memory than {_SANDBOX['memory_limit']}; narrow it: {_one_line(error)}"
    return message


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def format_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], format: Format = "table", *, width: int | None = None) -> str:
    """Rows as a text that ends with a newline: a table for people, CSV (RFC 4180, LF), one JSON array, or JSON Lines.

    Raises:
        ConfigurationError: ``format`` is none of :data:`FORMATS`.
    """
    match format:
        case "table":
            return _as_table(columns, rows, width)
        case "csv":
            return _as_csv(columns, rows)
        case "json":
            return json.dumps([_record(columns, row) for row in rows], ensure_ascii=False, indent=1, default=_json_value) + "\n"
        case "jsonl":
            return "".join(json.dumps(_record(columns, row), ensure_ascii=False, default=_json_value) + "\n" for row in rows)
    raise ConfigurationError(f"There is no format {format}; choose one of {', '.join(FORMATS)}.")


def _record(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(columns, row, strict=True))


def _json_value(value: object) -> str | float:
    """Dates and times in ISO 8601, UTC as ``Z``; decimals as numbers; anything else as DuckDB prints it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return str(_json_value(value)) if isinstance(value, date) else str(value)


def _as_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _as_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int | None) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[position], int | float | None) and not isinstance(row[position], bool) for row in rows)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        # a quote from a page may hold control characters, which a terminal would obey
        table.add_row(*(Text(_CONTROL.sub(" ", _cell(value))) for value in row))
    buffer = io.StringIO()
    Console(file=buffer, width=width or 120, color_system=None).print(table)
    noun = "row" if len(rows) == 1 else "rows"
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + f"\n({len(rows)} {noun})\n"
