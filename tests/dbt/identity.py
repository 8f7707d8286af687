"""How well mentions are put together into events: pairs of mentions that the truth, and the warehouse, count as one.

``python -m tests.dbt.identity`` builds the chronicle's articles with dbt and prints precision and recall.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.dbt.building import Built, dbt
from tests.dbt.chronicle import Chronicle

MODELS_ONLY = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
FLOOR = 0.98


@dataclass(frozen=True)
class Score:
    """Pairs of mentions of one event in the truth, in the warehouse, and in both."""

    mentions: int
    true_pairs: int
    found_pairs: int
    common_pairs: int

    @property
    def precision(self) -> float:
        return self.common_pairs / self.found_pairs if self.found_pairs else 1.0

    @property
    def recall(self) -> float:
        return self.common_pairs / self.true_pairs if self.true_pairs else 1.0


def _pairs(sizes: Counter[object]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def pairwise(truth: Mapping[str, str], found: Mapping[str, str]) -> Score:
    """Compare two ways to put mentions together; a mention that ``found`` lacks is alone in an event of its own."""
    events = {mention: found.get(mention, f"alone {mention}") for mention in truth}
    return Score(
        mentions=len(truth),
        true_pairs=_pairs(Counter(truth.values())),
        found_pairs=_pairs(Counter(events.values())),
        common_pairs=_pairs(Counter((truth[mention], events[mention]) for mention in truth)),
    )


def current_truth(built: Built, truth: Mapping[str, str]) -> dict[str, str]:
    """The truth of mentions in current versions of articles; an edit replaces what the version before it said."""
    current = {mention for (mention,) in built.rows("select mention_id from intermediate.int_mentions")}
    return {mention: event for mention, event in truth.items() if mention in current}


def identity_score(built: Built, truth: Mapping[str, str]) -> Score:
    """Score of a finished build of the chronicle."""
    found = dict(built.rows("select mention_id, event_id from intermediate.int_event_mentions"))
    return pairwise(current_truth(built, truth), found)


def measure(folder: Path) -> tuple[int, Score]:
    """Build the chronicle below ``folder``; the number of its articles and the score."""
    chronicle = Chronicle().build()
    built = dbt(MODELS_ONLY, folder / "chronicle", target=folder / "target", landing=chronicle.landing.write(folder / "landing"))
    return chronicle.truth.article_count, identity_score(built, chronicle.truth.events)


def main() -> int:
    """Print the figures; exit code 1 when one is below the floor."""
    with tempfile.TemporaryDirectory() as folder:
        articles, score = measure(Path(folder))
    figures = {"articles": articles, **asdict(score), "precision": round(score.precision, 4), "recall": round(score.recall, 4)}
    print(json.dumps(figures))
    return 0 if min(score.precision, score.recall) >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
