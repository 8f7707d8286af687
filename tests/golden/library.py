"""The golden pages as they lie on disk: a folder a host, the addresses of its files, and the expectation beside each article."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from crawlers.registry import Registry, load_registry
from warehouse.articles import Article, NotAnArticle, read_page

HOSTS: Final = Path(__file__).with_name("hosts")
# what a page may be there to show; every one of them is shown by some page
HAZARDS: Final = (
    "ad_in_body",
    "amp_twin",
    "audio_player",
    "base_href",
    "body_in_script",
    "caption_debris",
    "caption_in_table",
    "captcha_form",
    "date_by_address",
    "date_by_image",
    "date_by_json_ld",
    "date_by_meta",
    "date_by_time_element",
    "date_finer_elsewhere",
    "drawn_in_browser",
    "early_html_end",
    "json_list",
    "load_more_list",
    "month_first_date",
    "no_date",
    "old_address_new_template",
    "print_twin",
    "tag_page",
    "unrendered_template",
    "utc_stamp",
    "views_behind_date",
    "weekday_digit",
    "wrong_first_h1",
)
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class GoldenPage:
    """One address of a host and the file it is answered with. ``expectation`` is where its reading stands, whether written or not."""

    url: str
    file: Path
    content_type: str
    shows: frozenset[str]

    @property
    def name(self) -> str:
        """``host/stem``, by which tests and the command name the page."""
        return f"{self.file.parent.name}/{self.file.stem}"

    @property
    def body(self) -> bytes:
        """The file as it is."""
        return self.file.read_bytes()

    @property
    def expectation(self) -> Path:
        """The JSON file beside the page."""
        return self.file.with_suffix(".expected.json")

    def expected(self) -> dict[str, Any]:
        """What must be read from the page; the empty object when nobody wrote it yet."""
        if not self.expectation.exists():
            return {}
        document: dict[str, Any] = json.loads(self.expectation.read_text(encoding="utf-8"))
        return document

    def reading(self, registry: Registry | None = None) -> dict[str, Any]:
        """What is read from the page now, in the form of an expectation without its mark of review."""
        return as_expectation(
            read_page(self.body, url=self.url, content_type=self.content_type, registry=registry or load_registry()), self.url
        )


@dataclass(frozen=True, slots=True)
class GoldenHost:
    """A host and its pages in the order of its file, other spellings of their addresses included."""

    host: str
    pages: tuple[GoldenPage, ...]

    def articles(self, registry: Registry) -> list[GoldenPage]:
        """Pages whose address is an article's (one a file: the first address that names it)."""
        first: dict[Path, GoldenPage] = {}
        for page in self.pages:
            if registry.classify(registry.canonical_url(page.url)).kind == "article":
                first.setdefault(page.file, page)
        return list(first.values())


@cache
def load_hosts() -> tuple[GoldenHost, ...]:
    """All golden hosts, by name."""
    return tuple(_load_host(path) for path in sorted(HOSTS.glob("*/pages.toml")))


@cache
def golden_articles() -> tuple[GoldenPage, ...]:
    """Every golden page that has, or should have, an expectation."""
    return tuple(page for host in load_hosts() for page in host.articles(load_registry()))


def _load_host(path: Path) -> GoldenHost:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    folder, host = path.parent, path.parent.name
    shows = table.get("shows", {})
    pages = []
    for address, name in table["pages"].items():
        file = folder / name
        content_type = table.get("content_type") if file.suffix == ".html" else None
        url = address if address.startswith("https://") else f"https://{host}{address}"
        pages.append(GoldenPage(url, file, content_type or _TYPES[file.suffix], frozenset(shows.get(name, ()))))
    return GoldenHost(host, tuple(pages))


def as_expectation(read: Article | NotAnArticle, url: str) -> dict[str, Any]:
    """A reading as an expectation holds it: paragraphs as lists, for people to read."""
    if isinstance(read, NotAnArticle):
        return {"url": url, "outcome": read.outcome}
    kicker = next((read.text[part.start : part.end] for part in read.segments if part.kind == "kicker"), None)
    published = read.published
    return {
        "url": url,
        "outcome": "article",
        "canonical_url": read.canonical_url,
        "family": read.family,
        "section": read.section,
        "kicker": kicker,
        "title": read.title,
        "lead": read.lead,
        "body": read.body.split("\n") if read.body else [],
        "captions": list(read.captions),
        "author": read.author,
        "published": published and {"value": published.value, "precision": published.precision, "origin": published.origin},
    }
