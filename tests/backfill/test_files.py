"""`--source warc`: whatever lies in the files, whole article pages of registered sites come over, the rest is counted."""

from __future__ import annotations

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.archive import iter_captures
from crawlers.backfill.files import import_files
from crawlers.backfill.report import BackfillReport, Period
from crawlers.config import Config, load_config
from crawlers.errors import ConfigurationError
from crawlers.fetch_state import rebuild_fetch_state
from crawlers.home import Home, new_run_id
from crawlers.registry import Registry
from tests.backfill.conftest import YEARS, Taken
from tests.backfill.warcs import page, record, write_wacz, write_warc

HOST = "http://baohagiang.vn"
ONE = f"{HOST}/thoi-su-chinh-tri/201912/hoi-nghi-tong-ket-cong-tac-nam-751234/"
TWO = f"{HOST}/thoi-su-chinh-tri/201912/khai-mac-hoi-cho-751235/"


@pytest.fixture
def take(home: Home, registry: Registry) -> Any:
    def run(*paths: Path, site: str | None = "baohagiang", period: Period = YEARS, **changes: Any) -> BackfillReport:
        config = load_config(home)
        if changes:
            config = Config.model_validate({**config.model_dump(), **changes})
        chosen = registry.site(site) if site else None
        return import_files(home, config, registry, new_run_id(), paths, period=period, site=chosen)

    return run


def test_a_page_comes_over_with_its_moment_and_where_it_was(home, take, taken: Taken, tmp_path):
    body = gzip.compress(page("Hội nghị"))
    file = write_warc(tmp_path / "cũ.warc.gz", record(ONE, body, headers=("Content-Type: text/html", "Content-Encoding: gzip")))
    report = take(file)
    assert (report.outcomes, report.warnings) == ({"captured": 1}, [])
    (capture,) = taken()
    assert capture.url == ONE
    assert capture.captured_at == datetime(2019, 12, 10, 2, 15, tzinfo=UTC)
    assert (capture.source, capture.site_id, capture.kind, capture.http_status) == ("warc", "baohagiang", "article", 200)
    assert capture.body == page("Hội nghị")
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in home.archive.glob("*/*.warc.gz"))
    assert b"WARC-Type: request" not in raw, "nobody knows what was asked"
    assert "via: cũ.warc.gz#urn:uuid:".encode() in raw
    assert "WARC-Thidua-Archive: cũ.warc.gz#urn:uuid:".encode() in raw


def test_twice_the_same_is_taken_once_whatever_the_spelling_of_the_address(take, taken: Taken, tmp_path):
    first = write_warc(
        tmp_path / "a.warc.gz",
        record(ONE, page("Một")),
        record(ONE.replace("http://", "https://www."), page("Một"), date="2021-01-01T00:00:00Z"),
    )
    second = write_warc(
        tmp_path / "b.warc.gz", record(ONE.rstrip("/"), page("Một")), record(ONE, page("Một, có sửa"), date="2022-01-01T00:00:00Z")
    )
    assert take(first, second).outcomes == {"captured": 2, "duplicate": 2}
    assert take(second, first).outcomes == {"duplicate": 4}
    assert [capture.captured_at.year for capture in taken()] == [2019, 2022]


