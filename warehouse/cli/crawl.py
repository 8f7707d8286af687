"""``thidua crawl``: fetch what is new into the archive."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from warehouse.cli.progress import shown_progress
from warehouse.cli.reports import crawl_words, print_crawl, raise_for_warnings
from warehouse.cli.session import print_json, session_of, writing_job


def crawl(
    context: typer.Context,
    sites: Annotated[list[str] | None, typer.Argument(help="Ids of sites. (default: those of thidua.toml, or all active ones)")] = None,
    rebuild_state: Annotated[bool, typer.Option("--rebuild-state", help="Make the fetch state anew from the archive first.")] = False,
    salvage: Annotated[bool, typer.Option("--salvage", help="Only finish the WARC files that killed crawls left; fetch nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with counts by site and outcome.")] = False,
) -> None:
    """Fetch new and changed pages politely, every response into the WARC archive.

    Example: `thidua crawl baohaiduong nbtv`
    """
    from crawlers.config import load_config
    from crawlers.registry import load_registry
    from warehouse.demo import refuse_demo_home
    from warehouse.steps import crawl_step, rebuild_state_step, salvage_step

    session = session_of(context)
    registry, config = load_registry(), load_config(session.home)
    for site in sites or ():
        registry.site(site)
    config.check_sites(registry.sites, session.home.config_file)
    refuse_demo_home(session.home, rebuild_state=rebuild_state)
    with writing_job(session, "crawl", config=config) as job:
        if salvage:
            done = salvage_step(job.home, job.ledger)
            print_json(job.ledger.run.as_json()) if as_json else print(done)
            return
        if rebuild_state:
            done = rebuild_state_step(job.home, job.ledger)
            print(done, file=sys.stderr if as_json else sys.stdout)
        with shown_progress("crawling") as show:
            report = crawl_step(job.home, job.config, job.ledger, sites or (), progress=lambda now: show(*crawl_words(now)))
    if as_json:
        print_json(report.as_json())
    else:
        print_crawl(report)
    raise_for_warnings("The crawl", report.warnings)
