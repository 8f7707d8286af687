"""One build or release at a time in a home; the lock dies with its process, so a killed build leaves nothing to clear away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from crawlers.errors import ThiduaError
from crawlers.home import Home


@contextmanager
def build_lock(home: Home) -> Iterator[None]:
    """Hold ``build/.lock``.

    Raises:
        ThiduaError: another process builds or releases in this home.
    """
    home.build.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.build / ".lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise ThiduaError(f"Another build or release is running in {home.root}; wait for it to end and start this one again.") from None
    try:
        yield
    finally:
        lock.release()
