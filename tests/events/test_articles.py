"""Short articles, one difficulty each (articles.toml), through the public face."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from warehouse.events import Document, extract, to_json

ARTICLES = tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))["article"]


def plain(name: str | None) -> str:
    return " ".join((name or "").lower().split())


@pytest.mark.parametrize("article", ARTICLES, ids=[article["name"] for article in ARTICLES])
def test_article(article: dict[str, Any]) -> None:
    found = to_json(extract(Document("x", article["text"], published=article.get("published"))))
    assert found["relevant"] is article.get("relevant", True)
    assert len(found["meetings"]) == (article.get("several", 1) if found["relevant"] else 0)
    if "meeting" in article:
        (meeting,) = found["meetings"]
        for slot, wanted in article["meeting"].items():
            if slot == "also":
                assert set(wanted) <= set(meeting["also"])
            elif slot == "hosts":
                assert [plain(name) for name in meeting["hosts"]] == [plain(name) for name in wanted]
            else:
                assert meeting.get(slot) == (None if wanted == "none" else wanted), slot
    if "leads" in article:
        rows = sorted((plain(row["unit"]), row["role"], row["year"]) for row in found["lead_units"])
        assert rows == sorted((plain(unit), role, year) for unit, role, year in article["leads"])
    if "awards" in article:
        rows = sorted(
            (row["award"], row["status"], plain(row["recipient"]), row["count"] or 0, plain(row["authority"])) for row in found["awards"]
        )
        wanted = sorted(
            (award, status, plain(recipient), count, plain(authority)) for award, status, recipient, count, authority in article["awards"]
        )
        assert [row[:4] for row in rows] == [row[:4] for row in wanted]
        for row, want in zip(rows, wanted, strict=True):
            assert not want[4] or row[4] == want[4]
