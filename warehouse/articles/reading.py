"""One page to one article, or to the reason why it is none. Opens no socket, raises nothing whatever the bytes are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree

from crawlers.registry import Family, Registry, Site, UrlKind
from warehouse.articles.assembly import Parts, assemble, join
from warehouse.articles.blocks import Line, lines_of, text_of
from warehouse.articles.cleaning import raw_text
from warehouse.articles.dating import Sources, guessed, published
from warehouse.articles.decoding import UndecodableError, is_mojibake, to_utf8
from warehouse.articles.fallback import TEXT_CAP, FallbackError, TooMuchTextError, generic_lines, guessed_day
from warehouse.articles.headline import author_of_head, byline_of, site_names, title_of_page
from warehouse.articles.heads import Head, name_of, read_head
from warehouse.articles.model import Article, NotAnArticle, Published
from warehouse.articles.outcomes import ReadOutcome
from warehouse.articles.parsing import UnparsableError, parse_html
from warehouse.articles.region import find_region, head_lines, lead_between
from warehouse.articles.scripted import scripted_body
from warehouse.articles.selecting import Dom, choose_family

LARGEST_BODY: Final = 8 * 1024 * 1024
_SHORTEST_GENERIC: Final = 250  # characters; error pages of known families are shorter
_SHORTEST_LEAD: Final = 15
_MANY_LINKS: Final = 8
_LONG_PARAGRAPH: Final = 160
_MOST_LINKS: Final = 1000
_INLINE: Final = frozenset({"strong", "b", "em", "i", "span", "font", "u", "a"})
_MARKUP_TYPES: Final = ("text/html", "application/xhtml+xml")
_MAGIC: Final = (
    b"%PDF",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"RIFF",
    b"\x1f\x8b",
    b"Rar!",
    b"ID3",
    b"\x00\x00\x00\x18ftyp",
)
_HTML_SIGN: Final = re.compile(rb"<!doctype\s+html|<html|<head|<body|<div|<p[\s>]|<h1", re.IGNORECASE)
_FEED_SIGN: Final = re.compile(rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b")


@dataclass(frozen=True, slots=True)
class _Page:
    """A parsed page and what is known of its address."""

    dom: Dom
    head: Head
    url: str
    kind: UrlKind
    registry: Registry
    captured_on: date | None

    @property
    def site(self) -> Site | None:
        return self.kind.site


@dataclass(frozen=True, slots=True)
class _Found:
    """The article's place: its element, the tree it stands in, and the short lines between headline and text."""

    dom: Dom
    element: etree._Element | None
    head_lines: Callable[[], Sequence[str]] = tuple  # looked for when no better source names the minute


