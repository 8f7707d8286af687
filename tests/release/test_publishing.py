"""When a release is made, what it differs by, and what leaves the last good one in place."""

from __future__ import annotations

import csv
import errno
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from tests.release.fake_build import FakeBuild
from warehouse.build.success import success_file
from warehouse.release import publisher, release
from warehouse.release.about import write_checksums
from warehouse.releases import latest_release, release_versions

EVENING = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # already the 22nd in Vietnam


def diff_of(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "diff.json").read_text(encoding="utf-8"))
    return document["tables"]


def removed(folder: Path) -> list[tuple[str, ...]]:
    with (folder / "removed.csv").open(encoding="utf-8", newline="") as handle:
        return [tuple(row) for row in csv.reader(handle)][1:]


def publish(fake: FakeBuild) -> publisher.ReleaseReport:
    fake.finish()
    return release(fake.home)


def test_versions_are_days_in_vietnam_and_numbers(fake: FakeBuild) -> None:
    for earlier in ("2026.11.21-12", "2026.11.22-9", "2026.11.22-10"):
        (fake.home.releases / earlier).mkdir(parents=True)
    fake.finish()
    assert release(fake.home, now=EVENING).version == "2026.11.22-11"
    assert release_versions(fake.home)[-2:] == ["2026.11.22-10", "2026.11.22-11"], "numbers, not letters, decide the order"
    assert fake.home.latest.readlink() == Path("releases/2026.11.22-11")
    (fake.home.releases / "2026.11.22-9").rmdir()
    fake.meeting("mtg_2")
    fake.finish()
    assert release(fake.home, now=EVENING).version == "2026.11.22-12"


def test_a_night_without_change_makes_no_release(fake: FakeBuild) -> None:
    first = publish(fake)
    before = sorted(fake.home.releases.iterdir())
    again = publish(fake)
    assert (again.unchanged, again.version, again.path) == (True, first.version, first.path)
    assert sorted(fake.home.releases.iterdir()) == before


def test_diff_differs_by_exactly_what_changed(fake: FakeBuild) -> None:
    first = publish(fake)
    assert diff_of(first.path)["out_award"]["added"] == ["awd_1", "awd_2"]
    fake.article("art_3")
    fake.award("awd_3", article_id="art_3")
    fake.award("awd_1", recipient_count=None, quote="Một câu khác.")
    second = publish(fake)
    tables = diff_of(second.path)
    assert tables["out_award"]["added"] == ["awd_3"]
    assert tables["out_award"]["changed"] == [{"id": "awd_1", "columns": ["recipient_count", "quote"]}]
    assert tables["out_award"]["removed"] == []
    assert tables["out_award"]["counts"] == {"rows": 3, "added": 1, "changed": 1, "removed": 0}
    assert tables["out_article"]["added"] == ["art_3"]
    assert all(tables[name]["counts"]["added"] == 0 for name in ("out_meeting", "out_lead_unit", "out_coverage"))
    assert (second.previous, second.added["out_award"], second.changed["out_award"]) == (first.version, 1, 1)
    changes = (second.path / "CHANGES.md").read_text(encoding="utf-8")
    assert "| out_award | 3 | 1 | 1 | 0 |" in changes
    assert "- changed: `awd_1` (recipient_count, quote)" in changes


def test_a_column_more_and_another_type_are_schema_changes(fake: FakeBuild) -> None:
    publish(fake)
    fake.extra_columns["out.out_award"] = ", note varchar"
    folder = publish(fake).path
    assert diff_of(folder)["out_award"]["schema"] == {"added": ["note"], "removed": [], "retyped": []}
    assert diff_of(folder)["out_award"]["changed"] == []
    fake.extra_columns["out.out_award"] = ", note integer"
    folder = publish(fake).path
    assert diff_of(folder)["out_award"]["schema"]["retyped"] == [{"column": "note", "before": "string", "after": "integer"}]
    assert "column `note`: string → integer" in (folder / "CHANGES.md").read_text(encoding="utf-8")


