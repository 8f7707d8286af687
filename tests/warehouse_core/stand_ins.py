"""Stand-ins for the page coder, importable by worker processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from warehouse.page_coding import CodedPage, Page


def doubling(log: str) -> Callable[[int], int]:
    """Doubles numbers; 13 kills the worker, 20 hangs, 31 kills it the first time only."""

    def double(number: int) -> int:
        if number == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 20:
            time.sleep(60)
        if number == 31 and not Path(log).exists():
            Path(log).write_text("died once", encoding="utf-8")
            os._exit(3)
        return 2 * number

    return double


def failing_start(_: str) -> Callable[[int], int]:
    raise SystemExit(5)


def dangerous_coder(_: int) -> Callable[[Page], CodedPage]:
    """Reads every page as an article without events, but dies at one address and hangs at another."""

    def code(page: Page) -> CodedPage:
        if b"kills" in page.body:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"hangs" in page.body:
            time.sleep(60)
        return CodedPage("article")

    return code


def slow_coder(_: int) -> Callable[[Page], CodedPage]:
    """Takes its time, so that a test can kill the run in the middle."""

    def code(page: Page) -> CodedPage:
        time.sleep(0.05)
        return CodedPage("article", None, [("articles", {"article_id": page.row["url"], "capture_id": page.row["capture_id"]})])

    return code


def other_version_coder(_: int) -> Callable[[Page], CodedPage]:
    """Reads every page as an article without rows."""
    return lambda page: CodedPage("article")
