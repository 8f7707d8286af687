"""What one crawl holds open: the lock of its home, the archive, the fetch state, the outcomes and the pages of the run."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from types import TracebackType
from typing import Final

from filelock import FileLock, Timeout

from crawlers.archive import Exchange, RunArchive, StoredCapture, salvage
from crawlers.config import Config
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.fetch_state import PageState, open_fetch_state
from crawlers.forgotten import Forgotten
from crawlers.frontier import Frontier, Page
from crawlers.home import Home
from crawlers.outcomes import Outcome, OutcomeLog
from crawlers.registry import Registry, Site

ROBOTS_NAME: Final = "ThiDua"  # the name by which robots.txt addresses us
_LOCK_PATIENCE_SECONDS: Final = 0.5
_FEWEST_DAYS_KNOWN: Final = 7  # before that a site's weekly number of articles says nothing
logger = logging.getLogger(__name__)


def software() -> str:
    """Name and version as sites and archives see them."""
    return f"{ROBOTS_NAME}/{version('thidua')}"


def user_agent(contact: str | None) -> str:
    """The honest User-Agent: name, version, and where to complain."""
    return f"{software()} (+{contact})" if contact else software()


def choose_sites(registry: Registry, config: Config, wanted: tuple[str, ...], forgotten: Forgotten | None = None) -> tuple[Site, ...]:
    """The sites of a run: those wanted, else those of the configuration, else all active ones; without those forgotten on request.

    Raises:
        ConfigurationError: unknown site, a candidate that has no entry points yet, or one wanted by name that was forgotten.
    """
    chosen = [registry.site(site_id) for site_id in dict.fromkeys(wanted or config.sites)] or list(registry.active_sites())
    for site in chosen:
        if site.status != "active":
            raise ConfigurationError(
                f"{site.id} is a {site.status} site, which is not crawled: its TOML needs families and entry points first."
            )
    taken_out = {site.id: line for site in chosen if forgotten is not None and (line := forgotten.site(site.id))}
    for site_id in wanted:
        if line := taken_out.get(site_id):
            raise ConfigurationError(
                f"{site_id} was forgotten on {line.forgotten_on} and is not crawled; if it may be again, take its line out of "
                "state/forgotten.csv."
            )
    return tuple(site for site in chosen if site.id not in taken_out)


def require_contact(config: Config, home: Home) -> None:
    """Refuse a live crawl without a contact.

    Raises:
        ConfigurationError: there is none.
    """
    if not config.contact:
        raise ConfigurationError(
            f'A live crawl needs a contact where a site\'s owner reaches you: write contact = "you@example.org" into {home.config_file}.'
        )


class CrawlSession(AbstractContextManager["CrawlSession"]):
    """Opened by one crawl of one home at a time. Finishes first what a killed run left (salvage), then holds its own run.

    Raises on making:
        ThiduaError: another crawl of the home runs, or a leftover cannot be finished, or the disk refuses.
    """

    def __init__(self, home: Home, config: Config, registry: Registry, run_id: str, sites: tuple[Site, ...]) -> None:
        self.home = home
        self.config = config
        self.registry = registry
        self.run_id = run_id
        self.sites = sites
        self.failure: ThiduaError | None = None
        self.warnings: list[str] = []
        self.expected: dict[str, str] = {}  # sites that gave nothing, as their files say → in which words
        self.left_alone: dict[str, str] = {}  # sites that asked for a pause beyond this run → in which words
        self.body_limit = config.limits.body_mib << 20
        self._is_closed = False
        with ExitStack() as opened:
            opened.callback(_locked(home).release)
            for leftover in sorted({path.parent for path in home.archive.glob("*/*.warc.gz.open")}):
                report = salvage(leftover)
                logger.warning("%s: finished %d files of a killed run, cut %d torn bytes", leftover, len(report.kept), report.cut_bytes)
            run_dir = home.archive / run_id
            self.outcomes = opened.enter_context(OutcomeLog(run_dir))
            self.state = opened.enter_context(open_fetch_state(home, registry, self.warnings.append))
            self.archive = opened.enter_context(
                RunArchive(run_dir, software=software(), operator=config.contact, max_bytes=config.limits.warc_mib << 20)
            )
            self.frontier = Frontier(
                registry,
                self.state,
                self.outcomes,
                pages_per_site=config.limits.pages_per_site,
                revisit_days=config.limits.revisit_days,
                forgotten=Forgotten.of(home),
            )
            self._closing = opened.pop_all()

    def store(self, page: Page, exchange: Exchange) -> StoredCapture:
        """Archive one answer of a page; the fetch state follows after the answer is on disk.

        A 304, or a 200 with the very body of last time, becomes a revisit record.

        Raises:
            ThiduaError: the disk refuses.
        """
        writer = self.archive.writer(page.site_id)
        known = page.known
        is_same = known is not None and exchange.status == HTTPStatus.NOT_MODIFIED
        if known is not None and exchange.status == HTTPStatus.OK:
            is_same = known.payload_sha256 == exchange.payload_sha256
        if known is not None and is_same:
            stored = writer.write_revisit(exchange, known.original)
            self.state.touch(page.key, stored.captured_at, exchange.header("etag"), exchange.header("last-modified"))
        else:
            stored = writer.write(exchange)
            if exchange.status == HTTPStatus.OK:
                self.state.put(_page_state(page, exchange, stored))
        page.capture_id = stored.capture_id
        page.is_repeated = stored.is_revisit
        return stored

    def fail(self, error: ThiduaError) -> None:
        """Remember the error that ends the run; the first one counts."""
        self.failure = self.failure or error

    def judge(self) -> None:
        """Fill :attr:`warnings` with what a person should look at: sites that failed wholly or gave less than they should.

        A host that is known to be gone, or may be since its paper was merged, fails into :attr:`expected` instead.
        """
        if self._is_offline():
            self.warnings.append("Not one site could be reached: see whether this machine has a network and a name server.")
            return
        for site in self.sites:
            problem, state = self._problem(site), site.state
            if state is None:
                if problem:
                    self.warnings.append(f"{site.id}: {problem}")
            elif problem:
                then = f", {state.successor} took its place" if state.successor else ""
                self.expected[site.id] = f"{site.id}: {state.state} since {state.since}{then}: {problem}"
            elif state.is_silent:
                self.warnings.append(
                    f"{site.id}: gives articles, but its file says {state.state}; `thidua sites check {site.id}` looks at it."
                )

    def close(self, reason: str, *, is_finished: bool = False) -> None:
        """Settle open pages with ``reason``, finish the WARC files and let the home go; a finished run is judged. May be called again.

        What cannot be written is kept in :attr:`failure`; the other files are finished all the same.
        """
        if self._is_closed:
            return
        self._is_closed = True
        try:
            with self._closing:
                self.frontier.settle_rest(reason)
                if is_finished:
                    self.judge()
        except ThiduaError as error:
            self.fail(error)
            logger.error("%s", error)

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close("the run was stopped")

    def _is_offline(self) -> bool:
        """Several sites, and nothing but failed connections: hardly the fault of the sites."""
        counts = [self.outcomes.counts.get(site.id, Counter()) for site in self.sites]
        return len(counts) > 1 and all(set(one) == {Outcome.NETWORK_ERROR.value} for one in counts)

    def _problem(self, site: Site) -> str | None:
        counts = self.outcomes.counts.get(site.id, Counter())
        articles = self.frontier.asked(site.id, "article") + self.frontier.not_due().get(site.id, 0)
        if counts and not self.frontier.good(site.id):
            ((worst, _),) = counts.most_common(1)
            return f"not one page could be fetched, mostly {worst}; see archive/{self.run_id}/outcomes.jsonl."
        if site.id in self.left_alone:
            return f"{self.left_alone[site.id]}."
        if not articles:
            return "its entry points answered, but no article was found; its listings or addresses may have changed."
        return self._too_few(site)

    def _too_few(self, site: Site) -> str | None:
        least = site.expectations.articles_per_week_min
        week_ago = datetime.now(UTC) - timedelta(days=_FEWEST_DAYS_KNOWN)
        first = self.state.first_capture(site.id)
        if least is None or site.rhythm == "ended" or first is None or first > week_ago:
            return None
        found = len(self.state.recent_articles(site.id, week_ago))
        return f"{found} new articles within a week where {least} are expected." if found < least else None


def _page_state(page: Page, exchange: Exchange, stored: StoredCapture) -> PageState:
    return PageState(
        page_key=page.key,
        site_id=page.site_id,
        kind=page.kind,
        url=exchange.url,
        first_seen_at=stored.captured_at,
        fetched_at=stored.captured_at,
        checked_at=stored.captured_at,
        etag=exchange.header("etag"),
        last_modified=exchange.header("last-modified"),
        payload_sha256=stored.payload_sha256,
        record_id=stored.record_id,
        warc_path=stored.warc_path,
        warc_offset=stored.warc_offset,
    )


def _locked(home: Home) -> FileLock:
    """The lock of crawls of a home; it dies with its process, so nothing has to be cleared away after a kill."""
    lock = FileLock(home.crawl_lock, timeout=_LOCK_PATIENCE_SECONDS)
    try:
        home.state.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise ThiduaError(f"{home.root}: another crawl of this home is running; wait for it to end, or stop it.") from error
    except OSError as error:
        raise ThiduaError(f"{home.state}: cannot be written ({error.strerror}); mend the permissions or free some room.") from error
    return lock