def test_another_description_alone_is_published_too(fake: FakeBuild) -> None:
    publish(fake)
    fake.descriptions["quote"] = "Câu trích làm chứng."
    report = publish(fake)
    assert not report.unchanged
    assert set(report.changed.values()) == {0}


def test_an_id_that_vanishes_for_no_reason_is_refused(fake: FakeBuild) -> None:
    first = publish(fake)
    fake.remove("out.out_award", "awd_2")
    with pytest.raises(ThiduaError, match=r"1 rows of out_award .* awd_2.*tombstones\.csv.*last release stays"):
        publish(fake)
    assert latest_release(fake.home) == first.path
    assert [path.name for path in fake.home.releases.iterdir()] == [first.version]


def test_tables_that_are_suddenly_empty_are_no_work_of_other_rules(fake: FakeBuild) -> None:
    first = publish(fake)
    fake.rules = fake.readers = ""
    for name in list(fake.rows["out.out_award"]):
        fake.remove("out.out_award", name)
    with pytest.raises(ThiduaError, match="gone without a reason"):
        publish(fake)
    assert latest_release(fake.home) == first.path


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("id,reason\n".encode("utf-16"), "is no CSV file in UTF-8"),
        (b"id,reason\nawd_2,because\n", "line 2: expected an id and one of"),
        (b"\xef\xbb\xbfid,reason\r\nawd_2,merged\r\n\r\n", None),
    ],
)
def test_reasons_may_come_out_of_a_spreadsheet_and_wrong_ones_are_named(fake: FakeBuild, content: bytes, sentence: str | None) -> None:
    publish(fake)
    fake.remove("out.out_award", "awd_2")
    fake.home.state.mkdir()
    (fake.home.state / "tombstones.csv").write_bytes(content)
    if sentence is None:
        assert [line[2] for line in removed(publish(fake).path)] == ["merged"]
    else:
        with pytest.raises(ConfigurationError, match=sentence):
            publish(fake)


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        ("edited", "source_edited"),
        ("rules", "superseded_by_rules"),
        ("readers", "superseded_by_rules"),
        ("project", "reference_changed"),
        ("art_2", "forgotten"),
        ("awd_2", "merged"),
        ("baohaiduong", "forgotten"),
    ],
)
def test_a_known_reason_becomes_a_tombstone(fake: FakeBuild, cause: str, reason: str) -> None:
    publish(fake)
    fake.remove("out.out_award", "awd_2")
    if cause == "edited":
        fake.article("art_2", content="content-2")
    elif cause in {"rules", "readers", "project"}:
        setattr(fake, cause, "2")
    else:
        fake.home.state.mkdir()
        (fake.home.state / "tombstones.csv").write_text(f"id,reason\n{cause},{reason}\n", encoding="utf-8")
    second = publish(fake)
    assert removed(second.path) == [("out_award", "awd_2", reason, second.version, "")]
    assert diff_of(second.path)["out_award"]["removed"] == [{"id": "awd_2", "reason": reason}]


def test_an_event_whose_mentions_went_to_another_names_its_successor(fake: FakeBuild) -> None:
    for mention, award in {"men_1": "awd_1", "men_2": "awd_2", "men_3": "awd_2"}.items():
        fake.mention(mention, award)
    publish(fake)
    fake.remove("out.out_award", "awd_2")
    fake.remove("marts.bridge_award_mention", "men_2")
    fake.remove("marts.bridge_award_mention", "men_3")
    with pytest.raises(ThiduaError, match="awd_2"):
        publish(fake)
    fake.mention("men_2", "awd_1")
    second = publish(fake)
    assert removed(second.path) == [("out_award", "awd_2", "regrouped", second.version, "awd_1")]
    assert diff_of(second.path)["out_award"]["removed"] == [{"id": "awd_2", "reason": "regrouped", "successor": "awd_1"}]


