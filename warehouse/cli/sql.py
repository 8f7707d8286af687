"""``thidua sql``: one statement on a release, read only."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated

import typer

from crawlers.errors import ConfigurationError
from warehouse.cli.session import session_of


def sql(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(help="One SQL statement (DuckDB); `-` reads it from standard input.")],
    form: Annotated[str, typer.Option("--format", help="table, csv, json or jsonl. (default: table on a terminal, csv elsewhere)")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    release: Annotated[
        str | None, typer.Option("--release", help="A release by its version, such as 2026.11.21-1. (default: latest)")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many rows.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Stop the statement after so long.")] = 60.0,
) -> None:
    """Query the latest release with SQL, read only; files and settings of the machine are out of reach.

    Example: `thidua sql "select held_on, bloc_name from out_meeting order by held_on desc limit 5"`
    """
    from warehouse.query import FORMATS, open_sql, write_answer

    chosen = "json" if as_json else form or ("table" if sys.stdout.isatty() else "csv")
    if chosen not in FORMATS:
        raise ConfigurationError(f"There is no format {chosen}; choose one of {', '.join(FORMATS)}.")
    text = sys.stdin.buffer.read().decode("utf-8-sig", "surrogateescape") if statement == "-" else statement
    with open_sql(session_of(context).home, text, release=release, limit=limit, seconds=seconds) as answer:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        write_answer(sys.stdout, answer.columns, answer.batches, next(known for known in FORMATS if known == chosen), width=width)
