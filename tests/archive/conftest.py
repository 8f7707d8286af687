from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.archive import Exchange

START = datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC)


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Exchanges with rising times; everything of one can be given."""
    count = 0

    def make(body: bytes = b"<html>xin ch\xc3\xa0o</html>", **fields: object) -> Exchange:
        nonlocal count
        count += 1
        defaults = {
            "url": f"https://bao.example.vn/bai-{count}.html",
            "kind": "article",
            "captured_at": START + timedelta(seconds=count),
            "request_headers": (("User-Agent", "ThiDua/test (+https://example.org)"),),
            "status": 200,
            "headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"v1"')),
            "body": body,
        }
        return Exchange(**{**defaults, **fields})

    return make
