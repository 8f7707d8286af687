"""What an archive must offer to be backfilled from: an index that is asked in pages, and captures one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from crawlers.archive import Exchange
from crawlers.backfill.report import Period
from crawlers.backfill.state import Listed


class IndexRow(NamedTuple):
    """One capture as an index lists it; texts are empty where the index says nothing."""

    url: str
    moment: datetime | None  # null: not a moment
    status: str  # three digits, or "-"
    mime: str
    digest: str
    truncated: str  # why the archive cut the body
    place: dict[str, Any]  # what is needed to fetch it


class IndexAnswer(NamedTuple):
    """A part of the answer to a query, and where the next part begins; null at the end."""

    rows: list[IndexRow]
    cursor: str | None


class Query(NamedTuple):
    """One question to an index, to be asked in parts. ``key`` stays the same from run to run."""

    key: str
    host: str
    at: str  # year of the Wayback Machine, address of a Common Crawl index
    slug: str


class Source(Protocol):
    """An archive with an index. Every method may raise UnansweredError or LeftAloneError of the client."""

    name: str

    def queries(self, hosts: Sequence[str], period: Period, slug: str) -> list[Query]:
        """The questions that cover the hosts and years; ``slug`` (may be empty) must occur in the address."""

    def ask(self, query: Query, cursor: str | None) -> IndexAnswer:
        """The part of the answer that begins at ``cursor``."""

    def fetch(self, listed: Listed, limit: int) -> Exchange:
        """One capture; ``limit`` bounds its body in bytes.

        Raises:
            NotTakenError: it is not given whole.
        """


def moment_of(timestamp: str) -> datetime | None:
    """The moment of a CDX timestamp of 14 digits (UTC); null for anything else."""
    try:
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def timestamp_of(moment: datetime) -> str:
    """The 14 digits of a moment."""
    return f"{moment.astimezone(UTC):%Y%m%d%H%M%S}"
