"""What the benchmarks work on: the pages of the replica, fetched once from its server, and their texts."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from tests.replica.server import ReplicaServer

EXPECTED = Path(__file__).resolve().parents[1] / "tests" / "replica" / "expected.json"


@dataclass(frozen=True, slots=True)
class ReplicaPage:
    """One article page: its public address, its body as bytes, and whether it reports a bloc's meeting, and awards."""

    url: str
    body: bytes
    is_relevant: bool
    has_awards: bool


@cache
def replica_pages() -> tuple[ReplicaPage, ...]:
    """Every article page that a crawl may fetch."""
    articles = json.loads(EXPECTED.read_text(encoding="utf-8"))["articles"]
    with ReplicaServer() as server:
        return tuple(
            ReplicaPage(article["url"], _fetch(server.port, article["url"]), article["relevant"], bool(article["awards"]))
            for article in articles
            if article["fetched"]
        )


def _fetch(port: int, url: str) -> bytes:
    address = urlsplit(url)
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address.path}", headers={"Host": address.netloc})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body