def test_every_flaw_is_an_outcome_and_stops_nothing(take, taken: Taken, tmp_path):
    html = "Content-Type: text/html"
    records = [
        record("http://example.org/", page("Của ai")),
        record("http://nbtv.vn/news/4/38212/bai-viet/", page("Đài")),
        record(f"{HOST}/rss/home.rss", b"<rss/>"),
        record(ONE, page("Sau"), date="2026-03-01T00:00:00Z"),
        record(ONE, page("Không ngày"), date="hôm qua"),
        record(ONE, b"", status="301 Moved", headers=("Location: /\x1b[2J\x07",)),
        record(ONE, page("Không có"), status="404 Not Found"),
        record(ONE, b""),
        record(ONE, b" \r\n "),
        record(ONE, page("Cắt"), extra=("WARC-Truncated: length",)),
        record(ONE, b"\x89PNG", headers=("Content-Type: image/png",)),
        record(ONE, b"no gzip", headers=(html, "Content-Encoding: gzip")),
        record(ONE, gzip.compress(b"<html>" + b" " * (9 << 20)), headers=(html, "Content-Encoding: gzip")),
        record(ONE, b"", kind="revisit"),
        record(ONE, os.urandom(2 << 19).hex().encode() * 5),
        record(f"{HOST}/a b\u200b", page("Lạ")),
        record(ONE, page("Không HTTP"), kind="resource"),
        record(TWO, b"5\r\n<html\r\n5\r\n>Mot<\r\n6\r\n/html>\r\n0\r\n\r\n", headers=(html, "Transfer-Encoding: chunked")),
    ]
    report = take(write_warc(tmp_path / "a.warc.gz", *records))
    assert report.outcomes == {
        "captured": 1,
        "damaged": 2,
        "empty": 2,
        "http_error": 1,
        "not_article": 1,
        "not_html": 1,
        "offsite": 2,
        "out_of_period": 1,
        "redirected": 1,
        "revisit": 1,
        "too_large": 2,
        "truncated": 1,
        "undecodable": 1,
    }
    assert sum(report.outcomes.values()) == len(records) - 1, "a resource is no answer of a server"
    assert report.sites["other"] == {"offsite": 2, "damaged": 1}
    assert any("no article address of baohagiang" in reason for reason in report.reasons)
    assert all(reason.isprintable() for reason in report.reasons), "a terminal obeys nothing of it"
    (capture,) = taken()
    assert capture.body == b"<html>Mot</html>"


def test_what_comes_before_the_damage_is_taken(take, taken: Taken, tmp_path):
    whole = write_warc(tmp_path / "whole.warc.gz", record(ONE, page("Một")), record(TWO, page("Hai", os.urandom(400_000).hex())))
    data = whole.read_bytes()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(data[:-900])
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(data[:-8] + b"\0" * 4 + data[-4:])
    report = take(cut, bad)
    assert report.outcomes == {"captured": 1, "damaged": 2, "duplicate": 1}
    assert any(sentence.startswith("cut.warc.gz: is cut short") for sentence in report.warnings)
    assert any(sentence.startswith("bad.warc.gz: is damaged") for sentence in report.warnings)
    assert [capture.url for capture in taken()] == [ONE]
    short = write_warc(tmp_path / "short.warc", record(TWO, page("Hai"), length=90_000))
    assert take(short).outcomes == {"truncated": 1}
    text = tmp_path / "notes.txt"
    text.write_text("không phải WARC\n" * 500)
    assert take(text).outcomes == {}


def test_wacz_files_are_read_where_they_lie(take, taken: Taken, tmp_path):
    wacz = write_wacz(tmp_path / "a.wacz", one=gzip.compress(record(ONE, page("Một"))), two=gzip.compress(record(TWO, page("Hai"))))
    assert take(wacz).outcomes == {"captured": 2}
    assert {capture.url for capture in taken()} == {ONE, TWO}


