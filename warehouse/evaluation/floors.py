"""Floors under the figures: a file that only rises. A lower floor needs a reason, which stays in the file."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import tomli_w

from crawlers.errors import ConfigurationError, ThiduaError
from warehouse.evaluation.evaluate import Evaluation

FILE_NAME: Final = "floors.toml"
MARGIN: Final = 0.01
_EXACT: Final = frozenset({"evidence"})  # no margin: one wrong quote is one too many
_TABLES: Final = ("meetings", "lead_units", "awards")
_HEADER: Final = """\
# The least that each figure may be, for both halves of the gold set (F1; accepted: precision of the rows that reach the facts;
# status: share of paired awards whose status is right; evidence: share of slots that are exact).
# Written by `thidua rules eval --raise-floors`, which only raises; `--lower-with-reason TEXT` lowers, and keeps TEXT under [[lowered]].

"""


@dataclass(slots=True)
class Floors:
    """Floors by half and figure, and what was ever lowered, with the reason."""

    floors: dict[str, dict[str, float]] = field(default_factory=dict)
    lowered: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure below its floor."""

    split: str
    figure: str
    floor: float
    measured: float

    def __str__(self) -> str:
        return f"{self.split} {self.figure} is {self.measured:.4f}, below its floor {self.floor:.3f}"


def guarded_figures(evaluation: Evaluation) -> dict[str, float]:
    """The figures that have floors, as measured."""
    figures = {name: figure.tally for name, figure in evaluation.figures.items()}
    names = ["relevance", *(f"{table}.{part}" for table in _TABLES for part in ("rows", "slots")), "argument", "status", "evidence"]
    return {name: figures[name].f1 for name in names} | {"accepted": figures["accepted"].precision}


def load_floors(path: Path) -> Floors:
    """The floors of a file; none when there is no file yet.

    Raises:
        ConfigurationError: the file is malformed.
    """
    if not path.exists():
        return Floors()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        floors = {split: {name: float(value) for name, value in named.items()} for split, named in data["floors"].items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError, ValueError) as error:
        raise ConfigurationError(f"{path}: the floors cannot be read ({error}); restore the file from the last commit.") from error
    return Floors(floors, list(data.get("lowered", [])))


def falls(evaluation: Evaluation, floors: Floors) -> list[Fall]:
    """The figures of a half that lie below their floors."""
    wanted = floors.floors.get(evaluation.split, {})
    measured = guarded_figures(evaluation)
    return [
        Fall(evaluation.split, name, floor, measured.get(name, 0.0)) for name, floor in wanted.items() if measured.get(name, 0.0) < floor
    ]


def raised(floors: Floors, evaluation: Evaluation, *, reason: str | None = None, margin: float = MARGIN) -> Floors:
    """Floors lifted to what was measured less a margin; those that lie higher already stay.

    With a ``reason``, floors above the measured figure are lowered to it (less the margin), and the reason is recorded.

    Raises:
        ThiduaError: a figure lies below its floor, and no reason was given.
    """
    fallen = falls(evaluation, floors)
    if fallen and not (reason or "").strip():
        raise ThiduaError(
            f"{'; '.join(map(str, fallen))}; mend the rules, or lower the floors with --lower-with-reason TEXT, which records the reason."
        )
    split, measured = evaluation.split, guarded_figures(evaluation)
    before = floors.floors.get(split, {})
    after = {name: max(before.get(name, 0.0), _below(name, value, margin)) for name, value in measured.items()}
    lowered = list(floors.lowered)
    for fall in fallen:
        after[fall.figure] = _below(fall.figure, fall.measured, margin)
        lowered.append(
            {"split": split, "figure": fall.figure, "from": fall.floor, "to": after[fall.figure], "reason": " ".join(str(reason).split())}
        )
    return Floors(floors.floors | {split: after}, lowered)


def unexplained_falls(before: Floors, after: Floors) -> list[str]:
    """What the file lost between two versions without a recorded reason: a floor that is lower, or gone."""
    faults = []
    for split, named in before.floors.items():
        for name, floor in named.items():
            now = after.floors.get(split, {}).get(name)
            recorded = any(
                entry["split"] == split and entry["figure"] == name and entry["to"] < floor and entry not in before.lowered
                for entry in after.lowered
            )
            if (now is None or now < floor) and not recorded:
                faults.append(f"{split} {name}: {floor} became {now}")
    return faults


def write_floors(path: Path, floors: Floors) -> None:
    """Write the file anew."""
    document: Mapping[str, Any] = {"floors": floors.floors} | ({"lowered": floors.lowered} if floors.lowered else {})
    path.write_text(_HEADER + tomli_w.dumps(document), encoding="utf-8")


def _below(name: str, measured: float, margin: float) -> float:
    if name in _EXACT:
        return measured
    return max(0.0, math.floor(round((measured - margin) * 1000, 6)) / 1000)
