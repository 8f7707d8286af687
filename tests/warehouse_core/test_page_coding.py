"""One page in a worker: whatever it does or the rules do, it gets an outcome with its reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.registry import load_registry
from tests.warehouse_core.conftest import LONG, article_page, article_url
from warehouse import page_coding
from warehouse.events.model import Document, Extraction
from warehouse.page_coding import Page, make_coder, site_document

ROW = {
    "capture_id": "cap_1",
    "site_id": "baohaiduong",
    "url": article_url(1),
    "content_type": "text/html; charset=utf-8",
    "captured_at": datetime(2026, 11, 1, 2, tzinfo=UTC),
}
PAGE = Page(ROW, article_page("Khai mạc hội chợ", LONG))


def test_an_article_has_its_row_and_the_province_of_its_site() -> None:
    coded = make_coder(1_000_000)(PAGE)
    assert (coded.outcome, coded.reason, coded.is_relevant, coded.mentions) == ("article", None, False, 0)
    ((table, row),) = coded.rows
    assert table == "articles"
    assert (row["capture_id"], row["canonical_url"], row["province"]) == ("cap_1", article_url(1), "Hải Dương")
    assert row["article_id"].startswith("art_")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (MemoryError(), "MemoryError"),
        (Extraction("x", False, 5, None), "Arrow"),  # a province that is no text
    ],
)
def test_rules_that_fail_on_a_page_cost_that_page(monkeypatch: pytest.MonkeyPatch, answer: Any, words: str) -> None:
    def extract(*_: object, **__: object) -> Extraction:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.setattr(page_coding, "extract", extract)
    coded = make_coder(1_000_000)(PAGE)
    assert coded.outcome == "unreadable"
    assert words in (coded.reason or "")
    assert coded.rows == []


@pytest.mark.parametrize(
    ("document", "host", "province"),
    [
        (Document("a", "", url="https://m.baohaiduong.vn/x"), "m.baohaiduong.vn", "Hải Dương"),
        (Document("a", "", url="https://baohaiduong.vn/x", site="baobackan.vn"), "baobackan.vn", "Bắc Kạn"),
        (Document("a", "", site="daihoi13.dangcongsan.vn"), "daihoi13.dangcongsan.vn", None),
        (Document("a", "", url="https://unknown.example/x"), "unknown.example", None),
        (Document("a", ""), None, None),
    ],
)
def test_the_province_of_a_document_comes_from_its_host(document: Document, host: str | None, province: str | None) -> None:
    seen = site_document(document, load_registry())
    assert (seen.site, seen.site_province) == (host, province)
