"""An evaluation as tables for people."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from warehouse.cli.rules_tables import plain_table, print_dropped, print_outcome
from warehouse.evaluation.article import ArticleScore
from warehouse.evaluation.evaluate import Evaluation
from warehouse.evaluation.floors import Floors, guarded_figures
from warehouse.evaluation.report import UNSEEN
from warehouse.evaluation.resampling import Figure
from warehouse.evaluation.statuses import EXTRA, MISSED, NO_FACT, STATUSES, told_apart
from warehouse.evaluation.trace import outcomes

_COUNTS = ("right", "extra", "missed")
_SHARES = ("P", "R", "F1")
_GROUP_TITLES = {"bloc_kind": "By kind of bloc", "period": "By period"}


def print_evaluation(console: Console, evaluation: Evaluation, floors: Floors, worst: int = 10) -> None:
    """All tables, and the worst articles of a half that may be looked at."""
    half, articles = evaluation.split, len(evaluation.scores)
    console.print(f"[bold]{half}[/bold]: {articles} articles, {evaluation.wholly_right} wholly right; rules {evaluation.rules_version}")
    _print_figures(console, evaluation, floors)
    _print_groups(console, evaluation)
    _print_statuses(console, evaluation)
    _print_acceptance(console, evaluation)
    _print_readers(console, evaluation)
    if half != UNSEEN:
        _print_faults(console, evaluation)
        for score in evaluation.worst(worst):
            _print_worst(console, score)


def _print_figures(console: Console, evaluation: Evaluation, floors: Floors) -> None:
    named = floors.floors.get(evaluation.split, {})
    guarded = guarded_figures(evaluation)
    table = plain_table(
        console, "figure", *_COUNTS, *_SHARES, "95 % of F1", "floor", title="Figures", numbers=(*_COUNTS, *_SHARES, "95 % of F1", "floor")
    )
    slots = plain_table(console, "slot", *_COUNTS, *_SHARES, "95 % of F1", title="Slots", numbers=(*_COUNTS, *_SHARES, "95 % of F1"))
    for name, figure in evaluation.figures.items():
        if ".slots." in name:
            slots.add_row(name.replace(".slots.", "."), *_cells(figure))
            continue
        floor = named.get(name)
        colour = "red" if floor is not None and guarded[name] < floor else "green"
        table.add_row(name, *_cells(figure), f"[{colour}]{floor:.3f}[/{colour}]" if floor is not None else "")
    console.print(table)
    console.print(slots)


def _cells(figure: Figure) -> tuple[str, ...]:
    tally = figure.tally
    counts = (str(tally.right), str(tally.extra), str(tally.missed))
    interval = f"{figure.interval.low:.3f}-{figure.interval.high:.3f}" if figure.interval else ""
    return *counts, *(f"{share:.3f}" for share in (tally.precision, tally.recall, tally.f1)), interval


def _print_groups(console: Console, evaluation: Evaluation) -> None:
    names = ("relevance", "meetings.rows", "lead_units.rows", "awards.rows", "argument")
    for grouping, groups in evaluation.groups.items():
        columns = ("articles", *names, "95 % of argument")
        table = plain_table(console, grouping.replace("_", " "), *columns, title=f"{_GROUP_TITLES[grouping]} (F1)", numbers=columns)
        for group, figures in groups.items():
            bounds = figures["argument"].interval
            interval = f"{bounds.low:.3f}-{bounds.high:.3f}" if bounds else ""
            size = str(evaluation.group_sizes[grouping][group])
            table.add_row(group, size, *(_score_or_blank(figures, name) for name in names), interval)
        console.print(table)


def _score_or_blank(figures: Mapping[str, Figure], name: str) -> str:
    tally = figures[name].tally
    return f"{tally.f1:.3f}" if tally.right + tally.extra + tally.missed else "-"


def _print_statuses(console: Console, evaluation: Evaluation) -> None:
    answers = (*STATUSES, NO_FACT, MISSED)
    table = plain_table(console, "label", *answers, title="Statuses of awards: label against answer", numbers=answers)
    for label in (*STATUSES, EXTRA):
        table.add_row(label, *(str(evaluation.confusion[label, answer]) for answer in answers))
    console.print(table)
    right, paired = told_apart(evaluation.confusion)
    console.print(f"Proposed against conferred: {right} of {paired} right, {right / paired if paired else 1:.4f}.")


def _print_acceptance(console: Console, evaluation: Evaluation) -> None:
    columns = ("line", "accepted", "precision", "coverage")
    table = plain_table(console, *columns, title="Coverage against precision: rows at or above a line of confidence", numbers=columns)
    for step in evaluation.lines:
        accepted = step.accepted
        table.add_row(f"{step.line:.2f}", f"{step.share:.3f}", f"{accepted.precision:.3f}", f"{accepted.recall:.3f}")
    console.print(table)
    line = evaluation.line
    console.print(
        f"In force: {line.line:.2f}; {line.share:.3f} of the rows are accepted, precision {line.accepted.precision:.3f}, "
        f"coverage {line.accepted.recall:.3f}. Between two lines of the table nothing changes."
    )


def _print_readers(console: Console, evaluation: Evaluation) -> None:
    tally = evaluation.figures["evidence"].tally
    console.print(f"Evidence: {tally.right} of {tally.right + tally.extra} slots exact.")
    for reader, agreement in evaluation.readers.items():
        said = ", ".join(f"{name} {figure.tally.f1:.3f}" for name, figure in agreement.figures.items() if name != "accepted")
        console.print(f"Reader {reader!r} against the labels, {agreement.articles} articles (F1): {said}.", soft_wrap=True)


def _print_faults(console: Console, evaluation: Evaluation) -> None:
    for fault in evaluation.evidence_faults:
        console.print(f"    {escape(fault)}", soft_wrap=True)


def _print_worst(console: Console, score: ArticleScore) -> None:
    from crawlers.registry import load_registry
    from warehouse.events.explain import explain

    wrong = score.argument.extra + score.argument.missed
    console.print(f"\n[bold]{escape(score.article.id)}[/bold]: {wrong} slots wrong", soft_wrap=True)
    for difference in score.differences:
        console.print(f"  [red]{escape(difference)}[/red]", soft_wrap=True)
    trace = explain(score.article.document, province_of_host=load_registry().province_for_host)
    for one in outcomes(trace):
        if one.outcome:
            print_outcome(console, one)
    print_dropped(console, trace)
    console.print(f"  whole: {escape(_command(score))}", soft_wrap=True)


def _command(score: ArticleScore) -> str:
    document = score.article.document
    given = (("--published", document.published), ("--site", document.site), ("--province", document.province))
    options = [part for name, value in given if value for part in (name, value)]
    path = score.article.path
    here = Path.cwd()
    return shlex.join(["thidua", "rules", "explain", str(path.relative_to(here) if path.is_relative_to(here) else path), *options])
