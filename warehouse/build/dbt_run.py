"""One ``dbt build`` in this process: start it, read its results, turn a failure into one clear sentence."""

from __future__ import annotations

import gc
import logging
import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import Any, Final

from crawlers.errors import ThiduaError

_BAD: Final = frozenset({"error", "fail", "runtime error", "partial success"})
LOG_NAME: Final = "dbt.log"
_LOG_BYTES: Final = 10 * 2**20
_LOGGED_LEVELS: Final = frozenset({"info", "warn", "error"})
# dbt words every one of its ten thousand debug lines before it drops them: a tenth of a build
_NO_LOGS: Final = ("--log-level", "none", "--log-level-file", "none")
_NO_TELEMETRY: Final = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


@dataclass(frozen=True, slots=True)
class DbtResult:
    """What a successful ``dbt build`` did: nodes by resource type (model, seed, test, …) and what its tests warned of."""

    counts: Mapping[str, int]
    warnings: tuple[str, ...]


def run_dbt(project: Path, target: Path, logs: Path, environment: Mapping[str, str], *, select: tuple[str, ...] = ()) -> DbtResult:
    """Build the whole project (or ``select``), models and data tests together, in one thread.

    The database is closed when this returns, however it ends. dbt's own lines go to ``logs``/dbt.log, nothing to the terminal.

    Args:
        project: folder of dbt_project.yml and profiles.yml; nothing is written to it.
        target: dbt's target folder: manifest, compiled SQL and the partial parse that the next run starts from.
        logs: folder of dbt.log.
        environment: variables the project reads with ``env_var``, set for the time of the run.
        select: dbt selectors; empty means everything.

    Raises:
        ThiduaError: the project does not parse, the selection is empty, or a model, seed or test failed.
    """
    # unit tests are about the SQL, which no night changes: the tests of the repository run them
    arguments = ["build", "--threads", "1", "--exclude-resource-type", "unit_test"]
    if select:
        arguments += ["--select", *select]
    parsed = _invoke(["parse"], project, target, logs, environment)
    # the manifest is written by the parse; writing it again after the run, with SQL that lies beside it anyway, takes as long as many tests
    outcome = _invoke([*arguments, "--no-write-json"], project, target, logs, environment, manifest=parsed.result)
    log = logs / LOG_NAME
    results: list[Any] = list(getattr(outcome.result, "results", ()))
    failed = [result for result in results if str(result.status) in _BAD]
    if failed:
        raise ThiduaError(_failure_text(failed, target, log))
    counts = Counter(str(result.node.resource_type) for result in results if str(result.status) != "skipped")
    if not outcome.success or not counts["model"]:
        raise ThiduaError(f"dbt built no model of {project}: the selection {' '.join(select) or 'of everything'} is empty (log: {log}).")
    warnings = tuple(f"{result.node.name}: {_one_line(result.message)}" for result in results if str(result.status) == "warn")
    return DbtResult(dict(counts), warnings)


def parse_dbt(project: Path, target: Path, environment: Mapping[str, str]) -> None:
    """Read the project and write its manifest to ``target``, without opening a database.

    Raises:
        ThiduaError: the project does not parse.
    """
    _invoke(["parse"], project, target, target, environment)


def _invoke(arguments: list[str], project: Path, target: Path, logs: Path, environment: Mapping[str, str], *, manifest: Any = None) -> Any:
    # dbt takes over a second to import, which only a real build should pay
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folders = {"--project-dir": project, "--profiles-dir": project, "--target-path": target, "--log-path": logs}
    places = [part for option, folder in folders.items() for part in (option, str(folder.absolute()))]
    before = Path.cwd()
    try:
        with _environment({**environment, **_NO_TELEMETRY}), _ended_cleanly(), _log_file(logs) as note, _without_cycle_collection():
            outcome = dbtRunner(manifest=manifest, callbacks=[note]).invoke([*arguments, *places, *_NO_LOGS])
    finally:
        os.chdir(before)  # dbt leaves the process in the project's folder
        # the adapter keeps the file locked for the life of the process otherwise
        manager: Any = DuckDBConnectionManager
        manager.close_all_connections()
    if outcome.exception is not None and not isinstance(outcome.exception, Exception):
        raise outcome.exception  # Ctrl-C and the like, which the runner catches too
    if outcome.exception is not None:
        raise ThiduaError(f"dbt could not run {project}: {_one_line(outcome.exception)} (log: {logs / 'dbt.log'}).") from outcome.exception
    return outcome


def _failure_text(failed: list[Any], target: Path, log: Path) -> str:
    first = failed[0]
    node = first.node
    is_broken_rule = node.resource_type == "test" and bool(first.failures)
    what = f"{first.failures} rows break it, see them with the SQL in" if is_broken_rule else f"{_message(first)}; its SQL is"
    others = ", ".join(result.node.name for result in failed[1:4])
    more = f" {len(failed) - 1} more failed: {others}." if others else ""
    return (
        f"The build failed at {node.resource_type} {node.name} ({node.original_file_path}): "
        f"{what} {_compiled_file(node, target)} (log: {log}).{more} "
        "Nothing was published, the last release stays as it is."
    )


def _message(result: Any) -> str:
    """dbt's message without its opening, which says again which node it is, and without the trail of macros at its end."""
    message = re.sub(r"^\w+ Error in \w+ \S+ \([^)]*\)\s*", "", _one_line(result.message))
    return re.sub(r"\s*> (?:in|called by) (?:macro|model) .*$", "", message)


def _compiled_file(node: Any, target: Path) -> Path:
    """The SQL as it ran, with every reference filled in; the model's own file when dbt never came that far."""
    original = Path(str(node.original_file_path))
    for folder in ("run", "compiled") if node.resource_type == "model" else ("compiled", "run"):
        below = target / folder / str(node.package_name)
        # a model keeps its place; a test of a YAML file lies in a folder of that file's name
        for candidate in (below / original, below / original / str(node.path)):
            if candidate.is_file():
                return candidate
    return original


def _one_line(message: object) -> str:
    return " ".join(str(message).split()).rstrip(".")


@contextmanager
def _log_file(folder: Path) -> Iterator[Callable[[Any], None]]:
    """A function that writes dbt's events, those of debugging left out, into ``folder``/dbt.log; of long logs the last two are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / LOG_NAME, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s.%(msecs)03d [%(levelname)s] %(message)s", "%Y-%m-%dT%H:%M:%S"))

    def note(event: Any) -> None:
        if event.info.level in _LOGGED_LEVELS:
            handler.emit(logging.makeLogRecord({"levelname": event.info.level, "msg": event.info.msg}))

    try:
        yield note
    finally:
        handler.close()


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """No search for reference cycles while dbt holds its graph of half a million objects: each search goes through all of them."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for the time of one run; dbt reads them while it parses and runs."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """SIGTERM as dbt understands it: only after a KeyboardInterrupt does it wait for its worker thread.

    Any other exception would leave the thread behind, and the process would abort (exit code 134) as it ends. The handler that was
    there before is called as soon as dbt is done. Without one, or outside the main thread, nothing is changed.
    """
    before = signal.getsignal(signal.SIGTERM)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        arrived.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if arrived:
            before(arrived[0], None)
