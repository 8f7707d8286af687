"""What each host answers to each address, before HTTP semantics (validators, compression) are applied."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from tests.replica.addresses import address_of, path_of
from tests.replica.model import VIETNAM, Oddity, Page, ReplicaSite, Section, load_pages, load_sites
from tests.replica.render import render

_LONG_AGO = datetime(2020, 1, 1, tzinfo=VIETNAM)
_GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot below
_HTML = "text/html; charset=utf-8"
_LISTED_IN_FEED = 10
_LISTED_AT_HOME = 8
_RELATED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the site means it; ``modified`` feeds Last-Modified, the body feeds ETag."""

    status: int = 200
    body: bytes = b""
    content_type: str = _HTML
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a listing, a feed or a related box."""

    title: str
    path: str
    lead: str = ""
    published: datetime | None = None
    page: Page | None = field(default=None, compare=False)


def encode_windows_1258(text: str) -> bytes:
    """Vietnamese in windows-1258: base letters are single bytes, the tone marks follow as combining characters."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            out.append((letter + "".join(part for part in parts if part in _TONES)).encode("cp1258"))
    return b"".join(out)


class Replica:
    """All answers of one edition."""

    def __init__(self, edition: int = 1) -> None:
        self.edition = edition
        self.sites = load_sites()
        self.pages = load_pages(edition)
        # what older pages link to must not change when a page is added: only the text that changed may change
        self._first_edition = load_pages(1)
        self.hosts: dict[str, ReplicaSite] = {}
        self._redirecting: dict[str, ReplicaSite] = {}
        self._routes: dict[tuple[str, str], Callable[[], Answer]] = {}
        for site in self.sites.values():
            self.hosts.update(dict.fromkeys((site.host, *site.twins), site))
            self._redirecting.update(dict.fromkeys(site.redirecting, site))
            self._add_site(site)

    def pages_of(self, site: ReplicaSite) -> list[Page]:
        """The site's articles, newest first."""
        return [page for page in self.pages if page.site == site.key]

    def answer(self, host: str, target: str) -> Answer:
        """The answer of a host (without port) to a path with its query."""
        host = host.lower()
        if host in self._redirecting:
            return Answer(301, headers=(("Location", f"https://{self._redirecting[host].host}{target}"),))
        site = self.hosts.get(host)
        if site is None:
            return Answer(421, f"The replica has no host {host}\n".encode(), "text/plain; charset=utf-8")
        route = self._routes.get((site.key, target)) or self._routes.get((site.key, target.rstrip("/") or "/"))
        if route is not None:
            return route()
        path = target.partition("?")[0]
        if path.endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".ico")):
            return Answer(200, _GIF, "image/gif")
        return self._html(site, "notfound", status=404)

    def _add(self, site: ReplicaSite, path: str, route: Callable[[], Answer]) -> None:
        self._routes[site.key, path] = route
        if path != "/":
            self._routes.setdefault((site.key, path.rstrip("/")), route)

    def _add_site(self, site: ReplicaSite) -> None:
        pages = self.pages_of(site)
        self._add(site, "/", partial(self._home, site))
        if site.robots:
            self._add(site, "/robots.txt", partial(self._robots, site))
        for page in pages:
            self._add(site, path_of(page, site), partial(self._article, site, page))
        for section in site.sections.values():
            for number in range(1, self.page_count(site, section) + 1):
                self._add(site, self.listing_path(site, section, number), partial(self._listing, site, section, number))
        for feed in site.feeds:
            self._add(site, feed, partial(self._feed, site, feed))
        for odd in site.oddities:
            self._add(site, odd.path, partial(self._oddity, site, odd))
        if site.sitemap:
            self._add(site, "/sitemap.xml", partial(self._sitemap_index, site))
            for month in self.months(site):
                self._add(site, self.sitemap_path(site, month), partial(self._sitemap, site, month))

    # -- addresses of listings and sitemaps

    def section_pages(self, site: ReplicaSite, section: Section) -> list[Page]:
        """Articles of a section and of the sections below its address."""
        inside = {key for key, other in site.sections.items() if other.path.startswith(section.path)}
        first = next(iter(site.sections.values()))
        # what robots.txt forbids is linked all the same, from the first section: a crawler has to look before it follows
        return [page for page in self.pages_of(site) if page.section in inside or (section == first and self._is_hidden(site, page))]

    def page_count(self, site: ReplicaSite, section: Section) -> int:
        """How many listing pages a section has."""
        return max(1, math.ceil(len(self.section_pages(site, section)) / site.page_size)) if site.paging else 1

    def listing_path(self, site: ReplicaSite, section: Section, number: int) -> str:
        """Address of the n-th listing page (1-based) of a section."""
        return section.path if number == 1 else f"{section.path}{(site.paging or '').format(n=number)}"

    def months(self, site: ReplicaSite) -> list[str]:
        """Months (YYYY-MM) with articles, newest first."""
        return sorted({f"{page.published:%Y-%m}" for page in self.pages_of(site) if page.published}, reverse=True)

    def sitemap_path(self, site: ReplicaSite, month: str) -> str:
        """Address of a month's sitemap file."""
        return (site.sitemap or "").format(yyyy=month[:4], mm=month[5:])

    # -- answers

    def _html(self, site: ReplicaSite, template: str, *, status: int = 200, modified: datetime | None = None, **values: object) -> Answer:
        text = render(site.generation, template, site=site, **values)
        return Answer(status, text.encode(), modified=modified)

    def _entries(self, site: ReplicaSite, pages: list[Page]) -> list[Entry]:
        return [Entry(page.title, path_of(page, site), page.lead, page.published, page) for page in pages]

    def _newest(self, pages: list[Page]) -> datetime:
        return max((page.changed_at for page in pages if page.changed_at), default=_LONG_AGO)

    def _article(self, site: ReplicaSite, page: Page) -> Answer:
        section = site.sections[page.section]
        older = [
            other
            for other in self._first_edition
            if other.site == site.key
            and other.stem != page.stem
            and (other.published or _LONG_AGO) < (page.published or _LONG_AGO)
            and not self._is_hidden(site, other)
        ]
        text = render(
            page.generation,
            "article",
            site=site,
            page=page,
            section=section,
            address=address_of(page, site),
            related=self._entries(site, older[:_RELATED]),
            others=self._entries(site, older[_RELATED : 2 * _RELATED]),
        )
        modified = page.changed_at or _LONG_AGO
        if "windows-1258" in page.mess:
            body = encode_windows_1258(text.replace("utf-8", "windows-1258"))
            return Answer(200, body, "text/html; charset=windows-1258", modified=modified)
        return Answer(200, text.encode(), modified=modified)

    def _is_hidden(self, site: ReplicaSite, page: Page) -> bool:
        return any(path_of(page, site).startswith(prefix) for prefix in site.disallow)

    def _home(self, site: ReplicaSite) -> Answer:
        pages = [page for page in self.pages_of(site) if not self._is_hidden(site, page)]
        return self._html(site, "home", entries=self._entries(site, pages[:_LISTED_AT_HOME]), modified=self._newest(pages))

    def _listing(self, site: ReplicaSite, section: Section, number: int) -> Answer:
        pages = self.section_pages(site, section)
        start = (number - 1) * site.page_size
        last = self.page_count(site, section)
        odd = [Entry(odd.title, odd.path) for odd in site.oddities if odd.section == section.key] if number == 1 else []
        return self._html(
            site,
            "listing",
            section=section,
            entries=self._entries(site, pages[start : start + site.page_size]) + odd,
            numbers=[(n, self.listing_path(site, section, n), n == number) for n in range(1, last + 1)],
            modified=self._newest(pages),
        )

    def _robots(self, site: ReplicaSite) -> Answer:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in site.disallow)]
        if site.sitemap:
            lines += ["", f"Sitemap: https://{site.host}/sitemap.xml"]
        return Answer(200, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8", modified=_LONG_AGO)

    def _feed(self, site: ReplicaSite, feed: str) -> Answer:
        name = feed.rsplit("/", 1)[1].removesuffix(".rss")
        pages = [page for page in self.pages_of(site) if page.published and not self._is_hidden(site, page)]
        if name in site.sections:
            pages = [page for page in pages if page.section == name]
        pages = pages[:_LISTED_IN_FEED]
        text = render("shared", "feed", site=site, entries=self._entries(site, pages))
        return Answer(200, text.encode(), "application/rss+xml; charset=utf-8", modified=self._newest(pages))

    def _sitemap_index(self, site: ReplicaSite) -> Answer:
        months = [(self.sitemap_path(site, month), self._newest(self._month(site, month))) for month in self.months(site)]
        text = render("shared", "sitemapindex", site=site, months=months)
        return Answer(200, text.encode(), "application/xml; charset=utf-8", modified=self._newest(self.pages_of(site)))

    def _sitemap(self, site: ReplicaSite, month: str) -> Answer:
        pages = self._month(site, month)
        text = render("shared", "sitemap", site=site, entries=self._entries(site, pages))
        return Answer(200, text.encode(), "application/xml; charset=utf-8", modified=self._newest(pages))

    def _month(self, site: ReplicaSite, month: str) -> list[Page]:
        return [page for page in self.pages_of(site) if page.published and f"{page.published:%Y-%m}" == month]

    def _oddity(self, site: ReplicaSite, odd: Oddity) -> Answer:
        if odd.kind == "redirect":
            target = next(page for page in self.pages if page.stem == odd.to)
            return Answer(301, headers=(("Location", address_of(target, site)),))
        if odd.kind == "empty":
            return Answer(200, b"", modified=_LONG_AGO)
        if odd.kind == "pdf":
            return Answer(200, _PDF, "application/pdf", modified=_LONG_AGO)
        if odd.kind == "gone":
            return self._html(site, "notfound", status=410)
        if odd.kind == "missing":
            return self._html(site, "notfound", status=404)
        if odd.kind == "soft404":
            return self._html(site, "notfound", modified=_LONG_AGO)
        if odd.kind == "oldlist":
            return self._old_list(site, odd)
        listed = [page for page in self._first_edition if page.site == site.key and not self._is_hidden(site, page)][:4]
        return self._html(
            site,
            "listing",
            section=Section(odd.kind, odd.title, odd.path),
            entries=self._entries(site, listed),
            numbers=[],
            modified=_LONG_AGO,
        )

    def _old_list(self, site: ReplicaSite, odd: Oddity) -> Answer:
        """A section list of the generation before the present one, still served at its old address."""
        pages = [page for page in self.pages_of(site) if page.generation != site.generation]
        section = Section(odd.kind, odd.title, odd.path)
        text = render(pages[0].generation, "listing", site=site, section=section, entries=self._entries(site, pages))
        return Answer(200, text.encode(), modified=self._newest(pages))
