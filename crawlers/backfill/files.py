"""``--source warc``: WARC and WACZ files that somebody has, gone through record by record."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from crawlers.archive import Exchange
from crawlers.backfill.answers import ArchivedAnswer, archived_answers, checked
from crawlers.backfill.keeping import Keeper, finish_leftovers
from crawlers.backfill.outcomes import BackfillOutcome, NotTakenError
from crawlers.backfill.report import BackfillProgress, BackfillReport, Period, Progress, printable
from crawlers.backfill.unpacking import Unpacked, UnpackingError, warc_streams
from crawlers.config import Config
from crawlers.errors import ConfigurationError
from crawlers.forgotten import Forgotten
from crawlers.home import Home
from crawlers.registry import Registry, Site
from crawlers.registry.addresses import host_of

SOURCE: Final = "warc"
NOBODY: Final = "other"  # where captures of no registered site are counted
_GIB: Final = 1 << 30
_RECORDS_BETWEEN_WORDS: Final = 50


def import_files(
    home: Home,
    config: Config,
    registry: Registry,
    run_id: str,
    paths: Sequence[Path],
    *,
    period: Period,
    site: Site | None = None,
    is_dry: bool = False,
    progress: Progress | None = None,
) -> BackfillReport:
    """Take over the article pages of ``site`` (null: of every registered site) from WARC and WACZ files.

    Every page is taken, whatever its address says: what lies on the disk already costs nothing to read. A file that is damaged is
    named in the warnings; what comes before the damage is taken.

    Raises:
        ConfigurationError: no files, or one of them is not there.
        ThiduaError: our own disk refuses.
    """
    if not paths:
        raise ConfigurationError("Name the WARC or WACZ files to take over: `thidua backfill SITE --source warc FILE…`.")
    for path in paths:
        if not path.is_file():
            raise ConfigurationError(f"{path}: is no file; name WARC or WACZ files.")
    started = time.monotonic()
    report = BackfillReport(run_id, SOURCE, is_dry)
    if not is_dry:
        finish_leftovers(home)
    with ExitStack() as opened:
        importing = _Importing(home, config, registry, run_id, period, site, report, opened, progress)
        for path in paths:
            importing.take(path)
    report.seconds = time.monotonic() - started
    return report


class _Importing:
    """One run over some files."""

    def __init__(
        self,
        home: Home,
        config: Config,
        registry: Registry,
        run_id: str,
        period: Period,
        site: Site | None,
        report: BackfillReport,
        opened: ExitStack,
        progress: Progress | None,
    ) -> None:
        self._home = home
        self._config = config
        self._registry = registry
        self._run_id = run_id
        self._period = period
        self._site = site
        self._report = report
        self._opened = opened
        self._progress = progress
        self._keepers: dict[str, Keeper] = {}
        self._forgotten = Forgotten.of(home)
        self._body_limit = config.limits.body_mib << 20
        self._records = 0

    def take(self, path: Path) -> None:
        """Go through one file."""
        try:
            with warc_streams(path, self._config.backfill.unpacked_gib * _GIB) as streams:
                for name, stream in streams:
                    try:
                        self._take_all(stream, name)
                    except UnpackingError as error:
                        # the other members of a WACZ may be whole
                        self._warn(name, error)
        except (UnpackingError, OSError) as error:
            self._warn(str(path), error)

    def _take_all(self, stream: Unpacked, name: str) -> None:
        # a page waits for its successor: only then is it known that the checksum of its gzip member was right
        waiting: tuple[str, Exchange, int] | None = None
        try:
            for answer in archived_answers(stream):
                if waiting:
                    self._keep(*waiting[:2])
                    waiting = None
                waiting = self._wanted(answer, name)
        except UnpackingError:
            if waiting:
                site_id, exchange, end = waiting
                if end <= stream.verified:
                    self._keep(site_id, exchange)
                else:
                    self._count(site_id, BackfillOutcome.DAMAGED, exchange.url, "the checksum is wrong, or the file ends before it")
            raise
        if waiting:
            self._keep(*waiting[:2])

    def _wanted(self, answer: ArchivedAnswer, name: str) -> tuple[str, Exchange, int] | None:
        """The site, the page and where its record ends; null for what is not taken over, which is counted."""
        site_id = NOBODY
        try:
            site_id = self._owner(answer)
            self._check_place(answer, site_id)
            exchange = checked(answer.exchange(f"{name}#{answer.record_id}", self._body_limit), self._body_limit)
        except NotTakenError as error:
            self._count(site_id, error.outcome, answer.url, error.reason)
            return None
        except UnpackingError as error:
            self._count(site_id, BackfillOutcome.DAMAGED, answer.url, str(error))
            raise
        return site_id, exchange, answer.end

    def _owner(self, answer: ArchivedAnswer) -> str:
        if not answer.is_whole_address:
            raise NotTakenError(BackfillOutcome.DAMAGED, "its address is none")
        found = self._registry.site_for_host(host_of(answer.url))
        if found is None:
            raise NotTakenError(BackfillOutcome.OFFSITE, "of no registered site")
        if self._site is not None and found.id != self._site.id:
            raise NotTakenError(BackfillOutcome.OFFSITE, f"of {found.id}")
        return found.id

    def _check_place(self, answer: ArchivedAnswer, site_id: str) -> None:
        moment = answer.captured_at
        if not self._period.covers(moment):
            raise NotTakenError(BackfillOutcome.OUT_OF_PERIOD, f"captured {moment:%Y-%m-%d}")
        if self._registry.classify(answer.url, moment.date()).kind != "article":
            raise NotTakenError(BackfillOutcome.NOT_ARTICLE, f"no article address of {site_id}")
        if self._forgotten.has(site_id, self._registry.canonical_url(answer.url)):
            raise NotTakenError(BackfillOutcome.FORGOTTEN, "taken out on request")

    def _keep(self, site_id: str, exchange: Exchange) -> None:
        outcome = BackfillOutcome.CAPTURED if self._report.is_dry else self._keeper(site_id).keep(exchange)[0]
        self._count(site_id, outcome, exchange.url, None)

    def _keeper(self, site_id: str) -> Keeper:
        if site_id not in self._keepers:
            keeper = Keeper(
                self._home,
                self._registry,
                site_id,
                self._run_id,
                SOURCE,
                operator=self._config.contact,
                max_bytes=self._config.limits.warc_mib << 20,
            )
            self._keepers[site_id] = self._opened.enter_context(keeper)
            self._report.warnings += keeper.problems
        return self._keepers[site_id]

    def _count(self, site_id: str, outcome: BackfillOutcome, url: str, reason: str | None) -> None:
        self._report.count(site_id, outcome, url, reason)
        self._records += 1
        if self._progress and self._records % _RECORDS_BETWEEN_WORDS == 0:
            taken = self._report.outcomes.get(BackfillOutcome.CAPTURED, 0)
            self._progress(BackfillProgress(self._records, None, f"{self._records} captures, {taken} pages taken"))

    def _warn(self, what: str, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        self._report.warnings.append(printable(f"{what}: {reason}; what came before was taken over."))
