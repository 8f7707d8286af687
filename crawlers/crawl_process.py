"""The child process of a crawl: sets Scrapy up, runs the spider, sends progress and at last a report through the pipe."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any, Final

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.utils.asyncio import create_looping_call

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.outcomes import Outcome
from crawlers.runner import CrawlFailure, CrawlJob, CrawlProgress, CrawlReport
from crawlers.session import CrawlSession
from crawlers.spiders.news import NewsSpider

PROGRESS_SECONDS: Final = 0.5
SAME_WISH_SECONDS: Final = 2.0
logger = logging.getLogger(__name__)


def run(job: CrawlJob, connection: Connection) -> None:
    """Run one crawl and answer with a :class:`CrawlReport` or a :class:`CrawlFailure`."""
    # a terminal sends Ctrl-C to the whole group: the parent alone hears it, and hands it on
    os.setpgrp()
    # a log line that a full disk refuses is lost; the archive meets the same disk and ends the run with a sentence
    logging.raiseExceptions = False
    try:
        connection.send(_crawl(job, connection))
    except ConfigurationError as error:
        connection.send(CrawlFailure(str(error), is_usage=True))
    except ThiduaError as error:
        connection.send(CrawlFailure(str(error), is_usage=False))
    except UsageError as error:
        connection.send(CrawlFailure(str(error), is_usage=True))
    finally:
        connection.close()


def _crawl(job: CrawlJob, connection: Connection) -> CrawlReport:
    started = time.monotonic()
    settings = _settings(job)
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(NewsSpider)
    reporter = _Reporter(crawler, connection)
    failures: list[BaseException] = []
    crawling: Any = process.crawl(crawler, sites=",".join(job.sites))
    crawling.addErrback(lambda failure: failures.append(failure.value))
    _close_on_signals(crawler)
    process.start(install_signal_handlers=False)
    session = reporter.session
    if session is not None:
        session.close("the run was stopped")
        reporter.tell()
    if failures:
        raise failures[0]
    if session is None:
        raise ThiduaError(f"The crawl could not be started; see {job.home.logs / job.run_id}.crawl.log.")
    if session.failure:
        raise session.failure
    errors = crawler.stats.get_value("spider_exceptions/count", 0)
    if errors:
        session.warnings.append(f"The crawl had {errors} errors of its own; see {job.home.logs / job.run_id}.crawl.log.")
    return CrawlReport(
        run_id=job.run_id,
        sites={site_id: dict(counts) for site_id, counts in sorted(session.outcomes.counts.items())},
        not_due=session.frontier.not_due(),
        warnings=tuple(session.warnings),
        expected=dict(session.expected),
        seconds=time.monotonic() - started,
    )


def _settings(job: CrawlJob) -> Settings:
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    job.home.logs.mkdir(parents=True, exist_ok=True)
    own = {
        "THIDUA_HOME": str(job.home.root),
        "THIDUA_RUN_ID": job.run_id,
        "THIDUA_SITES": ",".join(job.sites),
        "LOG_FILE": str(job.home.logs / f"{job.run_id}.crawl.log"),
        "LOG_FILE_APPEND": True,
    }
    settings.update({**own, **job.settings}, priority="cmdline")
    # nothing asks for the public suffix list with cookies off; should anything, it stays inside the home
    os.environ.setdefault("TLDEXTRACT_CACHE", str(job.home.state / "tldextract"))
    return settings


def _close_on_signals(crawler: Crawler) -> None:
    """The first SIGINT or SIGTERM closes the crawl cleanly; one that comes some time later stops it at once.

    A service manager signals every process of a service, and our parent hands the signal on as well: that is one wish, not two.
    Scrapy's own handlers would take it for impatience and tear the crawl down.
    """
    first: list[float] = []
    stopping: list[asyncio.Future[None]] = []

    def close() -> None:
        stopping.append(asyncio.ensure_future(crawler.stop_async()))

    def handle(*_: object) -> None:
        from twisted.internet import reactor

        loop: Any = reactor
        if not first:
            first.append(time.monotonic())
            loop.callFromThread(close)
        elif time.monotonic() - first[0] > SAME_WISH_SECONDS:
            loop.callFromThread(loop.stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)


class _Reporter:
    """Sends progress while the spider is open; a parent that is gone ends the crawl."""

    def __init__(self, crawler: Crawler, connection: Connection) -> None:
        self._crawler = crawler
        self._connection = connection
        self._loop: Any = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @property
    def session(self) -> CrawlSession | None:
        spider: Any = self._crawler.spider
        return spider.session if spider is not None else None

    def _opened(self) -> None:
        self._loop = create_looping_call(self.tell)
        self._loop.start(PROGRESS_SECONDS, now=False)

    def _closed(self) -> None:
        if self._loop is not None and self._loop.running:
            self._loop.stop()

    def tell(self) -> None:
        """Send how far the crawl is."""
        if self.session is None:
            return
        sites = self.session.frontier.progress()
        done = sum(count for count, _ in sites.values())
        total = sum(count for _, count in sites.values())
        captured = sum(counts[Outcome.CAPTURED] for counts in self.session.outcomes.counts.values())
        try:
            self._connection.send(CrawlProgress(done, total, captured, sites))
        except (BrokenPipeError, ConnectionResetError):
            logger.warning("the process that started this crawl is gone; closing")
            spider: Any = self._crawler.spider
            spider.stop(ThiduaError("The process that started the crawl is gone."))
