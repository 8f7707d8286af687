"""What ``thidua status`` says: the last runs, what each site gave, and what is wrong. Reads the ledger and file names only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from crawlers.config import load_config
from crawlers.errors import ThiduaError
from crawlers.home import Home
from warehouse.home_lock import Holder, lock_holder
from warehouse.ledger import Run, recent_runs

_RUNS_LOOKED_AT: Final = 60
_STALE_AFTER: Final = timedelta(hours=36)  # a nightly job has missed a night
_SEEN_NEW: Final = "captured"
_SEEN_UNCHANGED: Final = "unchanged"


@dataclass(slots=True)
class SiteState:
    """What a site gave in the last run that crawled it, and when it last gave anything. Times are ISO 8601 in UTC."""

    site: str
    last_crawl: str | None = None
    seen: int = 0
    new: int = 0
    unchanged: int = 0
    failed: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    expected: str | None = None  # why it gave nothing, where its file leads to expect that
    articles: int = 0  # read in the runs looked at
    relevant: int = 0
    last_success: str | None = None
    is_read: bool = False  # a reading came to its end after the last crawl


@dataclass(slots=True)
class HomeState:
    """Everything that is shown."""

    home: str
    release: str | None
    holder: Holder | None
    runs: list[Run]
    sites: list[SiteState]
    problems: list[str]

    def as_json(self) -> dict[str, Any]:
        """The document of ``thidua status --json``."""
        return {
            "home": self.home,
            "release": self.release,
            "lock": self.holder and asdict(self.holder),
            "runs": [run.as_json() for run in self.runs],
            "sites": [asdict(site) for site in self.sites],
            "problems": self.problems,
        }


def home_state(home: Home, *, runs: int = 10, now: datetime | None = None) -> HomeState:
    """The state of ``home``; ``runs`` limits how many are listed (sites are judged over the last 60)."""
    looked_at = recent_runs(home, _RUNS_LOOKED_AT)
    sites = _site_states(looked_at)
    release = home.latest.resolve().name if home.latest.exists() else None
    holder = lock_holder(home)
    problems = [
        *_home_problems(home, release, holder),
        *_run_problems(looked_at, now or datetime.now(UTC)),
        *_site_problems(sites),
    ]
    return HomeState(str(home.root), release, holder, looked_at[:runs], sites, problems)


def _site_states(runs: list[Run]) -> list[SiteState]:
    states: dict[str, SiteState] = {}
    is_read = False
    for run in runs:  # newest first
        crawl, read = run.step("crawl"), run.step("read")
        is_read = is_read or (read is not None and read.status in ("done", "warnings"))
        for site, counts in (crawl.sites if crawl else {}).items():
            state = states.setdefault(site, SiteState(site))
            new, unchanged, seen = counts.get(_SEEN_NEW, 0), counts.get(_SEEN_UNCHANGED, 0), sum(counts.values())
            if state.last_crawl is None:
                state.last_crawl, state.is_read = run.started_at, is_read
                state.seen, state.new, state.unchanged, state.outcomes = seen, new, unchanged, dict(counts)
                state.expected = crawl.details.get("expected", {}).get(site) if crawl else None
                state.failed = sum(count for outcome, count in counts.items() if outcome in _FAILURES)
            if state.last_success is None and new + unchanged:
                state.last_success = run.started_at
        for site, counts in (read.sites if read else {}).items():
            state = states.setdefault(site, SiteState(site))
            state.articles += counts.get("article", 0)
            state.relevant += counts.get("relevant", 0)
    return [state for _, state in sorted(states.items())]


_FAILURES: Final = frozenset({"http_error", "network_error", "too_large", "not_html", "refused_address"})


def _home_problems(home: Home, release: str | None, holder: Holder | None) -> list[str]:
    problems = []
    try:
        load_config(home)
    except ThiduaError as error:
        problems.append(str(error))
    if release is None:
        dangling = home.latest.is_symlink()
        problems.append(
            f"{home.latest} points to a release that is gone; run `thidua release`."
            if dangling
            else "There is no release yet; run `thidua nightly` (or `thidua demo` for a first look)."
        )
    elif not home.latest.is_symlink():
        problems.append(
            f"{home.latest} is a folder where a link belongs (a copy that follows links makes it so); `thidua release` mends it."
        )
    if holder is not None:
        problems.append(f"`thidua {holder.verb}` is running now (process {holder.pid}, run {holder.run_id}).")
    else:
        problems += [
            f"{path.relative_to(home.root)} was left by a killed crawl; the next `thidua read` or `thidua nightly` finishes it."
            for path in sorted(home.archive.glob("*/*.warc.gz.open"))
        ]
    return problems


def _run_problems(runs: list[Run], now: datetime) -> list[str]:
    problems = []
    if runs and runs[0].status in ("failed", "killed"):
        problems.append(f"The last run, {runs[0].run_id} (`thidua {runs[0].verb}`), {runs[0].status}: {runs[0].error or 'no reason noted'}")
    elif runs and runs[0].warnings:
        more = f" (and {len(runs[0].warnings) - 1} more)" if len(runs[0].warnings) > 1 else ""
        problems.append(f"The last run, {runs[0].run_id}, warned: {runs[0].warnings[0]}{more}")
    crawls = [run for run in runs if run.step("crawl")]
    if crawls:
        age = now - datetime.fromisoformat(crawls[0].started_at)
        if age > _STALE_AFTER:
            problems.append(
                f"The last crawl is {age.days} days and {age.seconds // 3600} hours old; see whether the timer or cron still runs."
            )
    return problems


def _site_problems(sites: list[SiteState]) -> list[str]:
    problems = []
    for site in sites:
        if site.expected:
            continue
        if site.last_crawl and not site.new + site.unchanged:
            worst = max(site.outcomes, key=lambda outcome: site.outcomes[outcome], default="no page met")
            since = f"since {site.last_success}" if site.last_success else "in any run on record"
            problems.append(
                f"{site.site} gave no page in its last crawl (mostly {worst}; nothing {since}); try `thidua crawl {site.site}`."
            )
        elif site.last_crawl and site.is_read and not site.articles:
            problems.append(f"{site.site} gives pages but no article in the runs on record; see its family's selectors.")
    return problems
