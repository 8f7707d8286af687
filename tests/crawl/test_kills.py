"""Kills, signals, a second crawl of one home, a full disk: nothing captured is lost, and the next run goes on."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawlers.archive import archive_files, iter_captures, verify_warc
from crawlers.config import load_config
from crawlers.errors import ThiduaError
from crawlers.fetch_state import STATE_FILE, FetchState, rebuild_fetch_state
from crawlers.home import Home, new_run_id
from crawlers.outcomes import read_outcomes
from crawlers.registry import load_registry
from crawlers.session import CrawlSession
from tests.crawl.tiny import TinyWeb, article, links, make_home, run

SITE = "https://nbtv.vn"
ARTICLES = 40
SCRIPT = textwrap.dedent(
    """
    import resource, sys
    from pathlib import Path
    from crawlers.config import load_config
    from crawlers.errors import ThiduaError
    from crawlers.home import Home, new_run_id
    from crawlers.runner import crawl
    from tests.replica.routing import REPLICA_SETTINGS

    if __name__ == "__main__":
        home = Home(Path(sys.argv[1]))
        if sys.argv[2] != "0":
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
        try:
            crawl(home, load_config(home), new_run_id(), ["nbtv"], settings=REPLICA_SETTINGS)
        except ThiduaError as error:
            print(error)
            sys.exit(error.exit_code)
    """
)


@pytest.fixture
def web() -> Iterator[TinyWeb]:
    with TinyWeb() as web:
        addresses = [f"/bai-{number}.html" for number in range(1_000_000, 1_000_000 + ARTICLES)]
        web.add(f"{SITE}/thoi-su", links(*addresses), has_etag=True)
        for address in addresses:
            web.add(f"{SITE}{address}", article(address) + os.urandom(20_000).hex().encode(), has_etag=True)
        yield web


def start(web: TinyWeb, home: Home, tmp_path: Path, most_bytes: int = 0) -> subprocess.Popen[str]:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "THIDUA_REPLICA_PORT": str(web.port), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, str(script), str(home.root), str(most_bytes)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def crawl_process(parent: int) -> int:
    """The process of the crawl below its parent (the other child of a spawn keeps track of resources)."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("no crawl process")


def captured(home: Home) -> dict[str, str]:
    """Address → SHA-256 of every body in the archive."""
    for path in archive_files(home):
        verify_warc(path)
    return {capture.url: capture.payload_sha256 for capture in iter_captures(home) if not capture.is_revisit and capture.http_status == 200}


@pytest.mark.parametrize("after", [4, 30])
def test_after_kill_9_the_next_run_completes_what_a_run_never_killed_would_have(web, tmp_path, after):
    home = make_home(tmp_path / "home", delays__nbtv="0.02")
    process = start(web, home, tmp_path)
    wait_for(lambda: len(web.log) >= after)
    os.kill(crawl_process(process.pid), signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "ended without a report" in output
    assert list(home.archive.glob("*/*.warc.gz.open"))
    with FetchState(home.state / STATE_FILE) as state:
        seen = {page.url for page in state}
    run(web, home, "nbtv")
    assert captured(home) == {f"https://{host}{path}": hashlib.sha256(reply.body).hexdigest() for (host, path), reply in web.pages.items()}
    assert seen <= captured(home).keys(), "what counted as seen was on disk"
    bodies = [capture.url for capture in iter_captures(home) if not capture.is_revisit and capture.http_status == 200]
    assert len(bodies) - len(set(bodies)) <= 1, "at most the page of the kill is fetched twice"
    with FetchState(home.state / STATE_FILE) as state:
        before = {page.page_key: page.payload_sha256 for page in state}
    rebuild_fetch_state(home)
    with FetchState(home.state / STATE_FILE) as state:
        assert {page.page_key: page.payload_sha256 for page in state} == before


def test_sigterm_closes_the_files_and_leaves_the_rest_to_the_next_run(web, tmp_path):
    home = make_home(tmp_path / "home", delays__nbtv="0.2")
    process = start(web, home, tmp_path)
    wait_for(lambda: len(web.log) >= 5)
    with pytest.raises(ThiduaError, match="another crawl of this home is running"):
        CrawlSession(home, load_config(home), load_registry(), new_run_id(), ())
    child = crawl_process(process.pid)
    process.send_signal(signal.SIGTERM)
    os.kill(child, signal.SIGTERM)  # as a service manager does; together they are one wish
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM
    assert not list(home.archive.glob("*/*.open"))
    (run_dir,) = [path.parent for path in archive_files(home)]
    rows = list(read_outcomes(run_dir))
    kinds = {row.outcome for row in rows}
    assert kinds == {"captured", "http_error", "over_limit"}
    stopped = [row for row in rows if row.outcome == "over_limit"]
    assert {row.reason for row in stopped} == {"the run was stopped before this page"}
    assert len(rows) == len({row.url for row in rows}) == ARTICLES + 4, "robots, home page, feed and listing beside the articles"
    run(web, home, "nbtv")
    assert len(captured(home)) == ARTICLES + 1


def test_a_crawl_whose_parent_is_killed_ends_by_itself(web, tmp_path):
    home = make_home(tmp_path / "home", delays__nbtv="0.3")
    process = start(web, home, tmp_path)
    wait_for(lambda: len(web.log) >= 3)
    child = crawl_process(process.pid)
    process.kill()
    process.communicate(timeout=60)
    wait_for(lambda: not list(home.archive.glob("*/*.open")) and bool(list(archive_files(home))))
    wait_for(lambda: not Path(f"/proc/{child}").exists() or Path(f"/proc/{child}/stat").read_text().split()[2] == "Z")
    assert 1 <= len(captured(home)) < ARTICLES


def test_a_full_disk_ends_the_run_with_one_sentence_and_keeps_what_it_has(web, tmp_path):
    home = make_home(tmp_path / "home")
    process = start(web, home, tmp_path, most_bytes=400_000)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the disk does not take more" in output
    assert len(output.splitlines()) == 1
    assert "Traceback" not in output
    kept = captured(home)
    assert 5 <= len(kept) < ARTICLES
    with FetchState(home.state / STATE_FILE) as state:
        assert {page.url for page in state} == kept.keys()
    run(web, home, "nbtv")
    assert len(captured(home)) == ARTICLES + 1
