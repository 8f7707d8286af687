"""Which of the listed pages are asked for, and in which order: relevance before depth, and nothing left out in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
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


def choose(
    state: BackfillState, source: str, site_id: str, period: Period, relevance: Relevance, wishes: Wishes, forgotten: Forgotten
) -> tuple[list[Job], Selection]:
    """The pages to ask for now, most relevant first and among equals by their first capture, and what is left out."""
    line = relevance.line if wishes.line is None else wishes.line
    selection = Selection(line=line)
    have = state.bodies(period.begins, period.ends)
    chosen: list[Job] = []
    left_out: list[Job] = []
    for page, group in groupby(state.listed(source, period.begins, period.ends), key=lambda one: one.page):
        captures = [one for one in group if wishes.slug in unquote(one.url)]
        if not captures or forgotten.has(site_id, page):
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
            left_out.append(job)
    if wishes.sample:
        # the same pages on every machine and in every run, and not those that come first in the alphabet
        left_out.sort(key=lambda job: hashlib.sha256(job.page.encode()).digest())
        chosen += left_out[: wishes.sample]
        left_out = left_out[wishes.sample :]
    chosen.sort(key=lambda job: (-job.score, job.captures[0].moment, job.page))
    taken = chosen if wishes.limit is None else chosen[: wishes.limit]
    selection.chosen, selection.over_limit, selection.below_line = len(taken), len(chosen) - len(taken), len(left_out)
    for name, jobs in (("chosen", taken), ("left_out", left_out)):
        for job in jobs:
            selection.years[job.captures[0].moment.year][name] += 1
    selection.left_out = [job.captures[0].url for job in _best(left_out)]
    return taken, selection


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


def _best(jobs: Iterable[Job]) -> Iterator[Job]:
    return iter(sorted(jobs, key=lambda job: (-job.score, job.page))[:_EXAMPLES])
