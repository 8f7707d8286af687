"""What a crawl holds open, and what it says at its end."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import Exchange, archive_files, verify_warc
from crawlers.config import parse_config
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from crawlers.outcomes import Outcome, read_outcomes
from crawlers.registry import Registry, load_registry
from crawlers.session import CrawlSession, choose_sites, require_contact, user_agent

RUN = "20260302T010203Z-abcdef"
URL = "https://nbtv.vn/tin-1000001.html"


def exchange(url: str = URL, body: bytes = b"<html>") -> Exchange:
    return Exchange(url, "article", datetime.now(UTC), (), 200, (("ETag", '"1"'),), body)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., CrawlSession]:
    def make(run_id: str = RUN, registry: Registry | None = None) -> CrawlSession:
        known = registry or load_registry()
        return CrawlSession(Home(tmp_path), parse_config({"contact": "me@example.org"}, tmp_path), known, run_id, (known.site("nbtv"),))

    return make


def test_a_home_has_one_crawl_at_a_time_and_is_free_again_after_it(opened):
    with opened(), pytest.raises(ThiduaError, match="another crawl of this home is running"):
        opened("20260302T010203Z-000000")
    with opened("20260302T010203Z-000001"):
        pass


@pytest.mark.parametrize("damage", ["garbage", "torn", "another version"])
def test_a_damaged_fetch_state_is_made_anew_from_the_archive(opened, tmp_path, damage):
    with opened() as session:
        page = session.frontier.offer(URL, "nbtv", "article")
        stored = session.store(page, exchange())
        for number in range(200):
            session.state.put(replace(session.state.get(page.key), page_key=f"https://nbtv.vn/{number}"))
    path = tmp_path / "state" / "fetch.sqlite3"
    if damage == "garbage":
        path.write_bytes(b"no database at all" * 500)
    elif damage == "torn":
        content = bytearray(path.read_bytes())
        content[4096 : 3 * 4096] = bytes(2 * 4096)
        path.write_bytes(content)
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma user_version = 7")
    with opened("20260303T010203Z-000000") as session:
        assert session.state.get(page.key).record_id == stored.record_id
        assert session.state.count() == 1
        (warning,) = session.warnings
        assert "made anew from the archive: 1 pages" in warning
    with opened("20260304T010203Z-000000") as session:
        assert session.warnings == []


def test_a_run_that_reached_no_site_blames_the_network_and_not_each_site(tmp_path):
    known = load_registry()
    sites = tuple(known.site(name) for name in ("nbtv", "baobackan"))
    config = parse_config({"contact": "me@example.org"}, tmp_path)
    session = CrawlSession(Home(tmp_path), config, known, RUN, sites)
    for site in sites:
        page = session.frontier.offer(f"https://{site.main_host}/", site.id, "listing")
        session.frontier.settle(page, Outcome.NETWORK_ERROR, "no name server")
    session.close("finished", is_finished=True)
    assert session.warnings == ["Not one site could be reached: see whether this machine has a network and a name server."]


def test_a_page_is_settled_and_its_file_finished_when_the_session_closes(opened, tmp_path):
    with opened() as session:
        page = session.frontier.offer(URL, "nbtv", "article")
        other = session.frontier.offer("https://nbtv.vn/tin-1000002.html", "nbtv", "article")
        stored = session.store(page, exchange())
        session.frontier.settle(page, Outcome.CAPTURED)
        assert session.state.get(page.key).record_id == stored.record_id
    (path,) = archive_files(Home(tmp_path))
    verify_warc(path)
    assert [(row.url, row.outcome) for row in read_outcomes(path.parent)] == [(page.url, "captured"), (other.url, "over_limit")]
    assert session.warnings == [], "a run that was stopped is not judged"
    session.close("again")


def test_what_cannot_be_finished_at_the_end_is_kept_as_the_failure_and_salvaged_by_the_next_run(opened, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    session = opened()
    session.store(session.frontier.offer(URL, "nbtv", "article"), exchange())
    with monkeypatch.context() as patched:
        patched.setattr("crawlers.archive.writer.write_manifest", full)
        session.close("stopped")
    assert "No space left on device" in str(session.failure)
    assert list(tmp_path.glob("archive/*/*.open"))
    with opened("20260303T010203Z-000000"):
        pass
    (path,) = archive_files(Home(tmp_path))
    verify_warc(path)


def test_a_site_below_its_expectation_is_named_once_it_has_been_known_for_a_week(opened):
    known = load_registry()
    site = known.site("nbtv")
    expectations = site.expectations.model_copy(update={"articles_per_week_min": 3})
    demanding = site.model_copy(update={"expectations": expectations, "rhythm": "daily"})
    registry = Registry({**known.sites, "nbtv": demanding}, known.families)
    session = opened(registry=registry)
    long_ago = datetime.now(UTC) - timedelta(days=20)
    for url, moment in ((URL, long_ago), ("https://nbtv.vn/tin-1000002.html", datetime.now(UTC))):
        page = session.frontier.offer(url, "nbtv", "article")
        session.store(page, Exchange(url, "article", moment, (), 200, (), url.encode()))
        session.frontier.settle(page, Outcome.CAPTURED)
    session.close("finished", is_finished=True)
    assert session.warnings == ["nbtv: 1 new articles within a week where 3 are expected."]


def test_sites_contact_and_name(tmp_path):
    registry = load_registry()
    config = parse_config({"sites": ["baobackan", "nbtv"]}, tmp_path)
    assert [site.id for site in choose_sites(registry, config, ())] == ["baobackan", "nbtv"]
    assert [site.id for site in choose_sites(registry, config, ("nbtv", "nbtv"))] == ["nbtv"]
    assert len(choose_sites(registry, parse_config({}, tmp_path), ())) == len(registry.active_sites())
    with pytest.raises(ConfigurationError, match="needs a contact"):
        require_contact(config, Home(tmp_path))
    assert user_agent("me@example.org").startswith("ThiDua/")
    assert user_agent("me@example.org").endswith(" (+me@example.org)")


def test_ctrl_c_while_the_crawl_process_is_still_starting_shows_no_traceback(tmp_path):
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom crawlers import runner\nfrom crawlers.home import Home\n"
        f"job = runner.CrawlJob(Home(Path({str(tmp_path)!r})), '20261101T020000Z-000001', (), {{}})\n"
        "class Interrupting:\n    def find_spec(self, name, *_):\n"
        "        if name == 'crawlers.crawl_process':\n            os.kill(os.getpid(), signal.SIGINT)\n"
        "import sys\nsys.meta_path.insert(0, Interrupting())\nrunner._start(job, None)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGINT
    assert done.stderr == ""
