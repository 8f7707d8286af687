"""What became of each page of a crawl: a closed list, one outcome a page and run, appended as it is known."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple

from crawlers.errors import ThiduaError
from crawlers.whole_files import replaced_file

OUTCOMES_FILE: Final = "outcomes.jsonl"


class Outcome(StrEnum):
    """Every way a page of a crawl can end."""

    CAPTURED = "captured"  # its body is in the archive
    UNCHANGED = "unchanged"  # 304, or the same body as before: a revisit record
    REDIRECTED = "redirected"  # led to another page of the site, which is counted for itself
    ROBOTS_DENIED = "robots_denied"  # robots.txt forbids it
    HTTP_ERROR = "http_error"  # answered, but neither with 200 nor with 304
    NETWORK_ERROR = "network_error"  # no whole answer: name, connection, certificate, time, cut short
    TOO_LARGE = "too_large"  # over the body limit, as sent or unpacked
    NOT_HTML = "not_html"  # an article or listing address that gave something else
    REFUSED_ADDRESS = "refused_address"  # leads to an address that is not public
    OFFSITE = "offsite"  # led out of the site
    OVER_LIMIT = "over_limit"  # not asked: the site's page limit was reached, or the run was stopped; left to the next run


GOOD: Final = frozenset({Outcome.CAPTURED, Outcome.UNCHANGED, Outcome.REDIRECTED})


class OutcomeRow(NamedTuple):
    """One line of ``archive/<run_id>/outcomes.jsonl``."""

    site_id: str
    url: str
    outcome: str
    reason: str | None
    occurred_at: str  # ISO 8601, UTC
    capture_id: str | None
    kind: str | None = None  # article | listing | feed | sitemap | robots; runs of before it was noted have none
    canonical_url: str | None = None  # the page's identity; likewise


class OutcomeLog(AbstractContextManager["OutcomeLog"]):
    """Appends outcomes to a run's file, a line a write, so that a kill tears at most the last one."""

    def __init__(self, run_dir: Path) -> None:
        self._path = run_dir / OUTCOMES_FILE
        self.counts: dict[str, Counter[str]] = {}
        try:
            run_dir.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab", buffering=0)
        except OSError as error:
            raise self._refused(error) from error

    def add(
        self,
        site_id: str,
        url: str,
        outcome: Outcome,
        reason: str | None = None,
        capture_id: str | None = None,
        *,
        kind: str | None = None,
        canonical_url: str | None = None,
    ) -> OutcomeRow:
        """Append one outcome of a page, with its kind and the address that identifies it.

        Raises:
            ThiduaError: the disk refuses.
        """
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        row = OutcomeRow(site_id, url, outcome.value, reason, now, capture_id, kind, canonical_url)
        line = memoryview(_line(row).encode())
        size = os.fstat(self._file.fileno()).st_size
        try:
            while line:
                line = line[self._file.write(line) :]  # a disk that is nearly full takes a part
        except OSError as error:
            # half a line would spoil the next one, should there be room again
            os.truncate(self._file.fileno(), size)
            raise self._refused(error) from error
        self.counts.setdefault(site_id, Counter())[outcome.value] += 1
        return row

    def close(self) -> None:
        """Flush to disk and close.

        Raises:
            ThiduaError: the disk refuses.
        """
        if self._file.closed:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._refused(error) from error
        finally:
            self._file.close()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _refused(self, error: OSError) -> ThiduaError:
        return ThiduaError(f"{self._path}: cannot be written ({error.strerror}); free some room or mend the permissions, then run again.")


def read_outcomes(run_dir: Path) -> Iterator[OutcomeRow]:
    """The outcomes of a run, in order; a last line torn by a kill is left out. No file means no outcomes.

    Raises:
        ThiduaError: the file cannot be read, or a line other than the last is damaged.
    """
    path = run_dir / OUTCOMES_FILE
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    except OSError as error:
        raise ThiduaError(f"{path}: cannot be read ({error.strerror}); check the disk and the permissions.") from error
    for number, line in enumerate(lines[:-1], start=1):  # what follows the last line feed is torn, or empty
        try:
            row = OutcomeRow(**json.loads(line))
            datetime.fromisoformat(row.occurred_at)
        except (ValueError, TypeError) as error:
            raise ThiduaError(f"{path}: line {number} is damaged ({error}); restore the file, or delete that line.") from error
        yield row


def drop_outcomes(run_dir: Path, is_wanted: Callable[[OutcomeRow], bool]) -> int:
    """Take the outcomes that ``is_wanted`` out of a finished run's file, which is replaced whole; how many there were.

    Raises:
        ThiduaError: a line other than the last is damaged.
        OSError: the disk refuses; the file is as it was.
    """
    rows = list(read_outcomes(run_dir))
    kept = [row for row in rows if not is_wanted(row)]
    if len(kept) == len(rows):
        return 0
    with replaced_file(run_dir / OUTCOMES_FILE) as handle:
        handle.writelines(_line(row) for row in kept)
    return len(rows) - len(kept)


def _line(row: OutcomeRow) -> str:
    return json.dumps(row._asdict(), ensure_ascii=False) + "\n"
