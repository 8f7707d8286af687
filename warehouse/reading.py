"""Archive → landing zone: every capture that the present reader and rules have not seen, each page under exactly one outcome."""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow.dataset as ds
import structlog
from filelock import FileLock, Timeout

from crawlers.archive import Capture, archive_files, iter_captures, salvage
from crawlers.archive.manifest import OPEN_SUFFIX, closed_folders, closed_sentence, lost_files, manifest_path, read_manifest
from crawlers.config import Limits
from crawlers.errors import ThiduaError
from crawlers.forgotten import Forgotten
from crawlers.home import Home
from crawlers.registry import Registry
from warehouse.crawl_outcomes import load_crawl_outcomes
from warehouse.interrupts import raise_if_interrupted
from warehouse.landing import LandingWriter, ensure_zero_parts, read_table
from warehouse.landing.rows import Row, capture_row
from warehouse.page_coding import VERSIONS, CodedPage, Page, make_coder
from warehouse.read_marks import ReadMarks
from warehouse.workers import Lost, Workers

_PRELOAD: Final = ("warehouse.page_coding", "warehouse.cli")
_BYTES_FOR_ANOTHER_WORKER: Final = 1 << 20  # of unread WARC, about 350 pages; below, starting another process costs more than it saves
_MIB: Final = 1 << 20
_FAULTS: Final[Mapping[str, str]] = {
    "too_large": "the body is larger than {limit} MiB",
    "undecodable": "the body does not decode as its Content-Encoding says",
}
_LOST_OUTCOMES: Final[Mapping[str, str]] = {"timeout": "timeout", "died": "unreadable"}


class ReadProgress(NamedTuple):
    """How far reading is: bytes of WARC gone through and in all, pages answered."""

    bytes_done: int
    bytes_total: int
    pages: int


@dataclass(slots=True)
class ReadReport:
    """What a read run did. ``sites`` counts read outcomes by site, with ``relevant`` and ``mentions`` beside them."""

    files_read: int = 0
    files_known: int = 0
    captures: int = 0  # rows added to captures
    pages: int = 0  # pages that got an outcome in this run
    articles: int = 0
    relevant: int = 0
    mentions: int = 0
    crawl_outcomes: int = 0
    forgotten: int = 0  # captures of pages taken out on request, which were passed over
    outcomes: Counter[str] = field(default_factory=Counter)
    sites: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    warnings: list[str] = field(default_factory=list)  # one sentence each: files that could not be read, pages that killed a worker
    workers: int = 0
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=lambda: dict(VERSIONS))

    def warn(self, sentence: str) -> None:
        """Keep a warning, and say it at once."""
        self.warnings.append(sentence)
        structlog.get_logger().warning(sentence)

    def as_json(self) -> dict[str, Any]:
        """The report as ``thidua read --json`` prints it."""
        return {
            "files_read": self.files_read,
            "files_known": self.files_known,
            "captures": self.captures,
            "pages": self.pages,
            "articles": self.articles,
            "relevant": self.relevant,
            "mentions": self.mentions,
            "crawl_outcomes": self.crawl_outcomes,
            "forgotten": self.forgotten,
            "outcomes": dict(sorted(self.outcomes.items())),
            "sites": {site: dict(sorted(counts.items())) for site, counts in sorted(self.sites.items())},
            "warnings": self.warnings,
            "workers": self.workers,
            "seconds": round(self.seconds, 3),
            "versions": self.versions,
        }


class _Shard(NamedTuple):
    """One WARC file to go through."""

    path: Path
    name: str  # relative to archive/
    size: int
    sha256: str | None  # of the manifest; None for a file without one


