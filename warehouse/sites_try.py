"""Reading a saved page by a site file, told step by step: which family was chosen and why, and which selector gave what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.registry import Family, Registry, Site, load_registry
from crawlers.registry.loading import load_families, load_site
from warehouse.articles import Article, NotAnArticle, read_page
from warehouse.articles.blocks import text_of
from warehouse.articles.decoding import UndecodableError, to_utf8
from warehouse.articles.heads import read_head
from warehouse.articles.parsing import UnparsableError, parse_html
from warehouse.articles.selecting import Dom, choose_family

_ROLES: Final = ("kicker", "title", "lead", "body", "captions", "author", "date", "section", "links")


@dataclass(frozen=True, slots=True)
class SelectorTried:
    """One selector of a family on the page: how many elements match, and the text of the first (a date's stamp where it has one)."""

    role: str
    selector: str
    matches: int
    first: str
    is_taken: bool  # the first of its role that matches something with text


@dataclass(frozen=True, slots=True)
class Trial:
    """What a site file makes of a page."""

    site: str
    url: str | None
    kind: str  # of the address: article, listing or other
    markers: Mapping[str, str]  # by family of the site: "2 of 3"
    family: str | None
    selectors: tuple[SelectorTried, ...]
    cut: Mapping[str, int]  # cut selectors that match, with their number
    read: Article | NotAnArticle

    def as_json(self) -> dict[str, Any]:
        """The object that ``thidua sites try --json`` prints."""
        read = self.read
        return {
            "site": self.site,
            "url": self.url,
            "kind": self.kind,
            "markers": dict(self.markers),
            "family": self.family,
            "selectors": [
                {"role": one.role, "selector": one.selector, "matches": one.matches, "first": one.first, "taken": one.is_taken}
                for one in self.selectors
            ],
            "cut": dict(self.cut),
            "read": read.as_json() if isinstance(read, Article) else {"outcome": read.outcome, "reason": read.reason},
        }


def try_page(file: Path, page: Path, url: str | None) -> Trial:
    """Read the saved ``page`` by the site of ``file``, a TOML file that need not be in the registry yet.

    Families are those beside the file (``../families``), else the package's. Without ``url`` the page's own canonical address is taken.

    Raises:
        ConfigurationError: the site file is wrong, or the address belongs to another site.
        ThiduaError: the page cannot be read.
    """
    registry, site = _registry_of(file)
    try:
        body = page.read_bytes()
    except OSError as error:
        raise ThiduaError(f"{page}: cannot be read ({error.strerror}); name a saved page.") from error
    try:
        dom = parse_html(to_utf8(body, None))
    except (UndecodableError, UnparsableError) as error:
        raise ThiduaError(f"{page}: {error}; save the page again.") from error
    address = url or _own_address(dom)
    kind = registry.classify(address or "")
    if address and kind.site is not site:
        owner = kind.site.id if kind.site else "no known site"
        raise ConfigurationError(f"{address} belongs to {owner}, not to {site.id}; give --url an address of {site.main_host}.")
    families = kind.families or registry.families_of(site)
    family = choose_family(dom, families)
    return Trial(
        site=site.id,
        url=address,
        kind=kind.kind,
        markers={one.id: _shown(dom, one) for one in families},
        family=family.id if family else None,
        selectors=tuple(_tried(dom, family)) if family else (),
        cut={selector: count for selector in family.cut_selectors if (count := len(dom.select(selector)))} if family else {},
        # without an address any of the site's will do: it says whose page this is, and no more
        read=read_page(body, url=address or site.address("/-"), content_type=None, registry=registry),
    )


def _registry_of(file: Path) -> tuple[Registry, Site]:
    if not file.is_file():
        raise ConfigurationError(f"{file}: there is no such file; name a site's TOML file, such as crawlers/sites/baohaiduong.toml.")
    beside = file.resolve().parent.parent / "families"
    known = load_registry()
    families: Mapping[str, Family] = load_families(beside) if beside.is_dir() else known.families
    site = load_site(file, families)
    return Registry({site.id: site}, families), site


def _own_address(dom: Dom) -> str | None:
    head = read_head(dom.root)
    named = head.canonical or head.first_meta("og:url")
    return named if named.startswith(("http://", "https://")) else None


def _shown(dom: Dom, family: Family) -> str:
    return f"{sum(1 for marker in family.markers if dom.select(marker))} of {len(family.markers)}"


def _tried(dom: Dom, family: Family) -> list[SelectorTried]:
    tried = []
    for role in _ROLES:
        is_open = True
        for selector in getattr(family.selectors, role):
            found = dom.select(selector)
            text = next((words for element in found if (words := _words(role, element))), "")
            tried.append(SelectorTried(role, selector, len(found), text, is_open and bool(text)))
            is_open = is_open and not text
    return tried


def _words(role: str, element: etree._Element) -> str:
    if role == "date" and element.get("datetime"):
        return str(element.get("datetime"))
    if role == "links":
        return str(element.get("href") or "")
    return " ".join(text_of(element).split())
