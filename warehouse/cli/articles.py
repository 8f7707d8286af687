"""``thidua article``: what was read from a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from crawlers.errors import ConfigurationError
from warehouse.cli.reports import raise_for_unread


def article(
    paths: Annotated[list[Path], typer.Argument(help="HTML or WARC files.", metavar="PATH...", readable=False)],
    url: Annotated[str | None, typer.Option("--url", help="Address the page came from, where the file does not say it.")] = None,
) -> None:
    """Print what is read from pages, one JSON object a line: title, lead, body, captions, author, date, text and its segments.

    A page that is no article gives {"id", "kind", "reason", ...}; unless it is a listing, the exit code is then 3.

    Example: `thidua article page.html --url https://baohaiduong.vn/abc-123456.html`
    """
    from crawlers.registry import load_registry
    from warehouse.articles import Article, NotAnArticle, not_article_json
    from warehouse.inputs import Unreadable, read_pages

    if url is not None and len(paths) > 1:
        raise ConfigurationError("--url names one page's address; give one file with it.")
    registry = load_registry()
    failed = 0
    for path in paths:
        for page in read_pages(path, registry, url=url):
            if isinstance(page, Unreadable):
                failed += 1
                answer = {"id": page.id, "error": page.error}
            else:
                # a listing was read as what it is; of every other page nothing could be read, and its line says why
                failed += isinstance(page.read, NotAnArticle) and page.read.outcome != "listing"
                answer = page.read.as_json() if isinstance(page.read, Article) else {"id": page.id, **not_article_json(page.read)}
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    raise_for_unread(failed)
