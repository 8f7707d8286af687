"""Built file → release: written aside, checked, renamed into place, and only then named the latest."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import structlog

from crawlers.errors import ThiduaError
from crawlers.forgotten import Forgotten
from crawlers.home import Home
from crawlers.whole_files import sync_folder
from warehouse.build.catalog import Catalog
from warehouse.build.lock import build_lock
from warehouse.build.success import Success, database_file
from warehouse.files import write_json
from warehouse.release import about, datapackage, diff, gates, tombstones
from warehouse.release.database import write_database
from warehouse.release.dictionary import write_dictionary
from warehouse.release.exports import export_csv, export_excel, export_parquet, typed_catalog
from warehouse.release.regrouping import successors
from warehouse.release.report import write_report
from warehouse.release.sql import literal, statement
from warehouse.releases import latest_release, mend_latest, next_version, point_latest_to

_PARTIAL: Final = ".partial"
PARQUET_METADATA: Final = {"licence": "CC-BY-4.0", "source": datapackage.TITLE}


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a release step did. ``version`` is the latest release afterwards; counts are rows of each ``out`` table.

    ``added``, ``changed`` and ``removed`` are numbers of rows by table, against the release before.
    """

    version: str
    path: Path
    unchanged: bool
    previous: str | None
    rows: Mapping[str, int]
    added: Mapping[str, int]
    changed: Mapping[str, int]
    removed: Mapping[str, int]
    seconds: float


def release(home: Home, *, now: datetime | None = None) -> ReleaseReport:
    """Publish the last successful build, or nothing when it says the same as the latest release.

    Everything is written into a hidden folder first. A failure at any point leaves ``latest`` where it is. A latest release that
    is damaged is replaced by a new one, unless the damage is in what the new one has to be compared with.

    Args:
        home: whose build is published into ``releases/``.
        now: the moment that names the version (aware); the present one by default.

    Raises:
        ThiduaError: there is no successful build, a quote is too long, an id vanished without a reason, or the disk is full.
    """
    started = time.monotonic()
    with build_lock(home):
        mend_latest(home)
        previous = latest_release(home)
        damaged = _damage(home, previous)
        success = Success.load(home)
        if success is None:
            raise ThiduaError(f"There is no tested build in {home.build}; run `thidua build` first. {_stays(previous)}")
        version = next_version(home, now or datetime.now(UTC))
        partial = home.releases / f".{version}{_PARTIAL}"
        try:
            _clear_leftovers(home)
            partial.mkdir(parents=True)
            made = _Release(version, partial, previous, success, is_needed=damaged is not None)
            diffs = made.write(home)
            if diffs is not None:
                _settle(partial)
                _swap_in(home, partial, version)
        except (OSError, duckdb.Error) as error:
            raise ThiduaError(f"The release could not be written: {_disk_sentence(error)} {_stays(previous)}") from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return _report(home, made, diffs, time.monotonic() - started)


def _report(home: Home, made: _Release, diffs: list[diff.TableDiff] | None, seconds: float) -> ReleaseReport:
    before = made.previous.name if made.previous else None
    version = before if diffs is None and before else made.version
    return ReleaseReport(
        version=version,
        path=home.releases / version,
        unchanged=diffs is None,
        previous=before,
        rows=made.rows,
        added={table.name: len(table.added) for table in diffs or ()},
        changed={table.name: len(table.changed) for table in diffs or ()},
        removed={table.name: len(table.removed) for table in diffs or ()},
        seconds=seconds,
    )


