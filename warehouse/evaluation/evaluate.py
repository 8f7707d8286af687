"""All figures of one half of the gold set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.registry import Registry
from warehouse.evaluation.acceptance import Acceptance, accepted_at, line_in_force, steps
from warehouse.evaluation.article import TABLES, ArticleScore, answer_article, judge_article
from warehouse.evaluation.counting import Tally
from warehouse.evaluation.gold import PERIODS, GoldArticle, load_gold, other_readings
from warehouse.evaluation.resampling import RESAMPLES, Figure, figures
from warehouse.evaluation.statuses import Confusion
from warehouse.events import RULES_VERSION, Document, Extraction, extract


@dataclass(frozen=True, slots=True)
class Readers:
    """How far another reader agrees with the labels: his own judged as if they were an answer."""

    articles: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one half, and the articles they come from (never shown for the test half)."""

    split: str
    rules_version: str
    scores: list[ArticleScore]
    figures: dict[str, Figure]
    groups: dict[str, dict[str, dict[str, Figure]]]  # "bloc_kind" or "period" → value → figures
    group_sizes: dict[str, dict[str, int]]
    confusion: Confusion
    line: Acceptance
    lines: list[Acceptance]
    readers: dict[str, Readers]

    @property
    def wholly_right(self) -> int:
        """Articles without any difference."""
        return sum(not score.differences for score in self.scores)

    @property
    def evidence_faults(self) -> list[str]:
        """Slots whose evidence is missing or not exact."""
        return [f"{score.article.id} {fault}" for score in self.scores for fault in score.evidence[1]]

    def worst(self, count: int = 10) -> list[ArticleScore]:
        """The articles with most wrong slots, worst first; none that is wholly right."""
        wrong = [score for score in self.scores if score.differences]
        return sorted(wrong, key=lambda score: (-score.argument.extra - score.argument.missed, score.article.id))[:count]


def evaluate(folder: Path, split: str, registry: Registry, *, resamples: int = RESAMPLES) -> Evaluation:
    """Run the rules on one half of a gold set and judge every answer.

    Raises:
        ConfigurationError: the gold set cannot be read.
    """
    articles = load_gold(folder, split, registry)

    def extractor(document: Document) -> Extraction:
        return extract(document, province_of_host=registry.province_for_host)

    return summarise(split, [answer_article(article, extractor) for article in articles], _readings(folder, articles), resamples)


def summarise(
    split: str, scores: list[ArticleScore], readings: Mapping[str, Sequence[ArticleScore]] | None = None, resamples: int = RESAMPLES
) -> Evaluation:
    """The figures of judged articles; ``readings`` are the labels of other readers, by reader, judged as if they were answers."""
    line = accepted_at(scores, line_in_force())
    named = figures([score.tallies() | {"accepted": accepted_at([score], line.line).accepted} for score in scores], resamples)
    by_kind, kind_sizes = _grouped(scores, lambda article: article.bloc_kind, resamples)
    by_period, period_sizes = _grouped(scores, lambda article: article.period, resamples)
    confusion: Confusion = Counter()
    for score in scores:
        confusion.update(score.confusion)
    return Evaluation(
        split=split,
        rules_version=RULES_VERSION,
        scores=scores,
        figures=named,
        groups={"bloc_kind": by_kind, "period": by_period},
        group_sizes={"bloc_kind": kind_sizes, "period": period_sizes},
        confusion=confusion,
        line=line,
        lines=steps(scores),
        readers={
            reader: Readers(len(judged), figures([_reader_tallies(reading) for reading in judged], 0))
            for reader, judged in (readings or {}).items()
        },
    )


def _grouped(
    scores: list[ArticleScore], group_of: Callable[[GoldArticle], str], resamples: int
) -> tuple[dict[str, dict[str, Figure]], dict[str, int]]:
    groups: dict[str, list[ArticleScore]] = {}
    for score in scores:
        groups.setdefault(group_of(score.article), []).append(score)
    order = sorted(groups, key=lambda group: (PERIODS.index(group) if group in PERIODS else 0, group))
    wanted = ("relevance", "meetings.rows", "lead_units.rows", "awards.rows", "argument")
    named = {
        group: figures([{name: score.tallies()[name] for name in wanted} for score in members], resamples)
        for group, members in ((group, groups[group]) for group in order)
    }
    return named, {group: len(groups[group]) for group in order}


def _readings(folder: Path, articles: list[GoldArticle]) -> dict[str, list[ArticleScore]]:
    """Other readers' labels, judged against the labels. They carry no evidence."""
    return {
        reader: [
            judge_article(article, label | {table: [{**row, "evidence": {}} for row in label[table]] for table in TABLES})
            for article, label in read
        ]
        for reader, read in other_readings(folder, articles).items()
    }


def _reader_tallies(reading: ArticleScore) -> dict[str, Tally]:
    tallies = reading.tallies()
    return {name: tallies[name] for name in tallies if name != "evidence" and ".slots." not in name}
