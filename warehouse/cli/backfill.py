"""``thidua backfill``: pages of past years, from other web archives."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.errors import PartialFailure
from warehouse.cli.progress import shown_progress
from warehouse.cli.session import print_json, screen, session_of, writing_job

if TYPE_CHECKING:
    from crawlers.backfill.report import BackfillReport


class Source(StrEnum):
    """Where past captures come from."""

    WARC = "warc"


def backfill(
    context: typer.Context,
    site: Annotated[str, typer.Argument(help="Id of a site; with --source warc also `all`.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="WARC and WACZ files, with --source warc.")] = None,
    source: Annotated[Source, typer.Option("--source", help="warc: files that you have.")] = Source.WARC,
    first_year: Annotated[int, typer.Option("--from", min=1991, max=9999, help="First year of captures.")] = 2015,
    last_year: Annotated[int | None, typer.Option("--to", min=1991, max=9999, help="Last year of captures. (default: this year)")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Take nothing over; only say what there is.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with counts by outcome.")] = False,
) -> None:
    """Take over pages that other web archives kept, with the moment of their capture; `thidua read` reads them like any others.

    Example: `thidua backfill baohagiang --source warc old-crawl.warc.gz`
    """
    from crawlers.backfill.report import Period
    from crawlers.config import load_config
    from crawlers.errors import ConfigurationError
    from warehouse.demo import refuse_demo_home
    from warehouse.steps import backfill_step

    session = session_of(context)
    config = load_config(session.home)
    period = Period(first_year, last_year or _this_year())
    if period.first > period.last:
        raise ConfigurationError(f"--from {period.first} is later than --to {period.last}; give the first year first.")
    refuse_demo_home(session.home)
    with writing_job(session, "backfill", config=config) as job, shown_progress("backfill") as show:
        report = backfill_step(
            job.home,
            job.config,
            job.ledger,
            site,
            source.value,
            paths or (),
            period=period,
            is_dry=dry_run,
            progress=lambda now: show(*now),
        )
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)
    if report.warnings:
        raise PartialFailure(f"The backfill is done with {len(report.warnings)} warnings: {report.warnings[0]}")


def _this_year() -> int:
    from datetime import UTC, datetime

    return datetime.now(UTC).year


def _print(report: BackfillReport) -> None:
    from warehouse.cli.reports import counts_table

    if report.sites:
        screen().print(counts_table("Captures that would be taken over" if report.is_dry else "Captures", report.sites))
    else:
        print("Nothing to take over.")
    for line in (*report.reasons, *report.notes):
        print(f"  {line}")
    if not report.is_dry and report.outcomes.get("captured"):
        print("`thidua read` reads them.")
