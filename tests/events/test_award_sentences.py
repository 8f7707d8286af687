"""Sentences that tell of awards, as varied as they are printed (award_sentences.toml), through the public face."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from warehouse.events import Document, extract, to_json

SENTENCES = tomllib.loads((Path(__file__).parent / "award_sentences.toml").read_text(encoding="utf-8"))["sentence"]
ARTICLE = """Khối thi đua các sở, ngành tổng hợp tổng kết năm 2022
Sáng 15/12/2022, Khối thi đua các sở, ngành tổng hợp tỉnh Kon Tum tổ chức hội nghị tổng kết công tác thi đua, khen thưởng năm 2022.
{}
"""


def rows(sentence: str) -> list[list[Any]]:
    """The awards of the sentence, in the middle of a review, as award_sentences.toml writes them."""
    found = to_json(extract(Document("x", ARTICLE.format(sentence))))["awards"]
    return [
        [row["award"], row["status"], (row["recipient"] or row["recipient_kind"]).lower(), row["count"] or 0, row["authority"] or ""]
        for row in found
    ]


def agrees(row: list[Any], wanted: list[Any]) -> bool:
    """Equal in every slot, ``*`` with anything."""
    award, status, recipient, count, authority = wanted
    return row[:2] == [award, status] and recipient.lower() in ("*", row[2]) and row[3] == count and authority in ("*", row[4])


@pytest.mark.parametrize("sentence", SENTENCES, ids=[sentence["text"][:60] for sentence in SENTENCES])
def test_sentence(sentence: dict[str, Any]) -> None:
    found = rows(sentence["text"])
    for wanted in sentence["awards"]:
        twin = next((row for row in found if agrees(row, wanted)), None)
        assert twin is not None, f"{wanted} is not among {found}"
        found.remove(twin)
    assert not found
