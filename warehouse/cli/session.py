"""What every verb gets: the home, the flags given before the verb, and how to speak to people and to scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from crawlers.errors import ThiduaError
from crawlers.home import Home, new_run_id

if TYPE_CHECKING:
    from rich.console import Console

    from crawlers.config import Config
    from warehouse.ledger import Ledger, Run


@dataclass(frozen=True, slots=True)
class Session:
    """The flags that stand before the verb."""

    home_option: Path | None = None
    debug: bool = False

    @property
    def home(self) -> Home:
        """The home of this command line."""
        return Home.resolve(self.home_option)


@dataclass(frozen=True, slots=True)
class Job:
    """A run that writes: it holds the home's lock, logs under its id and is recorded in the ledger."""

    home: Home
    config: Config
    run_id: str
    ledger: Ledger


def session_of(context: typer.Context) -> Session:
    """The session that the application's callback made."""
    session = context.find_object(Session)
    return session or Session()


@contextmanager
def writing_job(
    session: Session, verb: str, *, home: Home | None = None, config: Config | None = None, on_end: Callable[[Run], None] | None = None
) -> Iterator[Job]:
    """Everything around a verb that writes; ``on_end`` is told of the run when it is over, however it ended, or could not begin.

    Raises:
        ConfigurationError: ``thidua.toml`` is wrong.
        ThiduaError: another run holds the home.
    """
    from crawlers.config import load_config
    from warehouse.home_lock import home_lock
    from warehouse.ledger import Ledger, describe, recorded_run
    from warehouse.logs import log_to_standard_error, run_logs

    home = home or session.home
    config = config or load_config(home)
    run_id = new_run_id()
    ledger = Ledger(home, run_id, verb)
    with ExitStack() as held:
        try:
            held.enter_context(home_lock(home, run_id, verb))
            held.enter_context(run_logs(home, run_id, debug=session.debug, is_screen_busy=sys.stderr.isatty()))
        except (ThiduaError, OSError) as error:
            ledger.run.status, ledger.run.error = "failed", describe(error)
            if on_end is not None:
                log_to_standard_error()
                on_end(ledger.run)
            raise
        try:
            with recorded_run(ledger):
                yield Job(home, config, run_id, ledger)
        finally:
            if on_end is not None:
                on_end(ledger.run)


def print_json(document: Any) -> None:
    """One JSON document on standard output, indented."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def screen() -> Console:
    """Console for results on standard output; as wide as the terminal, and wide enough for tables when there is none."""
    from rich.console import Console

    class _Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return _Screen(highlight=False, width=None if sys.stdout.isatty() else 140)
