"""Reading an archive: our reader with its digests and decoding, beside warcio's iterator over the same file."""

from __future__ import annotations

import gzip
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from benchmarks.measure import Figure, cpu_medians
from benchmarks.pages import replica_pages
from crawlers.archive import Exchange, WarcWriter, iter_captures
from crawlers.home import Home

COPIES = 5


def figures() -> list[Figure]:
    """CPU of a sequential read of every capture."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        file = _write(home)
        seconds = cpu_medians({"ours": lambda: _ours(home), "warcio": lambda: _warcio(file)})
    return [Figure("reading an archive / warcio with the bodies read", seconds["ours"] / seconds["warcio"], "x", goal=1.5)]


def _write(home: Home) -> Path:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    with WarcWriter(home.archive / "20260101T000000Z-bench0", "bench") as writer:
        for number, page in enumerate(replica_pages() * COPIES):
            writer.write(
                Exchange(
                    url=f"{page.url}?copy={number}",
                    kind="article",
                    captured_at=began + timedelta(seconds=number),
                    request_headers=(("User-Agent", "ThiDua/bench"),),
                    status=200,
                    headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
                    body=gzip.compress(page.body),
                )
            )
        file = writer.close()
    assert file is not None
    return file


def _ours(home: Home) -> int:
    return sum(len(capture.body) for capture in iter_captures(home))


def _warcio(file: Path) -> int:
    with file.open("rb") as handle:
        return sum(len(record.content_stream().read()) for record in ArchiveIterator(handle) if record.rec_type == "response")
