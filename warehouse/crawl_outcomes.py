"""What a crawl says became of each address, from ``archive/<run_id>/outcomes.jsonl`` into the landing zone, once a run."""

from __future__ import annotations

from datetime import datetime

import pyarrow.compute as pc
import pyarrow.dataset as ds

from crawlers.home import Home
from crawlers.outcomes import OUTCOMES_FILE, read_outcomes
from warehouse.landing import LandingWriter, read_table


def load_crawl_outcomes(home: Home, writer: LandingWriter, *, leave_newest: bool = False) -> int:
    """Land the outcomes of every crawl run that has none yet, one commit a run; the number of rows written.

    ``leave_newest`` leaves the newest run alone: it is still being crawled.

    Raises:
        ThiduaError: an outcomes file is damaged.
    """
    landed = read_table(home, "outcomes", ["run_id"], ds.field("step") == "crawl")
    known = set(pc.unique(landed["run_id"]).to_pylist())
    written = 0
    files = sorted(home.archive.glob(f"*/{OUTCOMES_FILE}"))
    for path in files[:-1] if leave_newest else files:
        run_id = path.parent.name
        if run_id in known:
            continue
        writer.commit()
        for row in read_outcomes(path.parent):
            occurred_at = datetime.fromisoformat(row.occurred_at)
            writer.append("outcomes", {**row._asdict(), "run_id": run_id, "step": "crawl", "occurred_at": occurred_at})
            written += 1
        writer.commit()
    return written
