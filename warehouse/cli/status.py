"""``thidua status``: the last runs, what each site gave, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from warehouse.cli.session import print_json, screen, session_of

if TYPE_CHECKING:
    from warehouse.status import HomeState

_COLOURS = {"done": "green", "warnings": "yellow", "failed": "red", "killed": "red", "running": "cyan", "skipped": "dim"}


def status(
    context: typer.Context,
    runs: Annotated[int, typer.Option("--runs", min=1, max=60, help="How many runs to list.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the last runs, what each site gave, and what is wrong. Fast, and reads only.

    Example: `thidua status --json | jq .problems`
    """
    from warehouse.status import home_state

    state = home_state(session_of(context).home, runs=runs)
    if as_json:
        print_json(state.as_json())
    else:
        _print(state)


def _print(state: HomeState) -> None:
    from rich.markup import escape
    from rich.table import Table

    console = screen()
    console.print(f"Home [bold]{escape(state.home)}[/bold], latest release [bold]{state.release or 'none'}[/bold]")
    if state.runs:
        table = Table("run", "verb", "status", "steps", "pages read", "articles", title="Last runs", title_justify="left")
        for run in state.runs:
            read = run.step("read")
            steps = " ".join(f"[{_COLOURS[step.status]}]{step.name}[/]" for step in run.steps)
            counts = [str(read.counts.get(name, "")) if read else "" for name in ("pages", "articles")]
            table.add_row(run.run_id, run.verb, f"[{_COLOURS[run.status]}]{run.status}[/]", steps, *counts)
        console.print(table)
    if state.sites:
        numbers = ("seen", "new", "unchanged", "failed", "articles")
        table = Table("site", "last crawl", *numbers, "last success", title="Sites, in their last crawl (articles: in all runs on record)")
        table.title_justify = "left"
        for site in state.sites:
            table.add_row(site.site, site.last_crawl, *(str(getattr(site, name) or "") for name in numbers), site.last_success)
        console.print(table)
    if state.problems:
        console.print("[bold]What wants attention[/bold]")
        for problem in state.problems:
            console.print(f"- {escape(problem)}", soft_wrap=True)
    else:
        console.print("Nothing is wrong.")