def test_a_hostile_wacz_writes_nowhere_and_ends(home, take, tmp_path):
    evil = tmp_path / "evil.wacz"
    with zipfile.ZipFile(evil, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/../../../escaped.warc.gz", gzip.compress(record(ONE, page("Ra ngoài"))))
        archive.writestr("/archive/rooted.warc.gz", gzip.compress(record(ONE, page("Gốc"))))
        link = zipfile.ZipInfo("archive/link.warc.gz")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("archive/good.warc.gz", gzip.compress(record(TWO, page("Tốt"))))
    before = sorted(tmp_path.iterdir())
    report = take(evil)
    assert report.outcomes == {"captured": 1}
    assert sorted(tmp_path.iterdir()) == before
    nothing = write_wacz(tmp_path / "none.wacz", pages__pages_jsonl=b"{}")
    odd = tmp_path / "odd.wacz"
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("archive/a.warc.gz", gzip.compress(record(ONE, page("Một"))))
    assert "is packed as no WACZ is (method 14)" in take(odd).warnings[0]
    torn = tmp_path / "torn.wacz"
    torn.write_bytes(evil.read_bytes()[:-30])
    report = take(nothing, torn)
    assert [sentence.split(";")[0] for sentence in report.warnings] == [
        f"{nothing}: is a ZIP without a WARC file under archive/, so no WACZ",
        f"{torn}: is not a whole WACZ file (File is not a zip file)",
    ]


def test_a_bomb_is_given_up_at_the_budget(take, taken: Taken, tmp_path, monkeypatch):
    monkeypatch.setattr("crawlers.backfill.files._GIB", 1 << 24)
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    head = record(ONE, kind="resource", length=3 << 30).removesuffix(b"\r\n\r\n")
    parts = [packer.compress(head)]
    block = bytes(1 << 23)
    parts += [packer.compress(block) for _ in range(4)]
    parts.append(packer.flush())
    bomb = tmp_path / "bomb.warc.gz"
    bomb.write_bytes(gzip.compress(record(TWO, page("Trước"))) + b"".join(parts))
    assert bomb.stat().st_size < 1 << 18
    report = take(bomb, backfill={"unpacked_gib": 1})
    assert report.outcomes == {"captured": 1}
    assert "unpacks to more than 16 MiB (backfill.unpacked_gib)" in report.warnings[0]
    assert len(taken()) == 1


PAGES = [
    gzip.compress(record(ONE, page("Một"), headers=("Content-Type: text/html", "Server: máy chủ"))),
    gzip.compress(record(TWO, page("Hai"), headers=("Content-Type: text/html", "Transfer-Encoding: chunked"))),
    record(TWO, gzip.compress(page("Ba")), headers=("Content-Type: text/html", "Content-Encoding: gzip"), kind="response"),
]


@pytest.mark.parametrize("length", ["99999999999999999999999", "-1", "0x10", "", "18446744073709551615"])
def test_a_length_that_is_none(take, taken: Taken, tmp_path, length):
    broken = record(ONE, page("Một")).replace(b"Content-Length: ", b"Content-Length: " + length.encode() + b"\r\nX: ")
    report = take(write_warc(tmp_path / "a.warc.gz", record(TWO, page("Hai")), broken))
    assert report.outcomes["captured"] == 1
    assert [capture.url for capture in taken()] == [TWO]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.sampled_from(PAGES), min_size=1, max_size=3),
    changes=st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 40), st.binary(max_size=30)), max_size=4),
    unpacks_first=st.booleans(),
)
def test_no_file_stops_a_run(registry, tmp_path_factory, parts, changes, unpacks_first):
    data = b"".join(parts)
    if unpacks_first:
        data = b"".join(gzip.decompress(part) if part[:2] == b"\x1f\x8b" else part for part in parts)
    for start, length, inserted in changes:
        data = data[:start] + inserted + data[start + length :]
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "a.warc.gz"
    path.write_bytes(data)
    home = Home(folder / "home")
    report = import_files(home, Config(), registry, new_run_id(), [path], period=YEARS, site=registry.site("baohagiang"))
    captures = list(iter_captures(home))
    assert len(captures) == report.outcomes.get("captured", 0)
    assert len(captures) <= len({(capture.url, capture.payload_sha256) for capture in captures})
    assert all(capture.body_fault is None for capture in captures)


def test_all_sites_at_once_and_a_period(take, taken: Taken, tmp_path):
    file = write_warc(
        tmp_path / "a.warc.gz",
        record(ONE, page("Một")),
        record("https://nbtv.vn/tin-tuc-ninh-binh-3821234.html", page("Hai"), date="2021-02-26T08:00:00Z"),
    )
    report = take(file, site=None, period=Period(2020, 2021))
    assert {site: dict(counts) for site, counts in report.sites.items()} == {"baohagiang": {"out_of_period": 1}, "nbtv": {"captured": 1}}
    assert [capture.site_id for capture in taken()] == ["nbtv"]


def test_files_that_are_not_there_are_wrong_use(take, tmp_path):
    for paths in ((), (tmp_path / "none.warc.gz",), (tmp_path,)):
        with pytest.raises(ConfigurationError, match="WARC or WACZ files"):
            take(*paths)


def test_a_fetch_state_made_anew_leaves_other_archives_out(home, take, tmp_path):
    take(write_warc(tmp_path / "a.warc.gz", record(ONE, page("Một"), headers=("Content-Type: text/html", 'ETag: "old"'))))
    assert rebuild_fetch_state(home) == 0


