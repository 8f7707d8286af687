"""What is known of pages fetched before: validators, digests and where the body lies. A cache of the archive, never more than that.

A row is written after its capture is on disk, so a kill between the two costs one repeated request and no page. The whole
file can be made again from the archive (:func:`rebuild_fetch_state`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Final

from crawlers.archive import Capture, Original, iter_captures
from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.registry import Registry, load_registry

STATE_FILE: Final = "fetch.sqlite3"
LIVE: Final = "live"
_SCHEMA_VERSION: Final = 1
_SCHEMA: Final = """
create table if not exists pages (
    page_key text primary key,      -- canonical address
    site_id text not null,
    kind text not null,             -- article | listing | feed | sitemap | robots | other
    url text not null,              -- address the body was fetched from
    first_seen_at text not null,    -- times are WARC dates: ISO 8601, UTC, microseconds
    fetched_at text not null,
    checked_at text not null,
    etag text,
    last_modified text,
    payload_sha256 text not null,
    record_id text not null,
    warc_path text not null,
    warc_offset integer not null
) strict, without rowid;
create index if not exists pages_by_age on pages (site_id, kind, first_seen_at);
"""


@dataclass(frozen=True, slots=True)
class PageState:
    """One page as it was last fetched with a body; times are WARC dates (ISO 8601, UTC)."""

    page_key: str
    site_id: str
    kind: str
    url: str
    first_seen_at: str
    fetched_at: str
    checked_at: str
    etag: str | None
    last_modified: str | None
    payload_sha256: str
    record_id: str
    warc_path: str
    warc_offset: int

    @property
    def original(self) -> Original:
        """What a revisit record refers to."""
        return Original(self.record_id, self.url, self.fetched_at, self.payload_sha256)

    @property
    def first_seen(self) -> datetime:
        """When the page was first captured."""
        return datetime.fromisoformat(self.first_seen_at)

    @property
    def checked(self) -> datetime:
        """When the page was last asked for with success."""
        return datetime.fromisoformat(self.checked_at)


_COLUMNS: Final = tuple(PageState.__dataclass_fields__)


class DamagedStateError(ThiduaError):
    """The file is no fetch state, a damaged one or one of another version: nothing in it can be used, and nothing is lost with it."""


class FetchState(AbstractContextManager["FetchState"]):
    """The table of known pages in ``state/fetch.sqlite3``. One writer at a time: a crawl, or a rebuild."""

    def __init__(self, path: Path) -> None:
        self._path = path
        connected = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connected = self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = normal")
            (version,) = self._connection.execute("pragma user_version").fetchone()
            if version not in (0, _SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"written by another version, {version}")
            (found,) = self._connection.execute("pragma quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(" ".join(found.split()))
            self._connection.executescript(_SCHEMA)
            self._connection.execute(f"pragma user_version = {_SCHEMA_VERSION}")
        except (sqlite3.Error, OSError) as error:
            if connected:
                connected.close()
            raise self._refused(error) from error

    def get(self, page_key: str) -> PageState | None:
        """What is known of a page, by its canonical address."""
        row = self._execute(f"select {', '.join(_COLUMNS)} from pages where page_key = ?", (page_key,)).fetchone()  # noqa: S608 - column names of our own
        return PageState(*row) if row else None

    def recent_articles(self, site_id: str, since: datetime) -> list[PageState]:
        """Articles of a site first captured at or after ``since``, newest first."""
        rows = self._execute(
            f"select {', '.join(_COLUMNS)} from pages where site_id = ? and kind = 'article' and first_seen_at >= ? "  # noqa: S608 - column names of our own
            "order by first_seen_at desc, page_key",
            (site_id, _text(since)),
        )
        return [PageState(*row) for row in rows]

    def first_capture(self, site_id: str) -> datetime | None:
        """When the first article of a site was captured."""
        (first,) = self._execute("select min(first_seen_at) from pages where site_id = ? and kind = 'article'", (site_id,)).fetchone()
        return datetime.fromisoformat(first) if first else None

    def put(self, page: PageState) -> None:
        """Remember a page fetched with a body; keeps the moment it was first seen.

        Raises:
            ThiduaError: the disk refuses.
        """
        marks = ", ".join("?" for _ in _COLUMNS)
        updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in ("page_key", "first_seen_at"))
        self._execute(
            f"insert into pages ({', '.join(_COLUMNS)}) values ({marks}) on conflict (page_key) do update set {updates}",  # noqa: S608 - column names of our own
            tuple(getattr(page, name) for name in _COLUMNS),
        )

    def touch(self, page_key: str, checked_at: str, etag: str | None, last_modified: str | None) -> None:
        """Remember that a page is as it was; a validator that the answer did not repeat is kept.

        Raises:
            ThiduaError: the disk refuses.
        """
        self._execute(
            "update pages set checked_at = ?, etag = coalesce(?, etag), last_modified = coalesce(?, last_modified) where page_key = ?",
            (checked_at, etag, last_modified, page_key),
        )

    def drop(self, site_id: str, page_keys: Iterable[str] | None = None) -> None:
        """Forget pages of a site, or all of them.

        Raises:
            ThiduaError: the disk refuses.
        """
        if page_keys is None:
            self._execute("delete from pages where site_id = ?", (site_id,))
        for page_key in page_keys or ():
            self._execute("delete from pages where site_id = ? and page_key = ?", (site_id, page_key))

    def count(self) -> int:
        """Number of known pages."""
        (count,) = self._execute("select count(*) from pages", ()).fetchone()
        return int(count)

    def __iter__(self) -> Iterator[PageState]:
        for row in self._execute(f"select {', '.join(_COLUMNS)} from pages order by page_key", ()):  # noqa: S608 - column names of our own
            yield PageState(*row)

    def transaction(self) -> AbstractContextManager[object]:
        """All or nothing for many changes."""
        self._execute("begin", ())
        return self._connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _execute(self, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> ThiduaError:
        # sqlite3 calls trouble with disk, permissions and locks operational
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            return DamagedStateError(
                f"{self._path}: the fetch state is damaged ({error}); the next crawl makes it anew from the archive, as "
                "`thidua crawl --rebuild-state` does."
            )
        return ThiduaError(
            f"{self._path}: the fetch state cannot be used ({error}); free some room, or make it anew from the archive with "
            "`thidua crawl --rebuild-state`."
        )


def open_fetch_state(home: Home, registry: Registry, warn: Callable[[str], None]) -> FetchState:
    """The fetch state of ``home``; a damaged one is made anew from the archive first, which ``warn`` is told.

    Raises:
        ThiduaError: it cannot be opened, or a file of the archive is damaged too.
    """
    path = home.state / STATE_FILE
    try:
        return FetchState(path)
    except DamagedStateError as error:
        pages = rebuild_fetch_state(home, registry)
        warn(f"{path}: the fetch state was damaged ({error.__cause__}) and has been made anew from the archive: {pages} pages.")
        return FetchState(path)


def rebuild_fetch_state(home: Home, registry: Registry | None = None, progress: Callable[[int], None] | None = None) -> int:
    """Make the fetch state of ``home`` anew from its archive and return the number of known pages.

    Every WARC file is verified on the way. The old state, whatever became of it, stays until the new one is whole.
    ``progress`` gets the number of captures read so far.

    Raises:
        ThiduaError: a file of the archive is damaged, or the state cannot be written.
    """
    known = registry or load_registry()
    path = home.state / STATE_FILE
    fresh = path.with_name(f"{STATE_FILE}.new")
    _remove(fresh)
    with FetchState(fresh) as state:
        with state.transaction():
            for number, capture in enumerate(iter_captures(home), start=1):
                remember(state, capture, known)
                if progress:
                    progress(number)
        count = state.count()
    # the journal of the old file must not be taken for one of the new
    _remove(path)
    fresh.replace(path)
    return count


def remember(state: FetchState, capture: Capture, registry: Registry) -> None:
    """Enter one capture of the archive, as the crawl did when it was made; captures that no crawl made are left out.

    What was taken over from another archive may be years old: its validators are not those of the page of today.
    """
    if not capture.site_id or capture.source != LIVE:
        return
    key = registry.canonical_url(capture.url)
    moment = _text(capture.captured_at)
    etag, last_modified = capture.header("etag"), capture.header("last-modified")
    if capture.is_revisit:
        state.touch(key, moment, etag, last_modified)
    elif capture.http_status == HTTPStatus.OK:
        page = PageState(
            page_key=key,
            site_id=capture.site_id,
            kind=capture.kind,
            url=capture.url,
            first_seen_at=moment,
            fetched_at=moment,
            checked_at=moment,
            etag=etag,
            last_modified=last_modified,
            payload_sha256=capture.payload_sha256,
            record_id=capture.record_id,
            warc_path=capture.warc_path,
            warc_offset=capture.warc_offset,
        )
        state.put(page)


def _remove(path: Path) -> None:
    for suffix in ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
