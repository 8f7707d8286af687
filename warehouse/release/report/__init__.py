"""The report page of a release: one HTML file that opens from a disk, loads nothing and needs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from warehouse.release.diff import TableDiff
from warehouse.release.report import content

__all__ = ["write_report"]

_FOLDER: Final = Path(__file__).parent
FILES: Final = (
    ("warehouse.duckdb", "mọi bảng, cho SQL", "all tables, for SQL"),
    ("csv/", "bảng CSV (UTF-8)", "tables as CSV (UTF-8)"),
    ("excel/", "bảng cho Excel tiếng Việt", "tables for a Vietnamese Excel"),
    ("parquet/", "bảng Parquet", "tables as Parquet"),
    ("dictionary.csv", "ý nghĩa từng cột", "what each column means"),
    ("datapackage.json", "mô tả cho máy đọc", "description for programs"),
    ("CITATION.cff", "cách trích dẫn", "how to cite"),
)


def write_report(con: duckdb.DuckDBPyConnection, path: Path, version: str, previous: str | None, diffs: Sequence[TableDiff]) -> None:
    """Write the page for the release whose database ``con`` has open.

    Everything that comes from an article is escaped; addresses that are not http or https are shown but not linked. A content
    security policy in the page allows its own style and script and nothing else.
    """
    environment = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = safe_address
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    script = (_FOLDER / "filter.txt").read_text(encoding="utf-8")
    page = environment.get_template("page.html").render(
        version=version,
        previous=previous,
        style=Markup(style),  # noqa: S704 - our own file, no text of others in it
        script=Markup(script),  # noqa: S704 - our own file, no text of others in it
        style_hash=_policy_hash(style),
        script_hash=_policy_hash(script),
        news=[content.News.of(diff) for diff in diffs],
        files=[{"path": name, "vi": vi, "en": en} for name, vi, en in FILES],
        **content.collect(con, diffs if previous else ()),
    )
    path.write_text(page, encoding="utf-8")


def safe_address(url: str | None) -> str | None:
    """The address if a browser may follow it, else None: a page can give a ``javascript:`` address as its own."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def _policy_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
