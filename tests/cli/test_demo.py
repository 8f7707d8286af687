"""The demo, end to end: the real night against the replica, again with nothing new, and on the replica's next day."""

from __future__ import annotations

import json
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import archive_files, verify_warc
from crawlers.home import Home
from crawlers.registry import load_registry
from tests.cli.conftest import Thidua
from tests.replica.matching import differences
from tools.readme_answers import README, readme_of
from warehouse.query import run_sql

EXPECTED = json.loads((Path(__file__).parents[1] / "replica" / "expected.json").read_text(encoding="utf-8"))
TABLES = ("out_article", "out_meeting", "out_lead_unit", "out_award")


def addresses(articles: list[dict[str, Any]]) -> set[str]:
    registry = load_registry()
    return {registry.canonical_url(article["url"]) for article in articles if article["fetched"]}


def tables(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    return {table: run_sql(home, f"select * from {table} order by all")[1] for table in TABLES}


def articles(home: Home) -> dict[str, tuple[str, str]]:
    """Address → id and title of every article of the release."""
    return {
        url: (identity, title)
        for url, identity, title in run_sql(home, "select article_url, article_id, article_title from out_article")[1]
    }


def published(release: Path) -> dict[str, bytes]:
    """The bytes of every table of a release."""
    return {f"{kind}/{path.name}": path.read_bytes() for kind in ("csv", "parquet") for path in (release / kind).iterdir()}


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_three_nights_of_the_demo(thidua: Thidua, home: Home) -> None:
    first = thidua("demo")
    assert first.code == 0, first.err
    for words in ("Meetings (", "Lead units (", "Awards (", "New release", str(home.latest), "0 unchanged (not fetched again)"):
        assert words in first.out
    asked = next(line for line in first.out.splitlines() if line.startswith("Ask it yourself: "))
    assert shlex.split(asked)[3:] == ["thidua", "--home", str(home.root), "sql", "from out_meeting"]
    assert max(len(line) for line in first.out.splitlines() if line.startswith("│")) <= 140
    shown, more = next(line for line in first.out.splitlines() if line.startswith("The latest ")).split(";")[:2]
    assert int(shown.split()[2]) + int(more.split()[0]) == len(tables(home)["out_award"])
    seen = articles(home)
    assert set(seen) == addresses(EXPECTED["articles"])
    relevant = dict(run_sql(home, "select site_id, count(*) filter (where is_relevant) from out_article group by site_id")[1])
    assert relevant == {site: counts["relevant"] for site, counts in EXPECTED["sites"].items()}
    for warc in archive_files(home):
        verify_warc(warc)
    assert differences(EXPECTED["facts"], lambda statement: run_sql(home, statement)[1]) == []
    # the README shows answers of this release; `python tools/readme_answers.py data-demo` writes them anew
    assert readme_of(home) == README.read_text(encoding="utf-8")
    facts = tables(home)
    release = home.latest.resolve().name

    # a fetch state that a disk spoiled is made anew, and everything is known again
    (home.state / "fetch.sqlite3").write_bytes(b"rubbish" * 1000)
    spoiled = thidua("demo", "--json")
    assert spoiled.code == 3, spoiled.err
    crawl, read, build = json.loads(spoiled.out)["steps"][:3]
    assert [warning.partition("fetch state was damaged")[2] != "" for warning in crawl["warnings"]] == [True]
    assert crawl["counts"].get("captured", 0) == read["counts"]["pages"] == 0
    assert build["status"] == "skipped"

    # so it is on request, which only the demo's own verb takes for its home
    advised = thidua("crawl", "--rebuild-state")
    assert advised.code == 2
    assert "`thidua demo --rebuild-state`" in advised.err
    again = thidua("demo", "--rebuild-state", "--json")
    assert again.code == 0, again.err
    run = json.loads(again.out)
    assert run["steps"][0]["name"] == "rebuild-state"
    crawl, read, build = run["steps"][1:4]
    assert crawl["counts"]["unchanged"] > len(seen)
    assert crawl["counts"].get("captured", 0) == 0
    assert (read["counts"]["pages"], read["counts"]["articles"]) == (0, 0)
    assert build["status"] == "skipped"
    assert home.latest.resolve().name == release
    assert tables(home) == facts

    next_day = thidua("demo", "--edition", "2")
    assert next_day.code == 0, next_day.err
    assert "added since" in next_day.out
    assert home.latest.resolve().name != release
    changed = articles(home)
    edition = EXPECTED["edition_2"]
    assert set(changed) - set(seen) == addresses(edition["added"])
    assert {url for url in seen if changed[url][0] != seen[url][0]} == set()
    assert differences(edition["facts"], lambda statement: run_sql(home, statement)[1]) == []
    diff = json.loads((home.latest / "diff.json").read_text(encoding="utf-8"))
    assert diff["previous"] == release
    shown = json.loads(thidua("status", "--json").out)
    assert [run["status"] for run in shown["runs"]] == ["done", "done", "warnings", "done"]
    assert shown["problems"] == []
    assert shown["release"] == home.latest.resolve().name

    # whatever three nights landed bit by bit comes again, to the byte, from nothing but their archive
    expected = published(home.latest)
    assert len(expected) > 2 * len(TABLES)
    shutil.rmtree(home.landing)
    home.latest.unlink()
    for verb in (["read", "--all"], ["build"], ["release"]):
        assert thidua(*verb).code == 0
    assert published(home.latest) == expected


def test_demo_and_live_data_never_mix(thidua: Thidua, home: Home) -> None:
    (home.archive / "20261101T020000Z-000001").mkdir(parents=True)
    said = thidua("demo")
    assert said.code == 2
    assert "is the home of live data" in said.err
    (home.state).mkdir()
    (home.state / "demo").touch()
    for verb in ("crawl", "nightly"):
        refused = thidua(verb)
        assert refused.code == 2
        assert "is the demo's home" in refused.err


def test_no_replica_outlives_a_demo_that_is_killed() -> None:
    program = "import os, signal\nfrom warehouse.demo import replica\nwith replica(1) as port:\n    print(port, flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)"
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while _listens(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _listens(int(done.stdout))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_outside_a_checkout_the_demo_is_refused(thidua: Thidua, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("warehouse.demo.ROOT", tmp_path)
    said = thidua("demo")
    assert said.code == 2
    assert "clone the repository" in said.err
