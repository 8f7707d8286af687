"""What the archive has decides: captures of other sources, of crawls, of lost state files; and a disk that refuses."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from crawlers.archive import Exchange, WarcWriter, archive_files
from crawlers.backfill.keeping import Keeper
from crawlers.errors import ThiduaError
from tests.backfill.asking import kept, relevant
from tests.backfill.warcs import page


def test_a_page_that_another_source_or_a_crawl_brought_is_not_fetched(archive, fill, home, taken):
    archive.captures = [kept(relevant(number)) for number in range(4)]
    with WarcWriter(home.archive / "20251101T020000Z-000001", "baohagiang") as writer:
        captured_at = datetime(2025, 11, 1, 2, tzinfo=UTC)
        url = relevant(3).replace("http://", "https://www.")
        writer.write(Exchange(url, "article", captured_at, (), 200, (("Content-Type", "text/html"),), page("Bản của đêm")))
    assert fill(limit=2).outcomes == {"captured": 2}
    report = fill(source="commoncrawl")
    assert report.outcomes == {"captured": 1}
    assert report.selection is not None
    assert (report.selection.kept, report.selection.chosen) == (3, 1)
    assert sorted(capture.source for capture in taken()) == ["commoncrawl", "live", "wayback", "wayback"]


def test_a_lost_state_file_costs_questions_and_no_capture_twice(archive, fill, home, taken):
    archive.captures = [kept(relevant(number)) for number in range(4)]
    fill()
    shutil.rmtree(home.state / "backfill")
    report = fill()
    assert report.outcomes == {}
    assert report.selection is not None
    assert report.selection.kept == 4
    assert len(archive.asked("/web/")) == len(taken()) == 4


def test_a_damaged_file_of_our_own_archive_is_named_and_stops_nothing(archive, fill, home):
    archive.captures = [kept(relevant(number)) for number in range(3)]
    fill(limit=1)
    (path,) = archive_files(home)
    path.write_bytes(path.read_bytes()[:-50])
    shutil.rmtree(home.state / "backfill")
    report = fill()
    assert report.outcomes == {"captured": 3}
    assert "is cut short" in report.warnings[0]


def test_a_state_file_that_is_none_is_named_with_the_way_out(archive, fill, home):
    path = home.state / "backfill" / "baohagiang.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ThiduaError, match=r"baohagiang\.sqlite3: cannot be used .* only the indexes are asked again"):
        fill()
    assert not archive.log


def test_a_disk_that_refuses_ends_the_run_with_one_sentence(archive, fill, home, monkeypatch, taken):
    archive.captures = [kept(relevant(number)) for number in range(3)]
    keep = Keeper.keep

    def full(self, exchange):
        if "700001" in exchange.url:
            raise ThiduaError("the disk does not take more (No space left on device)")
        return keep(self, exchange)

    monkeypatch.setattr(Keeper, "keep", full)
    with pytest.raises(ThiduaError, match="No space left"):
        fill()
    assert [capture.url for capture in taken()] == [relevant(0)]
    monkeypatch.undo()
    assert fill().outcomes == {"captured": 2}
