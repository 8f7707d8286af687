"""The four steps of a night, each recorded in the ledger. Every step does only what is missing, so any run may be ended and repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog

from crawlers.config import Config
from crawlers.home import Home
from warehouse.interrupts import interruption, raise_if_interrupted
from warehouse.ledger import Ledger, Step

if TYPE_CHECKING:
    from pathlib import Path

    from crawlers.backfill.choosing import Wishes
    from crawlers.backfill.report import BackfillProgress, BackfillReport, Period
    from crawlers.runner import CrawlProgress, CrawlReport
    from warehouse.build import BuildReport
    from warehouse.reading import ReadProgress, ReadReport
    from warehouse.release import ReleaseReport


@contextmanager
def _logged_step(ledger: Ledger, name: str) -> Iterator[Step]:
    """A step of the ledger whose beginning and end are said in the log too."""
    log = structlog.get_logger("thidua")
    log.info(f"{name}: begun")
    with ledger.step(name) as step:
        yield step
    counts = ", ".join(f"{count} {what}" for what, count in step.counts.items() if count)
    log.info(f"{name}: {step.status} in {step.seconds:.1f} s" + (f" ({counts})" if counts else ""))


def crawl_step(
    home: Home,
    config: Config,
    ledger: Ledger,
    sites: Sequence[str] = (),
    *,
    settings: Mapping[str, Any] | None = None,
    progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlReport:
    """Fetch what is new on ``sites`` (those of the configuration, or all active ones) into the archive."""
    with _logged_step(ledger, "crawl") as step:
        from crawlers.runner import crawl

        report = crawl(home, config, ledger.run.run_id, sites, settings=settings, progress=progress)
        step.sites = {site: dict(counts) for site, counts in report.sites.items()}
        step.counts = dict(report.outcomes)
        step.details = {"not_due": dict(report.not_due), "expected": dict(report.expected)}
        step.warnings = list(report.warnings)
        if report.stopped_by is not None:
            raise interruption(report.stopped_by)
    return report


def read_step(
    home: Home,
    config: Config,
    ledger: Ledger,
    *,
    everything: bool = False,
    workers: int | None = None,
    progress: Callable[[ReadProgress], None] | None = None,
) -> ReadReport:
    """Read the archive into the landing zone."""
    with _logged_step(ledger, "read") as step:
        from crawlers.registry import load_registry
        from warehouse.reading import read_archive

        report = read_archive(
            home,
            load_registry(),
            ledger.run.run_id,
            everything=everything,
            workers=workers or config.read.workers,
            limits=config.limits,
            progress=progress,
        )
        document = report.as_json()
        step.sites = document["sites"]
        step.counts = {
            key: document[key] for key in ("files_read", "captures", "pages", "articles", "relevant", "mentions", "crawl_outcomes")
        }
        step.details = {"outcomes": document["outcomes"], "workers": report.workers}
        step.warnings = list(report.warnings)
        ledger.run.versions |= report.versions
    return report


def build_step(home: Home, ledger: Ledger, *, full: bool = False) -> BuildReport:
    """Build and test the tables from the landing zone."""
    with _logged_step(ledger, "build") as step:
        from warehouse.build import build
        from warehouse.landing import check_parts, recover

        recover(home.landing)
        check_parts(home.landing)
        report = build(home, full=full)
        step.counts = dict(report.counts)
        step.details = {"skipped": report.skipped, "fingerprint": report.fingerprint}
        step.warnings = list(report.warnings)
    return report


def release_step(home: Home, ledger: Ledger) -> ReleaseReport:
    """Publish the last build, or nothing when it says the same as the latest release."""
    with _logged_step(ledger, "release") as step:
        from warehouse.release import release

        report = release(home)
        step.counts = dict(report.rows)
        step.details = {
            "version": report.version,
            "unchanged": report.unchanged,
            "previous": report.previous,
            "added": dict(report.added),
            "changed": dict(report.changed),
            "removed": dict(report.removed),
        }
    return report


def import_step(
    home: Home,
    config: Config,
    ledger: Ledger,
    site: str,
    paths: Sequence[Path],
    *,
    period: Period,
    is_dry: bool = False,
    progress: Callable[[BackfillProgress], None] | None = None,
) -> BackfillReport:
    """Take over captures of ``site`` (``all``: of every one) from WARC and WACZ files."""
    with _logged_step(ledger, "backfill") as step:
        from crawlers.backfill.files import import_files
        from crawlers.registry import load_registry

        registry = load_registry()
        chosen = None if site == "all" else registry.site(site)
        report = import_files(
            home, config, registry, ledger.run.run_id, paths, period=period, site=chosen, is_dry=is_dry, progress=_heeding(progress)
        )
        _note_backfill(step, report)
    return report


def backfill_step(
    home: Home,
    config: Config,
    ledger: Ledger,
    site: str,
    source: str,
    *,
    period: Period,
    wishes: Wishes,
    is_dry: bool = False,
    ask_again: bool = False,
    minutes: float | None = None,
    progress: Callable[[BackfillProgress], None] | None = None,
) -> BackfillReport:
    """Take over captures of ``site`` from an archive with an index."""
    with _logged_step(ledger, "backfill") as step:
        from crawlers.backfill.run import backfill
        from crawlers.registry import load_registry

        registry = load_registry()
        report = backfill(
            home,
            config,
            registry,
            ledger.run.run_id,
            registry.site(site),
            source,
            period=period,
            wishes=wishes,
            is_dry=is_dry,
            ask_again=ask_again,
            minutes=minutes,
            progress=_heeding(progress),
        )
        _note_backfill(step, report)
    return report


def _heeding(progress: Callable[[BackfillProgress], None] | None) -> Callable[[BackfillProgress], None]:
    """Progress that ends a run whose signal was swallowed on the way."""

    def say(now: BackfillProgress) -> None:
        raise_if_interrupted()
        if progress is not None:
            progress(now)

    return say


def _note_backfill(step: Step, report: BackfillReport) -> None:
    document = report.as_json()
    step.sites, step.counts, step.warnings = document["sites"], document["outcomes"], report.warnings
    step.details = {key: document[key] for key in ("source", "dry_run", "index", "selection", "notes", "requests")}


def rebuild_state_step(home: Home, ledger: Ledger) -> str:
    """Make the fetch state anew from the archive; what was done, in one sentence."""
    with _logged_step(ledger, "rebuild-state") as step:
        from crawlers.fetch_state import rebuild_fetch_state

        pages = rebuild_fetch_state(home)
        step.counts = {"pages": pages}
    return f"The fetch state was made anew from the archive: {pages} pages."


def salvage_step(home: Home, ledger: Ledger) -> str:
    """Finish the WARC files that killed crawls left; what was done, in one sentence."""
    with _logged_step(ledger, "salvage") as step:
        from crawlers.archive import salvage

        kept = records = cut_bytes = 0
        for run_dir in sorted(path for path in home.archive.glob("*") if path.is_dir()):
            report = salvage(run_dir)
            kept, records, cut_bytes = kept + len(report.kept), records + report.records, cut_bytes + report.cut_bytes
        step.counts = {"files": kept, "records": records, "cut_bytes": cut_bytes}
    return f"{kept} unfinished WARC files were finished with {records} whole records; {cut_bytes} torn bytes were cut off."