class _NoArticleError(Exception):
    """Carries an outcome out of the steps of reading; never leaves this module."""

    def __init__(self, outcome: ReadOutcome, reason: str, links: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.outcome: ReadOutcome = outcome
        self.reason = reason
        self.links = links


def read_page(
    body: bytes, *, url: str, content_type: str | None, registry: Registry, captured_on: date | None = None
) -> Article | NotAnArticle:
    """Read one captured page.

    Args:
        body: The content-decoded body.
        url: Public address it came from.
        content_type: The HTTP header, for the charset and to tell HTML from other things.
        registry: Sites and families.
        captured_on: Day of the capture in Asia/Ho_Chi_Minh; a publication date after it is not believed.

    Returns:
        The article, or an outcome of :mod:`warehouse.articles.outcomes` with its reason. Never raises for what the bytes are.
    """
    try:
        return _article(_parsed(body, url, content_type, registry, captured_on))
    except _NoArticleError as refusal:
        return _refused(refusal, url, registry)


def read_saved(body: bytes, url: str | None, registry: Registry) -> Article | NotAnArticle:
    """Read a page that was saved to a file. Without ``url`` the page's own canonical address is taken, where it names one."""
    if url:
        return read_page(body, url=url, content_type=None, registry=registry)
    own = ""
    try:
        page = _parsed(body, "", None, registry, None)
        named = page.head.canonical or page.head.first_meta("og:url")
        if named.startswith(("http://", "https://")):
            own = named
            page = _Page(page.dom, page.head, own, registry.classify(own), registry, None)
        return _article(page)
    except _NoArticleError as refusal:
        return _refused(refusal, own, registry)


def not_article_json(page: NotAnArticle) -> dict[str, Any]:
    """What ``thidua article`` prints for a page that is no article."""
    return {"kind": page.outcome, "url": page.url, "site": page.site, "reason": page.reason, "links": list(page.links)}


def _refused(refusal: _NoArticleError, url: str, registry: Registry) -> NotAnArticle:
    site = registry.classify(url).site
    return NotAnArticle(url, site.id if site else None, refusal.outcome, refusal.reason, refusal.links)


def _parsed(body: bytes, url: str, content_type: str | None, registry: Registry, captured_on: date | None) -> _Page:
    if len(body) > LARGEST_BODY:
        raise _NoArticleError("too_large", f"the body has {len(body)} bytes, more than {LARGEST_BODY}")
    if not body.strip():
        raise _NoArticleError("empty", "the body has no bytes" if not body else "the body is only white space")
    if reason := _why_not_html(body, content_type):
        raise _NoArticleError("not_html", reason)
    try:
        dom = parse_html(to_utf8(body, content_type))
    except UndecodableError as error:
        raise _NoArticleError("undecodable", str(error)) from error
    except UnparsableError as error:
        raise _NoArticleError("unreadable", str(error)) from error
    return _Page(dom, read_head(dom.root), url, registry.classify(url, captured_on), registry, captured_on)


def _why_not_html(body: bytes, content_type: str | None) -> str:
    start = body[:2048].lstrip()
    if start.startswith(_MAGIC):
        return f"the body starts as {start[:4]!r}, which is no HTML"
    if _FEED_SIGN.search(start) and not _HTML_SIGN.search(start):
        return "the body is a feed or a sitemap"
    media = (content_type or "").split(";", 1)[0].strip().lower()
    if media and media not in _MARKUP_TYPES and not _HTML_SIGN.search(start):
        return f"the server calls it {media}"
    if b"<" not in body:
        return "the body has no markup"
    return ""


def _article(page: _Page) -> Article:
    if page.kind.kind == "listing":
        raise _NoArticleError("listing", "the address is that of a listing", _links(page))
    families = page.kind.families or (page.registry.families_of(page.site, page.captured_on) if page.site else ())
    family = choose_family(page.dom, families)
    body = _body(page.dom, family)
    parts, found = _parts(page, family, body)
    text, segments = join(parts)
    if len(text) > TEXT_CAP:
        raise _NoArticleError("too_large", f"the article has {len(text)} characters, more than {TEXT_CAP}")
    if is_mojibake(text):
        raise _NoArticleError("undecodable", "the letters are of a legacy font (TCVN3, VNI) or were encoded twice")
    return Article(
        url=page.url,
        canonical_url=_canonical(page),
        site=page.site.id if page.site else None,
        family=family.id if family and body is not None else None,
        title=parts.title,
        lead="\n".join(parts.of("lead")),
        body="\n".join(parts.of("body")),
        captions=tuple(parts.of("caption")),
        author=parts.author,
        section=_section(page, family),
        published=_published(page, family, found),
        text=text,
        segments=segments,
    )


def _body(dom: Dom, family: Family | None) -> _Found | None:
    """The article's element: of several the one with most text (an empty twin for another screen size is common).

    Where all are empty, the body that a script of the page brings, as a tree of its own.
    """
    if family is None:
        return None
    for selector in family.selectors.body:
        found = dom.select(selector)
        if len(found) > 1:
            found = sorted(found, key=lambda element: -len(raw_text(element)))
        if found and raw_text(found[0]).strip():
            return _Found(dom, found[0])
    return _scripted(dom, family.body_scripts) if family.body_scripts else None


def _scripted(dom: Dom, names: Iterable[str]) -> _Found | None:
    markup = scripted_body(dom.root, names)
    if not markup:
        return None
    try:
        # JSON may hold half of a surrogate pair, which is no letter
        own = parse_html(f"<html><body>{markup}</body></html>".encode("utf-8", "replace"))
    except UnparsableError:
        return None  # as good as no body: the page is then read as what it shows without scripts
    return _Found(own, own.root.find("body"))


def _parts(page: _Page, family: Family | None, body: _Found | None) -> tuple[Parts, _Found]:
    names = site_names(page.head, page.site)
    title, title_element = page.dom.first_text(family.selectors.title, unlike=names) if family else ("", None)
    title = title or title_of_page(page.dom.root, page.head, names)
    kicker, kicker_element = page.dom.first_text(family.selectors.kicker) if family else ("", None)
    author, author_element = page.dom.first_text(family.selectors.author) if family else ("", None)
    author = author or author_of_head(page.head, names) or (byline_of(page.dom.root, names) if family is None else "")
    if family is None or body is None or body.element is None:
        lines, found = _generic(page, family, title)
        parts = assemble(title, kicker, "", author, lines, family)
    else:
        element = body.element
        skip = set(body.dom.select_all(family.cut_selectors, element))
        skip.update(part for part in (title_element, kicker_element, author_element) if part is not None)
        lead, lead_element = _lead(page.dom, element, family)
        skip.discard(element)
        captions = set(body.dom.select_all(family.selectors.captions, element))
        lines = lines_of(element, skip=skip, captions=captions, lead=lead_element)
        found = body
        if body.dom is page.dom:
            head = partial(head_lines, page.dom.root, title, element)
            found = _Found(body.dom, element, lambda: [line.text for line in head()])
            lead = lead if family.selectors.lead else lead_between(head())
        parts = assemble(title, kicker, lead, author, lines, family)
    if not parts.title or not (parts.of("lead") or parts.of("body")):
        missing = "title" if not parts.title else "text"
        raise _NoArticleError("no_text", f"no {missing} was found by {family.id if family else 'the generic path'}")
    return parts, found


def _lead(dom: Dom, body: etree._Element, family: Family) -> tuple[str, etree._Element | None]:
    """The lead as text when it stands outside the body, as an element when it stands inside."""
    for selector in family.selectors.lead:
        for found in dom.select(selector):
            element = found
            # a bold opening such as "BHG -" marks the paragraph it opens
            while element.tag in _INLINE and (parent := element.getparent()) is not None and parent is not body:
                element = parent
            text = text_of(element)
            if len(text) < _SHORTEST_LEAD or element is body:
                continue
            ancestors = list(element.iterancestors())
            if body in ancestors:
                return "", element
            if element not in body.iterancestors():
                return text, None
    return "", None


def _generic(page: _Page, family: Family | None, title: str) -> tuple[Sequence[Line], _Found]:
    try:
        lines: Sequence[Line] = generic_lines(page.dom, family.cut_selectors if family else ())
    except TooMuchTextError as error:
        raise _NoArticleError("too_large", str(error)) from error
    except FallbackError as error:
        raise _NoArticleError("unreadable", str(error)) from error
    region = find_region(page.dom.root, title, lines, set(page.dom.select_all(family.cut_selectors)) if family else set())
    lines, found = (
        (region.lines, _Found(page.dom, region.element, partial(tuple, region.head))) if region else (lines, _Found(page.dom, None))
    )
    length = sum(len(line.text) for line in lines)
    names = {name for known in page.registry.families.values() for name in known.body_scripts} if family is None else ()
    scripted = _scripted(page.dom, sorted(names))
    if scripted is not None and scripted.element is not None:
        return [*(lines if length < _SHORTEST_GENERIC else ()), *lines_of(scripted.element, skip=set(), captions=set())], found
    longest = max((len(line.text) for line in lines), default=0)
    links = _links(page)
    if len(links) >= _MANY_LINKS and longest < _LONG_PARAGRAPH and (region is None or region.is_list):
        raise _NoArticleError("listing", f"{len(links)} links to articles and no long paragraph", links)
    if page.site is not None and length < _SHORTEST_GENERIC:
        raise _NoArticleError(
            "no_text", f"no selector of {family.id if family else page.site.id} fits and only {length} characters of text are left"
        )
    return lines, found


def _links(page: _Page) -> tuple[str, ...]:
    """Addresses of articles that a page links to, in its order: by the family's selectors, else all whose grammar fits."""
    base = _joined(page.url, page.head.base or "")
    families = page.kind.families or (page.registry.families_of(page.site) if page.site else ())
    selected = page.dom.select_all(selector for family in families for selector in family.selectors.links)
    if page.site is None:
        selected = [element for heading in page.dom.root.iter("h2", "h3", "h4") for element in heading.iter("a")]
    found: dict[str, None] = {}
    for element in (selected or list(page.dom.root.iter("a")))[:_MOST_LINKS]:
        address = _joined(base, element.get("href") or "")
        kind = page.registry.classify(address)
        if (kind.kind == "article" and kind.site is page.site) or (page.site is None and address.startswith("http")):
            found.setdefault(address)
    return tuple(found)


def _section(page: _Page, family: Family | None) -> str | None:
    if family:
        found = page.dom.select_first(family.selectors.section)
        text = text_of(found[-1]) if found else ""
        if text:
            return text
    return name_of(page.head.json_ld.get("articleSection")) or page.head.first_meta("article:section") or None


def _published(page: _Page, family: Family | None, place: _Found) -> Published | None:
    found = published(Sources(page.dom, page.head, family, page.url, place.element, place.head_lines), page.captured_on)
    if found is None and family is None:
        # a family's page without a date has none: a guess there would find a neighbour's
        guess = guessed_day(page.dom, page.url, page.captured_on)
        return guessed(*guess) if guess else None
    return found


def _canonical(page: _Page) -> str:
    """The page's own canonical link where it stays on the site and names an article, else its address; both in canonical spelling."""
    own = page.head.canonical
    if own and page.site:
        address = _joined(page.url, own)
        kind = page.registry.classify(address)
        if kind.site is page.site and (kind.kind == "article" or page.kind.kind != "article") and kind.kind != "listing":
            return page.registry.canonical_url(address)
    return page.registry.canonical_url(page.url)


def _joined(base: str, link: str) -> str:
    """``link`` as a full address, or the empty string for one that is none."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""
