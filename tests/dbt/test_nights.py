"""Articles are found in any order; what a later night learns joins and redates events, and every night is published all the same."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from crawlers.home import Home
from tests.dbt.chronicle import Chronicle
from tests.dbt.landing_zone import Landing
from warehouse.build import build
from warehouse.release import release

FOUND_FIRST = 0.6  # of all captures: most events are told by several


def found_first(landing: Landing, share: float) -> Landing:
    """What is known when only a random part of the captures was found."""
    captures = sorted(row["capture_id"] for row in landing.rows["captures"])
    known = set(random.Random(7).sample(captures, int(share * len(captures))))
    return Landing({table: [row for row in rows if row["capture_id"] in known] for table, rows in landing.rows.items()})


def test_events_that_are_joined_later_do_not_block_the_release(tmp_path: Path) -> None:
    home, landing = Home(tmp_path / "home"), Chronicle().build().landing
    found_first(landing, FOUND_FIRST).write(home.landing)
    build(home)
    release(home)
    landing.write(home.landing)
    build(home)
    second = release(home)
    with (second.path / "csv" / "out_meeting.csv").open(encoding="utf-8-sig", newline="") as handle:
        meetings = {row["meeting_id"] for row in csv.DictReader(handle)}
    with (second.path / "removed.csv").open(encoding="utf-8", newline="") as handle:
        gone = list(csv.DictReader(handle))
    regrouped = [row for row in gone if row["reason"] == "regrouped"]
    assert {row["reason"] for row in gone} == {"regrouped", "recounted"}
    assert len(regrouped) > 3, "two papers on one meeting were found on two nights"
    assert {row["table"] for row in gone if row["reason"] == "recounted"} == {"out_yearly_count"}
    assert {row["successor"] for row in regrouped if row["table"] == "out_meeting"} <= meetings
    assert not {row["id"] for row in regrouped} & meetings
