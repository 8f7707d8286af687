"""What `thidua status` finds wrong, and what it says of each site."""

from __future__ import annotations

from datetime import UTC, datetime

from crawlers.home import Home
from warehouse.home_lock import home_lock
from warehouse.ledger import Ledger, Status, recorded_run
from warehouse.status import home_state

RUNS = ["20261101T020000Z-aaaaaa", "20261102T020000Z-bbbbbb", "20261103T020000Z-cccccc"]
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)


def night(home: Home, number: int, crawled: dict[str, dict[str, int]], read: dict[str, dict[str, int]], status: Status = "done") -> None:
    ledger = Ledger(home, RUNS[number], "nightly")
    ledger.run.started_at = f"2026-11-0{number + 1}T02:00:00Z"
    with ledger.step("crawl") as step:
        step.sites = crawled
    with ledger.step("read") as step:
        step.sites = read
    ledger.run.status = status
    if status == "failed":
        ledger.run.error = "A test failed."
    ledger.save()


def release(home: Home) -> None:
    (home.releases / "2026.11.01-1").mkdir(parents=True)
    home.latest.symlink_to("releases/2026.11.01-1")


def test_an_empty_home_says_what_to_do(home: Home) -> None:
    state = home_state(home, now=NOW)
    assert state.problems == ["There is no release yet; run `thidua nightly` (or `thidua demo` for a first look)."]
    assert (state.runs, state.sites, state.release, state.holder) == ([], [], None, None)
    assert not home.root.exists()


def test_sites_are_judged_by_their_last_crawl_and_all_articles_on_record(home: Home) -> None:
    release(home)
    night(home, 0, {"nbtv": {"captured": 5, "unchanged": 1}, "epi": {"captured": 2}}, {"nbtv": {"article": 4, "relevant": 1, "no_text": 1}})
    night(home, 1, {"nbtv": {"captured": 1, "unchanged": 6, "http_error": 2, "robots_denied": 1}}, {"nbtv": {"article": 1}})
    state = home_state(home, now=datetime(2026, 11, 2, 8, tzinfo=UTC))
    epi, nbtv = state.sites
    assert (nbtv.seen, nbtv.new, nbtv.unchanged, nbtv.failed, nbtv.articles, nbtv.relevant) == (10, 1, 6, 2, 5, 1)
    assert nbtv.last_crawl == nbtv.last_success == "2026-11-02T02:00:00Z"
    assert epi.last_crawl == "2026-11-01T02:00:00Z"
    assert state.problems == ["epi gives pages but no article in the runs on record; see its family's selectors."]
    assert [run.run_id for run in home_state(home, runs=1).runs] == [RUNS[1]]


def test_pages_that_nobody_has_read_yet_are_no_fault_of_their_site(home: Home) -> None:
    release(home)
    ledger = Ledger(home, RUNS[0], "crawl")
    with recorded_run(ledger), ledger.step("crawl") as step:
        step.sites = {"nbtv": {"captured": 5}}
    (site,) = (state := home_state(home)).sites
    assert (site.is_read, site.articles, state.problems) == (False, 0, [])


def test_a_silent_site_a_failed_run_and_a_missed_night_are_said(home: Home) -> None:
    release(home)
    night(home, 0, {"nbtv": {"captured": 5}}, {"nbtv": {"article": 4}})
    night(home, 1, {"nbtv": {"network_error": 9, "http_error": 1}}, {}, status="failed")
    problems = home_state(home, now=datetime(2026, 11, 5, 8, tzinfo=UTC)).problems
    assert problems == [
        f"The last run, {RUNS[1]} (`thidua nightly`), failed: A test failed.",
        "The last crawl is 3 days and 6 hours old; see whether the timer or cron still runs.",
        "nbtv gave no page in its last crawl (mostly network_error; nothing since 2026-11-01T02:00:00Z); try `thidua crawl nbtv`.",
    ]


def test_killed_runs_leftovers_and_dangling_releases_are_said(home: Home) -> None:
    release(home)
    (home.releases / "2026.11.01-1").rmdir()
    night(home, 2, {"nbtv": {"captured": 5}}, {"nbtv": {"article": 4}}, status="running")
    leftover = home.archive / RUNS[2] / "nbtv-00001.warc.gz.open"
    leftover.parent.mkdir(parents=True)
    leftover.touch()
    problems = home_state(home, now=NOW).problems
    assert problems[0].startswith(f"{home.latest} points to a release that is gone")
    assert problems[1].startswith(f"archive/{RUNS[2]}/nbtv-00001.warc.gz.open was left by a killed crawl")
    assert problems[2].startswith(f"The last run, {RUNS[2]} (`thidua nightly`), killed: the process ended without a word")
    with home_lock(home, RUNS[2], "nightly"):
        running = home_state(home, now=NOW)
    assert running.holder is not None
    assert f"`thidua nightly` is running now (process {running.holder.pid}, run {RUNS[2]})." in running.problems
    assert not any("left by a killed crawl" in problem for problem in running.problems)


def test_a_wrong_configuration_is_a_problem_not_an_error(home: Home) -> None:
    home.root.mkdir()
    home.config_file.write_text("nonsense = 1", encoding="utf-8")
    assert "unknown key 'nonsense'" in home_state(home, now=NOW).problems[0]
