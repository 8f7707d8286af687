"""Manners: one request at a time and a delay for each site, its Crawl-delay, and Retry-After.

The slot of a request is its site, not its host name: ``www.``, ``m.`` and twin domains of a paper share one server and one slot.
"""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Any, Final, Self

from scrapy import Request, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from twisted.internet.defer import Deferred

from crawlers.guards import PageRefusedError
from crawlers.outcomes import Outcome
from crawlers.retry_after import seconds_to_wait

LONGEST_PAUSE_SECONDS: Final = 300.0
LONGEST_CRAWL_DELAY_SECONDS: Final = 120.0
SHORTEST_DELAY_SECONDS: Final = 0.001  # Scrapy keeps no pause in a slot without a delay
_ASKS_TO_WAIT: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
logger = logging.getLogger(__name__)


def site_slots(delays: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """The ``DOWNLOAD_SLOTS`` setting: for each site one request at a time, and its delay in seconds."""
    return {site_id: {"concurrency": 1, "delay": max(delay, SHORTEST_DELAY_SECONDS), "jitter": 0} for site_id, delay in delays.items()}


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds that a Retry-After header (RFC 9110 §10.2.3: seconds or a date) asks to wait from ``now``; null when there is none."""
    raw = response.headers.get("Retry-After")
    if raw is None:
        return None
    return seconds_to_wait(raw.decode("latin-1"), now)


class OneByOneDownloader(Downloader):
    """Scrapy's downloader with its slots kept strictly.

    Scrapy counts a request as on its way when its task begins to run. Until then the slot looks free, and a process that is held up for
    longer than the delay right there opens a second connection. Here the slot is taken at once.
    """

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Deferred[Response]) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)


class SlotKeeper:
    """Scrapy extension: pauses a site's slot for Retry-After before its next request leaves, and widens it to a Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        # this signal fires before the slot takes its next request, a middleware would come too late
        crawler.signals.connect(self.response_downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Obey Retry-After of a 429 or 503: wait up to five minutes, and leave a site that asks for more to the next run."""
        if response.status not in _ASKS_TO_WAIT:
            return
        site_id = request.meta["download_slot"]
        seconds = retry_after(response, datetime.now(UTC))
        slot = self._downloader.slots.get(site_id)
        if seconds is None or slot is None:
            return
        logger.info("%s asks for a pause of %.0f s", site_id, seconds)
        if seconds <= LONGEST_PAUSE_SECONDS:
            # a slot takes its next request at lastseen + delay
            slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)
            return
        reason = f"the site asked to be left alone for {seconds:.0f} s"
        spider: Any = self._crawler.spider
        spider.session.left_alone[site_id] = reason
        # what waits in the slot has passed the gate already
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(PageRefusedError(Outcome.OVER_LIMIT, reason))

    def widen(self, site_id: str, seconds: float) -> None:
        """Keep at least ``seconds`` between requests to a site from now on, up to two minutes."""
        delay = min(seconds, LONGEST_CRAWL_DELAY_SECONDS)
        settings = self._downloader.per_slot_settings.setdefault(site_id, {"concurrency": 1, "jitter": 0, "delay": 0})
        if delay <= settings["delay"]:
            return
        settings["delay"] = delay
        if site_id in self._downloader.slots:
            self._downloader.slots[site_id].delay = delay
        logger.info("%s: robots.txt asks for %.1f s between requests and gets %.1f s", site_id, seconds, delay)

    @property
    def _downloader(self) -> Any:
        return self._crawler.engine.downloader


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, but a server that asks for a longer pause than we keep is left alone until the next run."""

    def process_response(  # type: ignore[override]  # Scrapy 2.19 still declares a spider argument, and warns when one is given
        self, request: Request, response: Response
    ) -> Request | Response:
        """Give up at once on a Retry-After beyond the longest pause."""
        if response.status in _ASKS_TO_WAIT:
            seconds = retry_after(response, datetime.now(UTC))
            if seconds is not None and seconds > LONGEST_PAUSE_SECONDS:
                return response
        answer: Request | Response = super().process_response(request, response)
        return answer
