"""One writing run a home. The lock dies with its process, so nothing has to be cleared away after a kill."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from crawlers.errors import ThiduaError
from crawlers.home import Home

_PATIENCE_SECONDS: Final = 0.5  # `thidua status` tries the lock for an instant


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock of a home."""

    pid: int
    run_id: str
    verb: str


@contextmanager
def home_lock(home: Home, run_id: str, verb: str) -> Iterator[None]:
    """Hold the home for one run of ``thidua <verb>``.

    Raises:
        ThiduaError: another run holds it; the sentence names its verb and process id.
    """
    home.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.state / "lock")
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        raise ThiduaError(_locked_sentence(home)) from None
    try:
        holder = _holder_file(home)
        # it only tells others who holds the lock; a full disk is for the ledger to say, which also ends in a notice
        with contextlib.suppress(OSError):
            holder.write_text(json.dumps(asdict(Holder(os.getpid(), run_id, verb))), encoding="utf-8")
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)
    finally:
        lock.release()


def lock_holder(home: Home) -> Holder | None:
    """The run that holds the home now, or None. Takes nothing away from it, and needs no right to write."""
    try:
        descriptor = os.open(home.state / "lock", os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        # a look at the lock that FileLock takes; gone again with the descriptor
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_holder(home) or Holder(0, "unknown", "unknown")
    finally:
        os.close(descriptor)
    return None


def _holder_file(home: Home) -> Path:
    return home.state / "lock.json"


def _read_holder(home: Home) -> Holder | None:
    try:
        return Holder(**json.loads(_holder_file(home).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None  # the holder has just begun or is just ending


def _locked_sentence(home: Home) -> str:
    holder = _read_holder(home)
    who = f"`thidua {holder.verb}` (process {holder.pid}, run {holder.run_id})" if holder else "another `thidua` process"
    return f"{home.root} is in use by {who}: wait for it to end, or end that process, and start this again."
