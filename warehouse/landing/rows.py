"""What was read and coded, as rows of the landing tables (columns in :mod:`warehouse.landing.schemas`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from crawlers.archive import Capture
from crawlers.ids import mention_id
from warehouse.articles.model import Article, Published
from warehouse.events.model import Evidence, Extraction, Mention

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
Row = dict[str, Any]

_STATUS_OF_STAGE: Final[Mapping[str, str]] = {
    "voted": "proposed",
    "proposed": "proposed",
    "decided": "conferred",
    "presented": "conferred",
    "received": "conferred",
}
_PROVINCE_ORIGINS: Final[Mapping[str, str]] = {"province": "given", "site": "site", "url": "site"}


def capture_row(capture: Capture, *, site_id: str, canonical_url: str, kind: str) -> Row:
    """Row of ``captures``; site, canonical address and kind as the registry sees them where the WARC does not say."""
    return {
        "capture_id": capture.capture_id,
        "site_id": site_id,
        "url": capture.url,
        "canonical_url": canonical_url,
        "kind": kind,
        "source": capture.source,
        "captured_at": capture.captured_at,
        "http_status": capture.http_status,
        "content_type": capture.content_type,
        "payload_sha256": capture.payload_sha256,
        "payload_bytes": capture.payload_bytes,
        "warc_path": capture.warc_path,
        "warc_offset": capture.warc_offset,
    }


def article_row(
    article: Article, extraction: Extraction, versions: Mapping[str, str], *, identity: str, capture_id: str, site_id: str
) -> Row:
    """Row of ``articles``; ``identity`` is the article's id, ``versions`` holds ``reader_version`` and ``rules_version``."""
    published = article.published
    return {
        "article_id": identity,
        "capture_id": capture_id,
        "site_id": site_id,
        "family_id": article.family,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "captions": list(article.captions),
        "author": article.author,
        "section": article.section,
        "published_at": published and published_at(published),
        "published_on": published and published_on(published),
        "published_precision": published and published.precision,
        "published_origin": published and published.origin,
        "published_raw": published and published.raw,
        "text": article.text,
        "segments": [{"kind": part.kind, "start": part.start, "end": part.end} for part in article.segments],
        "content_sha256": content_sha256(article),
        "is_relevant": extraction.relevant,
        "province": extraction.province,
        "province_origin": _province_origin(extraction),
        **versions,
    }


def mention_rows(article_id: str, capture_id: str, extraction: Extraction, versions: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    """Rows of ``mentions`` and ``mention_slots``, each with the name of its table."""
    for mention in extraction.mentions:
        identity = mention_id(article_id, mention.mention_type, mention.trigger.start, mention.trigger.end, mention.rule_family)
        yield (
            "mentions",
            {
                "mention_id": identity,
                "article_id": article_id,
                "capture_id": capture_id,
                "mention_type": mention.mention_type,
                "trigger_start": mention.trigger.start,
                "trigger_end": mention.trigger.end,
                "trigger_quote": mention.trigger.quote,
                "rule": mention.rule,
                "rule_family": mention.rule_family,
                "confidence": mention.confidence,
                "status": _STATUS_OF_STAGE.get(mention.stage) if mention.stage else None,
                "stage": mention.stage,
                "province": extraction.province,
                "province_origin": _province_origin(extraction),
                **versions,
            },
        )
        for row in _slot_rows(mention):
            yield "mention_slots", {"mention_id": identity, "capture_id": capture_id, **row}


def published_at(published: Published) -> datetime | None:
    """The moment in UTC when hour and minute are known, else None."""
    if published.precision not in ("second", "minute"):
        return None
    moment = datetime.fromisoformat(published.value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)


def published_on(published: Published) -> date | None:
    """The day in Asia/Ho_Chi_Minh, or None when only the month or the year is known."""
    if published.precision in ("month", "year"):
        return None
    moment = datetime.fromisoformat(published.value)
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date()


def content_sha256(article: Article) -> str:
    """Identity of an article version: SHA-256 (hex) of the JSON array of title, lead, body and captions."""
    content = json.dumps([article.title, article.lead, article.body, list(article.captions)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def slot_text(value: Any) -> str:
    """The one way a slot's value is written as text: strings as they are, booleans in lower case, numbers in decimals, the rest as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _slot_rows(mention: Mention) -> Iterator[Row]:
    for slot, value in mention.slots.items():
        if value is None or value in ("", [], ()):
            continue
        evidence = mention.evidence.get(slot)
        if evidence is None:
            raise ValueError(f"slot {slot!r} of a {mention.mention_type} by rule {mention.rule} has no evidence")
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        for ordinal, one in enumerate(values):
            for row in _evidence_rows(evidence, ordinal, several=len(values) > 1):
                yield {"slot": slot, "ordinal": ordinal, "value": slot_text(one), **row}


def _evidence_rows(evidence: Evidence, ordinal: int, *, several: bool) -> Iterator[Row]:
    shared = {"origin": evidence.origin, "metadata_field": evidence.field}
    spans = list(enumerate(evidence.spans))
    if several and len(spans) > ordinal and evidence.origin == "text":
        spans = spans[ordinal : ordinal + 1]  # the n-th value of a list stands at the n-th span
    if not spans:
        yield {**shared, "span_no": 0, "start": None, "end": None, "quote": None}
    for number, span in spans:
        yield {**shared, "span_no": number, "start": span.start, "end": span.end, "quote": span.quote}


def _province_origin(extraction: Extraction) -> str | None:
    evidence = extraction.province_evidence
    if extraction.province is None or evidence is None:
        return None
    if evidence.origin == "metadata":
        return _PROVINCE_ORIGINS.get(evidence.field or "", "site")
    return "text"
