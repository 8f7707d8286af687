"""robots.txt by RFC 9309: each host's file is fetched once a run, archived, and counted as a page like any other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawlers.frontier import Page
from crawlers.guards import PAGE, PageRefusedError
from crawlers.outcomes import Outcome
from crawlers.politeness import SlotKeeper
from crawlers.session import ROBOTS_NAME

_DOWNLOAD_PRIORITY: Final = 1000
_LONGEST_BYTES: Final = 512 << 10  # RFC 9309 §2.5 wants at least 500 KiB parsed


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows. ``unreachable`` says why nobody can know, which forbids everything (§2.3.1.4)."""

    parser: Protego
    unreachable: PageRefusedError | None = None


class RobotsMiddleware:
    """Downloader middleware: lets pass what robots.txt allows; 4xx forbids nothing, 5xx and no answer forbid everything."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let an allowed request pass.

        Raises:
            PageRefusedError: forbidden, or nobody can know.
        """
        page: Page = request.meta[PAGE]
        if page.kind == "robots":
            return
        parts = urlsplit(request.url)
        if parts.netloc not in self._rules:
            self._rules[parts.netloc] = asyncio.ensure_future(self._fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", page.site_id))
        rules = await asyncio.shield(self._rules[parts.netloc])
        if rules.unreachable is not None:
            raise PageRefusedError(rules.unreachable.outcome, rules.unreachable.reason)
        if not rules.parser.can_fetch(request.url, ROBOTS_NAME):
            raise PageRefusedError(Outcome.ROBOTS_DENIED, "robots.txt")

    async def _fetch(self, url: str, site_id: str) -> Rules:
        spider: Any = self._crawler.spider
        page = spider.session.frontier.offer(url, site_id, "robots")
        if page is None:
            # a twin host folds into the same canonical address: its file is fetched all the same, but counted once
            page = Page(spider.session.registry.canonical_url(url), url, site_id, "robots", None, is_settled=True)
        page.url = url
        request = Request(url, callback=NO_CALLBACK, priority=_DOWNLOAD_PRIORITY, dont_filter=True, meta={PAGE: page})
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever kept it away becomes the outcome of the page, and the rule for the host
            outcome, reason = spider.settle_failure(page, error)
            # a redirect that must not be followed means there is no file (§2.3.1.2); anything else, that nobody can know
            if isinstance(error, IgnoreRequest):
                return Rules(Protego.parse(""))
            refused = outcome if outcome is Outcome.REFUSED_ADDRESS else Outcome.NETWORK_ERROR
            return Rules(Protego.parse(""), PageRefusedError(refused, f"robots.txt cannot be had ({reason})"))
        spider.settle_response(page, response)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.TOO_MANY_REQUESTS:
            reason = f"robots.txt cannot be had (HTTP {response.status})"
            return Rules(Protego.parse(""), PageRefusedError(Outcome.NETWORK_ERROR, reason))
        # a page of excuses that comes with a 404 is no robots file
        text = response.body[:_LONGEST_BYTES].decode("utf-8-sig", "ignore") if response.status == HTTPStatus.OK else ""
        parser = Protego.parse(text)
        delay = parser.crawl_delay(ROBOTS_NAME)
        if delay is not None:
            keeper = self._crawler.get_extension(SlotKeeper)
            if keeper is not None:
                keeper.widen(site_id, delay)
        spider.sitemaps_announced(site_id, url, parser.sitemaps)
        return Rules(parser)
