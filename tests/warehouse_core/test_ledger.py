"""The run ledger and the home's lock: whatever happens to a run, somebody can see it afterwards."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.errors import ThiduaError
from crawlers.home import RUN_ID, Home, new_run_id
from warehouse.home_lock import home_lock, lock_holder
from warehouse.interrupts import Terminated
from warehouse.ledger import Ledger, describe, recent_runs, recorded_run

FIRST, SECOND = "20261101T020000Z-aaaaaa", "20261102T020000Z-bbbbbb"


def test_run_ids_sort_by_time_and_differ() -> None:
    early = new_run_id(datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC))
    assert early.startswith("20261101T020304Z-")
    assert RUN_ID.fullmatch(early)
    assert early < new_run_id(datetime(2026, 11, 1, 2, 3, 5, tzinfo=UTC))
    assert len({new_run_id() for _ in range(50)}) == 50


def test_a_run_that_no_disk_takes_has_failed_for_whoever_is_told_of_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "run.json")

    monkeypatch.setattr("warehouse.ledger.write_json", full)
    ledger = Ledger(home, FIRST, "nightly")
    with pytest.raises(OSError, match="No space left"), recorded_run(ledger):
        pytest.fail("nothing may begin")
    assert (ledger.run.status, ledger.run.finished_at is None) == ("failed", False)
    assert "No space left" in (ledger.run.error or "")


def test_a_run_is_on_disk_from_its_first_moment(home: Home) -> None:
    ledger = Ledger(home, FIRST, "nightly")
    path = home.runs / f"{FIRST}.json"
    with home_lock(home, FIRST, "nightly"), recorded_run(ledger):
        assert json.loads(path.read_text())["status"] == "running"
        with ledger.step("crawl") as step:
            step.counts = {"captured": 3}
            step.warnings.append("one site was slow")
        document = json.loads(path.read_text())
        assert document["steps"][0]["status"] == "warnings"
        assert recent_runs(home)[0].status == "running"
    document = json.loads(path.read_text())
    assert document["status"] == "warnings"
    assert document["finished_at"] >= document["started_at"]
    assert document["versions"]["thidua"]
    (run,) = recent_runs(home)
    assert run.warnings == ["one site was slow"]
    assert list(home.runs.iterdir()) == [path]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ThiduaError("The disk is full; free some room."), "The disk is full; free some room."),
        (KeyboardInterrupt(), "interrupted from the keyboard"),
        (Terminated(), "ended by SIGTERM"),
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_failing_step_fails_the_run_with_its_reason(home: Home, error: BaseException, words: str) -> None:
    ledger = Ledger(home, FIRST, "read")

    def fail() -> None:
        with recorded_run(ledger), ledger.step("read"):
            raise error

    with pytest.raises(type(error)):
        fail()
    (run,) = recent_runs(home)
    assert (run.status, run.error) == ("failed", words)
    assert (run.steps[0].status, run.steps[0].error) == ("failed", words)
    assert describe(error) == words


def test_a_killed_run_is_shown_as_killed_and_a_damaged_document_as_failed(home: Home) -> None:
    Ledger(home, FIRST, "nightly").save()  # its process never came to the end
    (home.runs / f"{SECOND}.json").write_text("{half", encoding="utf-8")
    (home.runs / "notes.txt").write_text("not a run", encoding="utf-8")
    newest, oldest = recent_runs(home)
    assert (newest.run_id, newest.status) == (SECOND, "failed")
    assert newest.started_at == "2026-11-02T02:00:00Z"
    assert f"{SECOND}.json" in (newest.error or "")
    assert (oldest.run_id, oldest.status) == (FIRST, "killed")
    assert json.loads((home.runs / f"{FIRST}.json").read_text())["status"] == "running"


def test_one_run_a_home(home: Home) -> None:
    with home_lock(home, FIRST, "nightly"):
        holder = lock_holder(home)
        assert holder is not None
        assert (holder.pid, holder.run_id, holder.verb) == (os.getpid(), FIRST, "nightly")
        with (
            pytest.raises(ThiduaError, match=rf"in use by `thidua nightly` \(process {os.getpid()}, run {FIRST}\)"),
            home_lock(home, SECOND, "read"),
        ):
            pytest.fail("the lock was given twice")
    assert lock_holder(home) is None
    with home_lock(home, SECOND, "read"):
        assert lock_holder(home) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "weird"},
        {"started_at": "yesterday"},
        {"steps": [{"name": "crawl", "sites": {"nbtv": 5}}]},
        {"steps": [{"name": "read", "counts": {"pages": "many"}}]},
        {"steps": 7},
    ],
)
def test_a_document_of_another_shape_is_a_failed_run_that_says_so(home: Home, wrong: dict[str, Any]) -> None:
    document = {"run_id": FIRST, "verb": "nightly", "started_at": "2026-11-01T02:00:00Z", "pid": 1, "versions": {}}
    home.runs.mkdir(parents=True)
    (home.runs / f"{FIRST}.json").write_text(json.dumps({**document, "status": "done"}), encoding="utf-8")
    assert recent_runs(home)[0].status == "done"
    (home.runs / f"{FIRST}.json").write_text(json.dumps({**document, **wrong}), encoding="utf-8")
    (run,) = recent_runs(home)
    assert (run.run_id, run.status) == (FIRST, "failed")
    assert "cannot be read" in str(run.error)


def test_a_look_at_the_lock_writes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with home_lock(home, FIRST, "read"):
        pass
    really = os.open

    def read_only(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return really(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", read_only)
    assert lock_holder(home) is None
    assert lock_holder(Home(home.root / "nowhere")) is None


def test_the_lock_dies_with_its_process(home: Home) -> None:
    code = (
        "import sys, time; from pathlib import Path; from crawlers.home import Home; from warehouse.home_lock import home_lock\n"
        f"with home_lock(Home(Path({str(home.root)!r})), {FIRST!r}, 'read'):\n    print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    holder = lock_holder(home)
    assert holder is not None
    assert holder.pid == process.pid
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 5
    while lock_holder(home) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    with home_lock(home, SECOND, "read"):
        assert lock_holder(home) is not None
