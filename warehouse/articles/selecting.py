"""The selectors of a family, compiled once, and the choice among the families that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, cast

from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.registry import Family
from warehouse.articles.cleaning import clean

_CLASSES_AND_IDS: Final = etree.XPath("//@class | //@id", smart_strings=False)
_NAME: Final = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_ATTRIBUTE: Final = re.compile(r"\[[^\]]*\]")
_NEGATION: Final = re.compile(r":(?:not|is|where|has)\([^)]*\)")


@lru_cache(maxsize=2048)
def _compiled(selector: str) -> tuple[CSSSelector, tuple[str, ...]]:
    """The selector as XPath, and the class names and ids without which nothing can match it."""
    plain = _NEGATION.sub("", selector)
    names = tuple(_NAME.findall(_ATTRIBUTE.sub("", plain)))
    return CSSSelector(selector, translator="html"), names


class Dom:
    """A parsed page to select from. Its class names and ids, gathered once, rule most selectors out without a walk over the tree."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._names = frozenset(" ".join(cast("list[str]", _CLASSES_AND_IDS(root))).split())

    def select(self, selector: str, within: etree._Element | None = None) -> list[etree._Element]:
        """Elements that match a CSS selector, at or below ``within`` (the whole page by default), in document order."""
        query, names = _compiled(selector)
        if not self._names.issuperset(names):
            return []
        return cast("list[etree._Element]", query(self.root if within is None else within))

    def select_first(self, selectors: Iterable[str]) -> list[etree._Element]:
        """Elements of the first selector that matches anything."""
        return next((found for selector in selectors if (found := self.select(selector))), [])

    def select_all(self, selectors: Iterable[str], within: etree._Element | None = None) -> list[etree._Element]:
        """Elements of any of the selectors, each once, selector by selector."""
        return list(dict.fromkeys(element for selector in selectors for element in self.select(selector, within)))

    def first_text(self, selectors: Iterable[str], *, unlike: frozenset[str] = frozenset()) -> tuple[str, etree._Element | None]:
        """Text and element of the first match that has text, and not one of ``unlike`` (in lower case)."""
        for selector in selectors:
            for element in self.select(selector):
                text = clean(raw_text(element))
                if text and text.casefold() not in unlike:
                    return text, element
        return "", None


def raw_text(element: etree._Element) -> str:
    """All text below an element, as it stands."""
    return "".join(str(piece) for piece in element.itertext())


def text_of(element: etree._Element) -> str:
    """All text below an element, cleaned to one line; words of neighbouring elements are kept apart."""
    return clean(" ".join(str(piece) for piece in element.itertext()) if len(element) else element.text or "")


def choose_family(dom: Dom, families: Sequence[Family]) -> Family | None:
    """The family most of whose markers the page shows; without any marker the first whose body selector matches, else the first.

    Several families fit one address when a site changed its system and kept its addresses; the template tells.
    """
    if len(families) < 2:
        return families[0] if families else None
    shown = [sum(1 for marker in family.markers if dom.select(marker)) for family in families]
    if any(shown):
        return families[shown.index(max(shown))]
    return next((family for family in families if dom.select_first(family.selectors.body)), families[0])
