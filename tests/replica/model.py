"""The replica's pages as data: one Markdown file with TOML front matter an article, one TOML file for the sites."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
EDITIONS = (1, 2)

_FIGURE = re.compile(r"!\[(?P<caption>[^\]]*)\]\((?P<image>\S*)\)")
_MARKERS = ("ad", "related", "audio")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article's body. ``kind``: p | figure | subhead | note | list | ad | related | audio."""

    kind: str
    text: str = ""
    image: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a site; ``number`` is the category number some address grammars carry."""

    key: str
    name: str
    path: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Oddity:
    """An address that is no ordinary article. ``kind``: gone | empty | soft404 | pdf | redirect | topic | tag | missing | oldlist."""

    kind: str
    path: str
    title: str
    section: str | None = None  # listed there; None = only reachable by who knows it
    to: str | None = None  # stem of the page a redirect leads to


@dataclass(frozen=True)
class ReplicaSite:
    """One host and how it behaves: generations of templates, validators, compression, feeds, robots."""

    key: str
    host: str
    name: str
    generation: str  # of home, listings and furniture
    sections: dict[str, Section]
    twins: tuple[str, ...] = ()  # hosts that answer with the same pages
    redirecting: tuple[str, ...] = ()  # hosts that redirect to the main one
    validators: tuple[str, ...] = ("etag", "last-modified")
    gzip: bool = True
    page_size: int = 6
    paging: str | None = None  # "?page={n}"; None = load-more only
    feeds: tuple[str, ...] = ()
    sitemap: str | None = None  # pattern of the monthly child files; None = no sitemap
    disallow: tuple[str, ...] = ()
    robots: bool = True
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True)
class Page:
    """One article in one edition."""

    stem: str
    site: str
    generation: str
    title: str
    section: str
    id: str
    slug: str
    published: datetime | None
    modified: datetime | None
    author: str | None
    kicker: str | None
    blocks: tuple[Block, ...]
    mess: frozenset[str]
    edition: int  # edition this text belongs to
    told_again: str | None  # stem of the page that reports the same event
    expect: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def lead(self) -> str:
        """The first paragraph."""
        return next(block.text for block in self.blocks if block.kind == "p")

    @cached_property
    def rest(self) -> tuple[Block, ...]:
        """Everything but the lead, in reading order (a figure may stand above the lead)."""
        first = next(i for i, block in enumerate(self.blocks) if block.kind == "p")
        return self.blocks[:first] + self.blocks[first + 1 :]

    @property
    def changed_at(self) -> datetime | None:
        """What a sitemap's lastmod and the Last-Modified header say."""
        return self.modified or self.published

    def paragraphs(self) -> list[str]:
        """Body paragraphs in order, without the lead, captions and furniture."""
        lines: list[str] = []
        for block in self.rest:
            if block.kind in {"p", "subhead", "note"}:
                lines.append(block.text)
            elif block.kind == "list":
                lines.extend(block.items)
        return lines

    def captions(self) -> list[str]:
        """Captions as printed, in order, without doubles."""
        stop = "." if "dotted-caption" in self.mess else ""
        return list(dict.fromkeys(block.text + stop for block in self.blocks if block.kind == "figure" and block.text))

    def printed_author(self) -> str | None:
        """The name as the page prints it: two generations print it in capitals."""
        return self.author.upper() if self.author and self.generation in {"portal_v1", "haiduong_old"} else self.author


def slugify(title: str) -> str:
    """ASCII slug as the sites make them: no tone marks, đ as d, words joined by hyphens."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def parse_blocks(body: str) -> tuple[Block, ...]:
    """Blocks of the light markup: paragraphs, ``![caption](image)``, ``## subhead``, ``> note``, ``- list``, ``[ad]``."""
    blocks = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in chunk.strip().splitlines()]
        text = " ".join(lines)
        if figure := _FIGURE.fullmatch(text):
            blocks.append(Block("figure", text=figure["caption"], image=figure["image"]))
        elif text.startswith("## "):
            blocks.append(Block("subhead", text=text[3:]))
        elif text.startswith("> "):
            blocks.append(Block("note", text=text[2:]))
        elif text.strip("[]") in _MARKERS and text.startswith("["):
            blocks.append(Block(text.strip("[]")))
        elif all(line.startswith("- ") for line in lines):
            blocks.append(Block("list", items=tuple(line[2:] for line in lines)))
        else:
            blocks.append(Block("p", text=text))
    return tuple(blocks)


def _aware(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=VIETNAM) if value and value.tzinfo is None else value


def read_page(path: Path, site: str, generation: str) -> Page:
    """One page file. A second edition of it lies beside it as ``<stem>@2.md``."""
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    meta = tomllib.loads(front)
    stem, _, edition = path.stem.partition("@")
    return Page(
        stem=stem,
        site=site,
        generation=meta.pop("generation", generation),
        title=meta["title"],
        section=meta["section"],
        id=str(meta["id"]),
        slug=meta.get("slug") or slugify(meta["title"]),
        published=_aware(meta.get("published")),
        modified=_aware(meta.get("modified")),
        author=meta.get("author"),
        kicker=meta.get("kicker"),
        blocks=parse_blocks(body),
        mess=frozenset(meta.get("mess", ())),
        edition=int(edition or meta.get("edition", 1)),
        told_again=meta.get("told_again"),
        expect=meta["expect"],
    )


def load_sites() -> dict[str, ReplicaSite]:
    """All sites of ``sites.toml``, by key."""
    tables = tomllib.loads((ROOT / "sites.toml").read_text(encoding="utf-8"))
    sites = {}
    for key, table in tables.items():
        sections = {name: Section(name, **values) for name, values in table.pop("sections").items()}
        oddities = tuple(Oddity(**odd) for odd in table.pop("oddities", ()))
        lists: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
        sites[key] = ReplicaSite(key=key, sections=sections, oddities=oddities, **lists)
    return sites


def load_pages(edition: int = 1) -> list[Page]:
    """All pages of an edition, newest first within a site (a page without a date counts as the oldest)."""
    sites = load_sites()
    newest: dict[tuple[str, str], Page] = {}
    for path in sorted((ROOT / "pages").glob("*/*.md")):
        page = read_page(path, path.parent.name, sites[path.parent.name].generation)
        if page.edition <= edition:
            known = newest.get((page.site, page.stem))
            if known is None or known.edition < page.edition:
                newest[page.site, page.stem] = page
    oldest = datetime(1970, 1, 1, tzinfo=VIETNAM)
    return sorted(newest.values(), key=lambda page: (page.site, -(page.published or oldest).timestamp(), page.stem))
