"""What a site's backfills know: what the indexes listed, what became of it, and which bodies the archive has.

One SQLite file a site. The listing part saves asking an index twice; the part about bodies is a cache of the archive and is
brought up to date from the WARC files themselves, so that a capture counts as taken exactly when it is on disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from crawlers.backfill.outcomes import FINAL, BackfillOutcome
from crawlers.errors import ThiduaError

_SCHEMA_VERSION: Final = 1
_SCHEMA: Final = """
create table if not exists queries (
    source text not null,
    query text not null,            -- what was asked, in the words of the client
    cursor text,                    -- where the next answer begins; null before the first
    is_done integer not null default 0,
    primary key (source, query)
) strict, without rowid;
create table if not exists tallies (
    source text not null,
    query text not null,
    year integer not null,
    outcome text not null,          -- of listed captures that are no candidates, and "listed" for all of them
    captures integer not null,
    example text,
    primary key (source, query, year, outcome)
) strict, without rowid;
create table if not exists listed (
    source text not null,
    url text not null,
    moment text not null,           -- ISO 8601, UTC
    page text not null,             -- canonical address
    digest text not null,           -- as the index gives it; empty when it gives none
    place text not null,            -- JSON: what the client needs to fetch the capture
    outcome text,
    reason text,
    capture_id text,
    primary key (source, url, moment)
) strict, without rowid;
create table if not exists bodies (
    page text not null,
    payload_sha256 text not null,
    captured_at text not null,      -- the earliest of this body
    primary key (page, payload_sha256)
) strict, without rowid;
create table if not exists files (warc_path text primary key) strict, without rowid;
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One capture that an index names."""

    url: str
    moment: datetime  # aware, UTC
    page: str  # canonical address
    digest: str
    place: dict[str, Any]
    outcome: BackfillOutcome | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may still be asked for."""
        return self.outcome not in FINAL


@dataclass(frozen=True, slots=True)
class Tally:
    """How many captures of a year an index listed that ended in one way, with an address as example."""

    year: int
    outcome: str
    captures: int
    example: str | None


