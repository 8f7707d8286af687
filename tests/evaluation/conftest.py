"""Small labelled articles of one's own, and the evaluation of the gold set once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawlers.registry import load_registry
from warehouse.evaluation.evaluate import Evaluation, evaluate
from warehouse.evaluation.gold import GOLD, GoldArticle
from warehouse.events import Document


@cache
def evaluation_of(split: str) -> Evaluation:
    """The figures of a half as they are now, without intervals."""
    return evaluate(GOLD, split, load_registry(), resamples=0)


def label(**tables: Any) -> dict[str, Any]:
    """A label or an answer with empty tables but for those given."""
    meetings = tables.get("meetings", [])
    empty = {"id": "a", "relevant": bool(meetings), "province": "Bắc Kạn", "meetings": [], "lead_units": [], "awards": []}
    return empty | tables


def gold_article(text: str = "", **tables: Any) -> GoldArticle:
    return GoldArticle("a", "dev", Document("a", text), label(**tables), Path("a.txt"))


def meeting(**slots: Any) -> dict[str, Any]:
    row = {"type": "annual_review", "also": [], "bloc": "Khối thi đua số 4", "date": None, "session": None, "period": "2023"}
    return row | {"member_count": None, "hosts": [], "evidence": {}} | slots


def lead(unit: str, role: str = "head", year: int | None = 2024, **slots: Any) -> dict[str, Any]:
    return {"unit": unit, "role": role, "year": year, "evidence": {}} | slots


def award(recipient: str | None, status: str = "proposed", **slots: Any) -> dict[str, Any]:
    row = {"award": "co_thi_dua", "status": status, "recipient": recipient, "authority": "UBND tỉnh", "recipient_kind": "collective"}
    return row | {"count": 1, "year": 2023, "decision": None, "evidence": {}} | slots


@pytest.fixture(params=["dev", "test"])
def evaluation(request: pytest.FixtureRequest) -> Evaluation:
    """The evaluation of each half."""
    return evaluation_of(request.param)
