"""``thidua build`` and ``thidua release``: landing zone → tested tables → a release."""

from __future__ import annotations

from typing import Annotated

import typer

from warehouse.cli.progress import shown_progress
from warehouse.cli.reports import print_release
from warehouse.cli.session import print_json, session_of, writing_job


def build(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Build even when nothing changed since the last good build.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Build every table from the landing zone with dbt and test it, in a private file that no reader opens.

    Example: `thidua build --full`
    """
    from warehouse.steps import build_step

    with writing_job(session_of(context), "build") as job, shown_progress("building"):
        report = build_step(job.home, job.ledger, full=full)
    if as_json:
        print_json(
            {
                "run_id": job.run_id,
                "skipped": report.skipped,
                "fingerprint": report.fingerprint,
                "counts": dict(report.counts),
                "warnings": list(report.warnings),
                "seconds": round(report.seconds, 3),
            }
        )
    elif report.skipped:
        print("Nothing new: the last build is of the same landing zone and project (--full builds all the same).")
    else:
        nodes = ", ".join(f"{count} {kind}s" for kind, count in sorted(report.counts.items()))
        print(f"Built and tested in {report.seconds:.1f} s: {nodes}.")


def release(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Publish the last tested build: DuckDB file, CSV, Parquet, data package, report page; then `latest` points to it.

    A build that says the same as the latest release makes none. Example: `thidua release --json`
    """
    from warehouse.steps import release_step

    with writing_job(session_of(context), "release") as job, shown_progress("releasing"):
        report = release_step(job.home, job.ledger)
    step = job.ledger.run.step("release")
    if as_json:
        print_json({"run_id": job.run_id, "path": str(report.path), "rows": dict(report.rows), **(step.details if step else {})})
    else:
        print_release(report)