class BackfillState(AbstractContextManager["BackfillState"]):
    """The file of one site, ``state/backfill/<site>.sqlite3``. Every method that writes has written when it returns.

    Raises on making:
        ThiduaError: the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise self._refused(error) from error
        try:
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = normal")
            (version,) = self._connection.execute("pragma user_version").fetchone()
            if version not in (0, _SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"it was written by another version, {version}")
            self._connection.executescript(_SCHEMA)
            self._connection.execute(f"pragma user_version = {_SCHEMA_VERSION}")
        except sqlite3.Error as error:
            self._connection.close()
            raise self._refused(error) from error

    # -- what the indexes list

    def cursor(self, source: str, query: str) -> tuple[str | None, bool]:
        """Where the next answer of a query begins (null: at its beginning), and whether there is none."""
        row = self._one("select cursor, is_done from queries where source = ? and query = ?", source, query)
        return (row[0], bool(row[1])) if row else (None, False)

    def add_answer(
        self,
        source: str,
        query: str,
        listed: Iterable[Listed],
        tallies: Iterable[Tally],
        cursor: str | None,
    ) -> None:
        """Remember one answer of an index together with where the next begins; null ends the query. All of it or nothing."""
        with self._transaction():
            self._many(
                "insert or ignore into listed (source, url, moment, page, digest, place) values (?, ?, ?, ?, ?, ?)",
                ((source, one.url, _text(one.moment), one.page, one.digest, json.dumps(one.place)) for one in listed),
            )
            self._many(
                "insert into tallies values (?, ?, ?, ?, ?, ?) "
                "on conflict (source, query, year, outcome) do update set captures = captures + excluded.captures",
                ((source, query, tally.year, tally.outcome, tally.captures, tally.example) for tally in tallies),
            )
            self._do("insert or replace into queries values (?, ?, ?, ?)", source, query, cursor, int(cursor is None))

    def ask_again(self, source: str) -> None:
        """Forget which queries were answered, so that they are asked again; what became of listed captures is kept."""
        with self._transaction():
            self._do("delete from queries where source = ?", source)
            self._do("delete from tallies where source = ?", source)

    def tallies(self, source: str, queries: Iterable[str]) -> list[Tally]:
        """The tallies of some queries, added up by year and outcome."""
        sums: dict[tuple[int, str], tuple[int, str | None]] = {}
        for query in queries:
            for year, outcome, captures, example in self._all(
                "select year, outcome, captures, example from tallies where source = ? and query = ?", source, query
            ):
                count, first = sums.get((year, outcome), (0, None))
                sums[year, outcome] = (count + captures, first or example)
        return [Tally(year, outcome, count, example) for (year, outcome), (count, example) in sorted(sums.items())]

    def listed(self, source: str, first: datetime, last: datetime) -> Iterator[Listed]:
        """Every candidate of a source captured in ``first`` … ``last``, those of one page together and in time order."""
        # row by row: an index of ten years lists hundreds of thousands
        for url, moment, page, digest, place, outcome in self._do(
            "select url, moment, page, digest, place, outcome from listed where source = ? and moment between ? and ? "
            "order by page, moment, url",
            source,
            _text(first),
            _text(last),
        ):
            yield Listed(
                url, datetime.fromisoformat(moment), page, digest, json.loads(place), BackfillOutcome(outcome) if outcome else None
            )

    def settle(self, source: str, listed: Listed, outcome: BackfillOutcome, reason: str | None, capture_id: str | None) -> None:
        """Remember what became of a listed capture."""
        self._do(
            "update listed set outcome = ?, reason = ?, capture_id = ? where source = ? and url = ? and moment = ?",
            outcome.value,
            reason,
            capture_id,
            source,
            listed.url,
            _text(listed.moment),
        )

    # -- what the archive has

    def knows_file(self, warc_path: str) -> bool:
        """Whether the captures of a WARC file of the archive were noted."""
        return self._one("select 1 from files where warc_path = ?", warc_path) is not None

    def add_file(self, warc_path: str, bodies: Iterable[tuple[str, str, datetime]]) -> None:
        """Note a whole WARC file: (page, payload SHA-256, moment) of each body in it."""
        with self._transaction():
            for page, sha256, moment in bodies:
                self.add_body(page, sha256, moment)
            self._do("insert or ignore into files values (?)", warc_path)

    def add_body(self, page: str, payload_sha256: str, moment: datetime) -> None:
        """Note a body of a page; the earliest moment stays."""
        self._do(
            "insert into bodies values (?, ?, ?) "
            "on conflict (page, payload_sha256) do update set captured_at = min(captured_at, excluded.captured_at)",
            page,
            payload_sha256,
            _text(moment),
        )

    def has_body(self, page: str, payload_sha256: str, moment: datetime) -> bool:
        """Whether the archive has this body of the page from ``moment`` or earlier."""
        return (
            self._one(
                "select 1 from bodies where page = ? and payload_sha256 = ? and captured_at <= ?", page, payload_sha256, _text(moment)
            )
            is not None
        )

    def bodies(self, first: datetime, last: datetime) -> dict[str, int]:
        """How many different bodies the archive has of each page, counting those captured in ``first`` … ``last``."""
        rows = self._all("select page, count(*) from bodies where captured_at between ? and ? group by page", _text(first), _text(last))
        return dict(rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _transaction(self) -> AbstractContextManager[object]:
        self._do("begin")
        return self._connection

    def _one(self, statement: str, *values: object) -> Any:
        return self._do(statement, *values).fetchone()

    def _all(self, statement: str, *values: object) -> list[Any]:
        return self._do(statement, *values).fetchall()

    def _do(self, statement: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._connection.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> ThiduaError:
        return ThiduaError(
            f"{self._path}: cannot be used ({error}); free some room or mend the permissions, or delete it: what was taken over is in the "
            "archive, and only the indexes are asked again."
        )


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
