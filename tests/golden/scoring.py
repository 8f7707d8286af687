"""How well a text was taken from a page: precision, recall and F1 over runs of four words, the usual measure of extraction benchmarks.

A text is the multiset of its runs of four words (shorter texts are one run). Runs of captions count neither way: some readers keep
captions apart, some in the text, some drop them, and none of that is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")
RUN: Final = 4


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of runs; 1.0 of a page without text of which nothing was read."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words in lower case with their numbers."""
    words = _WORD.findall(text.lower())
    if not words:
        return Counter()
    return Counter(tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1)))


def score(found: str, expected: str, captions: Iterable[str] = ()) -> Score:
    """How ``found`` covers ``expected``, both of them article text without headline."""
    neutral = sum((shingles(caption) for caption in captions), Counter[tuple[str, ...]]())
    wanted = shingles(expected)
    got = shingles(found) - (neutral - wanted)
    if not got and not wanted:
        return Score(1.0, 1.0)
    right = (got & wanted).total()
    return Score(right / got.total() if got else 0.0, right / wanted.total() if wanted else 0.0)
