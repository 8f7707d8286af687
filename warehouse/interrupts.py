"""How a run learns that it is to end, even if something on the way swallows the exception."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_arrived: list[int] = []  # signals of this process since `signals_as_exceptions` was entered


class Terminated(BaseException):
    """SIGTERM arrived. No ``Exception``, so that nothing on the way takes it for the fault of a page or a step."""

    def __str__(self) -> str:
        return "ended by SIGTERM"


def interruption(number: int) -> BaseException:
    """The exception for a signal that ended a child: KeyboardInterrupt for SIGINT, else :class:`Terminated`."""
    return KeyboardInterrupt() if number == signal.SIGINT else Terminated()


@contextlib.contextmanager
def signals_as_exceptions() -> Iterator[None]:
    """SIGINT and SIGTERM raise KeyboardInterrupt and :class:`Terminated`, and are remembered.

    An exception out of a signal handler surfaces wherever the interpreter happens to be. Callbacks of native code wrap it (pydantic
    builds its validators so) or drop it (anything called while an object is finalised), and the run would go on as if nothing had
    been said. :func:`pending_interruption` still knows. Outside the main thread, which hears no signals, nothing is changed.
    """
    _arrived.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _arrive) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _arrived.clear()


def pending_interruption() -> BaseException | None:
    """The exception for the first signal that arrived, whatever has become of the one that was raised then."""
    return interruption(_arrived[0]) if _arrived else None


def raise_if_interrupted() -> None:
    """Raise the exception of a signal that arrived and was swallowed; cheap enough for every page.

    Raises:
        KeyboardInterrupt: SIGINT arrived.
        Terminated: SIGTERM arrived.
    """
    if _arrived:
        raise interruption(_arrived[0])


def _arrive(number: int, _frame: FrameType | None) -> None:
    _arrived.append(number)
    raise interruption(number)
