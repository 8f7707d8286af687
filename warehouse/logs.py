"""Logs: one stream for our own lines and the libraries', to standard error for people and to a JSON Lines file of the run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import structlog

from crawlers.home import Home

_QUIET_LIBRARIES: Final = ("trafilatura", "htmldate", "urllib3", "filelock", "asyncio", "charset_normalizer")


@contextmanager
def run_logs(home: Home, run_id: str, *, debug: bool = False, is_screen_busy: bool = False) -> Iterator[None]:
    """Log to standard error and to ``logs/<run_id>.jsonl`` while the block runs; every line of the file carries the run's id.

    ``is_screen_busy`` (a progress bar is shown) keeps all but warnings off standard error. A line that cannot be written (a full
    disk) is lost: the run's own work meets the same disk and says so.
    """
    home.logs.mkdir(parents=True, exist_ok=True)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    screen = logging.StreamHandler(sys.stderr)
    screen.setFormatter(_formatter(shared, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)))
    screen.setLevel(logging.DEBUG if debug else logging.WARNING if is_screen_busy else logging.INFO)
    file = logging.FileHandler(home.logs / f"{run_id}.jsonl", encoding="utf-8")
    file.setFormatter(_formatter(shared, structlog.processors.JSONRenderer(ensure_ascii=False)))
    root = logging.getLogger()
    before, told_before = root.level, logging.raiseExceptions
    logging.raiseExceptions = debug
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in (screen, file):
        root.addHandler(handler)
    try:
        with structlog.contextvars.bound_contextvars(run_id=run_id):
            yield
    finally:
        for handler in (screen, file):
            root.removeHandler(handler)
            with suppress(OSError):
                handler.close()
        root.setLevel(before)
        logging.raiseExceptions = told_before
        log_to_standard_error()


def log_to_standard_error() -> None:
    """What is logged outside a run: standard output belongs to results. The stream of that moment is meant, not that of now."""
    structlog.reset_defaults()
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr), cache_logger_on_first_use=False)


def _formatter(shared: list[Any], renderer: Any) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
