"""The one spider of every registered site: entry points → listings, feeds, sitemaps → articles. It fetches and extracts nothing."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, DownloadCancelledError, IgnoreRequest, UsageError
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings

from crawlers.archive import read_capture
from crawlers.config import load_config
from crawlers.discovery import Entry, listing_links, read_feed, read_json_list, read_sitemap
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.forgotten import Forgotten
from crawlers.frontier import Page, PageKind
from crawlers.guards import PAGE, PageRefusedError, PublicResolver, check_target
from crawlers.home import Home, new_run_id
from crawlers.outcomes import Outcome
from crawlers.politeness import site_slots
from crawlers.registry import Family, Site, load_registry
from crawlers.relevance import load_relevance
from crawlers.session import CrawlSession, choose_sites, require_contact, user_agent

MOST_HOPS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LISTS_FIRST: Final = 10
_HTML_TYPES: Final = (b"text/html", b"application/xhtml+xml")
_HTML_MARKS: Final = (b"<!doctype html", b"<html", b"<body")
_HEAD_BYTES: Final = 1024
_LIVE_RESOLVER: Final = "crawlers.guards.PublicResolver"
_REQUESTS_A_SITE: Final = 2  # one on its way, one waiting in the slot: a paused site holds up no other
logger = logging.getLogger(__name__)


class NewsSpider(Spider):
    """``scrapy crawl news -a sites=a,b``; without ``sites`` those of thidua.toml, else all active ones.

    Settings of our own: THIDUA_HOME (folder, else the environment's), THIDUA_RUN_ID (else a new one) and THIDUA_SITES (as ``sites``, for
    what has to be known before the spider is made: slots, and how many requests are taken in hand).
    """

    name = "news"

    def __init__(self, session: CrawlSession) -> None:
        super().__init__()
        self.session = session
        self._further_pages: Counter[str] = Counter()  # asked for, by section
        self._stopping: asyncio.Future[None] | None = None
        self._relevance = load_relevance()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Fill in what the home's configuration says. A configuration that cannot be used is a usage error of the command."""
        super().update_settings(settings)
        home = _home(settings)
        try:
            config = load_config(home)
            if settings["TWISTED_DNS_RESOLVER"] == _LIVE_RESOLVER:
                require_contact(config, home)
            sites = choose_sites(load_registry(), config, _wanted(settings.get("THIDUA_SITES", "")), Forgotten.of(home))
        except ThiduaError as error:
            raise UsageError(str(error)) from error
        values = {
            "USER_AGENT": user_agent(config.contact),
            "DOWNLOAD_MAXSIZE": config.limits.body_mib << 20,
            "DOWNLOAD_TIMEOUT": config.limits.request_seconds,
            "DOWNLOAD_SLOTS": site_slots({site.id: config.delays.for_site(site.id) for site in sites}),
            "CONCURRENT_REQUESTS": max(16, _REQUESTS_A_SITE * len(sites)),
        }
        for name, value in values.items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *, sites: str = "", **unknown: object) -> Self:
        """Open the session of the run.

        Raises:
            ThiduaError: unknown site or argument, home in use, or a disk that refuses.
            SystemExit: the same under ``scrapy crawl``, which would show a traceback; the sentence is on standard error.
        """
        try:
            if unknown:
                # ignored, a misspelt `-a sites=…` would crawl every site
                raise ConfigurationError(f"The spider has no argument {', '.join(sorted(unknown))}; the one it has is sites=ID,ID.")
            return cls._opened(crawler, sites)
        except ThiduaError as error:
            if crawler.settings.get("THIDUA_RUN_ID"):
                raise
            print(f"scrapy: error: {error}", file=sys.stderr)
            raise SystemExit(error.exit_code) from None

    @classmethod
    def _opened(cls, crawler: Crawler, sites: str) -> Self:
        home = _home(crawler.settings)
        config, registry = load_config(home), load_registry()
        chosen = choose_sites(registry, config, _wanted(sites), Forgotten.of(home))
        run_id = crawler.settings.get("THIDUA_RUN_ID") or new_run_id()
        spider = cls(CrawlSession(home, config, registry, run_id, chosen))
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.ask_recent_again, signal=signals.spider_idle)
        crawler.signals.connect(spider.stop_on_error, signal=signals.spider_error)
        return spider

    # -- entry points

    async def start(self) -> AsyncIterator[Request]:
        """The entry points of every site. robots.txt comes by itself, before the first of them, and brings its sitemaps."""
        for site in self.session.sites:
            for request in self._entry_points(site):
                yield request

    def _entry_points(self, site: Site) -> Iterator[Request]:
        if site.state is not None and site.state.is_silent:
            # nothing is to be had there: one look a night, to notice when that changes
            yield from self._ask(self._offer_section(site.address("/"), site.id))
            return
        for path in site.sitemaps:
            yield from self._ask(self._offer(site.address(path), site.id, "sitemap"))
        for path in site.feeds:
            yield from self._ask(self._offer(site.address(path), site.id, "feed"))
        for path in (*site.sections, "/"):
            yield from self._ask(self._offer_section(site.address(path), site.id))

    def sitemaps_announced(self, site_id: str, robots_url: str, locations: Iterable[str]) -> None:
        """Sitemaps named by robots.txt; those of other sites are left alone."""
        for location in locations:
            url = urljoin(robots_url, location)
            if self._is_own(url, site_id):
                for request in self._ask(self._offer(url, site_id, "sitemap")):
                    self.crawler.engine.crawl(request)

    def ask_recent_again(self) -> None:
        """When all else is done: articles still within the revisit days that no listing named any more."""
        found = [page for site in self.session.sites for page in self.session.frontier.unvisited_recent(site.id)]
        for page in found:
            for request in self._ask(page):
                self.crawler.engine.crawl(request)
        if found:
            raise DontCloseSpider

    # -- answers

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """One answer: its outcome, and the pages it leads to."""
        page: Page = response.meta[PAGE]
        if response.status in _REDIRECTS and "Location" in response.headers:
            yield from self._redirected(page, response)
            return
        body = self._body(page, response)
        if body is None:
            # an unchanged list whose body is no longer in the archive: ask again for all of it
            page.known = None
            yield from self._ask(page)
            return
        self.settle_response(page, response)
        if page.kind != "article" and response.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            encoding = response.encoding if isinstance(response, TextResponse) and response.status == HTTPStatus.OK else None
            yield from self._discover(page, body, encoding)

    def settle_response(self, page: Page, response: Response) -> None:
        """The outcome of a page that was answered (redirects of pages aside)."""
        if page.is_settled:
            return
        settle = self.session.frontier.settle
        if response.status == HTTPStatus.NOT_MODIFIED and page.known:
            settle(page, Outcome.UNCHANGED, "304")
        elif response.status != HTTPStatus.OK:
            settle(page, Outcome.HTTP_ERROR, str(response.status))
        elif page.kind in ("article", "listing") and not _is_html(response):
            settle(page, Outcome.NOT_HTML, (response.headers.get("Content-Type") or b"no content type").decode("latin-1"))
        elif page.is_repeated:
            settle(page, Outcome.UNCHANGED, "same body")
        else:
            settle(page, Outcome.CAPTURED)

    def failed(self, failure: Any) -> None:
        """No answer reached us, or it was refused on the way. ``failure`` is Twisted's, with Scrapy's ``request`` added."""
        if isinstance(failure.value, ThiduaError):
            raise failure.value
        self.settle_failure(failure.request.meta[PAGE], failure.value)

    def settle_failure(self, page: Page, error: BaseException) -> tuple[Outcome, str]:
        """The outcome of a page that gave an exception, with its reason."""
        outcome, reason = _judged(error, page.url)
        if not page.is_settled:
            self.session.frontier.settle(page, outcome, reason)
        return outcome, reason

    def stop_on_error(self, failure: Any) -> None:
        """A callback that could not write ends the run; any other error of ours is counted by Scrapy and named in the report."""
        if isinstance(failure.value, ThiduaError):
            self.stop(failure.value)

    def stop(self, error: ThiduaError) -> None:
        """End the run because of ``error``, once."""
        if self.session.failure is None:
            self.session.fail(error)
            logger.error("%s", error)
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="failed"))

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        self.session.close("the run was stopped before this page", is_finished=reason == "finished")

    # -- discovery

    def _discover(self, page: Page, body: bytes, encoding: str | None) -> Iterator[Request]:
        if page.kind == "sitemap":
            document = read_sitemap(body, page.url, self.session.body_limit)
            for entry in document.sitemaps:
                if self._is_own(entry.url, page.site_id):
                    yield from self._ask(self._offer(entry.url, page.site_id, "sitemap"))
            yield from self._articles(document.pages, page.site_id)
        elif page.kind == "feed":
            yield from self._articles(self._feed_entries(page, body), page.site_id)
        elif page.kind == "listing":
            yield from self._listed(page, body, encoding)

    def _feed_entries(self, page: Page, body: bytes) -> tuple[Entry, ...]:
        site = self.session.registry.site(page.site_id)
        templates = [template for family in self.session.registry.families_of(site) for template in family.json_links]
        return read_feed(body, page.url) or read_json_list(body, site.address("/"), templates)

    def _articles(self, entries: Iterable[Entry], site_id: str) -> Iterator[Request]:
        for entry in sorted(entries, key=lambda entry: self._relevance.is_below(entry.url)):
            found = self.session.registry.classify(entry.url)
            if found.site is not None and found.site.id == site_id and found.kind == "article":
                yield from self._ask(self._offer(entry.url, site_id, "article", entry))

    def _listed(self, page: Page, body: bytes, encoding: str | None) -> Iterator[Request]:
        registry = self.session.registry
        families = registry.classify(page.url).families
        selectors = [selector for family in families for selector in family.paging.next]
        links = listing_links(body, page.url, encoding, selectors)
        pager: list[str] = [*links.next_pages, *self._counted_pages(page, families)]
        menu: list[str] = []
        # the limit of pages must not be used up by others; among equals the order of the page stays
        for url in sorted(links.all, key=self._relevance.is_below):
            found = registry.classify(url)
            if found.site is None or found.site.id != page.site_id:
                continue
            if found.kind == "article":
                yield from self._ask(self._offer(url, page.site_id, "article"))
            elif found.kind == "listing":
                # the same address with another query is a further page of this list, anything else a line of the menu
                (pager if _without_query(url) == _without_query(page.section or page.url) else menu).append(url)
        yield from self._next_pages(page, pager)
        if page.depth == 0 and page.number == 1:
            # sections that the site's own file does not name, one step deep
            for url in menu:
                yield from self._ask(self._offer_section(url, page.site_id, depth=1))

    def _counted_pages(self, page: Page, families: Iterable[Family]) -> Iterator[str]:
        for family in families:
            address = family.paging.page_address(page.section or page.url, page.number + 1)
            if address:
                yield urljoin(page.url, address)

    def _next_pages(self, page: Page, addresses: Iterable[str]) -> Iterator[Request]:
        section = page.section or page.url
        for url in addresses:
            if self._further_pages[section] >= self.session.config.limits.listing_depth:
                return
            if not self._is_own(url, page.site_id):
                continue
            number = page.number + 1
            offered = self.session.frontier.offer(url, page.site_id, "listing", section=section, number=number, depth=page.depth)
            if offered is not None:
                self._further_pages[section] += 1
                yield from self._ask(offered)

    def _offer_section(self, url: str, site_id: str, *, depth: int = 0) -> Page | None:
        return self.session.frontier.offer(url, site_id, "listing", section=url, depth=depth)

    def _offer(self, url: str, site_id: str, kind: PageKind, entry: Entry | None = None) -> Page | None:
        return self.session.frontier.offer(url, site_id, kind, changed_at=entry.changed_at if entry else None)

    def _is_own(self, url: str, site_id: str) -> bool:
        try:
            check_target(url, site_id, self.session.registry)
        except PageRefusedError:
            return False
        return True

    # -- requests

    def _ask(self, page: Page | None) -> Iterator[Request]:
        if page is None:
            return
        headers = {}
        if page.known and page.known.url == page.url:
            if page.known.etag:
                headers["If-None-Match"] = page.known.etag
            if page.known.last_modified:
                headers["If-Modified-Since"] = page.known.last_modified
        yield Request(
            page.url,
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            priority=0 if page.kind == "article" else _LISTS_FIRST,
            dont_filter=True,
            meta={PAGE: page, "dont_redirect": True, "handle_httpstatus_all": True},
        )

    def _redirected(self, page: Page, response: Response) -> Iterator[Request]:
        """Follow within the site: to the same page under another spelling, or as a discovery of another page."""
        settle = self.session.frontier.settle
        location = (response.headers["Location"] or b"").decode("latin-1")
        target = urljoin(response.url, location).split("#", 1)[0]
        try:
            check_target(target, page.site_id, self.session.registry)
        except PageRefusedError as error:
            settle(page, error.outcome, f"redirected to {error.reason}")
            return
        if self.session.registry.canonical_url(target) == page.key:
            page.hops += 1
            if page.hops > MOST_HOPS:
                settle(page, Outcome.HTTP_ERROR, f"{response.status}, more than {MOST_HOPS} times")
                return
            page.url = target
            yield from self._ask(page)
            return
        settle(page, Outcome.REDIRECTED, target)
        kind: Any = self.session.registry.classify(target).kind if page.kind in ("article", "listing") else page.kind
        if kind != "other":
            # an article that now leads to a list (mostly the home page) opens no menu
            depth = page.depth if page.kind == "listing" else 1
            offered = self.session.frontier.offer(target, page.site_id, kind, section=page.section, number=page.number, depth=depth)
            yield from self._ask(offered)

    def _body(self, page: Page, response: Response) -> bytes | None:
        """The body of an answer; of an unchanged list the one in the archive, null when it is not there any more."""
        if page.kind == "article" or response.status != HTTPStatus.NOT_MODIFIED or page.known is None:
            return response.body
        known = page.known
        try:
            return read_capture(self.session.home, known.warc_path, known.warc_offset, max_body_bytes=self.session.body_limit).body
        except ThiduaError as error:
            logger.warning("%s is unchanged, but its body cannot be read: %s", page.url, error)
            return None


