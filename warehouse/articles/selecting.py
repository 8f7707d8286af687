"""The selectors of a family, compiled once, and the choice among the families that fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from cssselect import HTMLTranslator
from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.registry import Family
from warehouse.articles.blocks import text_of

_CLASSES: Final = etree.XPath("//@class")
_IDS: Final = etree.XPath("//@id")
_NAME: Final = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_ATTRIBUTE: Final = re.compile(r"\[[^\]]*\]")
_NEGATION: Final = re.compile(r":(?:not|is|where|has)\([^)]*\)")
_ANCHOR: Final = re.compile(r"[\w-]*[.#](-?[A-Za-z_][\w-]*)")
_NOT_ANCHORED: Final = re.compile(r"[,+~]")  # lists, and siblings, which are not below the anchor
_MOST_ANCHORS: Final = 20  # above, one walk over the tree is cheaper


@dataclass(frozen=True, slots=True)
class _Query:
    """A compiled selector."""

    anywhere: CSSSelector  # over the whole tree below an element
    names: frozenset[str]  # class names and ids without which nothing can match; none for a list of selectors
    anchor: str | None  # a class name or id of its first element
    from_anchor: etree.XPath | None  # from an element that has it


@lru_cache(maxsize=2048)
def _compiled(selector: str) -> _Query:
    anywhere = CSSSelector(selector, translator="html")
    names = frozenset(_NAME.findall(_ATTRIBUTE.sub("", _NEGATION.sub("", selector)))) if "," not in selector else frozenset()
    match = _ANCHOR.match(selector) if not _NOT_ANCHORED.search(selector) else None
    if match is None:
        return _Query(anywhere, names, None, None)
    return _Query(anywhere, names, match.group(1), etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="self::")))


class Dom:
    """A parsed page to select from.

    Its class names and ids are gathered once: they rule most selectors out, and start most others at the right element, where
    a walk over the whole tree for every selector would cost more than the parse.
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        alike: defaultdict[str, list[etree._ElementUnicodeResult]] = defaultdict(list)
        for value in (*cast("list[etree._ElementUnicodeResult]", _CLASSES(root)), *cast("list[etree._ElementUnicodeResult]", _IDS(root))):
            alike[value].append(value)
        self._holders: defaultdict[str, list[etree._ElementUnicodeResult]] = defaultdict(list)
        for names, same in alike.items():  # most elements share their class attribute with others: each spelling is split once
            for name in names.split():
                self._holders[name].extend(same)

    def select(self, selector: str, within: etree._Element | None = None) -> list[etree._Element]:
        """Elements that match a CSS selector, at or below ``within`` (the whole page by default), in document order."""
        query = _compiled(selector)
        if not query.names <= self._holders.keys():
            return []
        if within is None and query.anchor is not None and query.from_anchor is not None:
            holders = self._holders[query.anchor]
            if len(holders) <= _MOST_ANCHORS:
                anchors = {cast(etree._Element, holder.getparent()) for holder in holders}
                # several are in no order, and below nested ones the same element would be found twice
                if len(anchors) == 1:
                    return cast("list[etree._Element]", query.from_anchor(anchors.pop()))
        return cast("list[etree._Element]", query.anywhere(self.root if within is None else within))

    def select_first(self, selectors: Iterable[str]) -> list[etree._Element]:
        """Elements of the first selector that matches anything."""
        return next((found for selector in selectors if (found := self.select(selector))), [])

    def select_all(self, selectors: Iterable[str], within: etree._Element | None = None) -> list[etree._Element]:
        """Elements of any of the selectors, each once, in document order."""
        possible = ", ".join(selector for selector in selectors if _compiled(selector).names <= self._holders.keys())
        return self.select(possible, within) if possible else []

    def first_text(self, selectors: Iterable[str], *, unlike: frozenset[str] = frozenset()) -> tuple[str, etree._Element | None]:
        """Text and element of the first match that has text, and not one of ``unlike`` (in lower case)."""
        for selector in selectors:
            for element in self.select(selector):
                text = text_of(element)
                if text and text.casefold() not in unlike:
                    return text, element
        return "", None


def choose_family(dom: Dom, families: Sequence[Family]) -> Family | None:
    """The family whose body is there and most of whose markers the page shows; of equal ones the first.

    Several families fit one address when a site changed its system and kept its addresses; the template tells.
    """
    if len(families) < 2:
        return families[0] if families else None
    # the first of equal ones is the greatest, since max() keeps the first
    return max(families, key=lambda family: (bool(dom.select_first(family.selectors.body)), _shown(dom, family)))


def _shown(dom: Dom, family: Family) -> int:
    return sum(1 for marker in family.markers if dom.select(marker))
