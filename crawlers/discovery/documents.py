"""Feeds (RSS 2.0, RSS 1.0, Atom), JSON lists and sitemaps (sitemaps.org 0.9, with their indexes), newest entries first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, urljoin

from lxml import etree

from crawlers.archive.decoding import BodyTooLargeError, UndecodableBodyError, decode_body

_JSON_FIELD: Final = re.compile(r"\{(\w+)\}")
_GZIP_MAGIC: Final = b"\x1f\x8b"
_DAY_ONLY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
# fields of an entry that say when it changed, the most telling first
_FEED_DATES: Final = ("updated", "modified", "pubDate", "published", "date", "issued")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address that a feed or sitemap names. ``changed_at`` is the latest moment its date allows (UTC), null without one."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SitemapDocument:
    """A sitemap: either further sitemaps (an index) or pages; both newest first."""

    sitemaps: tuple[Entry, ...]
    pages: tuple[Entry, ...]


def read_sitemap(body: bytes, url: str, limit: int) -> SitemapDocument:
    """The entries of a sitemap or sitemap index fetched from ``url``; empty for anything that is none.

    A ``.xml.gz`` body is unpacked to at most ``limit`` bytes; one that unpacks to more, or not at all, gives no entries.
    Entries without date keep their place after the dated ones, in reverse order of their address: sitemaps are mostly
    named by year and month.
    """
    if body.startswith(_GZIP_MAGIC):
        try:
            body = decode_body(body, "gzip", limit)
        except (BodyTooLargeError, UndecodableBodyError):
            return SitemapDocument((), ())
    root = _parsed(body)
    if root is None:
        return SitemapDocument((), ())
    sitemaps = _newest_first(_sitemap_entries(root, "sitemap", url), by_address=True)
    return SitemapDocument(sitemaps, _newest_first(_sitemap_entries(root, "url", url)))


def read_feed(body: bytes, url: str) -> tuple[Entry, ...]:
    """The entries of an RSS or Atom feed fetched from ``url``, newest first; empty for anything that is no feed."""
    root = _parsed(body)
    if root is None:
        return ()
    return _newest_first(entry for item in root.iter("{*}item", "{*}entry") for entry in _feed_entry(item, url))


def read_json_list(body: bytes, base: str, templates: Sequence[str]) -> tuple[Entry, ...]:
    """The entries of a JSON list, in its order; empty for anything that is no JSON.

    Each object that has all fields which a template such as ``/tin-bai/{category_slug}/{article_slug}`` names is an entry; its
    address is the filled template, joined with ``base``.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    found = (address for item in _objects(document) for template in templates if (address := _filled(template, item)))
    return tuple(Entry(urljoin(base, address), None) for address in dict.fromkeys(found))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects inside a JSON value, outer ones first, in their order; no recursion, so that depth costs nothing."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            yield inner
            waiting.extend(reversed(list(inner.values())))
        elif isinstance(inner, list):
            waiting.extend(reversed(inner))


def _filled(template: str, item: dict[str, Any]) -> str | None:
    values = {}
    for name in _JSON_FIELD.findall(template):
        value = item.get(name)
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            return None
        values[name] = quote(str(value), safe="")
    return _JSON_FIELD.sub(lambda match: values[match[1]], template)


def _parsed(body: bytes) -> etree._Element | None:
    # recover: feeds of small sites often carry a bare ampersand; entities and external DTDs are never read
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _sitemap_entries(root: etree._Element, element: str, base: str) -> Iterable[Entry]:
    for item in root.iter("{*}" + element):
        # direct children only: an <image:loc> inside is no page
        location = _text(item.find("{*}loc"))
        if location:
            yield Entry(urljoin(base, location), _moment(_text(item.find("{*}lastmod"))))


def _feed_entry(item: etree._Element, base: str) -> Iterable[Entry]:
    found = None
    for link in item.iterfind("{*}link"):
        href = link.get("href")
        if href and link.get("rel", "alternate") == "alternate":
            found = href
        elif not href and _text(link):
            found = _text(link)
        if found:
            break
    guid = item.find("{*}guid")
    if not found and guid is not None and guid.get("isPermaLink", "true") == "true" and _text(guid).startswith("http"):
        found = _text(guid)
    if not found:
        return
    dates = (_moment(_text(item.find("{*}" + name))) for name in _FEED_DATES)
    yield Entry(urljoin(base, found.strip()), max((date for date in dates if date), default=None))


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _moment(text: str) -> datetime | None:
    """The latest moment that a date of a feed or sitemap allows: a bare day ends at its midnight, in UTC."""
    if not text:
        return None
    try:
        if _DAY_ONLY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=1)
        moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _newest_first(entries: Iterable[Entry], *, by_address: bool = False) -> tuple[Entry, ...]:
    found = list(dict.fromkeys(entries))
    if by_address:
        found.sort(key=lambda entry: entry.url, reverse=True)
    return tuple(sorted(found, key=lambda entry: entry.changed_at or _LONG_AGO, reverse=True))
