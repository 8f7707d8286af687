"""What goes into the event rules and what comes out of them (keys and values as in docs/contracts.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Origin = Literal["text", "derived", "metadata"]


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the rules see it. ``published`` is ISO 8601 (date or date-time); ``province`` is what the caller knows."""

    id: str
    text: str
    url: str | None = None
    published: str | None = None
    site: str | None = None  # a host name; its province comes from the caller as site_province
    province: str | None = None
    site_province: str | None = None


class Span(NamedTuple):
    """Half-open, in code points of :attr:`Document.text`; ``text[start:end] == quote``."""

    start: int
    end: int
    quote: str


class Evidence(NamedTuple):
    """Where a slot comes from: its span, the spans it follows from, or the metadata field that says it."""

    origin: Origin
    spans: tuple[Span, ...] = ()
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One meeting, lead unit, award or further fact that one article reports."""

    mention_type: Literal["meeting", "lead_unit", "award", "document_citation", "campaign", "bloc_membership"]
    slots: dict[str, Any]  # the row of contracts.md: type, bloc, date, … / unit, role, year, bloc / award, authority, …
    evidence: dict[str, Evidence]  # by slot; every non-empty slot has one
    trigger: Span
    rule: str
    rule_family: str
    confidence: float
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document."""

    id: str
    relevant: bool
    province: str | None
    province_evidence: Evidence | None
    mentions: tuple[Mention, ...] = field(default=())
