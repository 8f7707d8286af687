"""Which pages a run asks for, and that each is settled once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.fetch_state import DamagedStateError, FetchState, PageState, rebuild_fetch_state
from crawlers.frontier import Frontier
from crawlers.home import Home
from crawlers.outcomes import Outcome, OutcomeLog, read_outcomes
from crawlers.registry import load_registry

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SITE = "https://nbtv.vn"


def state_of(name: str, first_seen: datetime, checked: datetime) -> PageState:
    def text(moment: datetime) -> str:
        return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"

    url = f"{SITE}/{name}.html"
    return PageState(
        url, "nbtv", "article", url, text(first_seen), text(first_seen), text(checked), '"v"', None, "0" * 64, "<urn:x>", "r/f", 0
    )


@pytest.fixture
def parts(tmp_path):
    with FetchState(tmp_path / "fetch.sqlite3") as state, OutcomeLog(tmp_path / "run") as outcomes:
        yield state, outcomes, Frontier(load_registry(), state, outcomes, pages_per_site=2, revisit_days=7, now=NOW)


def test_a_page_is_taken_once_whatever_its_spelling(parts):
    _, _, frontier = parts
    assert frontier.offer(f"{SITE}/tin-1000001.html?utm_source=zalo", "nbtv", "article")
    for twin in (f"{SITE}/tin-1000001.html", "http://www.nbtv.vn/tin-1000001.html", f"{SITE}/tin-1000001.html#a"):
        assert frontier.offer(twin, "nbtv", "article") is None


@pytest.mark.parametrize(
    ("first_seen", "changed", "is_due"),
    [
        (timedelta(days=6), None, True),
        (timedelta(days=8), None, False),
        (timedelta(days=8), timedelta(days=4), False),
        (timedelta(days=8), timedelta(days=1), True),
    ],
)
def test_an_old_article_is_due_only_when_news_of_it_is_newer_than_our_last_look(parts, first_seen, changed, is_due):
    state, _, frontier = parts
    state.put(state_of("tin-1000001", NOW - first_seen, NOW - timedelta(days=3)))
    page = frontier.offer(f"{SITE}/tin-1000001.html", "nbtv", "article", changed_at=NOW - changed if changed is not None else None)
    assert (page is not None) == is_due
    assert frontier.not_due() == ({} if is_due else {"nbtv": 1})


def test_a_later_source_may_make_a_page_due(parts):
    state, _, frontier = parts
    state.put(state_of("tin-1000001", NOW - timedelta(days=30), NOW - timedelta(days=3)))
    assert frontier.offer(f"{SITE}/tin-1000001.html", "nbtv", "article") is None
    assert frontier.offer(f"{SITE}/tin-1000001.html", "nbtv", "article", changed_at=NOW) is not None
    assert frontier.not_due() == {"nbtv": 0}


def test_pages_over_the_limit_are_counted_and_the_rest_is_settled_at_the_end(parts, tmp_path):
    _, outcomes, frontier = parts
    pages = [frontier.offer(f"{SITE}/tin-100000{n}.html", "nbtv", "article") for n in range(4)]
    assert [page is not None for page in pages] == [True, True, False, False]
    assert frontier.offer(f"{SITE}/thoi-su", "nbtv", "listing"), "the limit is one of articles"
    frontier.settle(pages[0], Outcome.CAPTURED)
    with pytest.raises(AssertionError, match="second outcome"):
        frontier.settle(pages[0], Outcome.UNCHANGED)
    assert frontier.progress() == {"nbtv": (3, 5)}
    assert frontier.settle_rest("stopped") == 2
    assert outcomes.counts["nbtv"] == {"captured": 1, "over_limit": 4}
    assert len(list(read_outcomes(tmp_path / "run"))) == 5
    assert frontier.good("nbtv") == 1


def test_touching_keeps_validators_that_an_answer_did_not_repeat_and_when_it_was_first_seen(parts):
    state, _, _ = parts
    page = state_of("tin-1000001", NOW - timedelta(days=3), NOW - timedelta(days=3))
    state.put(page)
    state.touch(page.page_key, "2026-03-10T00:00:00.000000Z", None, "Tue, 10 Mar 2026 00:00:00 GMT")
    found = state.get(page.page_key)
    assert (found.etag, found.last_modified, found.checked_at) == ('"v"', "Tue, 10 Mar 2026 00:00:00 GMT", "2026-03-10T00:00:00.000000Z")
    assert found.first_seen == page.first_seen
    assert state.recent_articles("nbtv", NOW - timedelta(days=4)) == [found]
    assert state.recent_articles("nbtv", NOW) == []
    assert state.first_capture("nbtv") == page.first_seen
    assert state.first_capture("baobackan") is None


def test_a_state_that_cannot_be_used_says_how_to_make_it_anew(tmp_path):
    home = Home(tmp_path)
    home.state.mkdir()
    path = home.state / "fetch.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 50)
    with pytest.raises(DamagedStateError, match="--rebuild-state"):
        FetchState(path)
    assert rebuild_fetch_state(home) == 0, "which then works, also over a damaged file"
    with FetchState(path) as state:
        assert state.count() == 0
