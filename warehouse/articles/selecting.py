"""The selectors of a family, compiled once, and the choice among the families that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, cast

from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.registry import Family
from warehouse.articles.blocks import text_of

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
        """Elements of any of the selectors, each once, in document order."""
        possible = ", ".join(selector for selector in selectors if self._names.issuperset(_compiled(selector)[1]))
        return cast("list[etree._Element]", _compiled(possible)[0](self.root if within is None else within)) if possible else []

    def first_text(self, selectors: Iterable[str], *, unlike: frozenset[str] = frozenset()) -> tuple[str, etree._Element | None]:
        """Text and element of the first match that has text, and not one of ``unlike`` (in lower case)."""
        for selector in selectors:
            for element in self.select(selector):
                text = text_of(element)
                if text and text.casefold() not in unlike:
                    return text, element
        return "", None


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
