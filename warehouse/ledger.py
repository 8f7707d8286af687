"""The run ledger: ``state/runs/<run_id>.json``, one document a run, replaced whole after each step.

A run whose process was killed keeps the status ``running`` on disk; :func:`recent_runs` shows it as ``killed`` when nobody holds
the home any more. Nothing here imports Scrapy, dbt, pandas or pyarrow: ``thidua status`` reads it.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal, get_args

from crawlers.errors import ThiduaError
from crawlers.home import RUN_ID, Home
from warehouse.files import read_json, write_json
from warehouse.home_lock import lock_holder
from warehouse.interrupts import Terminated, pending_interruption, raise_if_interrupted

_MOMENT: Final = len("YYYYMMDDTHHMMSSZ")

Status = Literal["running", "done", "warnings", "failed", "killed", "skipped"]


@dataclass(slots=True)
class Step:
    """One step of a run. ``counts`` are totals, ``sites`` the counts of each site, ``details`` whatever else the step says of itself."""

    name: str
    status: Status = "running"
    started_at: str = ""
    finished_at: str | None = None
    seconds: float | None = None
    counts: dict[str, int] = field(default_factory=dict)
    sites: dict[str, dict[str, int]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    error: str | None = None


@dataclass(slots=True)
class Run:
    """One run of one verb. Times are ISO 8601 in UTC."""

    run_id: str
    verb: str
    started_at: str
    pid: int
    versions: dict[str, str]
    status: Status = "running"
    finished_at: str | None = None
    steps: list[Step] = field(default_factory=list)
    error: str | None = None

    @property
    def warnings(self) -> list[str]:
        """Warnings of all steps, in order."""
        return [warning for step in self.steps for warning in step.warnings]

    def step(self, name: str) -> Step | None:
        """The step called ``name``, if the run got there."""
        return next((step for step in self.steps if step.name == name), None)

    def as_json(self) -> dict[str, Any]:
        """The document as it lies on disk."""
        return asdict(self)


class Ledger:
    """Writes the document of one run."""

    def __init__(self, home: Home, run_id: str, verb: str) -> None:
        self._path = home.runs / f"{run_id}.json"
        self.run = Run(run_id, verb, _now(), os.getpid(), {"thidua": version("thidua"), "python": platform.python_version()})

    def save(self) -> None:
        """Write the document as it is now."""
        write_json(self._path, self.run.as_json())

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Record a step: begun, then done (``warnings`` if it collected any) or failed with its error. Exceptions pass through."""
        step = Step(name, started_at=_now())
        self.run.steps.append(step)
        self.save()
        clock = time.monotonic()
        try:
            yield step
            raise_if_interrupted()
        except BaseException as error:
            step.status, step.error = "failed", describe(pending_interruption() or error)
            raise
        finally:
            if step.status == "running":
                step.status = "warnings" if step.warnings else "done"
            step.finished_at, step.seconds = _now(), round(time.monotonic() - clock, 3)
            self.save()

    def finish(self, error: BaseException | None = None) -> None:
        """Close the document: failed with ``error``, else with warnings if a step failed or warned, else done."""
        run = self.run
        if error is not None:
            run.status, run.error = "failed", describe(error)
        else:
            run.status = "warnings" if any(step.status in ("warnings", "failed") for step in run.steps) else "done"
        run.finished_at = _now()
        self.save()


@contextmanager
def recorded_run(ledger: Ledger) -> Iterator[None]:
    """Save the document at the start and finish it at the end, whatever happens between."""
    try:
        ledger.save()
        yield
        raise_if_interrupted()
    except BaseException as error:
        # also when the disk takes no document: who is told of the run in its stead must know how it ended
        ledger.finish(pending_interruption() or error)
        raise
    ledger.finish()


def recent_runs(home: Home, limit: int = 60) -> list[Run]:
    """The newest ``limit`` runs, newest first. A document that cannot be read becomes a failed run that says so."""
    # by the second of its start, then by the last word of it: two runs of one second have random ids
    paths = [path for path in home.runs.glob("*.json") if RUN_ID.fullmatch(path.stem)]
    names = sorted(paths, key=lambda path: (path.stem[:_MOMENT], path.stat().st_mtime_ns), reverse=True)[:limit]
    holder = lock_holder(home)
    runs = [_load(path) for path in names]
    for run in runs:
        if run.status == "running" and (holder is None or holder.run_id != run.run_id):
            run.status = "killed"
            run.error = run.error or "the process ended without a word (killed, or the machine went down); the next run goes on from there"
    return runs


def describe(error: BaseException) -> str:
    """An error in one line: its own sentence if it was written for people, else its kind and message."""
    if isinstance(error, ThiduaError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "interrupted from the keyboard"
    if isinstance(error, Terminated):
        return str(error)
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _load(path: Path) -> Run:
    try:
        raw: Mapping[str, Any] = read_json(path) or {}
        return _checked(Run(**{**raw, "steps": [Step(**step) for step in raw.get("steps", [])]}))
    except (ValueError, TypeError, AttributeError) as error:
        started = f"{path.stem[:4]}-{path.stem[4:6]}-{path.stem[6:8]}T{path.stem[9:11]}:{path.stem[11:13]}:{path.stem[13:15]}Z"
        return Run(path.stem, "unknown", started, 0, {}, "failed", error=f"{path} cannot be read ({describe(error)})")


def _checked(run: Run) -> Run:
    """The run, if what others compute with has the right shape; a document mended by hand may not."""
    datetime.fromisoformat(run.started_at)
    for status in (run.status, *(step.status for step in run.steps)):
        if status not in get_args(Status):
            raise ValueError(f"there is no status {status!r}")
    for step in run.steps:
        counts = [step.counts, *step.sites.values()]
        if not all(isinstance(count, int) for one in counts for count in one.values()):
            raise ValueError("counts are no numbers")
    return run


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