def test_a_count_goes_with_its_facts_and_not_alone(fake: FakeBuild) -> None:
    fake.count("cnt_1")
    fake.count("cnt_2")
    publish(fake)
    fake.remove("out.out_yearly_count", "cnt_2")
    with pytest.raises(ThiduaError, match=r"out_yearly_count .* cnt_2"):
        publish(fake)
    fake.remove("out.out_award", "awd_2")
    fake.article("art_2", content="content-2")
    second = publish(fake)
    assert [line[:3] for line in removed(second.path)] == [
        ("out_award", "awd_2", "source_edited"),
        ("out_yearly_count", "cnt_2", "recounted"),
    ]


def test_a_month_goes_when_its_article_is_dated_anew(fake: FakeBuild) -> None:
    publish(fake)
    fake.months = ("cov_1",)
    fake.article("art_1", content="content-2")
    fake.rows["out.out_article"]["art_1"]["published_on"] = "2023-12-01"
    second = publish(fake)
    assert [line[:3] for line in removed(second.path)] == [("out_coverage", "cov_2", "recounted")]


def test_a_month_goes_with_a_forgotten_page_of_its_site(fake: FakeBuild) -> None:
    publish(fake)
    fake.months = ("cov_1",)
    with pytest.raises(ThiduaError, match=r"out_coverage .* cov_2"):
        publish(fake)
    fake.home.state.mkdir()
    (fake.home.state / "forgotten.csv").write_text(
        "site_id,page,forgotten_on,reason\nbaohaiduong,https://baohaiduong.vn/a.html,2026-11-21,letter\n", encoding="utf-8"
    )
    second = publish(fake)
    assert [line[:3] for line in removed(second.path)] == [("out_coverage", "cov_2", "forgotten")]


def test_tombstones_stay_until_the_id_comes_back(fake: FakeBuild) -> None:
    publish(fake)
    fake.remove("out.out_award", "awd_2")
    fake.article("art_2", content="content-2")
    second = publish(fake)
    assert len(removed(second.path)) == 1
    fake.meeting("mtg_2")
    third = publish(fake)
    assert removed(third.path) == removed(second.path), "who holds an old id still finds out what became of it"
    fake.award("awd_2", article_id="art_2", status="conferred", stage="presented")
    assert removed(publish(fake).path) == []


def test_an_edited_article_excuses_no_other(fake: FakeBuild) -> None:
    publish(fake)
    fake.article("art_1", content="content-2")
    fake.remove("out.out_award", "awd_2")  # of art_2
    with pytest.raises(ThiduaError, match="awd_2"):
        publish(fake)


