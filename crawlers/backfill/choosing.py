"""Which of the listed pages are asked for, and in which order: relevance before depth, and nothing left out in silence."""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import unquote

from crawlers.backfill.outcomes import KEPT
from crawlers.backfill.report import Period, Selection
from crawlers.backfill.state import BackfillState, Listed
from crawlers.forgotten import Forgotten
from crawlers.relevance import Relevance

_EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for."""

    everything: bool = False  # below the line too
    line: float | None = None  # instead of that of the terms
    limit: int | None = None  # most pages of this run
    sample: int = 0  # so many of the pages below the line besides
    versions: int = 1  # most different bodies of a page; 0: all
    slug: str = ""  # must occur in the address


@dataclass(frozen=True, slots=True)
class Job:
    """One page to ask for: its captures that were not tried, in time order, and how many bodies are still wanted (0: all)."""

    page: str
    score: float
    captures: tuple[Listed, ...]
    wanted: int
    digests: frozenset[str]  # of captures that the archive has

    @property
    def year(self) -> int:
        """Year of the first capture that was not tried."""
        return self.captures[0].moment.year


def choose(
    state: BackfillState, source: str, site_id: str, period: Period, relevance: Relevance, wishes: Wishes, forgotten: Forgotten
) -> tuple[list[Job], Selection]:
    """The pages to ask for now, most relevant first and among equals by their first capture, and what is left out."""
    line = relevance.line if wishes.line is None else wishes.line
    selection = Selection(line=line)
    have = state.bodies(period.begins, period.ends)
    chosen: list[Job] = []
    left_out = _LeftOut(wishes.sample)
    for page, group in groupby(state.listed(source, period.begins, period.ends), key=lambda one: one.page):
        captures = [one for one in group if wishes.slug in unquote(one.url)]
        if not captures:
            continue
        if forgotten.has(site_id, page):
            selection.forgotten += 1
            continue
        scores = [relevance.of_address(url) for url in dict.fromkeys(one.url for one in captures)]
        score = max(one.value for one in scores)
        year = selection.years[captures[0].moment.year]
        selection.captures += len(captures)
        selection.pages += 1
        selection.wordless += all(one.is_wordless for one in scores)
        selection.relevant += score >= line
        year["pages"] += 1
        year["relevant"] += score >= line
        job = _job(page, score, captures, have.get(page, 0), wishes.versions)
        if job is None:
            selection.kept += 1
        elif not job.captures:
            selection.settled += 1
        elif wishes.everything or score >= line:
            chosen.append(job)
        else:
            year["left_out"] += 1
            left_out.add(job)
    for job in left_out.sample():
        chosen.append(job)
        selection.years[job.year]["left_out"] -= 1
    chosen.sort(key=lambda job: (-job.score, job.captures[0].moment, job.page))
    taken = chosen if wishes.limit is None else chosen[: wishes.limit]
    for job in taken:
        selection.years[job.year]["chosen"] += 1
    selection.chosen, selection.over_limit = len(taken), len(chosen) - len(taken)
    selection.below_line = left_out.count - len(left_out.sample())
    selection.left_out = left_out.examples()
    return taken, selection


class _LeftOut:
    """Pages below the line: a few of them and their number, since there may be millions."""

    def __init__(self, sample: int) -> None:
        self.count = 0
        self._size = sample
        self._sample: list[tuple[int, str, Job]] = []  # heap, its first is the first to go
        self._best: list[tuple[float, str]] = []  # heap, likewise

    def add(self, job: Job) -> None:
        """One more page."""
        self.count += 1
        _push(self._best, (job.score, job.captures[0].url), _EXAMPLES + self._size)
        # by a hash: the same pages on every machine and in every run, and not those that come first in the alphabet
        number = int.from_bytes(hashlib.sha256(job.page.encode()).digest()[:8])
        _push(self._sample, (number, job.page, job), self._size)

    def sample(self) -> list[Job]:
        """The pages to take all the same."""
        return [job for _, _, job in self._sample]

    def examples(self) -> list[str]:
        """Addresses that stay left out, those of the highest scores first."""
        taken = {job.captures[0].url for job in self.sample()}
        return [url for _, url in sorted(self._best, key=lambda one: (-one[0], one[1])) if url not in taken][:_EXAMPLES]


def _push(heap: list[Any], item: Any, most: int) -> None:
    """Keep the ``most`` greatest items."""
    if len(heap) < most:
        heapq.heappush(heap, item)
    elif most:
        heapq.heappushpop(heap, item)


def _job(page: str, score: float, captures: list[Listed], have: int, versions: int) -> Job | None:
    """Null when the archive has as many bodies of the page as are wanted."""
    kept = frozenset(one.digest for one in captures if one.outcome in KEPT and one.digest)
    have = max(have, len(kept))
    if versions and have >= versions:
        return None
    rest = tuple(one for one in captures if one.is_open and one.digest not in kept)
    if have and not rest:
        return None
    return Job(page, score, rest, versions - have if versions else 0, kept)
