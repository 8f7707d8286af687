"""Events of one document as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warehouse.cli.session import screen

_COLUMNS: Final = {
    "meetings": ("type", "also", "bloc", "date", "session", "period", "hosts", "member_count"),
    "lead_units": ("unit", "role", "year", "bloc"),
    "awards": ("award", "authority", "recipient", "count", "status", "stage", "year", "decision"),
    "documents": ("number", "kind", "issuer", "issued_on", "title", "is_resolved"),
    "campaigns": ("name", "kind", "year", "period", "launched_by"),
    "members": ("unit", "bloc", "year", "member_count", "listed_count"),
}
_TITLES: Final = {
    "meetings": "Meetings",
    "lead_units": "Lead units",
    "awards": "Awards",
    "documents": "Cited documents",
    "campaigns": "Campaigns and themes",
    "members": "Members of blocs",
}


def print_events(answer: Mapping[str, Any]) -> None:
    """One document: a heading line, and a table for each kind of event that it has."""
    console = screen()
    if "error" in answer:
        console.print(f"[red]{escape(str(answer['error']))}[/red]", soft_wrap=True)
        return
    words = "about an emulation bloc" if answer["relevant"] else "not about an emulation bloc"
    console.print(f"[bold]{escape(answer['id'])}[/bold]: {words}, province {escape(answer['province'] or 'unknown')}")
    for kind, columns in _COLUMNS.items():
        if answer.get(kind):
            _print_rows(console, _TITLES[kind], columns, answer[kind])


def _print_rows(console: Console, title: str, columns: tuple[str, ...], rows: list[Mapping[str, Any]]) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        values = {**row, "date": row.get("date") or row.get("date_partial")}
        table.add_row(*(escape(_cell(values.get(column))) for column in columns))
    console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
