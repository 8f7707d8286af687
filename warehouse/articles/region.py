"""Where the article stands on a page whose structure nobody described: the paragraphs that trafilatura is sure of show the place.

trafilatura is precise, but it loses leads that stand apart, captions set in tables and the order of both. So it only points: the
smallest element around most of its text is the article's, and what stands between the headline and that element is the article's head.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from warehouse.articles.blocks import Line, lines_of, text_of
from warehouse.articles.cleaning import clean, is_author_line, raw_text

_LONGEST: Final = 120_000  # characters of a text whose place is looked for; every text node is searched in it
_SURE_NODE: Final = 25  # characters of a text node that is looked for in trafilatura's text
_SHARE: Final = 0.85  # of the text found that the element must hold
_SURE_COVERAGE: Final = 0.8  # of trafilatura's text that must be among the lines, or the place is not believed
_LONG: Final = 80
_SHORTEST_LEAD: Final = 40
_MOST_HEAD_LINES: Final = 12
_MOST_TAIL_LINES: Final = 3
_LONGEST_DATE_LINE: Final = 120
_DATE: Final = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# class names and ids of what stands inside or below an article and is none of it
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|lienquan|lien-quan|tin-?khac|tin-?lien-?quan|tin-?moi|other\w*|comment\w*|binh-?luan|phan-?hoi|feedback|share|social|tags?"
    r"|breadcrumb\w*|menu\w*|sidebar|footer|player|audio\w*|captcha|rating|print|ads?|adsweb|adv|amn|banner|quang-?cao)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_NAME: Final = re.compile(r"(?:^|[\s_-])(?:caption|chu-?thich|image_?desc)(?:$|[\s_-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """The article's element, its lines in reading order, and the short lines between headline and text (place and time, counters)."""

    element: etree._Element
    lines: tuple[Line, ...]
    head: tuple[str, ...]
    linked: int  # lines among them, first to last, that are nothing but links

    @property
    def is_list(self) -> bool:
        """Whether every second line or more is a link to another page, as in a listing with teasers."""
        return 2 * self.linked >= len(self.lines)


def find_region(root: etree._Element, title: str, sure: Sequence[Line], cut: set[etree._Element]) -> Region | None:
    """The region around ``sure``, the lines of trafilatura; null where the page does not bear them out.

    Args:
        root: The page.
        title: Headline, or empty.
        sure: Lines that are article text beyond doubt.
        cut: Elements that are not article text by the family's word.
    """
    sure = [line for line in sure if not line.is_caption and not _is_date_line(line) and line.text.casefold() != title.casefold()]
    sure = [line for line in sure if len(_dense(line.text)) >= _SURE_NODE]
    joined = "".join(_dense(line.text) for line in sure)
    element = _around(root, joined, title) if len(joined) <= _LONGEST else None
    if element is None:
        return None
    headline = find_headline(root, title, element)
    furniture = cut | {found for found in root.iter() if _is_furniture(found) and found is not element and not _holds(found, element)}
    above = set(_before(headline, element)) | furniture if headline is not None and _holds(element, headline) else furniture
    inside = lines_of(element, skip=above, captions={found for found in element.iter() if _is_caption(found)})
    between = _lines_between(headline, element, cut)
    certain = [number for number, line in enumerate(inside) if _is_sure(line, joined)]
    start, end = (certain[0], certain[-1] + 1) if certain else (0, 0)
    lines = [
        *(replace(line, is_lead=not line.is_caption) for line in between if _is_lead(line)),
        *(line for line in inside[:start] if _is_told(line) and (line.is_caption or (_is_lead(line) and _is_placed(line, headline)))),
        *(line for line in inside[start:end] if _is_told(line)),
        *_tail(inside[end:]),
    ]
    kept = "".join(_dense(line.text) for line in lines)
    found = sum(len(_dense(line.text)) for line in sure if _dense(line.text) in kept)
    if found < _SURE_COVERAGE * len(joined):
        return None
    head = tuple(line.text for line in [*between, *inside[:start]][:_MOST_HEAD_LINES])
    return Region(element, tuple(lines), head, sum(line.is_link for line in inside[start:end]))


def head_lines(root: etree._Element, title: str, body: etree._Element) -> list[Line]:
    """The lines between the headline and the article's element, in reading order."""
    return _lines_between(find_headline(root, title, body), body, set())[:_MOST_HEAD_LINES]


def lead_between(lines: Sequence[Line]) -> str:
    """The first of such lines that is a lead, or the empty string."""
    return next((line.text for line in lines if _is_lead(line)), "")


