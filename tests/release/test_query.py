"""SQL on a release: what it answers, what it refuses, how it prints."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from warehouse.query import format_rows, open_sql, run_sql, write_answer
from warehouse.releases import point_latest_to


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    for version, number in (("2026.01.01-1", 1), ("2026.01.02-1", 2)):
        folder = home.releases / version
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
            con.execute("create schema out; create schema marts")
            con.execute(
                f"create table out.out_meeting as select {number} as meeting, 'Khối' as bloc, timestamptz '2026-01-01 07:00:00+07' as seen_at"
            )
            con.execute("create table marts.dim_province as select * from range(100) t(province)")
    point_latest_to(home, "2026.01.02-1")
    return home


def test_answers_from_the_latest_or_a_named_release(home: Home) -> None:
    assert run_sql(home, "select meeting, bloc, seen_at from out_meeting;") == (
        ["meeting", "bloc", "seen_at"],
        [(2, "Khối", datetime(2026, 1, 1, tzinfo=UTC))],
    )
    assert run_sql(home, "select meeting from out.out_meeting", release="2026.01.01-1")[1] == [(1,)]
    assert len(run_sql(home, "from dim_province", limit=7)[1]) == 7


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('{secret}')",
        "select * from read_csv('{secret}')",
        "select * from '{secret}'",
        "select * from glob('{folder}/*')",
        "attach '{folder}/other.duckdb' as other",
        "copy (select 1) to '{folder}/written.csv'",
        "copy out_meeting from '{secret}'",
        "export database '{folder}/dump'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set allowed_directories = ['{folder}']",
        "set memory_limit = '100GB'",
        "reset lock_configuration",
        "pragma enable_logging",
        "create table out.mine as select 1",
        "delete from out_meeting",
        "drop table out_meeting",
        "update out_meeting set meeting = 3",
        "call start_ui()",
    ],
)
def test_nothing_outside_and_nothing_written(home: Home, tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ThiduaError) as caught:
        run_sql(home, sql.format(secret=secret, folder=tmp_path))
    assert caught.value.exit_code == 1
    assert sorted(tmp_path.iterdir()) == before
    assert run_sql(home, "select meeting from out_meeting")[1] == [(2,)]


def test_wrong_sql_says_where(home: Home) -> None:
    with pytest.raises(ThiduaError, match="nowhere") as caught:
        run_sql(home, "select meeting\nfrom nowhere")
    assert "LINE 2" in str(caught.value)
    with pytest.raises(ThiduaError, match="one SQL statement, not 2"):
        run_sql(home, "select 1; select 2")
    with pytest.raises(ThiduaError, match="one SQL statement, not 0"):
        run_sql(home, "-- nothing")


def test_endless_statements_are_stopped(home: Home) -> None:
    with pytest.raises(ThiduaError, match=r"stopped after 0\.2 seconds"):
        run_sql(home, "select count(*) from range(10000000000) a, range(100) b where a.range % 7 = b.range", seconds=0.2)


def test_no_release_is_a_clear_sentence(tmp_path: Path, home: Home) -> None:
    with pytest.raises(ThiduaError, match=r"no release in .*thidua nightly"):
        run_sql(Home(tmp_path / "empty"), "select 1")
    with pytest.raises(ThiduaError, match=r"no release 2020\.01\.01-1 .*2026\.01\.02-1"):
        run_sql(home, "select 1", release="2020.01.01-1")
    with pytest.raises(ThiduaError, match="no release"):
        run_sql(home, "select 1", release="../releases/2026.01.01-1")


def test_a_new_release_is_seen_in_the_same_process_while_an_old_one_is_open(home: Home) -> None:
    with duckdb.connect(str(home.latest / "warehouse.duckdb"), read_only=True) as reader:
        point_latest_to(home, "2026.01.01-1")
        assert run_sql(home, "select meeting from out_meeting")[1] == [(1,)]
        assert reader.execute("select meeting from out.out_meeting").fetchall() == [(2,)]


COLUMNS = ["text", "day", "at", "list", "count", "flag"]
ROWS = [
    ('Khối "A", B', date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), ["đ", None], 3, True),
    (None, None, None, None, None, None),
]


def test_csv_and_json_formats_read_back() -> None:
    assert list(csv.reader(io.StringIO(format_rows(COLUMNS, ROWS, "csv")))) == [
        COLUMNS,
        ['Khối "A", B', "2026-01-02", "2026-01-02T03:04:05Z", '["đ", null]', "3", "true"],
        ["", "", "", "", "", ""],
    ]
    expected = [
        dict(zip(COLUMNS, ['Khối "A", B', "2026-01-02", "2026-01-02T03:04:05Z", ["đ", None], 3, True], strict=True)),
        dict.fromkeys(COLUMNS),
    ]
    assert json.loads(format_rows(COLUMNS, ROWS, "json")) == expected
    assert [json.loads(line) for line in format_rows(COLUMNS, ROWS, "jsonl").splitlines()] == expected
    assert format_rows(["a"], [], "json") == "[]\n"


def test_table_is_for_people_and_obeys_no_page() -> None:
    printed = format_rows(["quote", "count"], [("một \x1b[31mđỏ\x1b[0m [bold]x[/bold]\nhai", 12)], "table", width=80)
    assert "\x1b" not in printed
    assert "[bold]x[/bold] hai" in printed
    assert printed.endswith("(1 row)\n")


def test_unknown_format_is_wrong_use() -> None:
    with pytest.raises(ConfigurationError, match="xml"):
        format_rows(["a"], [], "xml")


def test_json_is_json_whatever_the_columns_hold(home: Home) -> None:
    columns, rows = run_sql(
        home,
        "select 1 as x, 2 as x, 3 as x_1, 'nan'::double as n, [1.5::decimal(10,2)] as d, 'inf'::float as i, '\\xAB'::blob as b, {'k': 'inf'::double} as s",
    )
    assert columns == ["x", "x_2", "x_1", "n", "d", "i", "b", "s"]

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    expected = {"x": 1, "x_2": 2, "x_1": 3, "n": None, "d": [1.5], "i": None, "b": "ab", "s": {"k": None}}
    assert json.loads(format_rows(columns, rows, "json"), parse_constant=refuse) == [expected]
    assert json.loads(format_rows(columns, rows, "jsonl"), parse_constant=refuse) == expected


def test_a_huge_answer_is_handed_on_in_pieces(home: Home) -> None:
    with open_sql(home, "select range as a from range(100_000_000_000)") as answer:
        first, second = next(answer.batches), next(answer.batches)
    assert second[0][0] == len(first)
    with open_sql(home, "from range(100_000)") as answer:
        table = io.StringIO()
        write_answer(table, answer.columns, answer.batches, "table", width=40)
    assert table.getvalue().endswith("(the first 5000 rows; all of them with `--format csv`)\n")
    assert len(table.getvalue().splitlines()) == 5003
    assert len(run_sql(home, "from range(10_000)", limit=4321)[1]) == 4321


def test_a_statement_that_is_no_text_is_wrong_use(home: Home) -> None:
    with pytest.raises(ConfigurationError, match="no UTF-8 text"):
        run_sql(home, "select '\udcff'")
