"""Taking captures over into the archive, each body of a page once: what is on disk decides, not what was meant to be written."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final

from crawlers.archive import Exchange, WarcWriter, iter_captures, salvage
from crawlers.backfill.outcomes import BackfillOutcome
from crawlers.backfill.state import BackfillState
from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.registry import Registry
from crawlers.session import software

STATE_FOLDER: Final = "backfill"  # below state/
_NUMBERED: Final = "-[0-9][0-9][0-9][0-9][0-9].warc.gz"
logger = logging.getLogger(__name__)


def finish_leftovers(home: Home) -> None:
    """Make whole files of what killed runs left open; files that a running crawl writes are left alone.

    Raises:
        ThiduaError: the disk refuses.
    """
    for run_dir in sorted({path.parent for path in home.archive.glob("*/*.warc.gz.open")}):
        report = salvage(run_dir)
        logger.info("%s: finished %d files of a killed run, cut %d torn bytes", run_dir.name, len(report.kept), report.cut_bytes)


class Keeper(AbstractContextManager["Keeper"]):
    """Writes the captures of one site and run. On entering, the state learns what the archive has by now.

    ``problems`` are files of the archive that could not be read, one sentence each; what they hold may be taken over once more.
    """

    def __init__(
        self, home: Home, registry: Registry, site_id: str, run_id: str, source: str, *, operator: str | None, max_bytes: int
    ) -> None:
        self.state = BackfillState(home.state / STATE_FOLDER / f"{site_id}.sqlite3")
        self.problems: list[str] = []
        self._home = home
        self._registry = registry
        self._site_id = site_id
        self._writer = WarcWriter(
            home.archive / run_id, site_id, run_id=run_id, software=software(), operator=operator, source=source, max_bytes=max_bytes
        )
        try:
            self._learn()
        except BaseException:
            self.state.close()
            raise

    def keep(self, exchange: Exchange) -> tuple[BackfillOutcome, str | None]:
        """Write a page, unless the archive has its body: the outcome, and the id of the capture written.

        Raises:
            ThiduaError: the disk refuses.
        """
        page = self._registry.canonical_url(exchange.url)
        sha256 = exchange.payload_sha256
        if self.state.has_body(page, sha256, exchange.captured_at):
            return BackfillOutcome.DUPLICATE, None
        stored = self._writer.write(exchange)
        # a kill between these lines costs nothing: the next run reads the file
        self.state.add_body(page, sha256, exchange.captured_at)
        return BackfillOutcome.CAPTURED, stored.capture_id

    def close(self) -> None:
        """Finish the WARC file.

        Raises:
            ThiduaError: the disk refuses.
        """
        try:
            self._writer.close()
        finally:
            self.state.close()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _learn(self) -> None:
        for path in sorted(self._home.archive.glob(f"*/{self._site_id}{_NUMBERED}")):
            name = path.relative_to(self._home.archive).as_posix()
            if not self.state.knows_file(name):
                self._learn_file(path, name)

    def _learn_file(self, path: Path, name: str) -> None:
        try:
            captures = [
                (self._registry.canonical_url(capture.url), capture.payload_sha256, capture.captured_at)
                for capture in iter_captures([path], archive=self._home.archive, max_body_bytes=0)
                if capture.http_status == 200 and not capture.is_revisit
            ]
        except ThiduaError as error:
            self.problems.append(str(error))
            return
        self.state.add_file(name, captures)
