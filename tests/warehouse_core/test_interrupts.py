"""A signal ends the run although native code wraps or drops the exception that its handler raises."""

from __future__ import annotations

import os
import signal
import weakref
from collections.abc import Callable

import pytest

from crawlers.home import Home
from warehouse.interrupts import Terminated, pending_interruption, raise_if_interrupted, signals_as_exceptions
from warehouse.ledger import Ledger, recent_runs, recorded_run

RUN = "20260101T000000Z-abcdef"
SIGNALS = [(signal.SIGTERM, Terminated, "ended by SIGTERM"), (signal.SIGINT, KeyboardInterrupt, "interrupted from the keyboard")]


class _Page:
    """Something that can be weakly referred to."""


def dropped(number: int) -> None:
    """The signal arrives while an object is finalised: the interpreter reports the exception and goes on."""
    page = _Page()
    watch = weakref.ref(page, lambda _: os.kill(os.getpid(), number))
    del page
    assert watch() is None


def wrapped(number: int) -> None:
    """The signal arrives while a library builds something, which takes it for its own error."""
    try:
        os.kill(os.getpid(), number)
    except BaseException as error:
        raise RuntimeError("cannot be built") from error


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("work", [dropped, wrapped])
@pytest.mark.parametrize(("number", "kind", "words"), SIGNALS)
def test_the_ledger_says_what_ended_the_run(
    tmp_path, number: int, kind: type[BaseException], words: str, work: Callable[[int], None]
) -> None:
    home = Home(tmp_path)
    ledger = Ledger(home, RUN, "read")
    with signals_as_exceptions():
        with pytest.raises((kind, RuntimeError)), recorded_run(ledger), ledger.step("read"):
            work(number)
        assert isinstance(pending_interruption(), kind)
        with pytest.raises(kind):
            raise_if_interrupted()
    (run,) = recent_runs(home)
    assert (run.status, run.error) == ("failed", words)
    assert [(step.status, step.error) for step in run.steps] == [("failed", words)]


def test_a_signal_is_forgotten_with_its_run_and_the_handlers_come_back() -> None:
    before = [signal.getsignal(number) for number, _, _ in SIGNALS]
    with signals_as_exceptions(), pytest.raises(Terminated):
        os.kill(os.getpid(), signal.SIGTERM)
    assert pending_interruption() is None
    raise_if_interrupted()
    assert [signal.getsignal(number) for number, _, _ in SIGNALS] == before
