"""The generic path: what trafilatura and htmldate find where no family's selectors do."""

from __future__ import annotations

import copy
import logging
import re
from datetime import date
from typing import Final

import lxml.html
from lxml import etree

from warehouse.articles.blocks import Line, is_form_to_fill, text_of
from warehouse.articles.cleaning import caption_key, clean, raw_text
from warehouse.articles.dating import parse_stamp
from warehouse.articles.selecting import Dom

# trafilatura's time grows faster than the page: 1 MB of paragraphs takes 0.8 s, 4 MB 7.5 s
TEXT_CAP: Final = 1_000_000
_MOST_ELEMENTS: Final = 20_000
_PRUNED: Final = ("script", "style", "noscript", "iframe", "nav", "footer", "aside", "button", "select", "svg", "audio", "video")
_SIDE_TOKENS: Final = re.compile(
    r"foot|sidebar|side-bar|related|lienquan|lien-quan|other|comment|widget|menu|copyright|breadcrumb|most|latest|hot"
)
_LIST_MARK: Final = re.compile(r"^[-*•]\s+")
# what the two libraries may raise on markup nobody foresaw; a time limit's own exception passes through
_LIBRARY_ERRORS: Final = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    etree.LxmlError,
)


class FallbackError(ValueError):
    """The generic path cannot read the page; ``str()`` says why in a clause."""


class TooMuchTextError(FallbackError):
    """The page holds more text or elements than the generic path takes."""


def generic_lines(dom: Dom, cut_selectors: tuple[str, ...] = ()) -> list[Line]:
    """Main text of a page by trafilatura (precise, without comments), a line a paragraph; captions of figures are marked.

    Raises:
        TooMuchTextError: The page is over the caps.
        FallbackError: trafilatura failed on the markup.
    """
    tree = _pruned(dom, cut_selectors)
    captions = [text for figure in tree.iter("figcaption") if (text := text_of(figure))]
    import trafilatura  # slow to import, and most pages do not need it

    # it warns of every page without text; the outcome says so already
    logging.getLogger("trafilatura").setLevel(logging.ERROR)
    text = ""
    # what it is precise about is nothing at all on a page of bare div elements
    for is_precise in (True, False):
        try:
            document = trafilatura.bare_extraction(
                tree if is_precise else _pruned(dom, cut_selectors),
                fast=True,
                favor_precision=is_precise,
                include_comments=False,
                include_tables=True,
                with_metadata=False,
            )
        except _LIBRARY_ERRORS as error:
            raise FallbackError(f"trafilatura failed: {type(error).__name__}: {error}") from error
        text = str(getattr(document, "text", None) or "")
        if text:
            break
    keys = {caption_key(caption) for caption in captions}
    lines = [
        Line(line, is_caption=caption_key(line) in keys)
        for raw in text.splitlines()
        if (line := clean(_LIST_MARK.sub("", raw)).strip("| "))
    ]
    if lines:
        seen = {caption_key(line.text) for line in lines}
        lines.extend(Line(caption, is_caption=True) for caption in captions if caption_key(caption) not in seen)
    return lines


def guessed_day(dom: Dom, url: str, latest: date | None) -> tuple[str, str] | None:
    """Day (YYYY-MM-DD) by htmldate and the text it stands in, or null.

    Side columns, lists of other articles and footers are taken out first, and a day counts only when the rest of the page
    shows it: htmldate otherwise reports a licence date or a neighbour's date rather than nothing.
    """
    tree = _pruned(dom, ())
    for element in [found for found in tree.iter() if _is_aside(found)]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    import htmldate  # slow to import, and most pages do not need it

    try:
        found = htmldate.find_date(
            tree, original_date=True, extensive_search=False, url=url or None, max_date=latest.isoformat() if latest else None
        )
    except _LIBRARY_ERRORS:
        return None  # a guess that fails is no guess
    if not found:
        return None
    year, month, day = (int(part) for part in found.split("-"))
    shown = re.search(rf"(?<!\d)(?:0?{day}[./-]0?{month}[./-]{year}|{year}[./-]0?{month}[./-]0?{day})(?!\d)", _shown_text(tree))
    if shown is None:
        return None
    # htmldate cuts a stamp in universal time to its day, which in Vietnam may be the next
    stamps = (stamp for text in _stamps(tree) if text.startswith(found) and (stamp := parse_stamp(text)))
    return next((f"{stamp[0]:%Y-%m-%d}" for stamp in stamps), found), shown.group()


def _pruned(dom: Dom, cut_selectors: tuple[str, ...]) -> etree._Element:
    """A copy without scripts, navigation, footers and the family's cuts (the text behind a cut element stays)."""
    if sum(1 for _ in dom.root.iter()) > _MOST_ELEMENTS:
        raise TooMuchTextError(f"the page has more than {_MOST_ELEMENTS} elements and no known selectors")
    # trafilatura and htmldate take only elements of lxml.html; nodes moved into its kind of document become such, without a second parse
    tree: etree._Element = lxml.html.html_parser.makeelement("html")
    tree.extend(copy.deepcopy(dom.root))
    etree.strip_elements(tree, *_PRUNED, with_tail=False)
    for form in list(tree.iter("form")):
        if is_form_to_fill(form) and (parent := form.getparent()) is not None:
            _keep_tail(form, parent)
            parent.remove(form)
        else:
            form.tag = "div"  # trafilatura drops every form
    for table in [found for found in tree.iter("table") if _is_layout(found)]:
        for part in (table, *table.iter("tbody", "thead", "tr", "td", "th")):
            part.tag = "div"
    for element in dom.select_all(cut_selectors, tree):
        parent = element.getparent()
        if parent is not None:
            _keep_tail(element, parent)
            parent.remove(element)
    if len(raw_text(tree)) > TEXT_CAP:
        raise TooMuchTextError(f"the page has more than {TEXT_CAP} characters of text and no known selectors")
    return tree


def _is_layout(table: etree._Element) -> bool:
    """Whether a table places parts of the page, as old portals do: its cells hold blocks. trafilatura makes one line of each row."""
    return next(table.iter("p", "div", "h1", "h2", "h3", "ul"), None) is not None or sum(1 for _ in table.iter("table")) > 1


def _keep_tail(element: etree._Element, parent: etree._Element) -> None:
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail


def _is_aside(element: etree._Element) -> bool:
    if element.tag in ("body", "html", "head", "article", "main"):
        return False
    names = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
    return names != " " and _SIDE_TOKENS.search(names) is not None


def _shown_text(tree: etree._Element) -> str:
    return " ".join([*_stamps(tree), text_of(tree)])


def _stamps(tree: etree._Element) -> list[str]:
    return [str(element.get(key)) for element in tree.iter("meta", "time") for key in ("content", "datetime") if element.get(key)]
