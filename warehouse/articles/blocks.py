"""The article's element as lines in reading order: one walk over the tree, no recursion, nothing changed in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from warehouse.articles.cleaning import clean, raw_text

_SKIPPED: Final = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "audio", "video", "canvas", "svg", "map"),
        *("button", "input", "select", "textarea", "label", "nav", "dialog"),
    )
)
_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
_CELLS: Final = frozenset({"td", "th"})
_SLANTED: Final = frozenset({"em", "i"})
_INLINE_CAPTION: Final = frozenset({"em", "i", "span"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CENTRED: Final = re.compile(r"text-align\s*:\s*center|\b(?:align-?center|text-center|center)\b", re.IGNORECASE)
_LONGEST_PICTURE_TABLE: Final = 800
_LONGEST_CAPTION: Final = 400
_LONGEST_PLAIN_CAPTION: Final = 200  # of one that is not centred
_LONGEST_FORM: Final = 250  # characters of a form to fill in; ASP.NET portals wrap the whole page into one
_LINK_SHARE: Final = 0.9
_MOST_PIECES: Final = 20  # of an inline caption; behind more, a line is no caption and not looked at again and again


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the article: its text, whether it is a caption, whether all of it is a link, and whether it belongs to the lead."""

    text: str
    is_caption: bool = False
    is_link: bool = False
    in_list: bool = False
    is_lead: bool = False


@dataclass(slots=True)
class _Open:
    """The line being gathered."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    slanted: int = 0
    length: int = 0

    def add(self, text: str | None, *, in_link: bool, in_slant: bool) -> None:
        if text:
            self.pieces.append(text)
            weight = len(text.strip())
            self.length += weight
            self.linked += weight if in_link else 0
            self.slanted += weight if in_slant else 0


def lines_of(
    body: etree._Element, *, skip: set[etree._Element], captions: set[etree._Element], lead: etree._Element | None = None
) -> list[Line]:
    """Lines below ``body`` without the elements to ``skip``; those inside ``captions``, figures and tables of pictures are captions.

    A line ends at every block element and at ``<br>``; the cells of a table row are joined by a bar.
    """
    return list(_Walk(body, skip, captions | _picture_frames(body), lead).lines())


def is_form_to_fill(element: etree._Element) -> bool:
    """Whether it is a form with fields and few words, not the one around the whole page that portals in ASP.NET have."""
    return element.tag == "form" and len(clean(raw_text(element))) <= _LONGEST_FORM


def text_of(element: etree._Element) -> str:
    """All text below an element on one line; its own lines are set apart by a space, pieces of a word are not."""
    if len(element) == 0:
        return clean(element.text or "")
    return " ".join(line.text for line in lines_of(element, skip=set(), captions=set()))


def _picture_frames(body: etree._Element) -> set[etree._Element]:
    """Figures, and the innermost tables that hold a picture and few words: the old way to set a caption."""
    tables = {table for image in body.iter("img") if (table := next(image.iterancestors("table"), None)) is not None}
    return {*body.iter("figure", "figcaption"), *(table for table in tables if len(raw_text(table)) <= _LONGEST_PICTURE_TABLE)}


class _Walk:
    def __init__(self, body: etree._Element, skip: set[etree._Element], captions: set[etree._Element], lead: etree._Element | None) -> None:
        self._body = body
        self._skip = skip
        self._captions = captions
        self._lead = lead
        self._line = _Open()
        self._depth = {"caption": 0, "link": 0, "slant": 0, "list": 0, "lead": 0, "centre": 0}
        self._after_image = False

    def lines(self) -> Iterator[Line]:
        walker = etree.iterwalk(self._body, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            skipped = element in self._skip or tag in _SKIPPED or element.get("hidden") is not None or is_form_to_fill(element)
            if not skipped and element.get("style"):
                skipped = _HIDDEN.search(element.get("style") or "") is not None
            if event == "start":
                yield from self._start(element, str(tag), skipped=skipped)
                if skipped:
                    walker.skip_subtree()
            else:
                yield from self._end(element, str(tag), skipped=skipped)
        yield from self._flush()

    def _start(self, element: etree._Element, tag: str, *, skipped: bool) -> Iterator[Line]:
        if tag in _BLOCKS or tag == "br" or element in self._captions or element is self._lead:
            yield from self._flush()
        elif tag in _CELLS:
            self._line.add(" | " if self._line.length else None, in_link=False, in_slant=False)
        if skipped:
            return
        self._count(element, tag, 1)
        if tag == "img":
            # words before a picture in the same paragraph are a line of their own
            yield from self._flush()
            self._after_image = True
        self._add(element.text)

    def _end(self, element: etree._Element, tag: str, *, skipped: bool) -> Iterator[Line]:
        if not skipped:
            if tag in _INLINE_CAPTION and self._is_glued_caption(element):
                yield from self._flush(as_caption=True)
            if tag in _BLOCKS or element in self._captions or element is self._lead:
                yield from self._flush()
            self._count(element, tag, -1)
        if element is not self._body:
            self._add(element.tail)

    def _count(self, element: etree._Element, tag: str, step: int) -> None:
        if tag == "a":
            self._depth["link"] += step
        elif tag in _SLANTED:
            self._depth["slant"] += step
        elif tag == "li":
            self._depth["list"] += step
        if element in self._captions:
            self._depth["caption"] += step
        if element is self._lead:
            self._depth["lead"] += step
        if tag in _BLOCKS and (
            element.get("align") == "center" or _CENTRED.search(f"{element.get('style') or ''} {element.get('class') or ''}")
        ):
            self._depth["centre"] += step

    def _add(self, text: str | None) -> None:
        self._line.add(text, in_link=self._depth["link"] > 0, in_slant=self._depth["slant"] > 0)

    def _is_glued_caption(self, element: etree._Element) -> bool:
        """An inline element right behind a picture whose sentence runs into the next one without a space ("hội nghịVới tinh thần")."""
        if not self._after_image or self._depth["caption"] or len(self._line.pieces) > _MOST_PIECES:
            return False
        gathered = "".join(self._line.pieces).strip()
        if not gathered or len(gathered) > _LONGEST_CAPTION or gathered != raw_text(element).strip():
            return False
        return (element.tail or "")[:1].isupper()

    def _flush(self, *, as_caption: bool = False) -> Iterator[Line]:
        line, self._line = self._line, _Open()
        text = clean("".join(line.pieces)).strip("| ") if line.pieces else ""
        if not text:
            return
        # a line in italics right behind a picture is its caption, whatever the editor's class names; a longer one when it is centred
        longest = _LONGEST_CAPTION if self._depth["centre"] > 0 else _LONGEST_PLAIN_CAPTION
        slanted = line.slanted >= line.length and len(text) <= longest
        is_caption = as_caption or self._depth["caption"] > 0 or (self._after_image and slanted)
        self._after_image = False
        yield Line(
            text,
            is_caption=is_caption,
            is_link=line.linked > 0 and line.linked >= _LINK_SHARE * line.length,
            in_list=self._depth["list"] > 0,
            is_lead=self._depth["lead"] > 0,
        )
