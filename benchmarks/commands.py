"""Whole processes: how long a command takes to start, beside a Python that only imports duckdb."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from benchmarks.measure import Figure, process_cpu_medians


def figures() -> list[Figure]:
    """CPU of ``thidua --help`` and ``thidua status`` as whole processes."""
    thidua = str(Path(sysconfig.get_path("scripts")) / "thidua")
    seconds = process_cpu_medians(
        {
            "duckdb": [sys.executable, "-c", "import duckdb"],
            "help": [thidua, "--help"],
            "status": [thidua, "status"],
        }
    )
    return [
        Figure("thidua --help / python -c 'import duckdb'", seconds["help"] / seconds["duckdb"], "x", goal=3.0),
        Figure("thidua status / python -c 'import duckdb'", seconds["status"] / seconds["duckdb"], "x", goal=3.0),
    ]