def find_headline(root: etree._Element, title: str, body: etree._Element) -> etree._Element | None:
    """The element that shows the headline: of several the last one that starts before the article's text, inside or before ``body``."""
    wanted = title.casefold()
    if not wanted:
        return None
    found = None
    for element in root.iter():
        if element is body and found is not None:
            break
        if not isinstance(element.tag, str) or element.tag in ("title", "option", "script"):
            continue
        short = element.text is not None and clean(element.text[: 2 * len(title) + 40]).casefold() == wanted
        if short or (element.tag in _HEADINGS and text_of(element).casefold() == wanted):
            found = element
            if _holds(body, element):
                break
    if found is None:
        return None
    while (parent := found.getparent()) is not None and parent is not body and clean(raw_text(parent)).casefold() == wanted:
        found = parent
    return found


def _lines_between(headline: etree._Element | None, body: etree._Element, skip: set[etree._Element]) -> list[Line]:
    """Lines that stand behind the headline and before ``body``; none where the headline stands inside it, or is not known."""
    if headline is None or _holds(body, headline) or _holds(headline, body):
        return []
    common = next((element for element in headline.iterancestors() if _holds(element, body)), None)
    if common is None:
        return []
    outside = {body, *_before(headline, common), *_after(body, common)}
    furniture = {found for found in common.iter() if _is_furniture(found) and not _holds(found, body)}
    return lines_of(common, skip=skip | outside | furniture, captions=set())


def _around(root: etree._Element, joined: str, title: str) -> etree._Element | None:
    """The smallest element that holds most of the text nodes which are part of ``joined``."""
    weights: defaultdict[etree._Element, int] = defaultdict(int)
    total = 0
    for node in root.iter(etree.Element):
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "title", "option", "textarea"):
            continue
        for text, owner in ((node.text, node), (node.tail, node.getparent())):
            if text is None or owner is None or len(text) < _SURE_NODE:
                continue
            words = _dense(text)
            if len(words) >= _SURE_NODE and words in joined and clean(text) != title:
                weights[owner] += len(words)
                total += len(words)
    if not total:
        return None
    sums: defaultdict[etree._Element, int] = defaultdict(int)
    for owner, weight in weights.items():
        sums[owner] += weight
        for ancestor in owner.iterancestors():
            sums[ancestor] += weight
    deep = [element for element, weight in sums.items() if weight >= _SHARE * total]
    return max(deep, key=lambda element: sum(1 for _ in element.iterancestors()))


def _tail(lines: Sequence[Line]) -> Iterator[Line]:
    """Captions and author lines right behind the last line that is text beyond doubt."""
    for line in lines[:_MOST_TAIL_LINES]:
        if not _is_told(line):
            return
        if line.is_caption or is_author_line(line.text):
            yield line


def _is_sure(line: Line, joined: str) -> bool:
    return not line.is_link and not line.is_caption and len(line.text) >= _SURE_NODE and _dense(line.text) in joined


def _is_told(line: Line) -> bool:
    return not line.is_link


def _is_lead(line: Line) -> bool:
    """Whether a line between headline and text is a lead, not the line with day, time and number of readers."""
    return _is_told(line) and len(line.text) >= _SHORTEST_LEAD and not _is_date_line(line)


def _is_placed(line: Line, headline: etree._Element | None) -> bool:
    """Without a headline to start from, the first lines of a wide element may be anything."""
    return headline is not None or len(line.text) >= _LONG


def _is_date_line(line: Line) -> bool:
    return len(line.text) <= _LONGEST_DATE_LINE and _DATE.search(line.text) is not None and line.text[-1:] not in ".!?…"


def _is_furniture(element: etree._Element) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return names != " " and _FURNITURE.search(names) is not None


def _is_caption(element: etree._Element) -> bool:
    names = element.get("class")
    return names is not None and _CAPTION_NAME.search(names) is not None


def _holds(element: etree._Element, inner: etree._Element) -> bool:
    return element is inner or any(ancestor is element for ancestor in inner.iterancestors())


def _before(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    """``element`` and all that stands before it below ``top``."""
    yield element
    for place in (element, *element.iterancestors()):
        if place is top:
            return
        yield from place.itersiblings(preceding=True)


def _after(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    """All that stands behind ``element`` below ``top``."""
    for place in (element, *element.iterancestors()):
        if place is top:
            return
        yield from place.itersiblings()


def _dense(text: str) -> str:
    """Text without white space: two walks over a tree seldom agree about it."""
    return "".join(clean(text).split())
