"""How long work shows itself: a bar on a terminal, a plain log line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_SECONDS_BETWEEN_LINES: Final = 5.0

Show = Callable[[float, float | None, str], None]


@contextmanager
def shown_progress(title: str) -> Iterator[Show]:
    """A function ``show(done, total, words)`` for work called ``title``; total None means that nobody knows."""
    if sys.stderr.isatty():
        yield from _bar(title)
    else:
        yield _line_printer(title)


def _bar(title: str) -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None, words="")

        def show(done: float, total: float | None, words: str) -> None:
            # update() takes None for "as before", and an end that nobody knows makes the bar pulse
            next(shown for shown in progress.tasks if shown.id == task).total = total
            progress.update(task, completed=done, words=words)

        yield show


def _line_printer(title: str) -> Show:
    import structlog

    last = time.monotonic()

    def show(done: float, total: float | None, words: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            share = f" ({100 * done / total:.0f} %)" if total else ""
            structlog.get_logger("thidua").info(f"{title}: {words}{share}")

    return show
