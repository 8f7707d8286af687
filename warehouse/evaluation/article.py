"""One labelled article, answered and judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from warehouse.evaluation.counting import Tally, total
from warehouse.evaluation.evidence import check_evidence
from warehouse.evaluation.gold import GoldArticle
from warehouse.evaluation.matching import KEYS, SLOTS, TableScore, score_table
from warehouse.evaluation.statuses import Confusion, confuse_statuses, told_apart
from warehouse.events import Document, Extraction, extract, to_json

TABLES: Final = tuple(KEYS)
Extractor = Callable[[Document], Extraction]


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """What the rules made of one article."""

    article: GoldArticle
    relevance: Tally
    tables: dict[str, TableScore]
    confusion: Confusion
    evidence: tuple[int, list[str]]  # slots checked, faults

    @property
    def argument(self) -> Tally:
        """Slots over all tables."""
        return total([score.all_slots for score in self.tables.values()])

    @property
    def differences(self) -> list[str]:
        """What is wrong, one line for each row; a wrong relevance first."""
        said = [f"relevance: label {self.article.label['relevant']}"] if self.relevance.extra or self.relevance.missed else []
        return said + [f"{table}: {line}" for table, score in self.tables.items() for line in score.differences]

    def tallies(self) -> dict[str, Tally]:
        """Everything that figures are made of, by the figure's name."""
        named = {"relevance": self.relevance}
        named |= {f"{table}.rows": self.tables[table].rows for table in TABLES}
        named |= {f"{table}.slots": self.tables[table].all_slots for table in TABLES}
        named |= {f"{table}.slots.{slot}": self.tables[table].slots[slot] for table in TABLES for slot in SLOTS[table]}
        right, paired = told_apart(self.confusion)
        checked, faults = self.evidence
        named["argument"] = self.argument
        named["status"] = Tally(right, paired - right, paired - right)
        named["evidence"] = Tally(checked - len(faults), len(faults), len(faults))
        return named


def answer_article(article: GoldArticle, extractor: Extractor = extract) -> ArticleScore:
    """Run the rules on an article and judge the answer."""
    extraction = extractor(article.document)
    return judge_article(article, to_json(extraction), to_json(extraction, all_stages=True, further=True))


def judge_article(article: GoldArticle, answer: Mapping[str, Any], everything: Mapping[str, Any] | None = None) -> ArticleScore:
    """Judge an answer; ``everything`` is the same with awards of all stages and further mentions, whose evidence is checked as well."""
    label, province = article.label, article.province
    everything = answer if everything is None else everything
    return ArticleScore(
        article,
        _yes_or_no(label["relevant"], bool(answer["meetings"])) if not label.get("relevant_optional") else Tally(),
        {table: score_table(table, label[table], answer[table], province) for table in TABLES},
        confuse_statuses(label["awards"], everything["awards"], province),
        check_evidence(everything, article.document.text),
    )


def _yes_or_no(wanted: bool, found: bool) -> Tally:
    return Tally(int(wanted and found), int(found and not wanted), int(wanted and not found))
