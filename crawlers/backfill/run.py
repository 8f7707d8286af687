"""A backfill of one site from one archive with an index: ask the index, choose, take over. Each step goes on from what is on disk."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from typing import Final

from crawlers.backfill.answers import checked, is_plain
from crawlers.backfill.choosing import Job, Wishes, choose
from crawlers.backfill.client import ArchiveClient, LeftAloneError, UnansweredError
from crawlers.backfill.commoncrawl import CommonCrawl
from crawlers.backfill.keeping import Keeper, finish_leftovers
from crawlers.backfill.outcomes import KEPT, BackfillOutcome, NotTakenError
from crawlers.backfill.report import BackfillProgress, BackfillReport, Period, Progress
from crawlers.backfill.sources import IndexRow, Query, Source
from crawlers.backfill.state import Listed, Tally
from crawlers.backfill.wayback import Wayback
from crawlers.config import Config
from crawlers.errors import ConfigurationError
from crawlers.forgotten import Forgotten
from crawlers.home import Home
from crawlers.registry import Registry, Site
from crawlers.registry.addresses import bare_host, host_of
from crawlers.relevance import load_relevance
from crawlers.session import require_contact, user_agent

LISTED: Final = "listed"
SOURCES: Final = ("wayback", "commoncrawl")
_MOST_FAILURES: Final = 3  # in a row; then the archive is given a rest
_HTML: Final = ("text/html", "application/xhtml+xml", "unk", "")
_MOST_WORDLESS: Final = 0.5
_FEWEST_STRANGE: Final = 50  # addresses of a year that fit no article grammar, before anybody is told
_STRANGE_SHARE: Final = 0.05
_MOST_TRIES: Final = 5  # captures of one page in one run; the others wait for the next


def backfill(
    home: Home,
    config: Config,
    registry: Registry,
    run_id: str,
    site: Site,
    source_name: str,
    *,
    period: Period,
    wishes: Wishes,
    is_dry: bool = False,
    ask_again: bool = False,
    minutes: float | None = None,
    progress: Progress | None = None,
) -> BackfillReport:
    """Take over captures of ``site`` from ``source_name`` (``wayback`` or ``commoncrawl``).

    The index is asked for what it was not asked before (with ``ask_again`` for all of it), then pages are chosen and fetched one at a
    time. ``is_dry`` stops after choosing; ``minutes`` bounds the whole run, and the next one goes on.

    Raises:
        ConfigurationError: no contact, a site without address grammar, or one that was forgotten on request.
        ThiduaError: our own disk refuses.
    """
    require_contact(config, home)
    if not site.families and not site.article_url:
        raise ConfigurationError(
            f"{site.id}: nobody knows yet which of its addresses are articles; give its file a family (`thidua sites check {site.id}`)."
        )
    forgotten = Forgotten.of(home)
    if (line := forgotten.site(site.id)) is not None:
        raise ConfigurationError(f"{site.id} was forgotten on {line.forgotten_on}; if it may be again, take its line out of {home.state}.")
    started = time.monotonic()
    finish_leftovers(home)
    report = BackfillReport(run_id, source_name, is_dry)
    client, source = _source(config, source_name)
    operator, most_bytes = config.contact, config.limits.warc_mib << 20
    try:
        with Keeper(home, registry, site.id, run_id, source_name, operator=operator, max_bytes=most_bytes) as keeper:
            report.warnings += keeper.problems
            deadline = None if minutes is None else started + minutes * 60
            run = _Run(keeper, source, registry, site, period, report, progress, config.limits.body_mib << 20, deadline)
            queries = run.ask_index(wishes.slug, ask_again=ask_again)
            run.tell_index(queries)
            jobs, selection = choose(keeper.state, source.name, site.id, period, load_relevance(), wishes, forgotten)
            report.selection = selection
            run.tell_selection(wishes)
            if not is_dry:
                run.take(jobs)
    finally:
        client.close()
        report.requests = client.requests
        report.seconds = time.monotonic() - started
    return report


def _source(config: Config, name: str) -> tuple[ArchiveClient, Source]:
    settings = config.backfill

    def client(seconds: float) -> ArchiveClient:
        return ArchiveClient(
            user_agent(config.contact),
            seconds=seconds,
            attempts=settings.attempts,
            longest_pause_seconds=settings.longest_pause_seconds,
            timeout_seconds=config.limits.request_seconds,
        )

    if name == Wayback.name:
        asking = client(settings.wayback_seconds)
        return asking, Wayback(asking, settings.wayback_index, settings.wayback_captures, settings.index_rows)
    asking = client(settings.commoncrawl_seconds)
    return asking, CommonCrawl(asking, settings.commoncrawl_collections, settings.commoncrawl_data)


class _Run:
    """The steps of one backfill."""

    def __init__(
        self,
        keeper: Keeper,
        source: Source,
        registry: Registry,
        site: Site,
        period: Period,
        report: BackfillReport,
        progress: Progress | None,
        body_limit: int,
        deadline: float | None,
    ) -> None:
        self._keeper = keeper
        self._state = keeper.state
        self._source = source
        self._registry = registry
        self._site = site
        self._period = period
        self._report = report
        self._progress = progress
        self._body_limit = body_limit
        self._deadline = deadline
        self._is_ended = False  # the archive, or the time given, allows no more

    # -- the index

    def ask_index(self, slug: str, *, ask_again: bool) -> list[Query]:
        """Ask what was not asked before; the queries of this site and period."""
        hosts = list(dict.fromkeys(bare_host(domain.host) for domain in self._site.domains))
        try:
            queries = self._source.queries(hosts, self._period, slug)
        except (UnansweredError, NotTakenError) as error:
            self._end(f"{self._source.name}: {error}; run the same command later")
            return []
        if ask_again:
            self._state.ask_again(self._source.name)
        failures = unanswered = 0
        for done, query in enumerate(queries):
            self._say(done, len(queries), f"index: {query.key}")
            try:
                if self._is_over() or failures >= _MOST_FAILURES:
                    unanswered += not self._state.cursor(self._source.name, query.key)[1]
                    continue
                self._ask(query)
                failures = 0
            except LeftAloneError as error:
                self._end(f"{self._source.name}: {error}; run the same command later")
                unanswered += 1
            except (UnansweredError, NotTakenError) as error:
                failures += 1
                unanswered += 1
                self._report.warnings.append(f"{self._source.name}: the index did not answer for {query.key}: {error}.")
        if unanswered:
            self._report.warnings.append(
                f"{self._source.name}: {unanswered} of {len(queries)} questions to the index are open; the same command asks them."
            )
        return queries

    def tell_index(self, queries: Iterable[Query]) -> None:
        """Put into the report what the index lists, by outcome and year, and which years no grammar fits."""
        strange: dict[str, str] = {}
        for tally in self._state.tallies(self._source.name, (query.key for query in queries)):
            year = str(tally.year)
            self._report.listed.setdefault(tally.outcome, {})[year] = tally.captures
            if tally.example and tally.outcome != LISTED:
                self._report.examples.setdefault(tally.outcome, tally.example)
            if tally.outcome == BackfillOutcome.NOT_ARTICLE and tally.example:
                strange[year] = tally.example
        for year, example in strange.items():
            counts = {outcome: years.get(year, 0) for outcome, years in self._report.listed.items()}
            others = counts[BackfillOutcome.NOT_ARTICLE]
            articles = 2 * counts[LISTED] - sum(counts.values())
            if others >= _FEWEST_STRANGE and articles < _STRANGE_SHARE * (articles + others):
                self._report.notes.append(
                    f"{year}: of {articles + others} captures only {articles} have an article's address ({example}, for one, has none); "
                    f"perhaps {self._site.id} had another system then, whose family its file does not name (docs/adding-a-site.md)."
                )

    def tell_selection(self, wishes: Wishes) -> None:
        """Put into the report what a person should know about the choice."""
        selection = self._report.selection
        if selection is None:
            return
        if selection.wordless > _MOST_WORDLESS * selection.pages:
            self._report.notes.append(
                f"{selection.wordless} of {selection.pages} addresses carry no words, so nobody can tell by them what a page is about: "
                "take all (--all), year by year, or look at a sample first (--sample 50)."
            )
        if selection.below_line and not wishes.everything:
            self._report.notes.append(
                f"{selection.below_line} pages are left out, their addresses score below {selection.line:g}; --all takes them, "
                "--sample N some of them."
            )
        if selection.over_limit:
            self._report.notes.append(f"{selection.over_limit} further pages wait for the next run (--limit).")

    def _ask(self, query: Query) -> None:
        cursor, is_done = self._state.cursor(self._source.name, query.key)
        seen: set[str | None] = {cursor}
        while not is_done and not self._is_over():
            answer = self._source.ask(query, cursor)
            cursor = answer.cursor
            if cursor in seen and cursor is not None:
                raise UnansweredError(f"it gave the place {cursor[:100]!r} twice")
            seen.add(cursor)
            listed, tallies = self._judged(answer.rows)
            self._state.add_answer(self._source.name, query.key, listed, tallies, cursor)
            is_done = cursor is None
        if not is_done:
            raise UnansweredError("the time given was over")

    def _judged(self, rows: Iterable[IndexRow]) -> tuple[list[Listed], list[Tally]]:
        listed: list[Listed] = []
        counts: Counter[tuple[int, str]] = Counter()
        examples: dict[tuple[int, str], str] = {}
        for row in rows:
            year = row.moment.year if row.moment else 0
            counts[year, LISTED] += 1
            outcome = self._flaw(row)
            if outcome is None and row.moment is not None:
                digest = row.digest if row.digest.isalnum() and row.digest.isascii() else ""
                listed.append(Listed(row.url, row.moment, self._registry.canonical_url(row.url), digest, row.place))
            elif outcome is not None:
                counts[year, outcome] += 1
                examples.setdefault((year, outcome), ascii(row.url[:500])[1:-1] if outcome is BackfillOutcome.DAMAGED else row.url[:500])
        return listed, [Tally(year, outcome, count, examples.get((year, outcome))) for (year, outcome), count in counts.items()]

    def _flaw(self, row: IndexRow) -> BackfillOutcome | None:
        """Why a listed capture is no candidate; null for one that is."""
        if row.moment is None or not is_plain(row.url):
            return BackfillOutcome.DAMAGED
        found = self._registry.site_for_host(host_of(row.url))
        if found is None or found.id != self._site.id:
            return BackfillOutcome.OFFSITE
        if not self._period.covers(row.moment):
            return BackfillOutcome.OUT_OF_PERIOD
        if "revisit" in row.mime or row.status == "-":
            return BackfillOutcome.REVISIT
        if row.status.startswith("3"):
            return BackfillOutcome.REDIRECTED
        if row.status not in ("200", ""):
            return BackfillOutcome.HTTP_ERROR
        if row.mime.lower() not in _HTML:
            return BackfillOutcome.NOT_HTML
        if row.truncated:
            return BackfillOutcome.TRUNCATED
        is_article = self._registry.classify(row.url, row.moment.date()).kind == "article"
        return None if is_article else BackfillOutcome.NOT_ARTICLE

    # -- the captures

    def take(self, jobs: list[Job]) -> None:
        """Fetch the pages in their order, until all are done, the time is over, or the archive does not answer any more."""
        failures = 0
        for done, job in enumerate(jobs):
            if self._is_over():
                self._report.notes.append(f"{len(jobs) - done} chosen pages wait for the next run.")
                break
            self._say(done, len(jobs), f"{done} of {len(jobs)} pages, {self._report.outcomes.get('captured', 0)} captured")
            was_answered = self._take_page(job)
            failures = 0 if was_answered else failures + 1
            if failures >= _MOST_FAILURES:
                self._end(f"{self._source.name} did not answer for {failures} pages in a row; run the same command later")
        if lost := self._report.outcomes.get(BackfillOutcome.ARCHIVE_ERROR, 0):
            self._report.warnings.append(f"{self._source.name} did not give {lost} captures; the same command asks for them again.")

    def _take_page(self, job: Job) -> bool:
        """Fetch captures of a page until it has the bodies wanted; whether the archive answered."""
        digests = set(job.digests)
        bodies = 0
        failures = 0
        for listed in job.captures:
            if self._is_ended or failures >= _MOST_TRIES or (job.wanted and bodies >= job.wanted):
                break
            if listed.digest and listed.digest in digests:
                continue
            outcome = self._take_capture(listed)
            if outcome is BackfillOutcome.ARCHIVE_ERROR:
                return False
            if outcome in KEPT:
                bodies += 1
                digests.add(listed.digest)
            else:
                failures += 1
        return True

    def _take_capture(self, listed: Listed) -> BackfillOutcome:
        reason: str | None = None
        capture_id: str | None = None
        try:
            exchange = checked(self._source.fetch(listed, self._body_limit), self._body_limit)
            outcome, capture_id = self._keeper.keep(exchange)
        except NotTakenError as error:
            outcome, reason = error.outcome, error.reason
        except UnansweredError as error:
            outcome, reason = BackfillOutcome.ARCHIVE_ERROR, str(error)
            if isinstance(error, LeftAloneError):
                self._end(f"{self._source.name}: {error}; run the same command later")
        self._state.settle(self._source.name, listed, outcome, reason, capture_id)
        self._report.count(self._site.id, outcome, listed.url, reason)
        return outcome

    # -- ends

    def _is_over(self) -> bool:
        if self._deadline is not None and time.monotonic() > self._deadline and not self._is_ended:
            self._is_ended = True
            self._report.notes.append("The time given was over; the same command goes on.")
        return self._is_ended

    def _end(self, sentence: str) -> None:
        if not self._is_ended:
            self._is_ended = True
            self._report.warnings.append(f"{sentence}.")

    def _say(self, done: float, total: float, words: str) -> None:
        if self._progress:
            self._progress(BackfillProgress(done, total, words))
