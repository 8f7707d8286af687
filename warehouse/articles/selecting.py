"""The selectors of a family, compiled once, and the choice among the families that fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.registry import Family
from warehouse.articles.cleaning import clean


@lru_cache(maxsize=2048)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def select(root: etree._Element, selector: str) -> list[etree._Element]:
    """Elements at or below ``root`` that match a CSS selector (compiled once), in document order."""
    return cast("list[etree._Element]", _compiled(selector)(root))


def select_first(root: etree._Element, selectors: Iterable[str]) -> list[etree._Element]:
    """Elements of the first selector that matches anything."""
    return next((found for selector in selectors if (found := select(root, selector))), [])


def select_all(root: etree._Element, selectors: tuple[str, ...]) -> list[etree._Element]:
    """Elements of any of the selectors, in document order."""
    return select(root, ", ".join(selectors)) if selectors else []


def raw_text(element: etree._Element) -> str:
    """All text below an element, as it stands."""
    return "".join(str(piece) for piece in element.itertext())


def text_of(element: etree._Element) -> str:
    """All text below an element, cleaned to one line; words of neighbouring elements are kept apart."""
    return clean(" ".join(str(piece) for piece in element.itertext()) if len(element) else element.text or "")


def first_text(
    root: etree._Element, selectors: Iterable[str], *, unlike: frozenset[str] = frozenset()
) -> tuple[str, etree._Element | None]:
    """Text and element of the first match that has text, and not one of ``unlike`` (in any letter case)."""
    for selector in selectors:
        for element in select(root, selector):
            text = clean(raw_text(element))
            if text and text.casefold() not in unlike:
                return text, element
    return "", None


def choose_family(root: etree._Element, families: Sequence[Family]) -> Family | None:
    """The family most of whose markers the page shows; without any marker the first whose body selector matches, else the first.

    Several families fit one address when a site changed its system and kept its addresses; the template tells.
    """
    if len(families) < 2:
        return families[0] if families else None
    shown = [sum(1 for marker in family.markers if select(root, marker)) for family in families]
    if any(shown):
        return families[shown.index(max(shown))]
    return next((family for family in families if select_first(root, family.selectors.body)), families[0])
