"""How a run learns that it is to end."""

from __future__ import annotations

import signal


class Terminated(BaseException):
    """SIGTERM arrived. No ``Exception``, so that nothing on the way takes it for the fault of a page or a step."""

    def __str__(self) -> str:
        return "ended by SIGTERM"


def interruption(number: int) -> BaseException:
    """The exception for a signal that ended a child: KeyboardInterrupt for SIGINT, else :class:`Terminated`."""
    return KeyboardInterrupt() if number == signal.SIGINT else Terminated()
