"""``thidua nightly``: all four steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.cli.progress import Show, shown_progress
from warehouse.cli.reports import crawl_words, print_night, raise_for_warnings, read_words
from warehouse.cli.session import print_json, session_of, writing_job

if TYPE_CHECKING:
    from warehouse.ledger import Run
    from warehouse.nightly import Progress


def nightly(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as one JSON object, as the ledger keeps it.")] = False,
) -> None:
    """Run the whole night: crawl, read, build, release. Only one runs at a time in a home, and each does only what is missing.

    Example for cron: `15 2 * * * cd /srv/thidua && .venv/bin/thidua nightly`
    """
    from crawlers.config import load_config
    from crawlers.registry import load_registry
    from warehouse.demo import refuse_demo_home
    from warehouse.nightly import run_night
    from warehouse.notices import send_notice

    session = session_of(context)
    home = session.home
    config = load_config(home)
    config.check_sites(load_registry().sites, home.config_file)
    refuse_demo_home(home)

    def tell(run: Run) -> None:
        send_notice(config.notices.command, run)

    with writing_job(session, "nightly", config=config, on_end=tell) as job, shown_progress("night") as show:
        night = run_night(home, config, job.ledger, progress=step_words(show))
        if night.failure is not None:
            raise night.failure
    if as_json:
        print_json(job.ledger.run.as_json())
    else:
        print_night(night, home)
    raise_for_warnings("The night", night.warnings)


def step_words(show: Show) -> Progress:
    """Progress of a night as one line: the step, then what it says of itself."""

    def words(step: str, now: Any) -> None:
        if step == "crawl":
            show(*crawl_words(now))
        elif step == "read":
            show(*read_words(now))
        else:
            show(0, None, "building and testing the tables")

    return words