def read_archive(
    home: Home,
    registry: Registry,
    run_id: str,
    *,
    everything: bool = False,
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Callable[[ReadProgress], None] | None = None,
    coder: Callable[..., Callable[[Page], CodedPage]] = make_coder,
) -> ReadReport:
    """Read what is new in the archive of ``home`` (or ``everything``) and land its rows as ``run_id``.

    The caller holds the home's lock. A WARC file that fails its manifest is left out with one sentence in ``warnings`` and tried again
    by the next run. ``workers`` None or 0 chooses by the amount of work. ``coder`` makes the function that codes a page in a worker, with
    the package's own registry; it must be importable by name.

    Raises:
        ThiduaError: an outcomes file of a crawl is malformed.
        OSError: the disk refuses; what was committed before stays.
    """
    started = time.monotonic()
    report = ReadReport()
    ensure_zero_parts(home.landing)
    is_crawling = _is_crawl_running(home)
    if not is_crawling:
        _finish_killed_crawls(home)
    with LandingWriter(home, run_id) as writer:
        report.crawl_outcomes = load_crawl_outcomes(home, writer, warn=report.warn, leave_newest=is_crawling)
        reading = _Reading(home, registry, writer, limits or Limits(), report, everything=everything)
        reading.run(workers or 0, progress, coder)
    report.seconds = time.monotonic() - started
    return report


def _is_crawl_running(home: Home) -> bool:
    """Does a crawl outside this run (`scrapy crawl news`) write into the archive now? Its open files and outcomes are its own."""
    path = home.crawl_lock
    if not path.exists():
        return False
    try:
        with FileLock(path, blocking=False):
            return False
    except Timeout:
        return True


def _finish_killed_crawls(home: Home) -> None:
    for run_dir in sorted({path.parent for path in home.archive.glob(f"*/*{OPEN_SUFFIX}")}):
        report = salvage(run_dir)
        structlog.get_logger().info("finished files of a killed crawl", run=run_dir.name, files=len(report.kept), records=report.records)


