"""Worker processes that a page cannot bring down: a page that hangs or kills is named, counted and left behind.

``concurrent.futures`` fails every waiting task when one worker dies and cannot end a task that hangs in C code, so the parent here
speaks to each worker over its own pipe. A worker answers page by page; whoever falls silent for longer than the budget is killed,
and the page it was at is known exactly. A page whose worker died is tried once more in a fresh worker before it is given up.
Workers are started by a fork server that has loaded the reading code once: a replacement costs milliseconds, and the
parent process needs none of that code.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any, Final, Generic, TypeVar

from crawlers.errors import ThiduaError

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_CHUNK: Final = 8  # pages sent to a worker at once: enough to hide the way there and back, few enough to share the work evenly
_START_SECONDS: Final = 120.0  # a worker may take this long to load its code on a busy machine
_DEATHS: Final = 2  # of a worker at the same page, after which the page is left behind
_READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class Lost:
    """A page that gave no answer: ``timeout`` (the budget ran out) or ``died`` (its worker ended, twice)."""

    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Chunk(Generic[Task]):
    """Pages for one worker; ``deaths`` counts the workers that died at the only page of a chunk that is tried again."""

    tasks: tuple[Task, ...]
    deaths: int = 0


class Workers(Generic[Task, Answer]):
    """Up to ``count`` processes that run ``make(*arguments)`` once and then the function it returned for each task.

    ``make`` must be importable by name, tasks and answers picklable. ``seconds`` is the time one task may take. ``preload`` names the
    modules that the fork server loads.
    """

    def __init__(
        self,
        make: Callable[..., Callable[[Task], Answer]],
        arguments: tuple[Any, ...],
        *,
        count: int,
        seconds: float,
        preload: Sequence[str],
    ) -> None:
        self._server = multiprocessing.get_context("forkserver")
        self._server.set_forkserver_preload(list(preload))
        self._make = make
        self._arguments = arguments
        self._count = count
        self._seconds = seconds
        self._workers: dict[Connection, _Worker[Task, Answer]] = {}
        self._again: deque[_Chunk[Task]] = deque()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Each task with its answer, as they come; exactly one answer a task. Tasks are taken only as workers become free.

        Raises:
            ThiduaError: workers hang or die while they start, so no page is to blame.
        """
        source = iter(tasks)
        try:
            while True:
                chunk = self._next_chunk(source)
                while chunk is not None and (worker := self._idle()) is not None:
                    worker.give(chunk, self._seconds)
                    chunk = self._next_chunk(source)
                if chunk is not None:
                    # at the head of the line until a worker is free or ready
                    self._again.appendleft(chunk)
                    if len(self._workers) < self._count and all(worker.started for worker in self._workers.values()):
                        self._start_worker()
                elif not any(worker.waiting for worker in self._workers.values()):
                    return
                yield from self._answers()
        finally:
            for worker in self._workers.values():
                worker.end()
            self._workers.clear()

    def _next_chunk(self, source: Iterator[Task]) -> _Chunk[Task] | None:
        if self._again:
            return self._again.popleft()
        tasks = []
        for task in source:
            tasks.append(task)
            if len(tasks) == _CHUNK:
                break
        return _Chunk(tuple(tasks)) if tasks else None

    def _idle(self) -> _Worker[Task, Answer] | None:
        return next((worker for worker in self._workers.values() if worker.started and not worker.waiting), None)

    def _start_worker(self) -> None:
        try:
            worker: _Worker[Task, Answer] = _Worker(self._server, self._make, self._arguments)
        except (ConnectionError, EOFError) as error:
            raise _not_starting(f"the process that starts them is gone ({error})") from error
        self._workers[worker.pipe] = worker

    def _answers(self) -> Iterator[tuple[Task, Answer | Lost]]:
        """Wait for the next word of any worker, or for the first budget to run out."""
        owing = {pipe: worker for pipe, worker in self._workers.items() if worker.waiting or not worker.started}
        soonest = min(worker.deadline for worker in owing.values())
        spoken = wait(list(owing), timeout=max(soonest - time.monotonic(), 0))
        for pipe, worker in owing.items():
            if pipe in spoken:
                yield from self._listen(worker)
            elif time.monotonic() >= worker.deadline:
                yield from self._give_up(worker)

    def _listen(self, worker: _Worker[Task, Answer]) -> Iterator[tuple[Task, Answer | Lost]]:
        try:
            answer = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            yield from self._bury(worker)
            return
        if worker.started:
            yield worker.waiting.popleft(), answer
        worker.started = True
        worker.deadline = time.monotonic() + self._seconds

    def _give_up(self, worker: _Worker[Task, Answer]) -> Iterator[tuple[Task, Answer | Lost]]:
        self._end(worker)
        if not worker.started:
            raise _not_starting(f"one gave no sign within {_START_SECONDS:.0f} s")
        yield worker.waiting.popleft(), Lost("timeout", f"not read within {self._seconds:g} s")
        self._put_back(worker)

    def _bury(self, worker: _Worker[Task, Answer]) -> Iterator[tuple[Task, Answer | Lost]]:
        code = self._end(worker)
        if not worker.started:
            raise _not_starting(f"one ended while it started, {_exit_words(code)}")
        page, deaths = worker.waiting.popleft(), worker.deaths + 1
        if deaths == _DEATHS:
            yield page, Lost("died", f"its worker process died twice ({_exit_words(code)})")
        else:
            self._again.append(_Chunk((page,), deaths))
        self._put_back(worker)

    def _put_back(self, worker: _Worker[Task, Answer]) -> None:
        """The pages behind the lost one did nothing wrong."""
        if worker.waiting:
            self._again.append(_Chunk(tuple(worker.waiting)))
            worker.waiting.clear()

    def _end(self, worker: _Worker[Task, Answer]) -> int | None:
        del self._workers[worker.pipe]
        return worker.end()


