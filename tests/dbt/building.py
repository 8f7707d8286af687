"""Runs dbt in this process and reads the tables it makes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from crawlers.reference import ROOT

PROJECT = ROOT / "dbt_project"


@dataclass(frozen=True)
class Built:
    """A finished build: its database file, the status of every node by name, and dbt's manifest with compiled SQL."""

    database: Path
    statuses: dict[str, str]
    manifest: dict[str, Any]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer to ``sql``, from a connection that is closed again."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def dbt(arguments: list[str], folder: Path, *, target: Path, landing: Path | None, project: Path = PROJECT) -> Built:
    """Run one dbt command; its database ends up below ``folder``. No landing zone means the one a fresh clone has.

    Every run builds at one path beside ``target``: dbt parses the whole project anew when the path in the profile changes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    building = target.parent / "warehouse.duckdb"
    values = {"THIDUA_BUILD": str(building), "DO_NOT_TRACK": "1", "THIDUA_LANDING": str(landing or project / "landing_empty")}
    places = ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(target), "--log-path", str(folder)]
    here = Path.cwd()
    try:
        with _environment(values):
            outcome = dbtRunner().invoke([*arguments, *places, "--log-level", "none"])
    finally:
        DuckDBConnectionManager.close_all_connections()
        os.chdir(here)
    if outcome.exception is not None:
        raise outcome.exception
    # `docs generate` answers with a catalogue instead of results
    statuses = {result.node.name: str(result.status) for result in getattr(outcome.result, "results", ())}
    # taken away at once: a later run writes both anew
    database = building.rename(folder / "warehouse.duckdb")
    return Built(database, statuses, json.loads((target / "manifest.json").read_text(encoding="utf-8")))
