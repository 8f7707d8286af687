"""Proposed or conferred: awards of label and answer paired without looking at the status, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from warehouse.evaluation.assignment import best_pairs
from warehouse.evaluation.matching import Row, slot_equal

STATUSES: Final = ("proposed", "conferred")
MISSED: Final = "missed"
EXTRA: Final = "extra"
NO_FACT: Final = "aimed at or recited"
_SHARED: Final = ("recipient_kind", "authority", "count", "year", "decision")

Confusion = Counter[tuple[str, str]]  # (labelled status or EXTRA, answered status, NO_FACT or MISSED)


def confuse_statuses(label: Sequence[Row], answer: Sequence[Row], province: str) -> Confusion:
    """Count the awards of one article by labelled and answered status.

    ``answer`` holds the awards of all stages; those that are only aimed at or recited have the status ``None``. Awards are one when
    type and recipient are equal; of several such pairings the one with most equal statuses, then with most equal further slots.
    """
    weights = [[_weight(wanted, found, province) for found in answer] for wanted in label]
    pairs = dict(best_pairs(weights))
    confusion: Confusion = Counter()
    for number, wanted in enumerate(label):
        if not wanted.get("optional"):
            found = answer[pairs[number]] if number in pairs else None
            said = MISSED if found is None else found.get("status") or NO_FACT
            confusion[wanted["status"], said] += 1
    taken = set(pairs.values())
    for number, found in enumerate(answer):
        if number not in taken and found.get("status"):
            confusion[EXTRA, found["status"]] += 1
    return confusion


def _weight(wanted: Row, found: Row, province: str) -> float | None:
    if wanted.get("award") != found.get("award"):
        return None
    if wanted.get("recipient") != "*" and not slot_equal("recipient", wanted, found.get("recipient"), province):
        return None
    equal = sum(wanted.get(slot) is not None and slot_equal(slot, wanted, found.get(slot), province) for slot in _SHARED)
    return 1000.0 + 100 * (wanted.get("status") == found.get("status")) + 10 * (not wanted.get("optional")) + equal


def told_apart(confusion: Confusion) -> tuple[int, int]:
    """How many paired awards have the labelled status, and how many were paired as proposed or conferred at all."""
    right = sum(confusion[status, status] for status in STATUSES)
    return right, right + sum(confusion[one, two] for one in STATUSES for two in STATUSES if one != two)
