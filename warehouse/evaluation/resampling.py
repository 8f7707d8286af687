"""95 % intervals: articles are drawn again with replacement, seeded, so that the same answers give the same bounds."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from warehouse.evaluation.counting import Tally, total

SEED: Final = 1948
RESAMPLES: Final = 1000
_TAIL: Final = 0.025


@dataclass(frozen=True, slots=True)
class Interval:
    """Percentile bounds of F1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of one thing over articles, and how sure its F1 is (``None``: not resampled)."""

    tally: Tally
    interval: Interval | None = None


def figures(articles: Sequence[Mapping[str, Tally]], resamples: int = RESAMPLES) -> dict[str, Figure]:
    """Sum the tallies of articles by name, with an interval for each.

    Articles, not rows, are drawn: rows of one article stand or fall together.
    """
    if not articles:
        return {}
    names = list(articles[0])
    summed = {name: total([article[name] for article in articles]) for name in names}
    if not resamples:
        return {name: Figure(tally) for name, tally in summed.items()}
    vectors = [[count for name in names for count in _counts(article[name])] for article in articles]
    chance = random.Random(SEED)  # noqa: S311 - resampling keeps no secret
    drawn: list[list[float]] = [[] for _ in names]
    for _ in range(resamples):
        sums = [sum(column) for column in zip(*chance.choices(vectors, k=len(vectors)), strict=True)]
        for index, values in enumerate(drawn):
            values.append(Tally(*sums[3 * index : 3 * index + 3]).f1)
    return {name: Figure(summed[name], _interval(values)) for name, values in zip(names, drawn, strict=True)}


def _counts(tally: Tally) -> tuple[int, int, int]:
    return tally.right, tally.extra, tally.missed


def _interval(values: list[float]) -> Interval:
    values.sort()
    tail = int(len(values) * _TAIL)
    return Interval(values[tail], values[-1 - tail])
