"""Downloader middleware nearest to the wire: every answer goes to the archive as it came, redirects, retries and robots.txt too."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawlers.archive import Exchange
from crawlers.errors import ThiduaError
from crawlers.frontier import Page
from crawlers.guards import PAGE, PageRefusedError, is_public_address
from crawlers.outcomes import Outcome

logger = logging.getLogger(__name__)


class CaptureMiddleware:
    """Stands below HttpCompression, so it sees the body with its content encoding. What it passes on is on disk."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive the answer; a disk that refuses ends the run.

        Raises:
            PageRefusedError: nothing more can be archived.
        """
        page: Page = request.meta[PAGE]
        spider: Any = self._crawler.spider
        try:
            spider.session.store(page, _exchange(page, request, response))
        except ThiduaError as error:
            spider.stop(error)
            raise PageRefusedError(Outcome.OVER_LIMIT, "the run was stopped: its answer could not be written") from error
        return response


def _exchange(page: Page, request: Request, response: Response) -> Exchange:
    address = str(response.ip_address) if response.ip_address else ""
    return Exchange(
        url=request.url,
        kind=page.kind,
        captured_at=datetime.now(UTC),
        request_headers=_pairs(request.headers),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        method=request.method,
        protocol=response.protocol or "HTTP/1.1",
        # the demo's answers come from this machine, which says nothing about the site
        ip_address=address if is_public_address(address) else None,
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values)
