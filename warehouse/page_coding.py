"""One captured page → its read outcome and its landing rows. Runs in a worker process; imports the reading and event rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import pyarrow as pa

from crawlers.ids import article_id
from crawlers.registry import Registry, load_registry
from warehouse.articles import READER_VERSION, read_page
from warehouse.articles.model import Article, NotAnArticle
from warehouse.events import RULES_VERSION, extract
from warehouse.events.model import Document
from warehouse.landing.rows import VIETNAM, Row, article_row, mention_rows
from warehouse.landing.schemas import SCHEMAS
from warehouse.ledger import describe

VERSIONS: Final = {"reader_version": READER_VERSION, "rules_version": RULES_VERSION}


@dataclass(frozen=True, slots=True)
class Page:
    """A captured page as a worker gets it; ``row`` is its row of ``captures``."""

    row: Row
    body: bytes


@dataclass(frozen=True, slots=True)
class CodedPage:
    """What became of a page: exactly one outcome, and the rows it gives (table, row)."""

    outcome: str
    reason: str | None = None
    rows: list[tuple[str, Row]] = field(default_factory=list)
    is_relevant: bool = False
    mentions: int = 0


def make_coder(page_text_bytes: int) -> Callable[[Page], CodedPage]:
    """The function a worker runs for each page; it never raises: a page that breaks the code is ``unreadable``, with the reason."""
    registry = load_registry()

    def code(page: Page) -> CodedPage:
        try:
            return code_page(page, registry, page_text_bytes)
        except Exception as error:  # noqa: BLE001 - whatever a page does, it is counted with its reason
            return CodedPage("unreadable", describe(error)[:500])

    return code


def code_page(page: Page, registry: Registry, page_text_bytes: int) -> CodedPage:
    """Read a page and find its events; ``page_text_bytes`` caps the text (UTF-8)."""
    row = page.row
    captured_at: datetime = row["captured_at"]
    read = read_page(
        page.body,
        url=row["url"],
        content_type=row["content_type"],
        registry=registry,
        captured_on=captured_at.replace(tzinfo=captured_at.tzinfo or UTC).astimezone(VIETNAM).date(),
    )
    if isinstance(read, NotAnArticle):
        return CodedPage(read.outcome, read.reason)
    size = len(read.text.encode("utf-8", "surrogatepass"))
    if size > page_text_bytes:
        return CodedPage("too_large", f"{size} bytes of text, {page_text_bytes} allowed")
    identity = article_id(row["site_id"], read.canonical_url)
    extraction = extract(article_document(read, registry, document_id=identity), province_of_host=registry.province_for_host)
    rows = [
        (
            "articles",
            article_row(read, extraction, VERSIONS, identity=identity, capture_id=row["capture_id"], site_id=row["site_id"]),
        ),
        *mention_rows(identity, row["capture_id"], extraction, VERSIONS),
    ]
    refuse_unfit_rows(rows)
    return CodedPage("article", None, rows, extraction.relevant, len(extraction.mentions))


def refuse_unfit_rows(rows: Iterable[tuple[str, Row]]) -> None:
    """See that every row fits the columns of its table, here where it costs one page and not the batch.

    Raises:
        pyarrow.ArrowException: a value of another type than its column's.
    """
    tables: dict[str, list[Row]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    for table, some in tables.items():
        pa.RecordBatch.from_pylist(some, schema=SCHEMAS[table][1])


def article_document(article: Article, registry: Registry, *, document_id: str) -> Document:
    """An article as the rules see it: its text, address, date and what its host says of the province."""
    return site_document(
        Document(
            id=document_id,
            text=article.text,
            url=article.url or None,
            published=article.published.value if article.published else None,
        ),
        registry,
    )


def site_document(document: Document, registry: Registry) -> Document:
    """``document`` with its host name, and the province of the site that the registry knows by it (or by its id, as articles have it)."""
    host = document.site or (urlsplit(document.url).hostname if document.url else None)
    if host is not None and host in registry.sites:
        host = registry.sites[host].main_host
    return replace(document, site=host, site_province=registry.province_for_host(host) if host else None)
