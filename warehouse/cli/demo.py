"""``thidua demo``: the real nightly job against the loopback replica, and what it found."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawlers.errors import ConfigurationError
from warehouse.cli.nightly import step_words
from warehouse.cli.progress import shown_progress
from warehouse.cli.reports import counts_table, raise_for_warnings
from warehouse.cli.session import print_json, screen, session_of, writing_job

if TYPE_CHECKING:
    from rich.console import Console

    from crawlers.home import Home
    from warehouse.nightly import Night

_AWARDS_SHOWN = 15
_FINDINGS = {
    "Meetings": """
        select held_on as "date", coalesce(meeting_type_vi, meeting_type) as meeting, bloc_name as bloc, province_name as province, period,
            replace(host_names, '|', ', ') as hosts
        from out_meeting order by held_on nulls last, bloc_name, meeting_id""",
    "Lead units": """
        select lead_year as "year", unit_name as unit, lead_role as role, bloc_name as bloc, province_name as province
        from out_lead_unit order by lead_year nulls last, bloc_name, lead_role desc, unit_name, lead_unit_id""",
    "Awards": """
        select achievement_year as "year", award_name as award, authority_name as authority,
            coalesce(recipient_name, case when recipient_count is null then 'several' else recipient_count || ' counted' end) as recipient,
            status, province_name as province
        from out_award order by achievement_year nulls first, award_name, recipient_name nulls last, award_id""",
}


def demo(
    context: typer.Context,
    edition: Annotated[int, typer.Option("--edition", help="1, or 2 for the replica's next day: a page edited, a page added.")] = 1,
    rebuild_state: Annotated[bool, typer.Option("--rebuild-state", help="Make the fetch state anew from the archive first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as one JSON object instead.")] = False,
) -> None:
    """Run the real nightly job in ./data-demo against a loopback copy of five sites, and show what it found. Needs a checkout.

    Example: `thidua demo`, then `thidua demo --edition 2`, then `thidua --home data-demo sql "from out_meeting"`
    """
    from crawlers.config import load_config
    from warehouse.demo import EDITIONS, demo_home, replica, replica_settings
    from warehouse.nightly import run_night
    from warehouse.steps import rebuild_state_step

    if edition not in EDITIONS:
        raise ConfigurationError(f"The replica has the editions {' and '.join(map(str, EDITIONS))}, not {edition}.")
    session = session_of(context)
    home = demo_home(session.home_option)
    config = load_config(home)
    with writing_job(session, "demo", home=home, config=config) as job, replica(edition), shown_progress("demo") as show:
        if rebuild_state:
            print(rebuild_state_step(home, job.ledger), file=sys.stderr if as_json else sys.stdout)
        night = run_night(home, config, job.ledger, settings=replica_settings(), progress=step_words(show))
        if night.failure is not None:
            raise night.failure
    if as_json:
        print_json(job.ledger.run.as_json())
    else:
        _print(night, home, _command(session.home_option))
    raise_for_warnings("The night", night.warnings)


def _command(home_option: Path | None) -> str:
    """This program and its demo home as they are typed from here."""
    from warehouse.demo import DEMO_HOME

    typed = Path(sys.argv[0])
    is_on_path = typed.name != "thidua" or shutil.which("thidua") == str(typed.absolute())
    program = "thidua" if is_on_path else str(typed)
    return shlex.join([program, "--home", str(home_option or DEMO_HOME)])


def _print(night: Night, home: Home, command: str) -> None:
    from rich.markup import escape

    console = screen()
    if night.crawl is not None:
        console.print(counts_table("Pages of the replica by site and outcome", night.crawl.sites))
    _print_findings(console, home, command)
    crawled = night.crawl.outcomes if night.crawl is not None else {}
    new, unchanged = crawled.get("captured", 0), crawled.get("unchanged", 0)
    read = night.read
    if read is not None:
        console.print(
            f"{new} pages new or changed, {unchanged} unchanged (not fetched again); "
            f"{read.articles} articles read, {read.relevant} of them about blocs."
        )
    if night.is_new_release and night.release is not None:
        console.print(f"New release [bold]{night.release.version}[/bold]: {escape(str(night.release.path))}", soft_wrap=True)
        for name in ("added", "changed", "removed"):
            counts = {table: count for table, count in getattr(night.release, name).items() if count}
            if night.release.previous and counts:
                console.print(
                    f"  {name} since {night.release.previous}: " + ", ".join(f"{count} in {table}" for table, count in counts.items())
                )
    else:
        console.print(f"Nothing new: release [bold]{night.release_version}[/bold] stays the latest, no new one was made.")
    console.print(f"Latest release: {escape(str(home.latest))}", soft_wrap=True)
    console.print(f'Ask it yourself: {escape(command)} sql "from out_meeting"', soft_wrap=True)


def _print_findings(console: Console, home: Home, command: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from warehouse.query import run_sql

    for title, statement in _FINDINGS.items():
        columns, rows = run_sql(home, statement)
        shown = rows[-_AWARDS_SHOWN:] if title == "Awards" else rows
        table = Table(*columns, title=f"{title} ({len(rows)})", title_justify="left")
        for row in shown:
            table.add_row(*(escape(_cell(value)) for value in row))
        console.print(table)
        if len(shown) < len(rows):
            console.print(
                f'The latest {len(shown)}; {len(rows) - len(shown)} more: {escape(command)} sql "from out_award order by achievement_year"',
                soft_wrap=True,
            )


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
