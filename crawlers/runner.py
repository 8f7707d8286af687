"""Running one crawl in a process of its own, since a Twisted reactor cannot be started twice; imports neither Scrapy nor Twisted."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Final

from crawlers.config import Config
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.forgotten import Forgotten
from crawlers.home import Home
from crawlers.registry import load_registry
from crawlers.session import choose_sites, require_contact

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_POLL_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a crawl is, for a progress bar. ``total`` grows while pages are being found."""

    done: int
    total: int
    captured: int
    sites: Mapping[str, tuple[int, int]]  # site → pages done, pages found


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did."""

    run_id: str
    sites: Mapping[str, Mapping[str, int]]  # site → outcome → pages
    not_due: Mapping[str, int] = field(default_factory=dict)  # site → known articles that were named and not asked for
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    stopped_by: int | None = None  # number of the signal that ended the run early
    expected: Mapping[str, str] = field(default_factory=dict)  # sites that gave nothing, as their files say → in which words

    @property
    def outcomes(self) -> dict[str, int]:
        """Pages by outcome, all sites together."""
        total: Counter[str] = Counter()
        for counts in self.sites.values():
            total.update(counts)
        return dict(sorted(total.items()))

    @property
    def pages(self) -> int:
        """Pages of the run: the sum of its outcomes."""
        return sum(self.outcomes.values())

    def as_json(self) -> dict[str, Any]:
        """All of it, totals included."""
        return {**asdict(self), "outcomes": self.outcomes, "pages": self.pages}


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """What the child process needs to know."""

    home: Home
    run_id: str
    sites: tuple[str, ...]
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CrawlFailure:
    """A crawl that could not be begun or finished, as the child says it."""

    message: str
    is_usage: bool


def crawl(
    home: Home,
    config: Config,
    run_id: str,
    sites: Sequence[str] = (),
    *,
    settings: Mapping[str, Any] | None = None,
    progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlReport:
    """Crawl the sites (or those of the configuration, or all active ones) into ``archive/<run_id>/``.

    ``settings`` go over Scrapy's settings of this project; they must be picklable. SIGINT and SIGTERM, when this is the main
    thread, close the crawl cleanly (a second one some seconds later: at once); the signal is then raised again for the caller's
    own handler, whose exit code it is. The log of the crawl is ``logs/<run_id>.crawl.log``.

    Raises:
        ConfigurationError: no contact for a live crawl, or an unknown site.
        ThiduaError: another crawl of the home runs, the disk refuses, or the crawl process died.
    """
    overrides = dict(settings or {})
    if "TWISTED_DNS_RESOLVER" not in overrides:
        require_contact(config, home)
    choose_sites(load_registry(), config, tuple(sites), Forgotten.of(home))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    job = CrawlJob(home, run_id, tuple(sites), overrides)
    # the child imports Scrapy, this process never does
    child = context.Process(target=_start, args=(job, theirs), name=f"crawl-{run_id}")
    with _forwarded(child) as received:
        child.start()
        theirs.close()
        answer = _listen(ours, child, progress)
        child.join()
    if received:
        signal.raise_signal(received[0])
    if isinstance(answer, CrawlReport):
        return replace(answer, stopped_by=received[0] if received else None)
    if isinstance(answer, CrawlFailure):
        raise ConfigurationError(answer.message) if answer.is_usage else ThiduaError(answer.message)
    raise ThiduaError(
        f"The crawl process ended without a report (exit code {child.exitcode}); what was captured is kept, and the next crawl goes on "
        f"from there. {home.logs / run_id}.crawl.log says more."
    )


def _start(job: CrawlJob, connection: Connection) -> None:
    # until Scrapy is there nothing can be closed: a Ctrl-C of that moment ends the process at once, without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from crawlers.crawl_process import run

    run(job, connection)


def _listen(connection: Connection, child: Any, progress: Callable[[CrawlProgress], None] | None) -> CrawlReport | CrawlFailure | None:
    """Hand on progress until the child sends its answer, or is gone without one."""
    while True:
        try:
            if connection.poll(_POLL_SECONDS):
                message = connection.recv()
                if isinstance(message, CrawlReport | CrawlFailure):
                    return message
                if progress:
                    progress(message)
            elif not child.is_alive():
                return None
        except (EOFError, ConnectionResetError):
            return None


@contextmanager
def _forwarded(child: Any) -> Iterator[list[int]]:
    """Hand SIGINT and SIGTERM on to the child, which is in a process group of its own and hears no key presses."""
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return

    def forward(number: int, _: FrameType | None) -> None:
        received.append(number)
        if child.pid and child.is_alive():
            _signal_child(child.pid, number)

    before = {number: signal.signal(number, forward) for number in _SIGNALS}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _signal_child(pid: int, number: int) -> None:
    """Send a signal to the crawl process; one that has just ended needs none."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
