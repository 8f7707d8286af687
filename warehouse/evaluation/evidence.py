"""Whether every filled slot of an answer says where it comes from, and every quote stands where it is said to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_NOT_SLOTS: Final = frozenset({"rule", "confidence", "evidence", "stage"})


def check_evidence(answer: Mapping[str, Any], text: str) -> tuple[int, list[str]]:
    """Number of filled slots, and one sentence for each whose evidence is missing or not exact.

    ``answer`` is the output line of an article whose text, as received, is ``text``; every list of rows in it is checked.
    """
    checked, faults = 0, []
    for table, rows in answer.items():
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            for slot, value in row.items():
                if slot in _NOT_SLOTS or value in (None, "", [], ()):
                    continue
                checked += 1
                faults += [f"{table}[{number}].{slot}: {fault}" for fault in _faults(row["evidence"].get(slot), text)]
    return checked, faults


def _faults(evidence: Mapping[str, Any] | None, text: str) -> Iterator[str]:
    if evidence is None:
        yield "no evidence"
        return
    spans = evidence["spans"]
    match evidence["origin"]:
        case "text" if not spans:
            yield "said to stand in the text, but no span"
        case "metadata" if not evidence.get("field"):
            yield "said to come from metadata, but no field"
        case "derived" if not spans and not evidence.get("field"):
            yield "derived from nothing"
        case "text" | "metadata" | "derived":
            pass
        case origin:
            yield f"unknown origin {origin!r}"
    for span in spans:
        start, end = span["start"], span["end"]
        if not 0 <= start < end <= len(text) or text[start:end] != span["quote"]:
            yield f"{start}-{end} is not {span['quote']!r}"