class _Worker(Generic[Task, Answer]):
    """One process and what it still owes."""

    def __init__(self, server: ForkServerContext, make: Callable[..., Callable[[Task], Answer]], arguments: tuple[Any, ...]) -> None:
        self.pipe, other = server.Pipe()
        self.process: ForkServerProcess = server.Process(target=_work, args=(other, make, arguments), daemon=True)
        self.process.start()
        other.close()
        self.started = False
        self.deaths = 0  # of workers at the first page in ``waiting``
        self.waiting: deque[Task] = deque()
        self.deadline = time.monotonic() + _START_SECONDS

    def give(self, chunk: _Chunk[Task], seconds: float) -> None:
        self.waiting.extend(chunk.tasks)
        self.deaths = chunk.deaths
        self.deadline = time.monotonic() + seconds
        # a worker that died while it was idle is found when it is listened to
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(chunk.tasks)

    def end(self) -> int | None:
        """End the process, by force if it does not go; its exit code (negative: the signal)."""
        self.pipe.close()
        if not self.waiting:
            self.process.join(1.0)  # it sees the closed pipe
        if self.process.exitcode is None:
            self.process.join(0.05)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        return self.process.exitcode


def _work(pipe: Connection, make: Callable[..., Callable[[Task], Answer]], arguments: tuple[Any, ...]) -> None:
    # Ctrl-C reaches the whole process group; the parent decides what becomes of its workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.getLogger().addHandler(logging.NullHandler())  # what a library says of a page is in the page's outcome
    function = make(*arguments)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(_READY)
        while True:
            for task in pipe.recv():
                pipe.send(function(task))


def _not_starting(why: str) -> ThiduaError:
    return ThiduaError(
        f"The processes that read pages do not start: {why}; memory may be short: give fewer (`thidua read --workers 1`) and run again."
    )


def _exit_words(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
