"""An archive made by hand, as a crawl would leave it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import Exchange, Original, StoredCapture, WarcWriter
from crawlers.home import Home
from warehouse.landing import read_table

SITE = "baohaiduong"
HOST = "https://baohaiduong.vn"
RUN = "20261101T020000Z-000001"
READ_RUNS = [f"20261102T0{number}0000Z-00000{number}" for number in range(1, 10)]


def article_page(title: str, *paragraphs: str) -> bytes:
    """A small page of the site's CMS family."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
        <meta property="article:published_time" content="2026-10-31T08:00:00+07:00"></head>
        <body><h1 class="block-sc-title">{title}</h1><div class="b-maincontent"><div class="entry">{body}</div></div></body></html>"""
    return html.encode()


def article_url(number: int) -> str:
    return f"{HOST}/bai-viet-thu-{number}-{300000 + number}.html"


LONG = (
    "Sáng nay, ban tổ chức cho biết công tác chuẩn bị đã cơ bản hoàn thành, các đơn vị đăng ký tham gia đầy đủ và đúng thời gian quy định. "
    "Nội dung gồm nhiều phần, trong đó phần trưng bày sản phẩm của các huyện chiếm diện tích lớn nhất và dự kiến thu hút đông người xem."
)


class ArchiveMaker:
    """Writes WARC files and outcomes of one crawl run into a home."""

    def __init__(self, home: Home, run_id: str = RUN) -> None:
        self.home = home
        self.folder = home.archive / run_id
        self._moment = datetime(2026, 11, 1, 2, tzinfo=UTC)

    def captures(
        self,
        pages: Sequence[tuple[str, bytes]],
        *,
        kind: str = "article",
        status: int = 200,
        content_type: str = "text/html; charset=utf-8",
    ) -> list[StoredCapture]:
        """One finished WARC file with these answers (address, body)."""
        with WarcWriter(self.folder, SITE) as writer:
            return [writer.write(self._exchange(url, body, kind, status, content_type)) for url, body in pages]

    def revisit(self, of: StoredCapture) -> None:
        original = Original(of.record_id, of.url, of.captured_at, of.payload_sha256)
        with WarcWriter(self.folder, SITE) as writer:
            writer.write_revisit(self._exchange(of.url, b"", "article", 304, "text/html"), original)

    def outcomes(self, rows: Sequence[dict[str, Any]], *, torn: str = "") -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        shared = {"site_id": SITE, "reason": None, "occurred_at": "2026-11-01T02:00:00.000000Z", "capture_id": None}
        text = "".join(json.dumps({**shared, **row}) + "\n" for row in rows)
        (self.folder / "outcomes.jsonl").write_text(text + torn, encoding="utf-8")

    def _exchange(self, url: str, body: bytes, kind: str, status: int, content_type: str) -> Exchange:
        self._moment += timedelta(seconds=1)
        return Exchange(url, kind, self._moment, (("Host", "baohaiduong.vn"),), status, (("Content-Type", content_type),), body)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def archive(home: Home) -> ArchiveMaker:
    return ArchiveMaker(home)


def rows(home: Home, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """All rows of a landing table, as sorted tuples of the columns."""
    found = read_table(home, table, columns)
    return sorted(zip(*(found[column].to_pylist() for column in columns), strict=True), key=repr)
