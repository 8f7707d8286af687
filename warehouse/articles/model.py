"""What was read from one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Precision = Literal["second", "minute", "day", "month", "year"]
DateOrigin = Literal["json_ld", "meta", "time_element", "selector", "text", "address", "image_name", "htmldate_guess"]
SegmentKind = Literal["kicker", "title", "dateline", "lead", "body", "caption", "author"]


@dataclass(frozen=True, slots=True)
class Published:
    """When a page says it was published. ``value`` is ISO 8601 in Asia/Ho_Chi_Minh, cut to its precision."""

    value: str
    precision: Precision
    origin: DateOrigin
    raw: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A half-open run of code points of :attr:`Article.text` and what it is."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``text`` is all that the event rules see: title, lead, captions and body joined in reading order, a line each."""

    url: str
    canonical_url: str
    site: str | None
    family: str | None
    title: str
    lead: str
    body: str
    captions: tuple[str, ...]
    author: str | None
    section: str | None
    published: Published | None
    text: str
    segments: tuple[Segment, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that ``thidua article`` prints (keys fixed in docs/contracts.md)."""
        published = self.published
        return {
            "url": self.url,
            "canonical_url": self.canonical_url,
            "site": self.site,
            "family": self.family,
            "title": self.title,
            "lead": self.lead,
            "body": self.body,
            "captions": list(self.captions),
            "author": self.author,
            "section": self.section,
            "published": published and {"value": published.value, "precision": published.precision, "origin": published.origin},
            "text": self.text,
            "segments": [{"kind": part.kind, "start": part.start, "end": part.end} for part in self.segments],
        }


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """A page that is no article. ``outcome`` is one of the read outcomes of docs/contracts.md (``listing``, ``no_text``, …)."""

    url: str
    site: str | None
    outcome: str
    reason: str
    links: tuple[str, ...] = field(default=())
