"""One polite look at a few sites: their entry points and some of their articles. Keeps nothing; imports neither Scrapy nor Twisted.

The visit goes the way of a crawl (robots.txt first, the site's slot and delay, the guards against addresses that are not public), in a
home of its own that is thrown away.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from crawlers.config import Config, commented_toml
from crawlers.errors import ThiduaError
from crawlers.frontier import PageKind
from crawlers.home import Home, new_run_id
from crawlers.registry import Registry, Site, load_registry
from crawlers.session import require_contact

LookRole = Literal["robots", "declared", "guessed", "announced", "sample"]

GUESSED_FEEDS: Final = ("/rss/home.rss", "/rss")
GUESSED_SITEMAPS: Final = ("/sitemap.xml",)
MOST_SAMPLES: Final = 4
LONGEST_VISIT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Look:
    """One answer of a site, or why there was none. ``outcome`` is one of a crawl's; ``location`` where a redirect led."""

    site_id: str
    role: LookRole
    kind: PageKind
    url: str
    outcome: str
    reason: str | None = None
    status: int | None = None
    content_type: str | None = None
    location: str | None = None
    body: bytes = b""

    @property
    def answered(self) -> bool:
        """Whether the page itself came."""
        return self.status == 200 and self.outcome == "captured"


@dataclass(frozen=True, slots=True)
class VisitJob:
    """What the visiting process needs to know. ``sites`` need not be in the package's registry."""

    home: Home
    sites: tuple[Site, ...]
    settings: Mapping[str, Any]


def visit(sites: Sequence[Site], config: Config, home: Home, *, settings: Mapping[str, Any] | None = None) -> dict[str, tuple[Look, ...]]:
    """Visit each site once; what was seen, by site id, in the order of the answers.

    ``home`` is only named in complaints; ``settings`` go over Scrapy's settings of this project, as for a crawl.

    Raises:
        ConfigurationError: no contact for a live visit.
        ThiduaError: the visiting process died.
    """
    overrides = dict(settings or {})
    if "TWISTED_DNS_RESOLVER" not in overrides:
        require_contact(config, home)
    with tempfile.TemporaryDirectory(prefix="thidua-visit-") as folder:
        place = Home(Path(folder))
        place.config_file.write_text(commented_toml(config.model_copy(update={"sites": []})), encoding="utf-8")
        job = VisitJob(place, tuple(sites), {"THIDUA_RUN_ID": new_run_id(), **overrides})
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            try:
                looks = pool.submit(_visited, job).result()
            except BrokenProcessPool as error:
                raise ThiduaError("The visiting process died; try again with fewer sites.") from error
    return {site.id: tuple(look for look in looks if look.site_id == site.id) for site in sites}


def _visited(job: VisitJob) -> list[Look]:
    from crawlers.visit_process import run

    return run(job)


def registry_with(sites: Iterable[Site]) -> Registry:
    """The package's registry with ``sites`` in it, over those of the same id."""
    known = load_registry()
    return Registry({**known.sites, **{site.id: site for site in sites}}, known.families)


def choose_samples(registry: Registry, site: Site, links: Sequence[str]) -> list[str]:
    """The addresses of a listing to look at as articles: those of the site's own grammar, else of any family's, else long slugs."""
    own = [url for url in links if registry.site_for_host(urlsplit(url).hostname or "") is site]
    by_site = [url for url in own if registry.classify(url).kind == "article"]
    if by_site:
        return by_site
    by_family = [url for url in own if any(fits(registry, family_id, url) for family_id in registry.families)]
    return by_family or [url for url in own if urlsplit(url).path.rpartition("/")[2].count("-") >= 4]


def fits(registry: Registry, family_id: str, url: str) -> bool:
    """Whether an address is an article by the grammar of a family."""
    parts = urlsplit(url)
    views = (parts.path + (f"?{parts.query}" if parts.query else ""), parts.path)
    return any(pattern.search(view) for pattern in registry.families[family_id].article_patterns for view in views)
