"""What a backfill did or would do, for people and for scripts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

_MOST_REASONS: Final = 20


def printable(text: str) -> str:
    """Words of somebody else on one line and without control characters, which a terminal would obey."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


class Period(NamedTuple):
    """The years whose captures are wanted, both included. It is the year of the capture, not of the article."""

    first: int
    last: int

    @property
    def begins(self) -> datetime:
        """The first moment (UTC)."""
        return datetime(self.first, 1, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The last moment (UTC)."""
        return datetime(self.last, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)

    def covers(self, moment: datetime) -> bool:
        """Whether a capture of ``moment`` (aware) is wanted."""
        return self.first <= moment.astimezone(UTC).year <= self.last


class BackfillProgress(NamedTuple):
    """How far a backfill is; ``total`` is null where nobody knows."""

    done: float
    total: float | None
    words: str


Progress = Callable[[BackfillProgress], None]


@dataclass(slots=True)
class Selection:
    """Which pages an index offers and which of them are asked for. All but ``captures`` are pages."""

    captures: int = 0  # that are candidates: an article address, the period, a page of the kind
    pages: int = 0
    relevant: int = 0  # at or over the line
    wordless: int = 0  # whose address holds no words to judge by
    kept: int = 0  # in the archive already
    settled: int = 0  # every capture was tried
    forgotten: int = 0  # taken out on request
    chosen: int = 0
    below_line: int = 0  # left out
    over_limit: int = 0  # left to the next run
    line: float = 0
    years: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # of the first capture of each page
    left_out: list[str] = field(default_factory=list)  # examples, best first


@dataclass(slots=True)
class BackfillReport:
    """What a run did. ``sites`` counts captures by site and outcome; ``listed`` what the index named that is no candidate."""

    run_id: str
    source: str
    is_dry: bool = False
    sites: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    listed: dict[str, dict[str, int]] = field(default_factory=dict)  # outcome → year → captures
    examples: dict[str, str] = field(default_factory=dict)  # outcome → an address the index named
    selection: Selection | None = None
    reasons: list[str] = field(default_factory=list)  # of captures that were not taken, the first of each kind
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what a person should know and need not mend
    requests: int = 0
    seconds: float = 0.0
    _told: Counter[str] = field(default_factory=Counter)

    def count(self, site_id: str, outcome: str, url: str, reason: str | None) -> None:
        """Count one capture; the first few reasons of each outcome are kept."""
        self.sites[site_id][outcome] += 1
        self._told[outcome] += 1
        if reason and self._told[outcome] <= 3 and len(self.reasons) < _MOST_REASONS:
            self.reasons.append(printable(f"{outcome}: {url[:200]}: {reason}"))

    @property
    def outcomes(self) -> dict[str, int]:
        """Captures by outcome, all sites together."""
        total: Counter[str] = Counter()
        for counts in self.sites.values():
            total.update(counts)
        return dict(sorted(total.items()))

    def as_json(self) -> dict[str, Any]:
        """The document of ``thidua backfill --json``."""
        chosen = self.selection
        return {
            "run_id": self.run_id,
            "source": self.source,
            "dry_run": self.is_dry,
            "outcomes": self.outcomes,
            "sites": {site: dict(sorted(counts.items())) for site, counts in sorted(self.sites.items())},
            "index": {"captures": self.listed, "examples": self.examples} if self.listed else None,
            "selection": chosen
            and {
                "line": chosen.line,
                "captures": chosen.captures,
                "pages": chosen.pages,
                "relevant": chosen.relevant,
                "wordless": chosen.wordless,
                "kept": chosen.kept,
                "settled": chosen.settled,
                "forgotten": chosen.forgotten,
                "chosen": chosen.chosen,
                "below_line": chosen.below_line,
                "over_limit": chosen.over_limit,
                "years": {str(year): dict(sorted(counts.items())) for year, counts in sorted(chosen.years.items())},
                "left_out_examples": chosen.left_out,
            },
            "reasons": self.reasons,
            "warnings": self.warnings,
            "notes": self.notes,
            "requests": self.requests,
            "seconds": round(self.seconds, 3),
        }
