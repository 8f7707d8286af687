"""Inputs of ``thidua events`` and ``thidua article``: text, HTML and WARC files, JSON Lines. Each gives an answer, whatever it holds."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crawlers.archive import Capture, iter_captures
from crawlers.errors import ThiduaError
from crawlers.registry import Registry
from warehouse.articles import Article, NotAnArticle, read_page, read_saved
from warehouse.articles.dating import parse_stamp
from warehouse.events.model import Document
from warehouse.landing.rows import VIETNAM
from warehouse.page_coding import article_document, site_document

WARC_SUFFIXES: Final = (".warc.gz", ".warc")
HTML_SUFFIXES: Final = (".html", ".htm", ".xhtml")
_JSON_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")
_TEXT_FIELDS: Final = ("url", "published", "site", "province")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that gives no page or document, and why."""

    id: str
    error: str


@dataclass(frozen=True, slots=True)
class PageInput:
    """What was read from one HTML page; ``id`` is the file's stem, with ``#n`` behind it for the n-th page of a WARC file."""

    id: str
    read: Article | NotAnArticle


def inputs(
    lines: Iterable[bytes] | None, paths: Iterable[Path], registry: Registry
) -> Iterator[tuple[Document, Article | None] | Unreadable]:
    """The documents of JSON Lines, or where those are None of files; the article beside those that come from HTML or WARC."""
    if lines is not None:
        yield from line_documents(lines, registry)
    else:
        for path in paths:
            yield from file_documents(path, registry)


def read_pages(path: Path, registry: Registry, *, url: str | None = None) -> Iterator[PageInput | Unreadable]:
    """Every page of an HTML or WARC file: articles, and pages that turn out to be none.

    ``url`` is the address an HTML page came from; without it the page's own canonical address is taken. A WARC gives its answers with
    status 200 that the registry takes for articles, or whose site it does not know; at least one input.
    """
    if path.name.endswith(WARC_SUFFIXES):
        yield from _warc_pages(path, registry)
        return
    identity = stem(path)
    body = _bytes_of(path)
    if isinstance(body, Unreadable):
        yield body
    else:
        yield PageInput(identity, read_saved(body, url, registry))


def file_documents(path: Path, registry: Registry) -> Iterator[tuple[Document, Article | None] | Unreadable]:
    """The documents of one file; the article beside those that come from HTML or WARC."""
    if path.name.endswith(_JSON_SUFFIXES):
        yield Unreadable(stem(path), f"{path}: is JSON, no article; give a file of JSON Lines with --jsonl.")
        return
    if not path.name.endswith((*HTML_SUFFIXES, *WARC_SUFFIXES)):
        body = _bytes_of(path)
        if isinstance(body, Unreadable):
            yield body
            return
        try:
            yield Document(id=stem(path), text=body.decode("utf-8-sig")), None
        except UnicodeDecodeError as error:
            yield Unreadable(stem(path), f"{path}: is no UTF-8 text (byte {error.start}); convert it, or give the HTML page itself.")
        return
    for page in read_pages(path, registry):
        if isinstance(page, Unreadable):
            yield page
        elif isinstance(page.read, NotAnArticle):
            yield Unreadable(page.id, f"{path}: {page.read.outcome}: {page.read.reason}.")
        else:
            yield article_document(page.read, registry, document_id=page.id), page.read


def line_documents(lines: Iterable[bytes], registry: Registry) -> Iterator[tuple[Document, None] | Unreadable]:
    """Documents from JSON Lines, one at a time; empty lines are no input.

    A line is ``{"id", "text", "url"?, "published"?, "site"?, "province"?}``.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _line_document(line, number, registry)


def stem(path: Path) -> str:
    """A file's name without its suffix (``.warc.gz`` is one)."""
    for suffix in WARC_SUFFIXES:
        if path.name.endswith(suffix):
            return path.name.removesuffix(suffix)
    return path.stem


def _line_document(line: bytes, number: int, registry: Registry) -> tuple[Document, None] | Unreadable:
    where = f"line {number}"
    try:
        raw: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Unreadable(where, f"{where}: is no JSON ({error}).")
    if not isinstance(raw, dict):
        return Unreadable(where, f"{where}: is no JSON object.")
    if "id" not in raw:
        return Unreadable(where, f"{where}: has no id.")
    if not isinstance(raw["id"], str | int) or isinstance(raw["id"], bool) or _half_character(str(raw["id"])) is not None:
        return Unreadable(where, f"{where}: id is no string or whole number.")
    identity = str(raw["id"])
    if not isinstance(raw.get("text"), str):
        return Unreadable(identity, f"{where}: text is missing or no string.")
    for name in _TEXT_FIELDS:
        if not isinstance(raw.get(name), str | None):
            return Unreadable(identity, f"{where}: {name} is no string.")
    for name in ("text", *_TEXT_FIELDS):
        if (place := _half_character(raw.get(name) or "")) is not None:
            return Unreadable(identity, f"{where}: {name} holds half a character (a lone surrogate at {place}).")
    given = {name: raw.get(name) for name in _TEXT_FIELDS}
    if given["published"]:
        given["published"] = published_day(given["published"], where)
    return site_document(Document(id=identity, text=raw["text"], **given), registry), None


def published_day(text: str, where: str) -> str:
    """The day (YYYY-MM-DD, in Vietnam) of a date or moment, ISO 8601 or as Vietnamese pages write one.

    What is neither stays as it is, which the rules take for no date; a warning on standard error names ``where`` it stands.
    """
    stamp = parse_stamp(text)
    if stamp is None:
        logging.getLogger(__name__).warning("%s: published %r is no date such as 2023-12-22, so nothing is dated by it", where, text)
        return text
    return f"{stamp[0]:%Y-%m-%d}"


def _half_character(text: str) -> int | None:
    """Where a text holds a lone surrogate, which JSON may escape and no file can keep; None if it is whole."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return None


def _warc_pages(path: Path, registry: Registry) -> Iterator[PageInput | Unreadable]:
    number = 0
    try:
        for capture in iter_captures([path]):
            if not _is_page(capture, registry):
                continue
            number += 1
            identity = f"{stem(path)}#{number}"
            if capture.body_fault is not None:
                yield Unreadable(identity, f"{capture.url}: {capture.body_fault}.")
                continue
            captured_on = capture.captured_at.astimezone(VIETNAM).date()
            read = read_page(capture.body, url=capture.url, content_type=capture.content_type, registry=registry, captured_on=captured_on)
            yield PageInput(identity, read)
    except ThiduaError as error:
        yield Unreadable(stem(path), str(error))
        return
    if number == 0:
        yield Unreadable(stem(path), f"{path}: holds no article page.")


def _is_page(capture: Capture, registry: Registry) -> bool:
    if capture.is_revisit or capture.http_status != 200:
        return False
    known = registry.classify(capture.url)
    if known.site is None and not capture.kind:
        return "html" in (capture.content_type or "html")
    return (capture.kind or known.kind) == "article"


def _bytes_of(path: Path) -> bytes | Unreadable:
    try:
        return path.read_bytes()
    except OSError as error:
        return Unreadable(stem(path), f"{path}: cannot be read ({error.strerror}); check the name and the permissions.")
