"""The process of a visit: Scrapy with the project's settings and a spider that looks and follows nothing but a few samples."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request, signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings, Settings

from crawlers.config import load_config
from crawlers.discovery import advertised_feeds, listing_links, read_feed, read_json_list, read_sitemap
from crawlers.frontier import Page, PageKind
from crawlers.guards import PAGE
from crawlers.home import Home
from crawlers.outcomes import Outcome
from crawlers.politeness import site_slots
from crawlers.registry import Site
from crawlers.session import CrawlSession
from crawlers.site_visit import (
    GUESSED_FEEDS,
    GUESSED_SITEMAPS,
    LONGEST_VISIT_SECONDS,
    MOST_SAMPLES,
    Look,
    LookRole,
    VisitJob,
    choose_samples,
    registry_with,
)
from crawlers.spiders.news import NewsSpider

_JOB = "THIDUA_VISIT"
_SAMPLES_A_LIST = 2
_MOST_ANNOUNCED = 4  # feeds of the home page and sitemaps of robots.txt, a site


def run(job: VisitJob) -> list[Look]:
    """Visit the sites of ``job``."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    job.home.logs.mkdir(parents=True, exist_ok=True)
    own = {
        "THIDUA_HOME": str(job.home.root),
        "LOG_FILE": str(job.home.logs / "visit.log"),
        "CLOSESPIDER_TIMEOUT": LONGEST_VISIT_SECONDS,
        _JOB: job,
    }
    settings.update({**own, **job.settings}, priority="cmdline")
    os.environ.setdefault("TLDEXTRACT_CACHE", str(job.home.state / "tldextract"))
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(VisitSpider)
    failures: list[BaseException] = []
    crawling: Any = process.crawl(crawler)
    crawling.addErrback(lambda failure: failures.append(failure.value))
    process.start()
    if failures:
        raise failures[0]
    spider: Any = crawler.spider
    if spider.session.failure:
        raise spider.session.failure
    looks: list[Look] = spider.looks
    return looks


