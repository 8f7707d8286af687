"""Links of a listing page: hrefs are filtered before they are joined, and nothing is extracted that is not an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

_NO_PAGE: Final = re.compile(
    r"\s*(?:$|#|(?:javascript|mailto|tel|data|zalo|sms|whatsapp|fb-messenger|blob|file|ftp):)"
    r"|[^?#]*\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mp3|mp4|m4a|avi|pdf|docx?|xlsx?|pptx?|zip|rar)(?:[?#]|$)",
    re.IGNORECASE,
)
# <base href="/static/templates/version1/homepage/"> is meant for pictures; the articles of such pages lie at the root
_TEMPLATE_FOLDER: Final = re.compile(r"/(?:static|templates?|themes?|skins?|assets|content)/", re.IGNORECASE)
_FEED_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml"})
_END_OF_DOCUMENT: Final = re.compile(rb"</html\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListingLinks:
    """Absolute addresses of a listing page in the order of the page, without fragments and doubles."""

    all: tuple[str, ...]
    next_pages: tuple[str, ...]  # those that the family's paging selectors chose


def listing_links(body: bytes, url: str, encoding: str | None, next_selectors: Sequence[str] = ()) -> ListingLinks:
    """The addresses that the page at ``url`` links to. Offsite ones are included: the caller asks the registry.

    ``encoding`` is what the transport knows of the charset, null to let the page say it. A page that cannot be parsed has no links.
    """
    root = _parsed(body, encoding)
    if root is None:
        return ListingLinks((), ())
    base = _base(root, url)
    chosen = [anchor for selector in next_selectors for anchor in root.cssselect(selector)]
    return ListingLinks(
        tuple(dict.fromkeys(_addresses(_hrefs(root), base))),
        tuple(dict.fromkeys(_addresses((anchor.get("href") for anchor in chosen), base))),
    )


def advertised_feeds(body: bytes, url: str, encoding: str | None) -> tuple[str, ...]:
    """The feeds that the head of the page at ``url`` names (``<link rel="alternate">`` of a feed type), absolute."""
    root = _parsed(body, encoding)
    if root is None:
        return ()
    named = (
        link.get("href")
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split() and (link.get("type") or "").lower() in _FEED_TYPES
    )
    return tuple(dict.fromkeys(_addresses(named, _base(root, url))))


def _parsed(body: bytes, encoding: str | None) -> etree._Element | None:
    # one paper closes <html> right after opening it, and the parser would drop the page with everything after that
    body = _END_OF_DOCUMENT.sub(b"", body)
    if not body.strip():
        return None
    try:
        return document_fromstring(body, parser=HTMLParser(encoding=encoding))
    except (etree.ParserError, LookupError, ValueError):
        return None


def _hrefs(root: etree._Element) -> Iterator[str | None]:
    for anchor in root.iter("a", "area"):
        yield anchor.get("href")


def _base(root: etree._Element, url: str) -> str:
    element = root.find(".//base[@href]")
    if element is None:
        return url
    base = urljoin(url, (element.get("href") or "").strip())
    if _TEMPLATE_FOLDER.search(urlsplit(base).path):
        return urljoin(base, "/")
    return base


def _addresses(hrefs: Iterable[str | None], base: str) -> Iterator[str]:
    # a page of 300 links repeats most of them: joining is the dear part, so doubles and hopeless ones go first
    for href in dict.fromkeys(hrefs):
        if href is None or _NO_PAGE.match(href):
            continue
        try:
            address = urljoin(base, href.strip()).split("#", 1)[0]
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            yield address