class _Reading:
    """One pass over the archive: the parent's side of it."""

    def __init__(
        self, home: Home, registry: Registry, writer: LandingWriter, limits: Limits, report: ReadReport, *, everything: bool
    ) -> None:
        self._home = home
        self._registry = registry
        self._writer = writer
        self._limits = limits
        self._report = report
        self._everything = everything
        self._marks = ReadMarks(home.landing, VERSIONS)
        if self._marks.are_void:
            report.warn(f"{home.landing}: parts that were there are gone; the whole archive is gone through again to make up for them.")
        self._forgotten = Forgotten.of(home)
        self._open: Counter[str] = Counter()  # pages of a file that workers still have
        self._finished: dict[str, str] = {}  # file → SHA-256, gone through to its end
        self._bytes_done = 0
        self._landed: set[str] = set()  # captures that have a row
        self._coded: set[str] = set()  # pages that have an outcome of the present versions

    def run(self, workers: int, progress: Callable[[ReadProgress], None] | None, coder: Callable[..., Callable[[Page], CodedPage]]) -> None:
        shards = list(self._shards())
        total = sum(shard.size for shard in shards)
        count = workers or max(1, min(os.cpu_count() or 1, total // _BYTES_FOR_ANOTHER_WORKER))
        self._report.workers = count if shards else 0
        pool: Workers[Page, CodedPage] = Workers(
            coder, (self._limits.page_text_bytes,), count=count, seconds=self._limits.page_seconds, preload=_PRELOAD
        )
        for page, answer in pool.run(self._unread_pages(shards)):
            raise_if_interrupted()
            self._open[page.row["warc_path"]] -= 1
            self._land(page, self._lost_page(page, answer) if isinstance(answer, Lost) else answer)
            if progress is not None:
                progress(ReadProgress(self._bytes_done, total, self._report.pages))
        self._commit()
        if progress is not None:
            progress(ReadProgress(total, total, self._report.pages))

    def _shards(self) -> Iterator[_Shard]:
        closed = closed_folders(self._home)
        for folder in closed:
            self._report.warn(closed_sentence(folder))
        for path in lost_files(self._home):
            self._report.warn(f"{path}: is gone, only its manifest is there; restore it from a backup, or move the manifest away too.")
        for path in archive_files(self._home, leave_out=closed):
            name = path.relative_to(self._home.archive).as_posix()
            try:
                manifest = read_manifest(path) if manifest_path(path).exists() else None
            except ThiduaError as error:
                self._report.warn(str(error))
                continue
            size = path.stat().st_size
            if manifest and size == manifest.bytes and not self._everything and self._marks.has(name, manifest.sha256):
                self._report.files_known += 1
            else:
                yield _Shard(path, name, size, manifest.sha256 if manifest else None)

    def _unread_pages(self, shards: Sequence[_Shard]) -> Iterator[Page]:
        """Pages for the workers; rows of captures that are no pages, and of pages that need no worker, are landed on the way."""
        for _, group in groupby(shards, key=lambda shard: shard.path.parent):
            members = list(group)
            self._look_up(members)
            for shard in members:
                try:
                    for capture in iter_captures([shard.path], archive=self._home.archive, max_body_bytes=self._limits.body_mib * _MIB):
                        page = self._new_page(capture)
                        if page is not None:
                            self._open[shard.name] += 1
                            yield page
                    self._report.files_read += 1
                    if shard.sha256:
                        self._finished[shard.name] = shard.sha256
                except ThiduaError as error:
                    self._report.warn(str(error))
                self._bytes_done += shard.size

    def _look_up(self, shards: Sequence[_Shard]) -> None:
        """What the landing zone already has of these files."""
        names = [shard.name for shard in shards]
        captures = read_table(self._home, "captures", ["capture_id"], ds.field("warc_path").isin(names))
        self._landed = set(captures["capture_id"].to_pylist())
        self._coded = set()
        if self._landed and not self._everything:
            present = (ds.field("step") == "read") & ds.field("capture_id").isin(list(self._landed))
            for name, value in VERSIONS.items():
                present &= ds.field(name) == value
            self._coded = set(read_table(self._home, "outcomes", ["capture_id"], present)["capture_id"].to_pylist())

    def _new_page(self, capture: Capture) -> Page | None:
        if capture.is_revisit or capture.capture_id in self._coded:
            return None
        known = self._registry.classify(capture.url)
        site_id = capture.site_id or (known.site.id if known.site else "unknown")
        kind = capture.kind or known.kind
        canonical_url = self._registry.canonical_url(capture.url)
        if self._forgotten.has(site_id, canonical_url):
            # it came back with a restored backup or an archive of somebody else
            self._report.forgotten += 1
            return None
        row = capture_row(capture, site_id=site_id, canonical_url=canonical_url, kind=kind)
        if kind != "article" or capture.http_status != 200:
            self._land_other_capture(row)
            return None
        page = Page(row, capture.body)
        self._coded.add(capture.capture_id)
        if capture.body_fault is not None:
            self._land(page, CodedPage(capture.body_fault, _FAULTS[capture.body_fault].format(limit=self._limits.body_mib)))
            return None
        return page

    def _land_other_capture(self, row: Row) -> None:
        """A listing, feed or failed answer: it has a row once, whatever the versions."""
        if row["capture_id"] in self._landed:
            return
        self._landed.add(row["capture_id"])
        self._writer.append("captures", row)
        self._report.captures += 1
        if self._writer.is_full:
            self._commit()

    def _land(self, page: Page, coded: CodedPage) -> None:
        """Each reading of a page has its own row of ``captures``: what its newest run gave, and only that, counts in staging."""
        row = page.row
        outcome = {
            "step": "read",
            "site_id": row["site_id"],
            "url": row["url"],
            "capture_id": row["capture_id"],
            "outcome": coded.outcome,
            "reason": coded.reason,
            "occurred_at": row["captured_at"],
        }
        self._writer.append("captures", row)
        self._writer.append("outcomes", {**outcome, **VERSIONS})
        for table, extra in coded.rows:
            self._writer.append(table, extra)
        self._report.captures += 1
        self._count(row["site_id"], coded)
        if self._writer.is_full:
            self._commit()

    def _lost_page(self, page: Page, lost: Lost) -> CodedPage:
        if lost.how == "died":
            self._report.warn(f"{page.row['url']}: {lost.reason} while reading it; the page is counted as unreadable.")
        return CodedPage(_LOST_OUTCOMES[lost.how], lost.reason)

    def _count(self, site_id: str, coded: CodedPage) -> None:
        report, site = self._report, self._report.sites[site_id]
        report.pages += 1
        report.outcomes[coded.outcome] += 1
        site[coded.outcome] += 1
        if coded.outcome == "article":
            report.articles += 1
            report.relevant += coded.is_relevant
            report.mentions += coded.mentions
            site["relevant"] += coded.is_relevant
            site["mentions"] += coded.mentions

    def _commit(self) -> None:
        self._writer.commit()
        whole = [name for name in self._finished if self._open[name] == 0]
        self._marks.add((name, self._finished.pop(name)) for name in whole)
