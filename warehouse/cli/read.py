"""``thidua read``: archive → landing zone."""

from __future__ import annotations

from typing import Annotated

import typer

from warehouse.cli.progress import shown_progress
from warehouse.cli.reports import print_read, raise_for_warnings, read_words
from warehouse.cli.session import print_json, session_of, writing_job


def read(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", "--everything", help="Read every capture again, also with the same reader and rules.")
    ] = False,
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=64, help="Worker processes. (default: by the work)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with counts by site and outcome.")] = False,
) -> None:
    """Read what the archive has that the present reader and rules have not seen: pages → articles → events.

    After a change of rules this reads the whole archive again, without network. Example: `thidua read --workers 2`
    """
    from warehouse.steps import read_step

    session = session_of(context)
    with writing_job(session, "read") as job, shown_progress("reading") as show:
        report = read_step(
            job.home, job.config, job.ledger, everything=everything, workers=workers, progress=lambda now: show(*read_words(now))
        )
    if as_json:
        print_json({"run_id": job.run_id, **report.as_json()})
    else:
        print_read(report)
    raise_for_warnings("Reading", report.warnings)