class VisitSpider(NewsSpider):
    """Looks at every entry point of its sites once, and at a few articles that these name."""

    name = "visit"

    def __init__(self, session: CrawlSession) -> None:
        super().__init__(session)
        self.looks: list[Look] = []
        self._roles: dict[str, LookRole] = {}
        self._announced: Counter[str] = Counter()
        # robots.txt may name an entry point of the file before its turn comes: its role does not depend on who is first
        self._entry_roles: dict[str, LookRole] = {}
        for _, role, url in (point for site in session.sites for point in _entry_points(site)):
            self._entry_roles.setdefault(url, role)  # a path of the file may be a usual one too
        self._named: dict[str, dict[str, tuple[str, ...]]] = {}  # by site: what each list that answered names

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """As for a crawl, with slots for the visited sites, which need not be active."""
        super().update_settings(settings)
        job: VisitJob = settings[_JOB]
        config = load_config(job.home)
        settings.set("DOWNLOAD_SLOTS", site_slots({site.id: config.delays.for_site(site.id) for site in job.sites}), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: object, **__: object) -> Self:
        """Open a session of the visit's own home."""
        job: VisitJob = crawler.settings[_JOB]
        home = Home(job.home.root)
        spider = cls(CrawlSession(home, load_config(home), registry_with(job.sites), crawler.settings["THIDUA_RUN_ID"], job.sites))
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.look_at_samples, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """All entry points: those that the file names, then the usual ones that it does not."""
        for site in self.session.sites:
            for kind, role, url in _entry_points(site):
                for request in self._look_at(url, site.id, kind, role):
                    yield request

    def sitemaps_announced(self, site_id: str, robots_url: str, locations: Iterable[str]) -> None:
        """Sitemaps named by robots.txt."""
        for location in locations:
            for request in self._announce(urljoin(robots_url, location), site_id, "sitemap"):
                self.crawler.engine.crawl(request)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """One answer."""
        page: Page = response.meta[PAGE]
        location = response.headers.get("Location")
        if 300 <= response.status < 400 and location:
            self._see(page, Outcome.REDIRECTED, status=response.status, location=response.urljoin(location.decode("latin-1")))
            yield from self._redirected(page, response)
            return
        self.settle_response(page, response)
        if response.status == HTTPStatus.OK:
            yield from self._links_of(page, response)

    def settle_response(self, page: Page, response: Response) -> None:
        """Remember the answer with its outcome."""
        super().settle_response(page, response)
        is_whole = response.status == HTTPStatus.OK
        content_type = response.headers.get("Content-Type")
        self._see(
            page,
            Outcome.CAPTURED if is_whole else Outcome.HTTP_ERROR,
            status=response.status,
            content_type=content_type.decode("latin-1") if content_type else None,
            body=response.body if is_whole else b"",
        )

    def settle_failure(self, page: Page, error: BaseException) -> tuple[Outcome, str]:
        """Remember why there was no answer."""
        outcome, reason = super().settle_failure(page, error)
        self._see(page, outcome, reason=reason)
        return outcome, reason

    def _see(self, page: Page, outcome: Outcome, **seen: Any) -> None:
        role: LookRole = "robots" if page.kind == "robots" else self._roles.get(page.key, "announced")
        self.looks.append(Look(page.site_id, role, page.kind, page.url, outcome.value, **seen))

    def _look_at(self, url: str, site_id: str, kind: PageKind, role: LookRole) -> Iterator[Request]:
        page = self.session.frontier.offer(url, site_id, kind)
        if page is not None:
            self._roles[page.key] = self._entry_roles.get(url, role)
            yield from self._ask(page)

    def _announce(self, url: str, site_id: str, kind: PageKind) -> Iterator[Request]:
        if self._announced[site_id] < _MOST_ANNOUNCED and self._is_own(url, site_id):
            self._announced[site_id] += 1
            yield from self._look_at(url, site_id, kind, "announced")

    def look_at_samples(self) -> None:
        """Once every list has answered, ask for a few articles of each: the same ones in whatever order the answers came.

        Raises:
            DontCloseSpider: There are samples to wait for.
        """
        named, self._named = self._named, {}
        requests = [request for site in self.session.sites for request in self._samples_of(site, named.get(site.id, {}))]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _samples_of(self, site: Site, lists: Mapping[str, Sequence[str]]) -> Iterator[Request]:
        """Samples of the entry points in the order of the file, then of the lists that these announced."""
        turns = {url: turn for turn, (_, _, url) in enumerate(_entry_points(site))}
        taken: Counter[str] = Counter()
        for list_url in sorted(lists, key=lambda url: (turns.get(url, len(turns)), url)):
            for url in choose_samples(self.session.registry, site, lists[list_url]):
                if taken[list_url] >= _SAMPLES_A_LIST or taken.total() >= MOST_SAMPLES:
                    break
                for request in self._look_at(url, site.id, "article", "sample"):
                    taken[list_url] += 1
                    yield request

    def _links_of(self, page: Page, response: Response) -> Iterator[Request]:
        """Remember what a list names, and ask for the lists that it announces."""
        site, registry = self.session.registry.site(page.site_id), self.session.registry
        links: tuple[str, ...] = ()
        if page.kind == "listing":
            encoding = response.encoding if isinstance(response, TextResponse) else None
            links = listing_links(response.body, page.url, encoding).all
            for url in advertised_feeds(response.body, page.url, encoding):
                yield from self._announce(url, site.id, "feed")
        elif page.kind == "feed":
            templates = [template for family in registry.families_of(site) for template in family.json_links]
            entries = read_feed(response.body, page.url) or read_json_list(response.body, site.address("/"), templates)
            links = tuple(entry.url for entry in entries)
        elif page.kind == "sitemap":
            document = read_sitemap(response.body, page.url, self.session.body_limit)
            links = tuple(entry.url for entry in document.pages)
            if document.sitemaps:
                yield from self._announce(document.sitemaps[0].url, site.id, "sitemap")
        if links:
            self._named.setdefault(site.id, {})[page.url] = links


def _entry_points(site: Site) -> Iterator[tuple[PageKind, LookRole, str]]:
    declared: list[tuple[PageKind, str]] = [
        ("listing", "/"),
        *(("listing", path) for path in site.sections),
        *(("feed", path) for path in site.feeds),
        *(("sitemap", path) for path in site.sitemaps),
    ]
    for kind, path in declared:
        yield kind, "declared", site.address(path)
    for path in GUESSED_FEEDS:
        yield "feed", "guessed", site.address(path)
    for path in GUESSED_SITEMAPS:
        yield "sitemap", "guessed", site.address(path)
