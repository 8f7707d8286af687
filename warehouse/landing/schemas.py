"""Columns of the five landing tables: the seam between Python and dbt.

``landing/<table>/schema=N/run=<run_id>/part-NNNNN.parquet``. A column is added by raising the table's schema number;
readers use ``union_by_name``. Timestamps are UTC; ``*_on`` are dates in Asia/Ho_Chi_Minh; offsets are Unicode code
points, half-open, into ``articles.text``.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

_UTC = pa.timestamp("us", tz="UTC")


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


CAPTURES: Final = _schema(
    capture_id=pa.string(),
    run_id=pa.string(),  # read run that wrote this row; a page has a row for each of its readings, another capture one
    site_id=pa.string(),
    url=pa.string(),  # address as fetched (public address, also in the demo)
    canonical_url=pa.string(),  # identity by the registry's rules, before the page's own rel=canonical
    kind=pa.string(),  # article | listing | feed | sitemap | robots | other
    source=pa.string(),  # live | commoncrawl | wayback | warc
    captured_at=_UTC,
    http_status=pa.int32(),
    content_type=pa.string(),
    payload_sha256=pa.string(),
    payload_bytes=pa.int64(),
    warc_path=pa.string(),  # relative to archive/
    warc_offset=pa.int64(),
)

ARTICLES: Final = _schema(
    article_id=pa.string(),
    capture_id=pa.string(),
    run_id=pa.string(),
    site_id=pa.string(),
    family_id=pa.string(),  # null for the generic path
    url=pa.string(),
    canonical_url=pa.string(),
    title=pa.string(),
    lead=pa.string(),
    body=pa.string(),
    captions=pa.list_(pa.string()),
    author=pa.string(),
    section=pa.string(),
    published_at=_UTC,  # null unless the precision is minute or second
    published_on=pa.date32(),
    published_precision=pa.string(),  # second | minute | day | month | year
    published_origin=pa.string(),  # json_ld | meta | time_element | selector | text | address | image_name | htmldate_guess
    published_raw=pa.string(),
    text=pa.string(),  # what the rules read and every offset indexes
    segments=pa.list_(pa.struct([("kind", pa.string()), ("start", pa.int32()), ("end", pa.int32())])),
    content_sha256=pa.string(),  # of title, lead, body and captions: identifies the article version
    is_relevant=pa.bool_(),
    province=pa.string(),  # name as in the provinces seed
    province_origin=pa.string(),  # given | text | site
    reader_version=pa.string(),
    rules_version=pa.string(),
)

MENTIONS: Final = _schema(
    mention_id=pa.string(),
    article_id=pa.string(),
    capture_id=pa.string(),
    run_id=pa.string(),
    mention_type=pa.string(),  # meeting | lead_unit | award | document_citation | campaign | bloc_membership
    trigger_start=pa.int32(),
    trigger_end=pa.int32(),
    trigger_quote=pa.string(),
    rule=pa.string(),
    rule_family=pa.string(),
    confidence=pa.float64(),
    status=pa.string(),  # awards: proposed | conferred, null for aimed and recited
    stage=pa.string(),  # awards: voted | proposed | decided | presented | received | aimed | recited
    province=pa.string(),
    province_origin=pa.string(),
    reader_version=pa.string(),
    rules_version=pa.string(),
)

MENTION_SLOTS: Final = _schema(  # long: one row a mention, slot, value and span
    mention_id=pa.string(),
    capture_id=pa.string(),
    run_id=pa.string(),
    slot=pa.string(),
    ordinal=pa.int32(),  # position of the value in a slot with several (hosts, also), else 0
    value=pa.string(),  # canonical value as text
    origin=pa.string(),  # text | derived | metadata
    metadata_field=pa.string(),  # named when the origin is metadata
    span_no=pa.int32(),  # 0 when there is no span (metadata)
    start=pa.int32(),
    end=pa.int32(),
    quote=pa.string(),
)

OUTCOMES: Final = _schema(  # a page is counted once a run and step under exactly one outcome
    run_id=pa.string(),
    step=pa.string(),  # crawl | read
    site_id=pa.string(),
    url=pa.string(),
    capture_id=pa.string(),  # null where nothing was captured
    outcome=pa.string(),
    reason=pa.string(),
    occurred_at=_UTC,  # crawl: when it happened; read: when the page was captured, so that reading again gives the same row
    reader_version=pa.string(),  # step read: what read the page; null for crawl
    rules_version=pa.string(),
    kind=pa.string(),  # step crawl: article | listing | feed | sitemap | robots; null in schema 1 and for read
    canonical_url=pa.string(),  # step crawl: identity of the page, as in captures; null in schema 1 and for read
)

SCHEMAS: Final[dict[str, tuple[int, pa.Schema]]] = {
    "captures": (1, CAPTURES),
    "articles": (1, ARTICLES),
    "mentions": (1, MENTIONS),
    "mention_slots": (1, MENTION_SLOTS),
    "outcomes": (2, OUTCOMES),
}
