"""Landing zone → tested tables in the private database file."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from crawlers.reference import ROOT
from warehouse.build.catalog import read_catalog
from warehouse.build.dbt_run import run_dbt
from warehouse.build.lock import build_lock
from warehouse.build.success import Success, database_file, success_file
from warehouse.fingerprint import inputs_fingerprint, project_fingerprint
from warehouse.landing import ensure_zero_parts

DBT_PROJECT: Final = ROOT / "dbt_project"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. ``counts`` are dbt nodes by resource type, of the earlier build when this one was skipped."""

    skipped: bool
    fingerprint: str
    database: Path
    counts: Mapping[str, int]
    warnings: tuple[str, ...]
    seconds: float


def build(home: Home, *, full: bool = False, project: Path = DBT_PROJECT) -> BuildReport:
    """Build and test every table from the landing zone, or do nothing when nothing changed since the last successful build.

    The database file is always made anew: tables are rebuilt whole while the data are small, and a file that a killed or failed
    build left behind, with tables of two different nights, is never carried on from.

    Args:
        home: whose landing zone is read and whose ``build/`` is written.
        full: build even when the inputs are the same.
        project: the dbt project; it is read only.

    Raises:
        ConfigurationError: there is no dbt project.
        ThiduaError: another build runs, a model or test failed, or the disk is full. The last release stays in place.
    """
    started = time.monotonic()
    if not (project / "dbt_project.yml").is_file():
        raise ConfigurationError(f"There is no dbt project in {project}; run Thi đua from its checkout, where dbt_project/ lies.")
    with build_lock(home):
        try:
            ensure_zero_parts(home.landing)
            fingerprint = inputs_fingerprint(home.landing, project)
            before = Success.load(home)
            if before is not None and before.fingerprint == fingerprint and not full:
                skipped, success = True, before
            else:
                skipped, success = False, _build_anew(home, project, fingerprint)
        except OSError as error:
            raise ThiduaError(
                f"The build stopped: {error.strerror or error} ({error.filename or home.build}); free some room or mend the permissions, "
                "then build again."
            ) from error
    return BuildReport(skipped, fingerprint, database_file(home), success.counts, success.warnings, time.monotonic() - started)


def _build_anew(home: Home, project: Path, fingerprint: str) -> Success:
    success_file(home).unlink(missing_ok=True)
    database = database_file(home)
    for leftover in (database, database.with_name(f"{database.name}.wal")):
        leftover.unlink(missing_ok=True)
    target = home.build / "target"
    result = run_dbt(project, target, home.build / "logs", build_environment(home))
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    success = Success(
        fingerprint=fingerprint,
        project_fingerprint=project_fingerprint(project),
        counts=dict(result.counts),
        warnings=result.warnings,
        catalog=read_catalog(manifest),
    )
    success.save(home)
    return success


def build_environment(home: Home) -> dict[str, str]:
    """The variables that tell the dbt project where to read and where to build."""
    return {"THIDUA_LANDING": str(home.landing.absolute()), "THIDUA_BUILD": str(database_file(home).absolute())}
