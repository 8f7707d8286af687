"""Taking a page or a site out of archive, landing zone and every later release, on request of whoever it concerns.

First the request itself is written down (``state/forgotten.csv``, ``state/tombstones.csv``), then everything is taken out by that
list. So a run that is killed half-way is finished by the next one, and nothing comes back with a crawl, a backfill or a restored
archive. Listings and feeds stay: what they say of the page is its headline, which is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from filelock import FileLock, Timeout

from crawlers.archive import archive_files
from crawlers.archive.redaction import redact
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.fetch_state import STATE_FILE, FetchState
from crawlers.forgotten import Forgotten, ForgottenPage
from crawlers.home import Home
from crawlers.ids import article_id
from crawlers.outcomes import OUTCOMES_FILE, OutcomeRow, drop_outcomes
from crawlers.registry import Registry
from warehouse.interrupts import raise_if_interrupted
from warehouse.landing import read_table
from warehouse.landing.rewriting import drop_rows
from warehouse.release.tombstones import FORGOTTEN, add_given_reasons


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be forgotten: pages of a site by their canonical addresses, or with none of them the whole site."""

    site_id: str
    pages: tuple[str, ...] = ()
    named: str = ""  # the address that was asked for

    @property
    def words(self) -> str:
        """The target as a person would say it."""
        return self.named or f"the site {self.site_id}"


