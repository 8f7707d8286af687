"""Sentences of a bloc's review (award_sentences.toml) and short notices (award_notices.toml) that tell of awards, through the public face."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from warehouse.events import Document, extract, to_json

NOTICES = tomllib.loads((Path(__file__).parent / "award_notices.toml").read_text(encoding="utf-8"))["article"]
SENTENCES = tomllib.loads((Path(__file__).parent / "award_sentences.toml").read_text(encoding="utf-8"))["sentence"]
ARTICLE = """Khối thi đua các sở, ngành tổng hợp tổng kết năm 2022
Sáng 15/12/2022, Khối thi đua các sở, ngành tổng hợp tỉnh Kon Tum tổ chức hội nghị tổng kết công tác thi đua, khen thưởng năm 2022.
{}
"""


def rows(text: str) -> list[list[Any]]:
    """The awards of a text, as the data files write them."""
    return [
        [
            row["award"],
            row["status"],
            (row["recipient"] or row["recipient_kind"]).lower(),
            row["count"] or 0,
            row["authority"] or "",
            row["decision"] or "",
            str(row["year"] or ""),
        ]
        for row in to_json(extract(Document("x", text)))["awards"]
    ]


def agrees(row: list[Any], wanted: list[Any]) -> bool:
    """Equal in every slot that is wanted, ``*`` with anything, names in any case."""
    return all(want in ("*", have) or (isinstance(want, str) and want.lower() == have) for have, want in zip(row, wanted, strict=False))


def left_over(found: list[list[Any]], expected: list[list[Any]]) -> list[list[Any]]:
    """What is found and not expected; fails for what is expected and not found."""
    for wanted in expected:
        twin = next((row for row in found if agrees(row, wanted)), None)
        assert twin is not None, f"{wanted} is not among {found}"
        found.remove(twin)
    return found


@pytest.mark.parametrize("sentence", SENTENCES, ids=[sentence["text"][:60] for sentence in SENTENCES])
def test_sentence_of_a_review(sentence: dict[str, Any]) -> None:
    assert not left_over(rows(ARTICLE.format(sentence["text"])), sentence["awards"])


@pytest.mark.parametrize("notice", NOTICES, ids=[notice["text"].split("\n")[0][:60] for notice in NOTICES])
def test_notice(notice: dict[str, Any]) -> None:
    more = left_over(rows(notice["text"]), notice["awards"])
    assert {row[0] for row in more} <= set(notice.get("also", ()))
    assert notice.get("bloc") or not to_json(extract(Document("x", notice["text"])))["meetings"]
