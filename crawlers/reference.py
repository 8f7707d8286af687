"""Where the reference seeds lie: one owner for provinces, organisations and award types, read by Python and by dbt alike."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "dbt_project" / "seeds" / "reference"


@cache
def reference_rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of ``dbt_project/seeds/reference/<name>.csv`` as dicts of strings, in file order."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def province_names() -> frozenset[str]:
    """Names of the 63 provinces of before 2025-07-01 (the 34 of today are a subset), in the spelling of the seed."""
    return frozenset(row["old_province"] for row in reference_rows("provinces"))