def _home(settings: BaseSettings) -> Home:
    given = settings.get("THIDUA_HOME")
    return Home.resolve(Path(given) if given else None)


def _wanted(sites: str) -> tuple[str, ...]:
    return tuple(site_id.strip() for site_id in sites.split(",") if site_id.strip())


def _without_query(url: str) -> str:
    return url.partition("?")[0].rstrip("/")


def _is_html(response: Response) -> bool:
    """By the declared type; servers that declare none, or a wrong one, are believed when the body begins like a page."""
    declared = (response.headers.get("Content-Type") or b"").split(b";", 1)[0].strip().lower()
    head = response.body[:_HEAD_BYTES].lower()
    return not response.body or declared in _HTML_TYPES or any(mark in head for mark in _HTML_MARKS)


def _judged(error: BaseException, url: str) -> tuple[Outcome, str]:
    if isinstance(error, PageRefusedError):
        return error.outcome, error.reason
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error)):
        return Outcome.TOO_LARGE, "over the body limit"
    host = url.split("://", 1)[-1].split("/", 1)[0].partition(":")[0]
    if host in PublicResolver.refused:
        return Outcome.REFUSED_ADDRESS, f"{host} resolves to {PublicResolver.refused[host]}, which is not public"
    message = str(error).strip().splitlines()
    return Outcome.NETWORK_ERROR, f"{type(error).__name__}: {message[0][:200]}" if message else type(error).__name__