@dataclass(slots=True)
class ForgetReport:
    """What was taken out, and the releases that were published before."""

    target: Target
    captures: int = 0
    warc_files: int = 0
    outcomes: int = 0
    rows: dict[str, int] = field(default_factory=dict)  # of the landing zone, by table
    articles: tuple[str, ...] = ()  # ids
    earlier_releases: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as ``thidua forget --json`` prints it."""
        return {
            "site": self.target.site_id,
            "pages": list(self.target.pages),
            "captures": self.captures,
            "warc_files": self.warc_files,
            "outcomes": self.outcomes,
            "rows": self.rows,
            "articles": list(self.articles),
            "earlier_releases": list(self.earlier_releases),
        }


def find_target(home: Home, registry: Registry, name: str) -> Target:
    """The page or site that ``name`` (an address, or the id of a site) means, with every address under which the page was captured.

    Raises:
        ConfigurationError: no site of the registry has this id, or serves this address.
    """
    if "://" not in name and "/" not in name and name in registry.sites:
        return Target(name)
    url = name if "://" in name else f"https://{name}"
    site = registry.classify(url).site
    if site is None or not name.split("://")[-1].partition("/")[2]:
        raise ConfigurationError(
            f"{name}: neither the id of a site nor the address of a page of one; see `thidua sites list`, or give the whole address."
        )
    pages = {registry.canonical_url(url)}
    of_site = ds.field("site_id") == site.id
    # a page may name another address as its own (AMP, print): every address and every capture of the article goes
    given = read_table(home, "captures", ["capture_id"], of_site & _is_in("canonical_url", pages))["capture_id"].to_pylist()
    read = read_table(home, "articles", ["canonical_url"], of_site & _is_in("capture_id", given))["canonical_url"].to_pylist()
    pages |= set(read)
    again = read_table(home, "articles", ["capture_id"], of_site & _is_in("canonical_url", pages))["capture_id"].to_pylist()
    pages |= set(read_table(home, "captures", ["canonical_url"], _is_in("capture_id", again))["canonical_url"].to_pylist())
    return Target(site.id, tuple(sorted(pages)), registry.canonical_url(url))


def forget(home: Home, registry: Registry, target: Target, *, reason: str, today: date) -> ForgetReport:
    """Take ``target`` out, and everything of its site whose request was not finished. The caller holds the home's lock.

    Raises:
        ThiduaError: a crawl outside this run is writing, or a WARC file fails its manifest.
        OSError: the disk refuses; run it again.
    """
    lock = FileLock(home.crawl_lock, blocking=False)
    try:
        with lock:
            return _forget(home, registry, target, reason=reason, today=today)
    except Timeout:
        raise ThiduaError(f"A crawl of {home.root} is running and may be fetching it; wait until it has ended, then run again.") from None


def _forget(home: Home, registry: Registry, target: Target, *, reason: str, today: date) -> ForgetReport:
    forgotten = Forgotten.of(home)
    forgotten.add(ForgottenPage(target.site_id, page, today.isoformat(), reason) for page in target.pages or ("",))
    report = ForgetReport(target)
    rows = _Rows(home, registry, forgotten, target.site_id)
    report.articles = rows.article_ids()
    add_given_reasons(home.state / "tombstones.csv", [target.site_id] if not target.pages else report.articles, FORGOTTEN)
    taken_out_at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for warc in _files_of(home, target.site_id):
        raise_if_interrupted()
        count = redact(warc, rows.is_forgotten_url, taken_out_at)
        report.captures += count
        report.warc_files += count > 0
    for path in sorted(home.archive.glob(f"*/{OUTCOMES_FILE}")):
        report.outcomes += drop_outcomes(path.parent, rows.is_forgotten_outcome)
    if (home.state / STATE_FILE).exists():
        with FetchState(home.state / STATE_FILE) as state, state.transaction():
            state.drop(target.site_id, forgotten.pages(target.site_id) if forgotten.site(target.site_id) is None else None)
    report.rows = drop_rows(home.landing, rows.filters())
    report.earlier_releases = tuple(sorted(path.name for path in home.releases.glob("*") if (path / "datapackage.json").exists()))
    return report


def _files_of(home: Home, site_id: str) -> Iterator[Path]:
    """WARC files of a site: a writer opens one a site, and names it so."""
    return (path for path in archive_files(home) if path.name.rpartition("-")[0] == site_id)


class _Rows:
    """What of a site is forgotten, in the terms of the archive and of the landing tables."""

    def __init__(self, home: Home, registry: Registry, forgotten: Forgotten, site_id: str) -> None:
        self._registry = registry
        self._site_id = site_id
        self._is_whole_site = forgotten.site(site_id) is not None
        self._pages = forgotten.pages(site_id)
        of_site = ds.field("site_id") == site_id
        captures = read_table(home, "captures", ["capture_id"], of_site & self._by_page())
        articles = read_table(home, "articles", ["capture_id", "article_id"], of_site & self._by_page())
        self._captures = sorted({*captures["capture_id"].to_pylist(), *articles["capture_id"].to_pylist()})
        ids = {article_id(site_id, page) for page in self._pages} | set(articles["article_id"].to_pylist())
        self._article_ids = tuple(sorted(ids))
        urls = pc.unique(read_table(home, "outcomes", ["url"], of_site)["url"]).to_pylist()
        self._urls = [url for url in urls if self.is_forgotten_url(url)]

    def article_ids(self) -> tuple[str, ...]:
        """Ids of the articles, those of every version and address."""
        return self._article_ids

    def is_forgotten_url(self, url: str) -> bool:
        """Is a raw address of this site one of the forgotten pages?"""
        return self._is_whole_site or self._registry.canonical_url(url) in self._pages

    def is_forgotten_outcome(self, row: OutcomeRow) -> bool:
        """Is this line of a crawl's outcomes about a forgotten page?"""
        return row.site_id == self._site_id and self.is_forgotten_url(row.url)

    def filters(self) -> dict[str, pc.Expression]:
        """A filter a landing table. ``captures`` comes last: the others are found by it when a kill came between."""
        of_site, of_capture = ds.field("site_id") == self._site_id, _is_in("capture_id", self._captures)
        return {
            "mention_slots": of_capture,
            "mentions": of_capture,
            "outcomes": of_site & (of_capture | _is_in("url", self._urls)),
            "articles": of_site & (of_capture | self._by_page()),
            "captures": of_site & (of_capture | self._by_page()),
        }

    def _by_page(self) -> pc.Expression:
        return pc.scalar(True) if self._is_whole_site else _is_in("canonical_url", self._pages)


def _is_in(column: str, values: Iterable[str]) -> pc.Expression:
    return ds.field(column).isin(pa.array(list(values), pa.string()))
