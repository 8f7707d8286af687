"""What a crawl says became of each address, from ``archive/<run_id>/outcomes.jsonl`` into the landing zone, once a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.outcomes import OUTCOMES_FILE, read_outcomes
from warehouse.landing import LandingWriter, read_table


def load_crawl_outcomes(home: Home, writer: LandingWriter, *, warn: Callable[[str], None], leave_newest: bool = False) -> int:
    """Land the outcomes of every crawl run that has none yet, one commit a run; the number of rows written.

    A damaged file is told to ``warn``, left out as a whole and tried again by the next run. ``leave_newest`` leaves the newest run
    alone: it is still being crawled.
    """
    landed = read_table(home, "outcomes", ["run_id"], ds.field("step") == "crawl")
    known = set(pc.unique(landed["run_id"]).to_pylist())
    written = 0
    files = sorted(home.archive.glob(f"*/{OUTCOMES_FILE}"))
    for path in files[:-1] if leave_newest else files:
        run_id = path.parent.name
        if run_id in known:
            continue
        try:
            rows = _landing_rows(path)
        except ThiduaError as error:
            warn(f"{error} Until then the outcomes of that crawl are left out.")
            continue
        writer.commit()
        for row in rows:
            writer.append("outcomes", row)
        writer.commit()
        written += len(rows)
    return written


def _landing_rows(path: Path) -> list[dict[str, Any]]:
    run = {"run_id": path.parent.name, "step": "crawl"}
    rows = read_outcomes(path.parent)
    return [{**row._asdict(), **run, "occurred_at": datetime.fromisoformat(row.occurred_at)} for row in rows]
