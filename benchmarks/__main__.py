"""``python -m benchmarks [NAME…]``: prints every figure, marks a missed goal, and exits 1 if one is missed.

``python -m benchmarks quality --write`` also brings the figures of docs/reading.md up to date.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Figure

BENCHMARKS = ("commands", "reading", "quality", "archive", "warehouse", "night")
WRITE = "--write"


def main(names: Sequence[str]) -> int:
    """Run the named benchmarks (all without a name); 0 when every goal is met, 1 when one is missed, 2 for an unknown name."""
    names, is_written = [name for name in names if name != WRITE], WRITE in names
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark named {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        print(f"running {name} …", file=sys.stderr)
        figures += importlib.import_module(f"benchmarks.{name}").figures()
    if is_written:
        importlib.import_module("benchmarks.quality").write_figures()
    table = Table("figure", "measured", "goal", "")
    for figure in figures:
        goal = "" if figure.goal is None else f"{'≥' if figure.at_least else '≤'} {figure.goal:g} {figure.unit}"
        table.add_row(figure.name, f"{figure.value:.3g} {figure.unit}", goal, {None: "", True: "met", False: "MISSED"}[figure.is_met])
    Console(width=120).print(table)
    return int(any(figure.is_met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
