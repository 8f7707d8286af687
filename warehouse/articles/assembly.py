"""Lines of a page to the parts of an article: what is cut, what is lead, caption or author, and the text that all offsets index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from crawlers.registry import Family
from warehouse.articles.blocks import Line
from warehouse.articles.cleaning import author_name, caption_key, caption_text, is_author_line, is_never_text, without_double_mark
from warehouse.articles.model import Segment, SegmentKind

_LONG_LINE: Final = 220
_LONGEST_FURNITURE: Final = 240


@dataclass(slots=True)
class Parts:
    """Pieces of an article in reading order; ``lines`` holds lead, body, caption and author lines as they stand on the page."""

    title: str
    kicker: str = ""
    lines: list[tuple[SegmentKind, str]] = field(default_factory=list)
    author: str | None = None

    def of(self, kind: SegmentKind) -> list[str]:
        """Texts of one kind, in order."""
        return [text for found, text in self.lines if found == kind]


def assemble(title: str, kicker: str, lead: str, author: str, lines: Sequence[Line], family: Family | None) -> Parts:
    """Cut furniture and doubles from the lines of a page and name what is left.

    Args:
        title: Headline.
        kicker: Line above the headline, or empty.
        lead: Lead that stands outside the body, or empty (one inside it is marked in its lines).
        author: Who wrote by selector or metadata, or empty; a last line that names authors is found here.
        lines: The body's lines in reading order.
        family: Whose cuts apply; null for the generic path.
    """
    kept = _without_furniture(lines, family, {title.casefold(), kicker.casefold()} - {""})
    kept = _without_link_lists(kept)
    parts = Parts(title, kicker)
    if lead:
        parts.lines.append(("lead", lead))
        kept = [line for line in kept if line.is_caption or line.text.casefold() != lead.casefold()]
    parts.lines.extend(_named(kept))
    _settle_author(parts, author, look_for_line=family is None or family.author_is_last_line)
    _settle_lead(parts)
    return parts


def join(parts: Parts) -> tuple[str, tuple[Segment, ...]]:
    """The text that the event rules read, a line a segment, and the segments' offsets in code points."""
    pieces: list[tuple[SegmentKind, str]] = [("kicker", parts.kicker), ("title", parts.title), *parts.lines]
    segments: list[Segment] = []
    position = 0
    texts = [(kind, text) for kind, text in pieces if text]
    for kind, text in texts:
        segments.append(Segment(kind, position, position + len(text)))
        position += len(text) + 1
    return "\n".join(text for _, text in texts), tuple(segments)


@lru_cache(maxsize=128)
def _one_pattern(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None


def _without_furniture(lines: Sequence[Line], family: Family | None, headings: set[str]) -> list[Line]:
    cut = _one_pattern(family.cut_texts) if family else None
    end = _one_pattern(family.end_texts) if family else None
    kept: list[Line] = []
    # what follows a heading such as "Tin liên quan" is a list of short lines or links, or else the article goes on
    tail = 1 + max((number for number, line in enumerate(lines) if len(line.text) >= _LONG_LINE and not line.is_link), default=-1)
    for number, line in enumerate(lines):
        short = len(line.text) <= _LONGEST_FURNITURE
        if end and short and kept and not line.is_caption and number >= tail and end.fullmatch(line.text):
            break
        is_heading = not line.is_caption and line.text.casefold() in headings
        if is_never_text(line.text) or is_heading or (cut and short and cut.fullmatch(line.text)):
            continue
        kept.append(line)
    return kept


def _without_link_lists(lines: Sequence[Line]) -> list[Line]:
    """Without items and runs of lines that are nothing but links: other articles, tags."""
    linked = [line.is_link and not line.is_caption for line in lines]
    return [
        line
        for number, line in enumerate(lines)
        if not (linked[number] and (line.in_list or any(linked[max(0, number - 1) : number]) or any(linked[number + 1 : number + 2])))
    ]


def _named(lines: Sequence[Line]) -> list[tuple[SegmentKind, str]]:
    """Lines with their kinds; of doubled captions the first place and the spelling without " ảnh 1" are kept."""
    spelling: dict[str, str] = {}
    for line in lines:
        if line.is_caption:
            key, text = caption_key(line.text), caption_text(line.text)
            known = spelling.setdefault(key, text)
            if without_double_mark(known) != known and without_double_mark(text) == text:
                spelling[key] = text
    out: list[tuple[SegmentKind, str]] = []
    told: set[str] = set()
    for line in lines:
        key = caption_key(line.text)
        if line.is_caption:
            if key not in told and key:
                out.append(("caption", spelling[key]))
            told.add(key)
        elif key not in spelling or line.is_lead:
            out.append(("lead" if line.is_lead else "body", line.text))
    return out


def _settle_author(parts: Parts, author: str, *, look_for_line: bool) -> None:
    """The author line is the last line of the body that names the known author, or that looks like names when asked to look."""
    name = author_name(author)
    place = next((index for index in range(len(parts.lines) - 1, -1, -1) if parts.lines[index][0] == "body"), None)
    line = parts.lines[place][1] if place is not None else ""
    is_last_line = (
        bool(line)
        and len(parts.of("body")) > 1
        and ((bool(name) and author_name(line).casefold() == name.casefold()) or (look_for_line and is_author_line(line)))
    )
    if is_last_line and place is not None:
        parts.lines[place] = ("author", line)
        parts.author = name or author_name(line)
    elif name:
        parts.lines.append(("author", author))
        parts.author = name


def _settle_lead(parts: Parts) -> None:
    """Where nothing is marked as the lead, the first paragraph is it, unless it is the only one."""
    if not parts.of("lead") and len(parts.of("body")) > 1:
        first = next(index for index, (kind, _) in enumerate(parts.lines) if kind == "body")
        parts.lines[first] = ("lead", parts.lines[first][1])
