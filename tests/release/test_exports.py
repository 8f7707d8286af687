"""The files of a release: what stands in them, that they say the same, and that they are the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
import socket
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml
from frictionless import validate

from crawlers.errors import ThiduaError
from crawlers.home import Home
from tests.release.fake_build import FakeBuild, first_build
from warehouse.release import release

HOSTILE = {
    "quote": "<script>alert('x')</script>",
    "bloc_name": '=cmd|"/c calc"!A1',
    "host_names": "@SUM(1;2)",
    "province_name": "+84 một",
    "article_title": '"><img src=x onerror=alert(1)>',
    "article_url": "javascript:alert(1)",
    "site_name": "-một dòng\nhai; dòng",
    "period": "＝1+1",
}


def table(release: Path, name: str, folder: str = "csv", delimiter: str = ",") -> list[dict[str, str]]:
    with (release / folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=delimiter))


def published(fake: FakeBuild) -> Path:
    fake.finish()
    return release(fake.home).path


def test_package_is_valid_for_an_independent_reader_without_network(fake: FakeBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.meeting("mtg_2", **HOSTILE)
    folder = published(fake)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a validator has to find everything in the release")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])
    assert sum(task.type == "table" for task in report.tasks) == 6


def test_a_changed_cell_or_a_broken_key_makes_the_package_invalid(fake: FakeBuild) -> None:
    folder = published(fake)
    path = folder / "csv" / "out_award.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("art_2", "art_9"), encoding="utf-8")
    errors = {error[0] for error in validate(str(folder / "datapackage.json")).flatten(["type"])}
    assert {"foreign-key", "hash-count"} & errors


def test_package_describes_what_is_there(fake: FakeBuild) -> None:
    folder = published(fake)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["name"], package["version"], package["licenses"][0]["name"]) == ("thi-dua", folder.name, "CC-BY-4.0")
    assert package["sources"] == [{"title": "Báo Hải Dương", "path": "https://baohaiduong.vn"}], "only sites that were read"
    assert "created" not in package
    award = next(resource for resource in package["resources"] if resource["name"] == "out_award")
    assert award["schema"]["primaryKey"] == ["award_id"]
    assert award["schema"]["foreignKeys"] == [
        {"fields": ["article_id"], "reference": {"resource": "out_article", "fields": ["article_id"]}}
    ]
    fields = {field["name"]: field for field in award["schema"]["fields"]}
    assert fields["status"]["constraints"] == {"enum": ["proposed", "conferred"]}
    assert fields["award_id"]["constraints"] == {"required": True, "unique": True}
    types = {name: fields[name]["type"] for name in ("recipient_count", "first_reported_on", "captured_at", "quote")}
    assert types == {"recipient_count": "integer", "first_reported_on": "date", "captured_at": "datetime", "quote": "string"}
    for resource in package["resources"]:
        path = folder / resource["path"]
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_csv_parquet_and_database_hold_the_same_rows(fake: FakeBuild) -> None:
    fake.meeting("mtg_2", **HOSTILE, held_on=None, also_types=[], confidence=None, member_count=None)
    fake.meeting("mtg_0", also_types=None, captured_at="2023-12-22T10:00:00.25Z", quote="")
    folder = published(fake)
    rows = table(folder, "out_meeting")
    assert [row["meeting_id"] for row in rows] == ["mtg_0", "mtg_1", "mtg_2"]
    parquet = pq.read_table(folder / "parquet" / "out_meeting.parquet").to_pylist()
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'")
        stored = con.execute("select * from out.out_meeting order by meeting_id").to_arrow_table().to_pylist()
    assert parquet == stored

    def as_text(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, list):
            return json.dumps(value, separators=(",", ":"))
        if hasattr(value, "astimezone"):
            return value.isoformat().replace("+00:00", "Z")
        return str(value)

    assert rows == [{name: as_text(value) for name, value in row.items()} for row in parquet]
    assert (rows[0]["captured_at"], rows[1]["captured_at"]) == ("2023-12-22T10:00:00.250000Z", "2023-12-22T10:00:00Z")


def test_csv_is_plain_utf8_and_carries_nothing_of_the_run(fake: FakeBuild) -> None:
    folder = published(fake)
    for path in (folder / "csv").iterdir():
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw
        assert b"20260101T000000Z" not in raw
        assert folder.name.encode() not in raw
    assert b"20260101T000000Z" not in (folder / "parquet" / "out_article.parquet").read_bytes()
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
        columns = [row[0] for row in con.execute("select column_name from duckdb_columns() where table_name = 'fct_article'").fetchall()]
    assert columns == ["article_id", "site_id", "content_sha256"], "a column that is not opted in does not leave"


def test_spreadsheet_copy_runs_no_formula_and_keeps_numbers(fake: FakeBuild) -> None:
    fake.meeting("mtg_2", **HOSTILE, confidence=-0.5, member_count=-3)
    folder = published(fake)
    assert (folder / "excel" / "out_meeting.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    row = table(folder, "out_meeting", "excel", ";")[1]
    for column in ("bloc_name", "host_names", "province_name", "site_name", "period"):
        assert row[column] == f"'{HOSTILE[column]}"
    assert (row["confidence"], row["member_count"], row["held_on"]) == ("-0,5", "-3", "2023-12-22")
    assert table(folder, "out_meeting")[1]["bloc_name"] == HOSTILE["bloc_name"], "the exact CSV stays exact"
    assert not list((folder / "excel").glob("*.tmp"))


def test_spreadsheet_copy_makes_no_number_or_date_of_a_text(fake: FakeBuild) -> None:
    changed = {"date_partial": "12-22", "period": "06", "host_names": "3/2", "bloc_name": "1234567890123456"}
    kept = {"province_name": "Khối 12-22", "quote": "2023-H1", "article_title": "Ngày 3/2", "site_name": "7"}
    fake.meeting("mtg_2", **changed, **kept)
    folder = published(fake)
    row = table(folder, "out_meeting", "excel", ";")[1]
    assert {name: row[name] for name in changed} == {name: f'="{text}"' for name, text in changed.items()}
    assert {name: row[name] for name in kept} == kept
    assert row["held_on"] == "2023-12-22"
    assert {name: table(folder, "out_meeting")[1][name] for name in changed} == changed, "the exact CSV stays exact"


def test_two_releases_of_the_same_archive_are_byte_identical(tmp_path: Path) -> None:
    def files(name: str, *, backwards: bool) -> dict[str, str]:
        fake = first_build(Home(tmp_path / name))
        numbers = range(60)
        for number in reversed(numbers) if backwards else numbers:
            fake.meeting(f"mtg_{number:04}", quote=f"Câu {number % 7}", held_on=f"2023-12-{number % 28 + 1:02}")
        folder = published(fake)
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for kind in ("csv", "parquet", "excel")
            for path in (folder / kind).iterdir()
        }

    assert files("one", backwards=False) == files("two", backwards=True)


def test_empty_tables_have_a_header_and_no_row(tmp_path: Path) -> None:
    fake = FakeBuild(Home(tmp_path))
    folder = published(fake)
    raw = (folder / "csv" / "out_meeting.csv").read_text(encoding="utf-8")
    assert raw.startswith("meeting_id,province_name,")
    assert raw.count("\n") == 1
    assert pq.read_table(folder / "parquet" / "out_meeting.parquet").num_rows == 0
    assert validate(str(folder / "datapackage.json")).valid
    assert "Chưa có hội nghị nào" in (folder / "report" / "index.html").read_text(encoding="utf-8")


def test_database_opens_read_only_with_keys_and_comments(fake: FakeBuild) -> None:
    folder = published(fake)
    assert not (folder / "warehouse.duckdb.wal").exists()
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
        schemas = {row[0] for row in con.execute("select distinct schema_name from duckdb_tables()").fetchall()}
        assert schemas == {"marts", "out"}
        comment = con.execute("select comment from duckdb_tables() where table_name = 'out_award'").fetchone()
        assert comment == ("Bảng out_award. Grain: một dòng",)
        assert con.execute("select count(*) from duckdb_columns() where not internal and comment is null").fetchone() == (0,)
        keys = con.execute(
            "select constraint_text from duckdb_constraints() where table_name = 'out_award' and constraint_type = 'PRIMARY KEY'"
        )
        assert keys.fetchall() == [("PRIMARY KEY(award_id)",)]


def test_parquet_names_its_licence(fake: FakeBuild) -> None:
    metadata = pq.read_schema(published(fake) / "parquet" / "out_award.parquet").metadata
    assert metadata[b"licence"] == b"CC-BY-4.0"


def test_papers_beside_the_tables(fake: FakeBuild) -> None:
    folder = published(fake)
    citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"], citation["type"]) == (folder.name, "CC-BY-4.0", "dataset")
    assert "Creative Commons Attribution 4.0" in (folder / "LICENSE").read_text(encoding="utf-8")
    with (folder / "dictionary.csv").open(encoding="utf-8", newline="") as handle:
        dictionary = list(csv.DictReader(handle))
    assert list(dictionary[0]) == ["table", "column", "type", "description", "grain"]
    entry = next(row for row in dictionary if row["table"] == "out.out_award" and row["column"] == "recipient_count")
    assert (entry["type"], entry["description"], entry["grain"]) == ("INTEGER", "Cột recipient_count.", "một dòng")
    assert not any(row["column"] == "run_id" for row in dictionary)


def test_checksums_cover_every_file(fake: FakeBuild) -> None:
    folder = published(fake)
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    assert listed == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_a_described_column_that_was_not_built_stops_the_release(fake: FakeBuild) -> None:
    fake.finish()
    with duckdb.connect(str(fake.home.build / "warehouse.duckdb")) as con:
        con.execute("alter table out.out_award drop column stage")
    with pytest.raises(ThiduaError, match=r"no column out\.out_award\.stage"):
        release(fake.home)
