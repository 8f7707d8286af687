"""What became of every rule that fired in an article: it gave a row, was dropped for a reason, or said what another row says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from warehouse.events.rules import load_rules

_TABLE_OF: Final = {"meeting": "meetings", "lead": "lead_units", "award": "awards"}
GAVE_ROW: Final = "row"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule that fired at ``start``-``end`` of the text, and what the resolvers made of it."""

    rule: str
    family: str
    start: int
    end: int
    quote: str
    slots: Mapping[str, str]
    outcome: str


def outcomes(trace: Mapping[str, Any]) -> list[Outcome]:
    """The rules that fired in the article of a trace (:func:`warehouse.events.explain.explain`), in text order.

    The outcome is :data:`GAVE_ROW`, a reason, or empty for a rule whose matches are only read by the resolvers of other rules.
    """
    families = {rule.id: rule.family for rule in load_rules()}
    found = []
    for sentence in trace["sentences"]:
        for fired in sentence["fired"]:
            family = families[fired["rule"]]
            slots = {name: slot["quote"] for name, slot in fired["slots"].items()}
            outcome = _outcome(trace, fired, _TABLE_OF[family]) if family in _TABLE_OF else ""
            found.append(Outcome(fired["rule"], family, fired["start"], fired["end"], fired["quote"], slots, outcome))
    return sorted(found, key=lambda one: (one.start, one.end))


def _outcome(trace: Mapping[str, Any], fired: Mapping[str, Any], table: str) -> str:
    rows = [row for row in trace["found"][table] if any(_overlap(fired, span) for span in _spans(row))]
    if any(row["rule"] == fired["rule"] for row in rows):
        return GAVE_ROW
    for dropped in trace["dropped"]:
        if any(_overlap(fired, span) for span in dropped["spans"]) and dropped["why"].startswith(f"{fired['rule']}:"):
            return str(dropped["why"]).removeprefix(f"{fired['rule']}: ")
    for dropped in trace["dropped"]:
        if ":" not in dropped["why"] and any(_overlap(fired, span) for span in dropped["spans"]):
            return str(dropped["why"])
    if rows:
        return f"said by the row of {rows[0]['rule']}"
    return f"no row: {_silent_reason(trace, table)}"


def _silent_reason(trace: Mapping[str, Any], table: str) -> str:
    """What can be said when the resolver left a match without a word."""
    if table == "meetings":
        return "another match names the meeting more surely" if trace["found"]["meetings"] else "it alone does not report a meeting"
    if table == "lead_units":
        return "its unit or role is said better elsewhere, or is none" if trace["found"]["meetings"] else "no meeting of a bloc is reported"
    return "it names no recipient, or nothing near it says that it is proposed or given"


def _spans(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for evidence in row["evidence"].values():
        yield from evidence["spans"]


def _overlap(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return bool(left["start"] < right["end"] and right["start"] < left["end"])
