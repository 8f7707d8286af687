"""The landing zone: batches appear whole or not at all, runs add and never replace."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from crawlers.errors import ThiduaError
from crawlers.home import Home
from tests.warehouse_core.conftest import READ_RUNS, rows
from warehouse.landing import LandingWriter, check_parts, ensure_zero_parts, read_table, recover, table_folder
from warehouse.landing.rewriting import drop_rows
from warehouse.landing.schemas import SCHEMAS

FIRST, SECOND = READ_RUNS[:2]


def outcome(url: str, **more: Any) -> dict[str, Any]:
    return {"step": "read", "site_id": "s", "url": url, "outcome": "article", **more}


def test_rows_come_back_with_the_run_that_wrote_them(home: Home) -> None:
    with LandingWriter(home, FIRST) as writer:
        writer.append("captures", {"capture_id": "c1", "http_status": 200})
        writer.append("outcomes", outcome("u1"))
        writer.append("outcomes", outcome("u2", run_id="20260101T000000Z-abcdef"))
    assert rows(home, "outcomes", "url", "run_id") == [("u1", FIRST), ("u2", "20260101T000000Z-abcdef")]
    assert rows(home, "captures", "capture_id", "http_status") == [("c1", 200)]
    path = home.landing / "outcomes" / "schema=2" / f"run={FIRST}" / "part-00000.parquet"
    assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"


def test_a_taken_up_run_adds_parts_and_replaces_none(home: Home) -> None:
    for url in ("u1", "u2"):
        with LandingWriter(home, FIRST) as writer:
            writer.append("outcomes", outcome(url))
    folder = home.landing / "outcomes" / "schema=2" / f"run={FIRST}"
    assert sorted(path.name for path in folder.iterdir()) == ["part-00000.parquet", "part-00001.parquet"]
    assert rows(home, "outcomes", "url") == [("u1",), ("u2",)]


def test_nothing_is_visible_before_the_commit_and_an_exception_drops_the_batch(home: Home) -> None:
    with LandingWriter(home, FIRST) as writer:
        writer.append("outcomes", outcome("kept"))

    def fail() -> None:
        with LandingWriter(home, FIRST) as writer:
            for number in range(1500):  # more than a row group, so that a temporary file exists
                writer.append("outcomes", outcome(f"lost {number}"))
            assert rows(home, "outcomes", "url") == [("kept",)]
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        fail()
    assert rows(home, "outcomes", "url") == [("kept",)]
    assert [path for path in home.landing.rglob("*") if path.is_file() and path.suffix != ".parquet"] == []


def test_a_batch_that_was_being_committed_when_the_process_died_counts_for_nothing(home: Home) -> None:
    with LandingWriter(home, FIRST) as writer:
        writer.append("captures", {"capture_id": "c1"})
        writer.append("outcomes", outcome("u1"))
    with LandingWriter(home, SECOND) as writer:
        writer.append("captures", {"capture_id": "c2"})
        writer.append("outcomes", outcome("u2"))
    # as if the process had been killed between the renames of the second run: captures come last
    (home.landing / "captures" / "schema=1" / f"run={SECOND}" / "part-00000.parquet").unlink()
    leftover = home.landing / "mentions" / "schema=1" / f"run={SECOND}" / "part-00000.parquet.open"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half")
    assert rows(home, "outcomes", "url") == [("u1",)]
    assert recover(home.landing) == 2
    assert recover(home.landing) == 0
    assert rows(home, "outcomes", "url") == [("u1",)]
    assert not leftover.exists()


def test_an_unknown_column_is_refused(home: Home) -> None:
    with LandingWriter(home, FIRST) as writer, pytest.raises(ValueError, match="colour"):
        writer.append("captures", {"colour": "red"})


def test_zero_parts_give_typed_tables_once(home: Home) -> None:
    ensure_zero_parts(home.landing)
    before = {path: path.stat().st_mtime_ns for path in home.landing.rglob("*.parquet")}
    ensure_zero_parts(home.landing)
    assert len(before) == len(SCHEMAS)
    assert before == {path: path.stat().st_mtime_ns for path in home.landing.rglob("*.parquet")}
    for table, (_, schema) in SCHEMAS.items():
        found = read_table(home, table)
        assert found.num_rows == 0
        assert found.schema.equals(schema)


def test_tables_of_a_missing_landing_zone_are_empty_and_filters_apply(home: Home, tmp_path: Path) -> None:
    assert read_table(Home(tmp_path / "nowhere"), "articles", ["title"]).num_rows == 0
    with LandingWriter(home, FIRST) as writer:
        writer.append("outcomes", outcome("u1"))
        writer.append("outcomes", outcome("u2", step="crawl"))
    assert read_table(home, "outcomes", ["url"], ds.field("step") == "crawl")["url"].to_pylist() == ["u2"]


@pytest.mark.parametrize("damage", ["junk", "cut", "flipped"])
def test_a_damaged_part_is_named_with_the_way_out(home: Home, damage: str) -> None:
    with LandingWriter(home, FIRST) as writer:
        for number in range(600):
            writer.append("outcomes", outcome(f"https://baohaiduong.vn/{number}"))
    (part,) = table_folder(home.landing, "outcomes").glob("run=*/*.parquet")
    whole = part.read_bytes()
    harm = {"junk": b"junk", "cut": whole[:-40], "flipped": whole[:60] + bytes(255 - byte for byte in whole[60:400]) + whole[400:]}
    part.write_bytes(harm[damage])
    with pytest.raises(ThiduaError) as caught:
        read_table(home, "outcomes")
    assert str(home.landing / "outcomes") in str(caught.value)
    assert f"move {home.landing} away and run `thidua read`" in str(caught.value)
    if damage != "flipped":
        with pytest.raises(ThiduaError, match="part-00000"):
            check_parts(home.landing)


def test_a_part_that_may_not_be_read_is_named_and_not_called_damaged(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with LandingWriter(home, FIRST) as writer:
        writer.append("outcomes", outcome("u1"))

    def denied(_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(pq, "read_metadata", denied)
    with pytest.raises(PermissionError) as caught:
        check_parts(home.landing)
    assert str(caught.value.filename).endswith("part-00000.parquet")


def test_memory_does_not_grow_with_the_batch(home: Home) -> None:
    with LandingWriter(home, FIRST) as writer:
        for number in range(2000):
            writer.append("outcomes", outcome(str(number)))
        assert not writer.is_full
        assert len(writer._rows["outcomes"]) < 512
        for number in range(18000):
            writer.append("outcomes", outcome(str(number)))
        assert writer.is_full
    assert read_table(home, "outcomes").num_rows == 20000


def test_a_batch_that_lost_a_part_goes_as_a_whole_also_after_rows_were_taken_out(home: Home) -> None:
    with LandingWriter(home, FIRST) as writer:
        for number in range(2):
            writer.append("captures", {"capture_id": f"c{number}"})
            writer.append("outcomes", outcome(f"u{number}"))
    with LandingWriter(home, SECOND) as writer:
        writer.append("captures", {"capture_id": "c2"})
    assert drop_rows(home.landing, {"captures": ds.field("capture_id") == "c1"}) == {"captures": 1}
    assert recover(home.landing) == 0
    (part,) = table_folder(home.landing, "outcomes").glob("run=*/*.parquet")
    part.unlink()
    assert recover(home.landing) == 1
    assert rows(home, "captures", "capture_id") == [("c2",)]