def test_a_wrong_tombstone_names_its_line(fake: FakeBuild) -> None:
    publish(fake)
    fake.meeting("mtg_2")
    fake.home.state.mkdir()
    (fake.home.state / "tombstones.csv").write_text("id,reason\nawd_1,because\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"tombstones\.csv, line 2"):
        publish(fake)


def test_no_build_and_failed_build_publish_nothing(fake: FakeBuild, tmp_path: Path) -> None:
    with pytest.raises(ThiduaError, match=r"no tested build .*thidua build.*no earlier release"):
        release(Home(tmp_path / "other"))
    first = publish(fake)
    success_file(fake.home).unlink()
    with pytest.raises(ThiduaError, match=f"The last release, {first.version}, stays in place"):
        release(fake.home)
    assert latest_release(fake.home) == first.path


def test_long_quotes_are_refused(fake: FakeBuild) -> None:
    fake.meeting("mtg_2", quote="đ" * 300)
    first = publish(fake)
    fake.meeting("mtg_2", quote="đ" * 301)
    with pytest.raises(ThiduaError, match=r"1 quotes in out\.out_meeting\.quote .*301"):
        publish(fake)
    assert latest_release(fake.home) == first.path


def test_a_fact_without_its_article_is_refused(fake: FakeBuild) -> None:
    fake.award("awd_3", article_id="art_9")
    with pytest.raises(ThiduaError, match="1 rows of out_award name a article_id that out_article does not have"):
        publish(fake)


@pytest.mark.parametrize("step", ["write_database", "export_excel", "_settle", "point_latest_to"])
def test_a_full_disk_leaves_the_last_release(fake: FakeBuild, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    first = publish(fake)
    fake.meeting("mtg_2")
    fake.finish()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publisher, step, full)
        with pytest.raises(ThiduaError, match=f"the disk is full.*{first.version}, stays"):
            release(fake.home)
    assert latest_release(fake.home) == first.path
    assert [path.name for path in fake.home.releases.iterdir()] == [first.version]
    assert release(fake.home).rows["out_meeting"] == 2


def test_what_a_killed_release_left_is_cleared_away(fake: FakeBuild) -> None:
    fake.finish()
    leftover = fake.home.releases / ".2026.01.01-1.partial"
    leftover.mkdir(parents=True)
    (leftover / "warehouse.duckdb").write_bytes(b"half")
    release(fake.home)
    assert not leftover.exists()


def test_readers_keep_what_they_opened(fake: FakeBuild) -> None:
    first = publish(fake)
    with duckdb.connect(str(fake.home.latest / "warehouse.duckdb"), read_only=True) as reader:
        fake.meeting("mtg_2")
        second = publish(fake)
        assert reader.execute("select count(*) from out.out_meeting").fetchone() == (1,)
    with duckdb.connect(str(fake.home.latest / "warehouse.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(*) from out.out_meeting").fetchone() == (2,)
    assert latest_release(fake.home) == second.path != first.path


def test_a_release_of_an_older_program_is_a_base_too(fake: FakeBuild) -> None:
    first = publish(fake)
    with duckdb.connect(str(first.path / "warehouse.duckdb")) as con:
        con.execute("alter table marts.fct_article drop column content_sha256")
    write_checksums(first.path)
    fake.meeting("mtg_2")
    assert publish(fake).added["out_meeting"] == 1


@pytest.mark.parametrize("name", ["csv/out_meeting.csv", "report/index.html"])
def test_a_damaged_release_is_replaced_although_nothing_is_new(fake: FakeBuild, name: str) -> None:
    first = publish(fake)
    (first.path / name).write_bytes(b"junk")
    second = publish(fake)
    assert (second.unchanged, second.previous) == (False, first.version)
    assert not any((*second.added.values(), *second.changed.values(), *second.removed.values()))
    assert (second.path / name).stat().st_size > 4
    assert publish(fake).unchanged


@pytest.mark.parametrize("name", ["datapackage.json", "parquet/out_meeting.parquet", "removed.csv", "warehouse.duckdb"])
def test_a_release_that_cannot_be_compared_with_is_named_with_the_way_out(fake: FakeBuild, name: str) -> None:
    first = publish(fake)
    (first.path / name).unlink()
    with pytest.raises(ThiduaError, match="is missing or damaged, so nothing can be compared") as caught:
        publish(fake)
    assert str(first.path / name) in str(caught.value)
    fake.home.latest.unlink()
    assert publish(fake).previous is None


def test_a_link_that_a_backup_made_a_folder_of_is_a_link_again(fake: FakeBuild) -> None:
    first = publish(fake)
    home = fake.home

    def dereference() -> None:
        home.latest.unlink()
        shutil.copytree(first.path, home.latest)

    dereference()
    assert publish(fake).unchanged
    assert (home.latest.is_symlink(), latest_release(home)) == (True, first.path)
    dereference()
    fake.meeting("mtg_2")
    second = publish(fake)
    assert (second.previous, second.added["out_meeting"], latest_release(home)) == (first.version, 1, second.path)
    assert [path.name for path in home.root.glob(".latest*")] == []
    home.latest.unlink()
    (home.latest / "mine").mkdir(parents=True)
    with pytest.raises(ThiduaError, match="is a folder where a link belongs, and no copy of a release"):
        publish(fake)
    assert (home.latest / "mine").is_dir()


def test_an_older_release_can_be_deleted(fake: FakeBuild) -> None:
    first = publish(fake)
    fake.meeting("mtg_2")
    publish(fake)
    shutil.rmtree(first.path)
    fake.meeting("mtg_3")
    assert publish(fake).added["out_meeting"] == 1
