"""What a crawl says became of each address, from ``archive/<run_id>/outcomes.jsonl`` into the landing zone, once a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow.compute as pc
import pyarrow.dataset as ds

from crawlers.errors import ThiduaError
from crawlers.home import Home
from warehouse.landing import LandingWriter, read_table
from warehouse.landing.rows import Row

OUTCOMES_FILE: Final = "outcomes.jsonl"


def load_crawl_outcomes(home: Home, writer: LandingWriter) -> int:
    """Land the outcomes of every crawl run that has none yet, one commit a run; the number of rows written.

    Raises:
        ThiduaError: a line is no outcome. A torn last line (the crawl was killed in the middle of it) is left out: its page has no
            seen-mark either and is met again by the next crawl.
    """
    landed = read_table(home, "outcomes", ["run_id"], ds.field("step") == "crawl")
    known = set(pc.unique(landed["run_id"]).to_pylist())
    written = 0
    for path in sorted(home.archive.glob(f"*/{OUTCOMES_FILE}")):
        run_id = path.parent.name
        if run_id in known:
            continue
        writer.commit()
        for row in _rows(path, run_id):
            writer.append("outcomes", row)
            written += 1
        writer.commit()
    return written


def _rows(path: Path, run_id: str) -> Iterator[Row]:
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                raw = json.loads(line)
                yield {
                    "run_id": run_id,
                    "step": "crawl",
                    "site_id": raw["site_id"],
                    "url": raw["url"],
                    "capture_id": raw.get("capture_id"),
                    "outcome": raw["outcome"],
                    "reason": raw.get("reason"),
                    "occurred_at": datetime.fromisoformat(raw["occurred_at"]),
                }
            except (ValueError, KeyError, TypeError) as error:
                if not line.endswith("\n"):
                    return
                what = f"{type(error).__name__}: {error}"
                raise ThiduaError(f"{path}: line {number} is no crawl outcome ({what}); correct or remove it and read again.") from error
