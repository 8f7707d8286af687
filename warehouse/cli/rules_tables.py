"""Rules, traces and unused entries as tables for people; without lines where no terminal shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warehouse.evaluation.trace import GAVE_ROW, Outcome, outcomes

_ROWS = ("meetings", "lead_units", "awards")
_HIDDEN = frozenset({"rule", "confidence", "evidence", "also", "bloc_kind", "bloc_number", "bloc_family"})


def plain_table(console: Console, *columns: str, title: str | None = None, numbers: Sequence[str] = ()) -> Table:
    """A table with lines on a terminal and without them elsewhere; the columns ``numbers`` are set to the right."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return table


def print_rules(console: Console, rules: Sequence[Mapping[str, Any]]) -> None:
    """One line a rule."""
    numbers = ("confidence", "examples", "fired", "rows")
    table = plain_table(console, "rule", "file", "fact", "says", *numbers, numbers=numbers)
    for rule in rules:
        says = ", ".join(f"{name} {value}" for name, value in rule["says"].items())
        examples = f"{rule['examples']}+{rule['counter_examples']}"
        table.add_row(
            rule["rule"],
            rule["file"],
            rule["fact"],
            escape(says),
            f"{rule['confidence']:g}",
            examples,
            str(rule["fired"]),
            str(rule["rows"]),
        )
    console.print(table)
    console.print(f"{len(rules)} rules; examples are positive+negative, fired and rows are counted on the dev half.")


def print_trace(console: Console, trace: Mapping[str, Any], *, words: bool = False) -> None:
    """One article, sentence by sentence: annotations, rules that fired and what became of them; then rows and dropped candidates."""
    console.print(f"[bold]{escape(trace['id'])}[/bold]", soft_wrap=True)
    by_place = outcomes(trace)
    for sentence in trace["sentences"]:
        _print_sentence(console, sentence, [one for one in by_place if sentence["start"] <= one.start < sentence["end"]], words=words)
    print_dropped(console, trace)
    for kind in _ROWS:
        for row in trace["found"][kind]:
            said = ", ".join(f"{slot} {value}" for slot, value in row.items() if slot not in _HIDDEN and value not in (None, "", []))
            console.print(f"[bold]{kind}[/bold] {escape(said)} [dim]({row['rule']}, {row['confidence']:g})[/dim]", soft_wrap=True)
    if not any(trace["found"][kind] for kind in _ROWS):
        console.print("No row.")


def _print_sentence(console: Console, sentence: Mapping[str, Any], fired: Sequence[Outcome], *, words: bool) -> None:
    place = f"{sentence['start']}-{sentence['end']}"
    console.print(f"\n[dim]{place} {sentence['kind']}[/dim] {escape(_one_line(sentence['quote']))}", soft_wrap=True)
    for item in sentence["items"]:
        if words or not (item["kind"] == "W" or item["kind"].startswith("'")):
            console.print(
                f"    {item['start']}-{item['end']} {escape(item['kind'])} [italic]{escape(_one_line(item['quote']))}[/italic]",
                soft_wrap=True,
            )
    for one in fired:
        print_outcome(console, one)


def print_outcome(console: Console, one: Outcome) -> None:
    """A rule that fired: where, with which slots, and what became of it."""
    slots = ", ".join(f"{name} = {_one_line(quote)}" for name, quote in one.slots.items())
    colour = "green" if one.outcome == GAVE_ROW else "yellow"
    outcome = f" -> [{colour}]{escape(one.outcome)}[/{colour}]" if one.outcome else ""
    console.print(f"    {one.start}-{one.end} [cyan]{one.rule}[/cyan] {escape(slots)}{outcome}", soft_wrap=True)


def print_dropped(console: Console, trace: Mapping[str, Any]) -> None:
    """Candidates that gave no row, and why."""
    if trace["dropped"]:
        console.print("\n[bold]Dropped[/bold]")
    for dropped in trace["dropped"]:
        places = "; ".join(f"{span['start']}-{span['end']} {_one_line(span['quote'])}" for span in dropped["spans"])
        console.print(f"    {dropped['what']} {escape(places)}: {escape(dropped['why'])}", soft_wrap=True)


def print_unused(console: Console, found: Mapping[str, Any]) -> None:
    """What nothing uses."""
    console.print(f"{found['texts']} texts: gold articles, pages of the replica, examples of the rules.")
    for key, title in (
        ("rules", "Rules that never fire"),
        ("rules_only_in_examples", "Rules that fire in their examples alone"),
        ("kinds", "Kinds of lexicon entries that no rule and no resolver reads"),
    ):
        console.print(f"[bold]{title}[/bold]: {', '.join(found[key]) or 'none'}", soft_wrap=True)
    console.print(f"[bold]Lexicon terms that occur nowhere[/bold]: {len(found['terms'])} of {found['terms_in_all']}")
    for term in found["terms"]:
        console.print(f"    {term['file']} {term['entry']}: {escape(term['term'])}", soft_wrap=True)


def _one_line(quote: str) -> str:
    return " ".join(quote.split())
