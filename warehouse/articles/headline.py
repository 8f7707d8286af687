"""Title and author of a page whose family does not say where they stand, from its head and its headings."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from crawlers.registry import Site
from warehouse.articles.blocks import text_of
from warehouse.articles.cleaning import author_name, clean
from warehouse.articles.heads import Head, name_of, without_site_name

_MOST_HEADINGS: Final = 3
_MOST_LOWER_HEADINGS: Final = 20
_SHORTEST_TITLE: Final = 12
_LONGEST_AUTHOR: Final = 80
_MOST_WORDS_OF_A_SITE: Final = 9
# how papers, stations and portals call themselves; as a title of an article too, but not beside another heading
_SITE_LIKE: Final = re.compile(r"(?:báo|đài|cổng thông tin|trang (?:tin|thông tin)|truyền hình|tạp chí)\b", re.IGNORECASE)
_BYLINE: Final = re.compile(r"(?:^|[\s_-])(?:author|byline|pseudonym|tac-?gia)(?:$|[\s_-])", re.IGNORECASE)


def site_names(head: Head, site: Site | None) -> frozenset[str]:
    """What the page's site is called, in lower case."""
    names = {head.meta.get("og:site_name", "")}
    if site:
        names |= {site.publisher, *(domain.host for domain in site.domains)}
    return frozenset(spelling.casefold() for name in names if name for spelling in (name, f"{name} điện tử"))


def title_of_page(root: etree._Element, head: Head, names: frozenset[str]) -> str:
    """The headline: JSON-LD, Open Graph, the heading with which the head's title begins, the first ``h1``, the head's title.

    Names of the site are none, and a heading that only looks like one counts when nothing else is there.
    """
    headline = head.json_ld.get("headline")
    first = [text_of(heading) for _, heading in zip(range(_MOST_HEADINGS), root.iter("h1"), strict=False)]
    lower = [text_of(heading) for _, heading in zip(range(_MOST_LOWER_HEADINGS), root.iter("h2", "h3"), strict=False)]
    begins = [text for text in (*first, *lower) if len(text) >= _SHORTEST_TITLE and _begins(head.title, text)]
    candidates = [
        clean(headline) if isinstance(headline, str) else "",
        head.first_meta("og:title", "twitter:title"),
        *sorted((*begins, *first), key=_is_site_like),
        head.title,
    ]
    titles = (without_site_name(candidate, names) for candidate in candidates)
    return next((title for title in titles if title and title.casefold() not in names), "")


def author_of_head(head: Head, names: frozenset[str]) -> str:
    """The author by JSON-LD or meta, or empty; the site's own name is none."""
    candidates = (name_of(head.json_ld.get("author")), head.first_meta("article:author", "author"))
    return next((name for name in candidates if _is_person(name, names) and not name.startswith("http")), "")


def byline_of(root: etree._Element, names: frozenset[str]) -> str:
    """The name in the first element that is called an author, or empty: for pages of which nobody said where the author stands."""
    shown = (text_of(element) for element in root.iter() if _is_byline(element))
    return next((text for text in shown if _is_person(author_name(text), names) and not any(sign.isdigit() for sign in text)), "")


def _is_person(name: str, names: frozenset[str]) -> bool:
    return bool(name) and name.casefold() not in names and len(name) <= _LONGEST_AUTHOR


def _is_byline(element: etree._Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('rel') or ''}"
    return names != " " and _BYLINE.search(names) is not None and element.tag not in ("link", "meta")


def _begins(title: str, heading: str) -> bool:
    """Whether the head's title is the heading, or goes on behind it with a dash or bar and the name of the site or section."""
    if not title.casefold().startswith(heading.casefold()):
        return False
    rest = title[len(heading) :].lstrip()
    return not rest or rest[0] in "|-–—"


def _is_site_like(text: str) -> bool:
    return not text or (_SITE_LIKE.match(text) is not None and len(text.split()) <= _MOST_WORDS_OF_A_SITE)
