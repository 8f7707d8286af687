"""One request at a time to one archive, at its own pace: Retry-After obeyed, back-off on 429, 5xx and broken connections."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError, LocationValueError

from crawlers.backfill.outcomes import BackfillOutcome, NotTakenError
from crawlers.retry_after import seconds_to_wait

_ASKS_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_SHORTEST_BACK_OFF_SECONDS: Final = 0.5
_CHUNK_BYTES: Final = 1 << 16
_TIMES_OF_ONE_WAIT: Final = 10  # a body that drips in may take so many times the time of one wait for bytes


class UnansweredError(Exception):
    """The archive gave no usable answer, however often it was asked; says what it gave last."""


class LeftAloneError(UnansweredError):
    """The archive asks for a longer pause than is kept; this run asks it nothing more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an archive answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ArchiveClient:
    """Asks one archive. ``requests`` counts what left, repetitions included."""

    def __init__(self, user_agent: str, *, seconds: float, attempts: int, longest_pause_seconds: float, timeout_seconds: float) -> None:
        self.requests = 0
        self._seconds = seconds
        self._attempts = attempts
        self._longest_pause = longest_pause_seconds
        self._timeout = timeout_seconds
        self._pool = urllib3.PoolManager(num_pools=4, headers={"User-Agent": user_agent, "Accept-Encoding": "identity"})
        self._not_before = 0.0

    def get(
        self,
        url: str,
        fields: Sequence[tuple[str, str]] = (),
        *,
        most_bytes: int,
        headers: Mapping[str, str] | None = None,
        is_meant: Callable[[Answer], bool] = lambda _: False,
    ) -> Answer:
        """The answer to one question; redirects are answers too, and are not followed.

        ``is_meant`` tells an answer whose status is that of the archived page (a 503 of years ago) from one of the archive itself.

        Raises:
            UnansweredError: none in the attempts allowed.
            LeftAloneError: the archive asks for a longer pause.
            NotTakenError: too_large: more than ``most_bytes``; damaged: no address.
        """
        address = f"{url}?{urlencode(fields)}" if fields else url
        last = ""
        for attempt in range(self._attempts):
            self._wait()
            pause: float | None = None
            try:
                answer = self._ask(address, headers or {}, most_bytes)
            except LocationValueError as error:
                raise NotTakenError(BackfillOutcome.DAMAGED, f"an address that cannot be asked for ({error})") from error
            except (HTTPError, OSError) as error:
                last = f"{type(error).__name__}: {str(error)[:200]}"
            else:
                if answer.status not in _ASKS_AGAIN or is_meant(answer):
                    return answer
                last = f"status {answer.status}"
                pause = seconds_to_wait(answer.headers.get("retry-after", ""), datetime.now(UTC))
            if pause is not None and pause > self._longest_pause:
                raise LeftAloneError(f"it asks to be left alone for {pause:.0f} s ({last})")
            back_off = max(self._seconds, _SHORTEST_BACK_OFF_SECONDS) * 2**attempt
            self._not_before = time.monotonic() + (min(back_off, self._longest_pause) if pause is None else max(pause, self._seconds))
        raise UnansweredError(f"{last}, asked {self._attempts} times")

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _wait(self) -> None:
        pause = self._not_before - time.monotonic()
        if pause > 0:
            time.sleep(pause)

    def _ask(self, address: str, headers: Mapping[str, str], most_bytes: int) -> Answer:
        self.requests += 1
        deadline = time.monotonic() + self._timeout * _TIMES_OF_ONE_WAIT
        response = self._pool.request(
            "GET",
            address,
            headers={**self._pool.headers, **headers},
            timeout=urllib3.Timeout(self._timeout),
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            body = bytearray()
            for chunk in response.stream(_CHUNK_BYTES, decode_content=False):
                body += chunk
                if len(body) > most_bytes:
                    raise NotTakenError(BackfillOutcome.TOO_LARGE, f"more than {most_bytes} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError("the body came in too slowly")
            answer = Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, bytes(body))
            response.release_conn()
        except BaseException:
            response.close()
            raise
        finally:
            # the pause runs from the end of an answer, so that a slow archive is not asked the harder
            self._not_before = time.monotonic() + self._seconds
        return answer
