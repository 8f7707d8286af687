"""SQL for analysts: one statement on a release, read only, with no way to the files or networks of the machine."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Final, Literal, TextIO

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
_BATCH: Final = 2000
_TABLE_ROWS: Final = 5000  # more are of no use to a person, and a table has to be laid out as a whole
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names (one that comes twice gets ``_1`` …, so that no record loses a value) and rows, fetched as they are asked for."""

    columns: list[str]
    batches: Iterator[list[tuple[Any, ...]]]


def run_sql(
    home: Home, sql: str, *, release: str | None = None, limit: int | None = None, seconds: float = 60.0
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The whole answer of :func:`open_sql` in memory: column names, and rows as tuples of Python values."""
    with open_sql(home, sql, release=release, limit=limit, seconds=seconds) as answer:
        return answer.columns, list(chain.from_iterable(answer.batches))


@contextmanager
def open_sql(home: Home, sql: str, *, release: str | None = None, limit: int | None = None, seconds: float = 60.0) -> Iterator[Answer]:
    """Run one statement on a release; tables of ``out`` and ``marts`` need no schema before their names.

    DuckDB says of itself that it is no security boundary: this keeps an analyst's SQL from touching files and settings by
    mistake or by a pasted trick, and is no server for strangers.

    Args:
        home: whose releases are asked.
        sql: one statement; the release is read only whatever it says.
        release: a version; the latest by default.
        limit: at most so many rows; all by default.
        seconds: the statement is stopped after so long.

    Yields:
        Column names, and rows in batches (dates, aware UTC times, lists), so that an answer larger than memory can be handed on.

    Raises:
        ThiduaError: no such release, an error in the statement, more memory or time than allowed.
    """
    database = release_folder(home, release) / "warehouse.duckdb"
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise ConfigurationError(f"The statement is no UTF-8 text (at character {error.start}); convert it.") from error
    try:
        con = duckdb.connect(str(database), read_only=True, config=_SANDBOX)
    except duckdb.Error as error:
        raise ThiduaError(
            f"{database} cannot be opened: {_one_line(error)}; restore it, or ask another release with `--release VERSION`."
        ) from error
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        con.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    try:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set search_path = 'out,marts'")
        con.execute("set lock_configuration = true")
        statements = con.extract_statements(sql)
        if len(statements) != 1:
            raise ThiduaError(f"Give one SQL statement, not {len(statements)}.")
        timer.start()
        cursor = con.execute(statements[0])
        yield Answer(_distinct([column[0] for column in cursor.description or ()]), _batches(cursor, limit))
    except duckdb.Error as error:
        if stopped.is_set():
            raise ThiduaError(
                f"The statement was stopped after {seconds:g} seconds; narrow it, or allow more time (`--seconds`)."
            ) from None
        raise ThiduaError(_sql_sentence(error)) from error
    finally:
        timer.cancel()
        con.close()


def _batches(cursor: duckdb.DuckDBPyConnection, limit: int | None) -> Iterator[list[tuple[Any, ...]]]:
    left = limit
    while (left is None or left > 0) and (rows := cursor.fetchmany(_BATCH if left is None else min(_BATCH, left))):
        yield rows
        left = None if left is None else left - len(rows)


def _distinct(names: Sequence[str]) -> list[str]:
    taken = set(names)
    seen: set[str] = set()
    distinct = []
    for name in names:
        chosen, number = name, 0
        while chosen in seen or (number and chosen in taken):
            number += 1
            chosen = f"{name}_{number}"
        seen.add(chosen)
        distinct.append(chosen)
    return distinct


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
    """Rows as a text that ends with a newline; see :func:`write_answer`."""
    buffer = io.StringIO()
    write_answer(buffer, columns, [rows], format, width=width)
    return buffer.getvalue()


def write_answer(
    out: TextIO, columns: Sequence[str], batches: Iterable[Sequence[Sequence[Any]]], format: Format = "table", *, width: int | None = None
) -> None:
    """Write rows as they come: a table for people (its first 5000 rows), CSV (RFC 4180, LF), one JSON array, or JSON Lines.

    Raises:
        ConfigurationError: ``format`` is none of :data:`FORMATS`.
    """
    match format:
        case "table":
            first = list(islice(chain.from_iterable(batches), _TABLE_ROWS + 1))
            out.write(_as_table(columns, first[:_TABLE_ROWS], width, has_more=len(first) > _TABLE_ROWS))
        case "csv":
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            for rows in batches:
                writer.writerows([_cell(value) for value in row] for row in rows)
        case "json":
            begun = False
            for row in chain.from_iterable(batches):
                out.write((",\n " if begun else "[\n ") + _record(columns, row, indent=1).replace("\n", "\n "))
                begun = True
            out.write("\n]\n" if begun else "[]\n")
        case "jsonl":
            for row in chain.from_iterable(batches):
                out.write(_record(columns, row) + "\n")
        case _:
            raise ConfigurationError(f"There is no format {format}; choose one of {', '.join(FORMATS)}.")


def _record(columns: Sequence[str], row: Sequence[Any], *, indent: int | None = None) -> str:
    record = dict(zip(columns, map(_json_value, row), strict=True))
    return json.dumps(record, ensure_ascii=False, indent=indent, allow_nan=False)


def _json_value(value: object) -> Any:
    """Dates and times in ISO 8601, UTC as ``Z``; decimals as numbers; bytes in hexadecimal; null for what JSON has no number for."""
    match value:
        case None | bool() | int() | str():
            return value
        case float() | Decimal():
            return float(value) if math.isfinite(value) else None
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case list() | tuple():
            return [_json_value(item) for item in value]
        case dict():
            return {str(key): _json_value(item) for key, item in value.items()}
    return str(value)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | dict() | tuple():
            return json.dumps(_json_value(value), ensure_ascii=False, allow_nan=False)
        case date() | bytes():
            return str(_json_value(value))
    return str(value)


def _as_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int | None, *, has_more: bool) -> str:
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
    count = f"the first {len(rows)} rows; all of them with `--format csv`" if has_more else f"{len(rows)} {noun}"
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + f"\n({count})\n"