def test_what_was_taken_out_on_request_stays_out(home, take, taken: Taken, tmp_path, registry):
    from datetime import date

    from warehouse.forget import Target, forget

    file = write_warc(tmp_path / "a.warc.gz", record(ONE, page("Một")), record(TWO, page("Hai")))
    take(file)
    report = forget(home, registry, Target("baohagiang", (registry.canonical_url(ONE),)), reason="asked", today=date(2026, 1, 1))
    assert report.captures == 1
    assert [capture.url for capture in taken()] == [TWO]
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in home.archive.glob("*/*.warc.gz"))
    assert ONE.encode() not in raw
    assert take(file).outcomes == {"duplicate": 1, "forgotten": 1}


SCRIPT = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from crawlers.archive import writer
    from crawlers.backfill.files import import_files
    from crawlers.backfill.report import Period
    from crawlers.backfill.state import BackfillState
    from crawlers.config import load_config
    from crawlers.home import Home, new_run_id
    from crawlers.registry import load_registry

    place, count = sys.argv[3], int(sys.argv[4])
    append, add_body = writer._OpenFile.append, BackfillState.add_body

    def kill_at(here):
        global count
        count -= here == place
        if here == place and not count:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying_append(self, data, records):
        if place == "torn" and count == 1:
            os.write(self._handle.fileno(), data[: len(data) // 2])
        kill_at("torn")
        offset = append(self, data, records)
        kill_at("written")
        return offset

    def dying_add_body(self, *what):
        add_body(self, *what)
        kill_at("noted")

    writer._OpenFile.append, BackfillState.add_body = dying_append, dying_add_body
    home, registry = Home(Path(sys.argv[1])), load_registry()
    import_files(home, load_config(home), registry, new_run_id(), [Path(sys.argv[2])], period=Period(2015, 2025))
    """
)


def test_killed_three_times_it_ends_with_every_page_once(home, take, taken: Taken, tmp_path):
    """Killed in the middle of a record, between the record and the note of it, and after the note."""
    addresses = [f"{HOST}/thoi-su-chinh-tri/201912/bai-viet-so-{number}-{700000 + number}/" for number in range(80)]
    file = write_warc(tmp_path / "a.warc.gz", *(record(url, page(url, os.urandom(3000).hex())) for url in addresses))
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    # appends count the first record of a file, too; the third run notes the 16 bodies of the second before its own
    for place, count in (("torn", 21), ("written", 17), ("noted", 16 + 20)):
        done = subprocess.run(
            [sys.executable, str(script), str(home.root), str(file), place, str(count)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            timeout=60,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL
        assert len(list(home.archive.glob("*/*.open"))) == 1
    report = take(file)
    assert report.outcomes == {"captured": 80 - 19 - 16 - 20, "duplicate": 19 + 16 + 20}
    assert sorted(capture.url for capture in taken()) == sorted(addresses)


def test_the_command_and_the_ledger(home, tmp_path, capfdbinary):
    from warehouse.cli import main

    file = write_warc(tmp_path / "a.warc.gz", record(ONE, page("Một")))
    assert main(["--home", str(home.root), "backfill", "baohagiang", str(file), "--source", "warc", "--json"]) == 0
    report = json.loads(capfdbinary.readouterr().out)
    assert report["outcomes"] == {"captured": 1}
    assert main(["--home", str(home.root), "read"]) == 0
    capfdbinary.readouterr()
    assert main(["--home", str(home.root), "status", "--json"]) == 0
    runs = json.loads(capfdbinary.readouterr().out)["runs"]
    assert [(run["verb"], run["status"]) for run in runs] == [("read", "done"), ("backfill", "done")]
    assert runs[1]["steps"][0]["sites"] == {"baohagiang": {"captured": 1}}
    assert runs[0]["steps"][0]["counts"]["pages"] == 1
    assert main(["--home", str(home.root), "backfill", "baohagiang", "--from", "2020", "--to", "2019"]) == 2
    assert b"later than --to" in capfdbinary.readouterr().err
    assert main(["--home", str(home.root), "backfill", "baohagang", str(file), "--source", "warc"]) == 2
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(file.read_bytes()[:-30])
    assert main(["--home", str(home.root), "backfill", "all", str(cut), "--source", "warc", "--dry-run"]) == 3
    assert b"is cut short" in capfdbinary.readouterr().err