class _Release:
    """One release while it is being written into ``folder``."""

    def __init__(self, version: str, folder: Path, previous: Path | None, success: Success, *, is_needed: bool) -> None:
        self.version = version
        self.folder = folder
        self.previous = previous
        self.success = success
        self.is_needed = is_needed  # also when it says nothing new
        self.rows: dict[str, int] = {}

    def write(self, home: Home) -> list[diff.TableDiff] | None:
        """All files, or None when the tables are those of the previous release."""
        built = database_file(home)
        with duckdb.connect(str(built), read_only=True) as con:
            catalog = typed_catalog(con, self.success.catalog)
            gates.check(con, catalog)
            versions = {**about.code_versions(con), "project": self.success.project_fingerprint}
            sources = about.sources(con)
        counts = write_database(built, catalog, self.folder / "warehouse.duckdb")
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as con:
            con.execute("set threads = 1")
            con.execute("set TimeZone = 'UTC'")
            self._export(con, catalog, counts)
            package = datapackage.make_package(self.version, catalog, self.folder, sources, versions)
            before = datapackage.read_package(self.previous) if self.previous else None
            if before is not None and not self.is_needed and datapackage.same_content(package, before):
                return None
            diffs = self._explained_diff(con, catalog, home, before, versions)
            self._write_papers(catalog, package, diffs)
            (self.folder / "report").mkdir()
            write_report(con, self.folder / "report" / "index.html", self.version, self.previous.name if self.previous else None, diffs)
        about.write_checksums(self.folder)
        return diffs

    def _export(self, con: duckdb.DuckDBPyConnection, catalog: Catalog, counts: Mapping[str, int]) -> None:
        for name in ("csv", "parquet", "excel"):
            (self.folder / name).mkdir()
        for table in catalog.in_schema("out"):
            parquet = self.folder / "parquet" / f"{table.name}.parquet"
            export_csv(con, table, self.folder / "csv" / f"{table.name}.csv")
            export_parquet(con, table, parquet, PARQUET_METADATA)
            export_excel(con, table, self.folder / "excel" / f"{table.name}.csv")
            row = con.execute(statement("select count(*) from read_parquet({path})", path=literal(parquet))).fetchone()
            self.rows[table.name] = counts[f"out.{table.name}"]
            if row is None or row[0] != self.rows[table.name]:
                raise ThiduaError(f"{parquet.name} holds other rows than its table; nothing was published. {_stays(self.previous)}")

    def _explained_diff(
        self, con: duckdb.DuckDBPyConnection, catalog: Catalog, home: Home, before: Mapping[str, Any] | None, versions: Mapping[str, Any]
    ) -> list[diff.TableDiff]:
        diffs = diff.compare(con, catalog, self.folder, self.previous, before)
        kept: Mapping[str, Any] = (before or {}).get("thidua", {})
        circumstances = tombstones.Circumstances(
            given=tombstones.given_reasons(home.state / "tombstones.csv"),
            edited=about.edited_articles(con, self.previous) if self.previous else frozenset(),
            is_other_rules=tombstones.versions_differ(kept, versions, "rules") or tombstones.versions_differ(kept, versions, "readers"),
            is_other_project=tombstones.versions_differ(kept, versions, "project"),
            thinned_sites=Forgotten.of(home).sites(),
            successors=successors(con, self.previous, diffs) if self.previous else {},
        )
        return tombstones.explain(diffs, circumstances)

    def _write_papers(self, catalog: Catalog, package: Mapping[str, Any], diffs: list[diff.TableDiff]) -> None:
        before = self.previous.name if self.previous else None
        datapackage.write_package(package, self.folder / "datapackage.json")
        write_dictionary(catalog, self.folder / "dictionary.csv")
        write_json(self.folder / "diff.json", diff.to_json(self.version, before, diffs))
        (self.folder / "CHANGES.md").write_text(diff.changes_page(self.version, before, diffs), encoding="utf-8")
        tombstones.write_removed(self.folder / "removed.csv", self.version, diffs, self.previous)
        about.write_licence_and_citation(self.folder, self.version)


def _damage(home: Home, previous: Path | None) -> str | None:
    name = about.damaged_file(previous) if previous else None
    if previous is None or name is None:
        return None
    is_needed = name in ("datapackage.json", "removed.csv") or name.startswith("parquet/")
    if is_needed or not _can_be_asked(previous / "warehouse.duckdb"):
        raise ThiduaError(
            f"{previous / name} is missing or damaged, so nothing can be compared with that release; restore it from a backup, or delete "
            f"{home.latest} to publish without a comparison."
        )
    structlog.get_logger().warning(f"{previous / name} is missing or damaged; a new release takes the place of {previous.name}")
    return name


def _can_be_asked(database: Path) -> bool:
    try:
        duckdb.connect(str(database), read_only=True).close()
    except duckdb.Error:
        return False
    return True


def _clear_leftovers(home: Home) -> None:
    """Take away what a killed release was writing; the lock says that nobody writes there now."""
    for leftover in home.releases.glob(f".*{_PARTIAL}"):
        shutil.rmtree(leftover)


def _swap_in(home: Home, partial: Path, version: str) -> None:
    folder = partial.rename(home.releases / version)
    try:
        sync_folder(home.releases)
        point_latest_to(home, version)
    except OSError:
        shutil.rmtree(folder)  # never announced, so nobody has it
        raise
    sync_folder(home.root)


def _settle(folder: Path) -> None:
    """Bring every file of the folder to the disk before its name can be seen."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
    sync_folder(folder)


def _disk_sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full; free some space and release again."
    return f"{' '.join(str(error).split()).rstrip('.')}."


def _stays(previous: Path | None) -> str:
    return f"The last release, {previous.name}, stays in place." if previous else "There is no earlier release."
