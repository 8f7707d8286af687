"""Where everything of one home lies, and the names of runs. A home is one folder; nothing of two homes ever mixes."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from crawlers.errors import ConfigurationError

HOME_VARIABLE: Final = "THIDUA_HOME"
DEFAULT_HOME: Final = Path("data")
_NOT_IN_PATHS: Final = "*?#[]{}'\"\\\n"
RUN_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Home:
    """One home folder and the places in it. Making the object touches no disk; each room makes the folders it writes."""

    root: Path

    @classmethod
    def resolve(cls, explicit: Path | None = None) -> Home:
        """``explicit`` if given, else the environment variable THIDUA_HOME if set and not empty, else ``./data``; always absolute.

        Raises:
            ConfigurationError: the path holds a character that SQL reads as a pattern or a quote.
        """
        chosen = explicit or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)
        root = chosen.expanduser().absolute()
        if held := [mark for mark in _NOT_IN_PATHS if mark in str(root)]:
            raise ConfigurationError(
                f"{str(root)!r} cannot be a home: the build finds its files by patterns, and {' '.join(map(repr, held))} in the path would "
                "change them; rename the folder or choose another with --home."
            )
        return cls(root)

    @property
    def archive(self) -> Path:
        """WARC files, one folder a crawl run: the only thing that can never be made again."""
        return self.root / "archive"

    @property
    def landing(self) -> Path:
        """Parquet tables written by the read step."""
        return self.root / "landing"

    @property
    def build(self) -> Path:
        """The private database file of the build step; nobody else opens it."""
        return self.root / "build"

    @property
    def releases(self) -> Path:
        """One folder a release."""
        return self.root / "releases"

    @property
    def latest(self) -> Path:
        """Relative symbolic link to the newest release that passed its tests."""
        return self.root / "latest"

    @property
    def crawl_lock(self) -> Path:
        """Lock file that every crawl holds while it writes into the archive; it dies with its process."""
        return self.state / "crawl.lock"

    @property
    def state(self) -> Path:
        """Fetch state, run ledger and lock."""
        return self.root / "state"

    @property
    def runs(self) -> Path:
        """The run ledger: one JSON document a run."""
        return self.state / "runs"

    @property
    def logs(self) -> Path:
        """One JSON Lines log a run."""
        return self.root / "logs"

    @property
    def config_file(self) -> Path:
        """The configuration; it need not exist."""
        return self.root / "thidua.toml"


def new_run_id(now: datetime | None = None) -> str:
    """``YYYYMMDDTHHMMSSZ-xxxxxx``: start in UTC (``now`` must be aware), then six random hex digits."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
