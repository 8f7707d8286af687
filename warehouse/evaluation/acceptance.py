"""Coverage against precision over the confidence line: what reaches the facts when rows below the line go to review."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawlers.errors import ConfigurationError
from warehouse.evaluation.article import ArticleScore
from warehouse.evaluation.counting import Tally

_PROJECT: Final = Path(__file__).resolve().parents[2] / "dbt_project" / "dbt_project.yml"
_LINE: Final = re.compile(r"^ +confidence_line: *([01](?:\.\d+)?)\s*$", re.MULTILINE)
LINES: Final = tuple(step / 20 for step in range(20))


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a line does: ``accepted`` counts rows at or above it (missed: labelled rows that are not among them)."""

    line: float
    accepted: Tally
    answered: int  # rows of the answers that count, below the line too

    @property
    def share(self) -> float:
        """Share of the answered rows that are accepted."""
        return (self.accepted.right + self.accepted.extra) / self.answered if self.answered else 1.0


def line_in_force() -> float:
    """The confidence below which the warehouse sends a row to review (``confidence_line`` of the dbt project).

    Raises:
        ConfigurationError: the dbt project cannot be read or does not say it.
    """
    try:
        project = _PROJECT.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{_PROJECT}: cannot be read ({error.strerror}); the confidence line stands there.") from error
    found = _LINE.search(project)
    if found is None:
        raise ConfigurationError(f"{_PROJECT}: vars has no confidence_line; set it to a number from 0 to 1.")
    return float(found[1])


def accepted_at(scores: Iterable[ArticleScore], line: float) -> Acceptance:
    """What is accepted of all tables at a line."""
    tally, answered, labelled = Tally(), 0, 0
    for score in scores:
        for table in score.tables.values():
            labelled += table.rows.right + table.rows.missed
            for judged in table.judged:
                if judged.right is None:
                    continue
                answered += 1
                if judged.row.get("confidence", 1.0) >= line:
                    tally.add(Tally(right=int(judged.right), extra=int(not judged.right)))
    tally.missed = labelled - tally.right
    return Acceptance(line, tally, answered)


def steps(scores: list[ArticleScore]) -> list[Acceptance]:
    """The lines at which something changes, from 0 upwards."""
    found: list[Acceptance] = []
    for line in LINES:
        step = accepted_at(scores, line)
        if not found or found[-1].accepted != step.accepted:
            found.append(step)
    return found
