"""``thidua forget``: take a page or a site out, on request."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from warehouse.cli.session import print_json, session_of, writing_job


def forget(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="URL|SITE", help="Address of a page, or the id of a site.")],
    reason: Annotated[str, typer.Option("--reason", help="Who asked for it and why; kept in state/forgotten.csv.")] = "on request",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask. Needed where there is no terminal.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take a page or a whole site out of archive, landing zone and every later release, for good.

    It is not fetched again, and its ids get a tombstone (`removed.csv` of the next release). Releases made before keep it until
    you delete them. Example: `thidua forget https://baohaiduong.vn/ten-bai-viet-1234.html --reason "letter of 3 May"`
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from crawlers.errors import ConfigurationError
    from crawlers.registry import load_registry
    from warehouse.forget import find_target
    from warehouse.forget import forget as take_out

    session, registry = session_of(context), load_registry()
    target = find_target(session.home, registry, what)
    if not yes:
        if not sys.stdin.isatty():
            raise ConfigurationError(f"`thidua forget` cannot be undone: add --yes to take {target.words} out of {session.home.root}.")
        typer.confirm(f"Take {target.words} out of {session.home.root} for good?", abort=True)
    with writing_job(session, "forget") as job, job.ledger.step("forget") as step:
        report = take_out(job.home, registry, target, reason=reason, today=datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date())
        step.counts = {"captures": report.captures, "articles": len(report.articles), "rows": sum(report.rows.values())}
        step.details = report.as_json()
    if as_json:
        print_json(report.as_json())
        return
    print(
        f"Forgot {target.words}: {report.captures} answers in {report.warc_files} WARC files, {sum(report.rows.values())} rows of the "
        "landing zone. It is not fetched again (state/forgotten.csv)."
    )
    print("Run `thidua build` and `thidua release` to publish without it.")
    if report.earlier_releases:
        print(
            f"Made before and still holding it, in {job.home.releases}: {', '.join(report.earlier_releases)}; delete those that must not."
        )
