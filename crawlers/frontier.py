"""Which pages of a run are asked for: each page once, by its canonical address, under the revisit policy and the site's limit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from crawlers.fetch_state import FetchState, PageState
from crawlers.forgotten import Forgotten
from crawlers.outcomes import GOOD, Outcome, OutcomeLog
from crawlers.registry import Registry

PageKind = Literal["article", "listing", "feed", "sitemap", "robots"]

MOST_LISTINGS: Final = 400  # listing pages a site and run; a menu of 60 sections with some pages each stays below
MOST_SITEMAPS: Final = 24  # sitemap files a site and run, newest first; deeper history is not a nightly matter


@dataclass(slots=True, eq=False)
class Page:
    """One page of a run, from the moment it is found until it has its outcome."""

    key: str  # canonical address: the page's identity
    url: str  # address that is asked for
    site_id: str
    kind: PageKind
    known: PageState | None  # from earlier runs
    section: str | None = None  # of a listing: address of its first page
    number: int = 1  # of a listing: which page of the section
    depth: int = 0  # of a listing: menu steps from the sections that the site's own file names
    hops: int = 0  # redirects followed so far
    capture_id: str | None = None  # of the last answer
    is_repeated: bool = False  # the last answer had the body of the earlier run
    is_settled: bool = False


class Frontier:
    """The pages of one run. Every page offered and taken is settled exactly once; :meth:`settle_rest` ends what a stop left."""

    def __init__(
        self,
        registry: Registry,
        state: FetchState,
        outcomes: OutcomeLog,
        *,
        pages_per_site: int,
        revisit_days: int,
        now: datetime | None = None,
        forgotten: Forgotten | None = None,
    ) -> None:
        self._registry = registry
        self._state = state
        self._outcomes = outcomes
        self._forgotten = forgotten
        self._limits: dict[PageKind, int] = {"article": pages_per_site, "listing": MOST_LISTINGS, "sitemap": MOST_SITEMAPS}
        self._fresh_since = (now or datetime.now(UTC)) - timedelta(days=revisit_days)
        self._pages: dict[str, Page] = {}
        self._asked: dict[str, Counter[str]] = {}
        self._not_due: dict[str, set[str]] = {}
        self._found: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._good: Counter[str] = Counter()

    def offer(
        self,
        url: str,
        site_id: str,
        kind: PageKind,
        *,
        changed_at: datetime | None = None,
        section: str | None = None,
        number: int = 1,
        depth: int = 0,
    ) -> Page | None:
        """A page to ask for, or null: already in this run, forgotten on request, not due (an old article without news), or over the limit.

        Listings, feeds and sitemaps are always due. An article is due when it is new, was first captured within the revisit
        days, or ``changed_at`` is later than the last time it was asked for.
        """
        key = self._registry.canonical_url(url)
        if key in self._pages or (self._forgotten is not None and self._forgotten.has(site_id, key)):
            return None
        known = self._state.get(key)
        if kind == "article" and known and not self._is_due(known, changed_at):
            self._not_due.setdefault(site_id, set()).add(key)
            return None
        # the spelling that answered before is the one to ask for, its validators belong to it
        page = Page(key, known.url if known else url, site_id, kind, known, section, number, depth)
        self._pages[key] = page
        self._found[site_id] += 1
        self._not_due.get(site_id, set()).discard(key)
        asked = self._asked.setdefault(site_id, Counter())
        limit = self._limits.get(kind)
        if limit is not None and asked[kind] >= limit:
            self.settle(page, Outcome.OVER_LIMIT, f"more than {limit} {kind} pages of the site in one run")
            return None
        asked[kind] += 1
        return page

    def unvisited_recent(self, site_id: str) -> list[Page]:
        """Articles still within the revisit days that no listing of this run named; taken into the run as :meth:`offer` does."""
        recent = self._state.recent_articles(site_id, self._fresh_since)
        pages = (self.offer(known.url, site_id, "article") for known in recent)
        return [page for page in pages if page]

    def settle(self, page: Page, outcome: Outcome, reason: str | None = None) -> None:
        """Give a page its one outcome.

        Raises:
            AssertionError: it has one already.
            ThiduaError: the disk refuses.
        """
        if page.is_settled:
            raise AssertionError(f"{page.url} got a second outcome: {outcome}")
        self._outcomes.add(page.site_id, page.url, outcome, reason, page.capture_id, kind=page.kind, canonical_url=page.key)
        page.is_settled = True
        self._done[page.site_id] += 1
        self._good[page.site_id] += outcome in GOOD and page.kind != "robots"

    def settle_rest(self, reason: str) -> int:
        """Settle every open page as over the limit of this run; returns how many there were."""
        rest = [page for page in self._pages.values() if not page.is_settled]
        for page in rest:
            self.settle(page, Outcome.OVER_LIMIT, reason)
        return len(rest)

    def progress(self) -> dict[str, tuple[int, int]]:
        """Pages settled and pages found, by site."""
        return {site_id: (self._done[site_id], found) for site_id, found in self._found.items()}

    def not_due(self) -> dict[str, int]:
        """Known articles that were named and not asked for, by site."""
        return {site_id: len(keys) for site_id, keys in self._not_due.items()}

    def good(self, site_id: str) -> int:
        """Pages of a site that went well; a robots.txt alone is no success."""
        return self._good[site_id]

    def asked(self, site_id: str, kind: PageKind) -> int:
        """Pages of a kind taken into the run."""
        return self._asked.get(site_id, Counter())[kind]

    def _is_due(self, known: PageState, changed_at: datetime | None) -> bool:
        return known.first_seen >= self._fresh_since or (changed_at is not None and changed_at > known.checked)
