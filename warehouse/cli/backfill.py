"""``thidua backfill``: pages of past years, from other web archives."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warehouse.cli.progress import shown_progress
from warehouse.cli.reports import raise_for_warnings
from warehouse.cli.session import print_json, screen, session_of, writing_job

if TYPE_CHECKING:
    from crawlers.backfill.report import BackfillReport, Selection

_EXAMPLES_SHOWN = 5


class Source(StrEnum):
    """Where past captures come from."""

    WAYBACK = "wayback"
    COMMONCRAWL = "commoncrawl"
    WARC = "warc"


def backfill(
    context: typer.Context,
    site: Annotated[str, typer.Argument(help="Id of a site; with --source warc also `all`.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="WARC and WACZ files, with --source warc.")] = None,
    source: Annotated[Source, typer.Option("--source", help="The archive that is asked; warc: files that you have.")] = Source.WAYBACK,
    first_year: Annotated[int, typer.Option("--from", min=1991, max=9999, help="First year of captures.")] = 2015,
    last_year: Annotated[int | None, typer.Option("--to", min=1991, max=9999, help="Last year of captures. (default: this year)")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Most pages fetched in this run.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Fetch pages too whose addresses do not sound relevant.")] = False,
    line: Annotated[
        float | None, typer.Option("--line", help="Score from which on a page is fetched. (default: that of the terms)")
    ] = None,
    sample: Annotated[int, typer.Option("--sample", min=0, help="Fetch so many of the pages left out besides.")] = 0,
    slug: Annotated[str, typer.Option("--slug", help="Only addresses that hold this text; the index is asked for them alone.")] = "",
    versions: Annotated[int, typer.Option("--versions", min=0, help="Different bodies of a page; 0 takes all.")] = 1,
    minutes: Annotated[float | None, typer.Option("--minutes", min=0, help="Stop after so long; the next run goes on.")] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask the index again for what it answered in an earlier run.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask the index only and say what would be fetched.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with counts by outcome.")] = False,
) -> None:
    """Take over pages that other web archives kept, with the moment of their capture; `thidua read` reads them like any others.

    Example: `thidua backfill baohagiang --from 2015 --to 2025 --source wayback --dry-run`
    """
    from crawlers.backfill.choosing import Wishes
    from crawlers.backfill.report import Period
    from crawlers.config import load_config
    from crawlers.errors import ConfigurationError
    from warehouse.demo import refuse_demo_home
    from warehouse.steps import backfill_step, import_step

    session = session_of(context)
    config = load_config(session.home)
    period = Period(first_year, last_year or _this_year())
    if period.first > period.last:
        raise ConfigurationError(f"--from {period.first} is later than --to {period.last}; give the first year first.")
    if paths and source is not Source.WARC:
        raise ConfigurationError(f"{paths[0]}: files are taken over with --source warc.")
    refuse_demo_home(session.home)
    wishes = Wishes(everything, line, limit, sample, versions, slug)
    with writing_job(session, "backfill", config=config) as job, shown_progress("backfill") as show:
        if source is Source.WARC:
            report = import_step(
                job.home, job.config, job.ledger, site, paths or (), period=period, is_dry=dry_run, progress=lambda now: show(*now)
            )
        else:
            report = backfill_step(
                job.home,
                job.config,
                job.ledger,
                site,
                source.value,
                period=period,
                wishes=wishes,
                is_dry=dry_run,
                ask_again=refresh,
                minutes=minutes,
                progress=lambda now: show(*now),
            )
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)
    raise_for_warnings("The backfill", report.warnings)


def _this_year() -> int:
    from datetime import UTC, datetime

    return datetime.now(UTC).year


def _print(report: BackfillReport) -> None:
    from warehouse.cli.reports import counts_table

    if report.listed:
        years = sorted({year for counts in report.listed.values() for year in counts})
        rows = {year: {outcome: counts.get(year, 0) for outcome, counts in report.listed.items()} for year in years}
        screen().print(counts_table("Captures that the index lists, and those that are no candidates", rows, heading="year"))
    if report.selection is not None:
        _print_selection(report.selection)
    if report.sites:
        screen().print(counts_table("Captures that would be taken over" if report.is_dry else "Captures", report.sites))
    elif report.selection is None:
        print("Nothing to take over.")
    for sentence in (*report.reasons, *report.notes):
        print(f"  {sentence}")
    if not report.is_dry and report.outcomes.get("captured"):
        print("`thidua read` reads them.")


def _print_selection(selection: Selection) -> None:
    from warehouse.cli.reports import counts_table

    screen().print(
        counts_table(
            "Pages by the year of their first capture", {str(year): counts for year, counts in selection.years.items()}, heading="year"
        )
    )
    print(
        f"{selection.captures} captures of {selection.pages} pages; {selection.kept} in the archive already, {selection.settled} tried in "
        f"vain, {selection.chosen} chosen, {selection.over_limit} over the limit, {selection.below_line} left out."
    )
    for address in selection.left_out[:_EXAMPLES_SHOWN]:
        print(f"  left out: {address}")
