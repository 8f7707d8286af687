"""An evaluation as one JSON document. Of the test half it holds figures only, so that nobody tunes on what it shows."""

from __future__ import annotations

from typing import Any, Final

from warehouse.evaluation.acceptance import Acceptance
from warehouse.evaluation.article import ArticleScore
from warehouse.evaluation.evaluate import Evaluation
from warehouse.evaluation.floors import Floors
from warehouse.evaluation.resampling import Figure
from warehouse.evaluation.statuses import told_apart

_DIGITS: Final = 4
UNSEEN: Final = "test"
"""The half of which no article is ever shown."""


def report(evaluation: Evaluation, floors: Floors, worst: int = 10) -> dict[str, Any]:
    """Keys: split, rules_version, articles, wholly_right, figures, by, statuses, acceptance, evidence, readers, floors, worst."""
    right, paired = told_apart(evaluation.confusion)
    tally = evaluation.figures["evidence"].tally
    document: dict[str, Any] = {
        "split": evaluation.split,
        "rules_version": evaluation.rules_version,
        "articles": len(evaluation.scores),
        "wholly_right": evaluation.wholly_right,
        "figures": {name: _figure(figure) for name, figure in evaluation.figures.items()},
        "by": {
            grouping: {
                group: {"articles": evaluation.group_sizes[grouping][group]} | {name: _figure(figure) for name, figure in named.items()}
                for group, named in groups.items()
            }
            for grouping, groups in evaluation.groups.items()
        },
        "statuses": {
            "accuracy": round(right / paired, _DIGITS) if paired else None,
            "paired": paired,
            "confusion": [
                {"label": label, "answer": answer, "awards": count} for (label, answer), count in sorted(evaluation.confusion.items())
            ],
        },
        "acceptance": {"in_force": _acceptance(evaluation.line), "lines": [_acceptance(line) for line in evaluation.lines]},
        "evidence": {"slots": tally.right + tally.extra, "faults": tally.extra},
        "readers": {
            reader: {"articles": agreement.articles, "f1": {name: _round(one.tally.f1) for name, one in agreement.figures.items()}}
            for reader, agreement in evaluation.readers.items()
        },
        "floors": floors.floors.get(evaluation.split, {}),
    }
    if evaluation.split != UNSEEN:
        document["evidence"]["faulty"] = evaluation.evidence_faults
        document["worst"] = [_worst(score) for score in evaluation.worst(worst)]
    return document


def _figure(figure: Figure) -> dict[str, Any]:
    tally = figure.tally
    return {
        "right": tally.right,
        "extra": tally.extra,
        "missed": tally.missed,
        "precision": _round(tally.precision),
        "recall": _round(tally.recall),
        "f1": _round(tally.f1),
        "f1_interval": [_round(figure.interval.low), _round(figure.interval.high)] if figure.interval else None,
    }


def _acceptance(acceptance: Acceptance) -> dict[str, Any]:
    return {
        "line": acceptance.line,
        "accepted_share": _round(acceptance.share),
        "precision": _round(acceptance.accepted.precision),
        "coverage": _round(acceptance.accepted.recall),
    }


def _worst(score: ArticleScore) -> dict[str, Any]:
    return {"id": score.article.id, "wrong_slots": score.argument.extra + score.argument.missed, "differences": score.differences}


def _round(value: float) -> float:
    return round(value, _DIGITS)
