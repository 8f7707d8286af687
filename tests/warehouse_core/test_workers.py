"""Worker processes: every task has exactly one answer, whatever a task does to its worker."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.errors import ThiduaError
from tests.warehouse_core.stand_ins import doubling, failing_start
from warehouse.workers import Lost, Workers


def test_a_killer_and_a_sleeper_cost_only_themselves(tmp_path: Path) -> None:
    pool = Workers(doubling, (str(tmp_path / "log"),), count=2, seconds=1.0, preload=())
    answers = list(pool.run(range(40)))
    assert sorted(task for task, _ in answers) == list(range(40))
    lost = {task: answer for task, answer in answers if isinstance(answer, Lost)}
    assert lost.keys() == {13, 20}
    assert lost[13].how == "died"
    assert "SIGKILL" in lost[13].reason
    assert lost[20].how == "timeout"
    # 31 killed its worker once and was given a second one
    assert {task: answer for task, answer in answers if task not in lost} == {task: 2 * task for task in range(40) if task not in lost}


def test_tasks_are_taken_only_as_workers_become_free() -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in (100, 200, 300):
            taken.append(number)
            yield number

    pool = Workers(doubling, ("unused",), count=1, seconds=5.0, preload=())
    assert dict(pool.run(source())) == {100: 200, 200: 400, 300: 600}
    assert taken == [100, 200, 300]


def test_no_task_starts_no_process() -> None:
    started = time.monotonic()
    assert list(Workers(failing_start, ("x",), count=2, seconds=1.0, preload=()).run([])) == []
    assert time.monotonic() - started < 0.5


def test_workers_that_cannot_start_blame_no_page() -> None:
    with pytest.raises(ThiduaError, match="ended while it started"):
        list(Workers(failing_start, ("x",), count=2, seconds=1.0, preload=()).run([1]))


def test_a_lost_fork_server_is_said_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")

    monkeypatch.setattr("multiprocessing.forkserver.connect_to_new_process", refuse)
    with pytest.raises(ThiduaError, match=r"processes that read pages do not start: .* is gone"):
        list(Workers(doubling, ("unused",), count=1, seconds=1.0, preload=()).run([1]))


def test_leaving_early_ends_the_workers() -> None:
    pool = Workers(doubling, ("unused",), count=2, seconds=5.0, preload=())
    answers = pool.run(range(100, 1000))
    next(answers)
    processes = [worker.process for worker in pool._workers.values()]
    answers.close()
    assert processes
    assert all(process.exitcode is not None for process in processes)
