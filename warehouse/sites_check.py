"""What one visit of a site shows: which entry points answer, which family fits, how articles read, and what its file has wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from protego import Protego

from crawlers.discovery import listing_links, read_feed, read_json_list, read_sitemap
from crawlers.registry import Family, FamilyUse, Registry, Site
from crawlers.registry.addresses import bare_host
from crawlers.session import ROBOTS_NAME
from crawlers.site_visit import Look, fits
from warehouse.articles import Article, read_page
from warehouse.articles.dating import VIETNAM
from warehouse.articles.decoding import UndecodableError, to_utf8
from warehouse.articles.parsing import UnparsableError, parse_html
from warehouse.articles.selecting import Dom

STALE_DAYS: Final = 14
_LARGEST_LIST: Final = 8 << 20
_FEWEST_LINKS: Final = 10  # a page with fewer is no front page of a paper
_KEYS: Final = {"listing": "sections", "feed": "feeds", "sitemap": "sitemaps"}
_ROLES: Final = ("title", "lead", "body", "captions", "author", "date", "section")


@dataclass(frozen=True, slots=True)
class EntryPointSeen:
    """One entry point. ``answer`` is the HTTP status or the outcome; ``articles`` how many article addresses it names."""

    kind: str
    url: str
    role: str
    answer: str
    articles: int = 0
    newest: str | None = None  # day of the newest entry of a feed or sitemap

    @property
    def is_useful(self) -> bool:
        """Whether it leads to articles."""
        return self.answer == "200" and self.articles > 0


@dataclass(frozen=True, slots=True)
class SampleSeen:
    """One article page: which grammars its address fits, which share of each family's markers it shows, what was read."""

    url: str
    answer: str
    grammars: tuple[str, ...] = ()
    markers: dict[str, float] = field(default_factory=dict)
    bodies: tuple[str, ...] = ()  # families one of whose body selectors matches
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by family: roles whose selectors match
    outcome: str = ""
    title: str = ""
    characters: int = 0
    published: str | None = None
    published_origin: str | None = None


@dataclass(slots=True)
class Examination:
    """All that a visit says of a site."""

    site: str
    host: str
    robots: str
    crawl_delay: float | None
    entry_points: list[EntryPointSeen]
    samples: list[SampleSeen]
    family: str | None  # the one that fits best
    markers: dict[str, float]  # mean share of markers shown, by family
    redirects_to: str | None  # host that the main host leads to
    looks_parked: bool
    is_unreachable: bool
    findings: list[str] = field(default_factory=list)  # what the file has wrong

    @property
    def why_unreachable(self) -> str:
        """What the entry points of a host gave that cannot be reached."""
        return min((point.answer for point in self.entry_points), default=self.robots)

    untold: list[str] = field(default_factory=list)  # what one look could not tell

    @property
    def articles(self) -> int:
        """Article pages that were read as such."""
        return sum(sample.outcome == "article" for sample in self.samples)

    def as_json(self) -> dict[str, Any]:
        """The object that ``thidua sites check --json`` prints."""
        return asdict(self)


def examine(site: Site, looks: Sequence[Look], registry: Registry, today: date) -> Examination:
    """Judge the looks of one visit against the file of the site. ``registry`` holds the site, ``today`` is the day of the visit."""
    sampled = [look for look in looks if look.role == "sample"]
    samples = [_sample(look, registry) for look in sampled]
    markers = _mean_markers(samples)
    best = _best_family(site, samples, markers)
    fitted = _with_family(site, best, registry)
    samples = [_read(sample, look, fitted, today) for sample, look in zip(samples, sampled, strict=True)]
    points = [_entry_point(look, site, registry, best) for look in looks if look.role not in ("robots", "sample")]
    robots, delay = _robots(looks)
    home = next((look for look in looks if urlsplit(look.url).path == "/" and look.kind == "listing"), None)
    found = Examination(
        site=site.id,
        host=site.main_host,
        robots=robots,
        crawl_delay=delay,
        entry_points=points,
        samples=samples,
        family=best,
        markers=markers,
        redirects_to=_elsewhere(site, looks),
        looks_parked=home is not None
        and home.answered
        and not samples
        and len(listing_links(home.body, home.url, None).all) < _FEWEST_LINKS,
        is_unreachable=bool(looks) and all(look.outcome in ("network_error", "refused_address") for look in looks),
    )
    _judge_host(found, site)
    if not (found.is_unreachable or found.redirects_to):
        _judge_entry_points(found, site, today)
        _judge_family(found, site)
        _judge_reading(found, registry)
    return found


# -- what was seen


def article_addresses(look: Look, site: Site, registry: Registry, family: str | None) -> list[str]:
    """The article addresses that a listing, feed or sitemap names, by the site's own grammar or that of ``family``."""
    links, _ = _links(look, site, registry)
    own = [url for url in links if registry.site_for_host(urlsplit(url).hostname or "") is site]
    return [url for url in own if registry.classify(url).kind == "article" or (family is not None and fits(registry, family, url))]


def _links(look: Look, site: Site, registry: Registry) -> tuple[tuple[str, ...], date | None]:
    """Addresses that a look names, and the day of the newest entry."""
    if not look.answered:
        return (), None
    if look.kind == "listing":
        return listing_links(look.body, look.url, None).all, None
    if look.kind == "sitemap":
        document = read_sitemap(look.body, look.url, _LARGEST_LIST)
        entries = document.pages or document.sitemaps
    else:
        templates = [template for family in registry.families_of(site) for template in family.json_links]
        entries = read_feed(look.body, look.url) or read_json_list(look.body, site.address("/"), templates)
    days = [entry.changed_at.astimezone(VIETNAM).date() for entry in entries if entry.changed_at]
    return tuple(entry.url for entry in entries), max(days, default=None)


def _entry_point(look: Look, site: Site, registry: Registry, family: str | None) -> EntryPointSeen:
    answer = str(look.status) if look.status else look.reason or look.outcome
    if look.location:
        answer = f"{look.status} → {look.location}"
    elif not look.status:
        answer = look.outcome if look.outcome == "robots_denied" else f"{look.outcome}: {look.reason or ''}".rstrip(": ")
    links, newest = _links(look, site, registry)
    is_index = look.kind == "sitemap" and bool(links) and not article_addresses(look, site, registry, family)
    articles = len(links) if is_index else len(article_addresses(look, site, registry, family))
    return EntryPointSeen(look.kind, look.url, look.role, answer, articles, newest.isoformat() if newest else None)


def _sample(look: Look, registry: Registry) -> SampleSeen:
    """What a page shows of each family."""
    if not look.answered:
        return SampleSeen(look.url, str(look.status or look.outcome), outcome=look.reason or look.outcome)
    grammars = tuple(sorted(family for family in registry.families if fits(registry, family, look.url)))
    try:
        dom = parse_html(to_utf8(look.body, look.content_type))
    except (UndecodableError, UnparsableError) as error:
        return SampleSeen(look.url, "200", grammars, outcome=str(error))
    shares = {name: _marker_share(dom, family) for name, family in registry.families.items() if family.markers}
    roles = {name: _matching_roles(dom, registry.families[name]) for name in grammars}
    shown = {name: share for name, share in sorted(shares.items()) if share}
    return SampleSeen(look.url, "200", grammars, shown, tuple(name for name in grammars if "body" in roles[name]), roles)


def _with_family(site: Site, family: str | None, registry: Registry) -> Registry:
    """The registry in which the site has the family that fits, so that its pages are read by it."""
    if family is None or any(use.id == family for use in site.families):
        return registry
    fitted = site.model_copy(update={"families": (FamilyUse(id=family), *site.families)})
    return Registry({**registry.sites, site.id: fitted}, registry.families)


def _read(sample: SampleSeen, look: Look, registry: Registry, today: date) -> SampleSeen:
    """The sample with what was read from it."""
    if sample.outcome:
        return sample
    read = read_page(look.body, url=look.url, content_type=look.content_type, registry=registry, captured_on=today)
    published = read.published if isinstance(read, Article) else None
    return replace(
        sample,
        outcome="article" if isinstance(read, Article) else f"{read.outcome}: {read.reason}",
        title=read.title if isinstance(read, Article) else "",
        characters=len(read.text) if isinstance(read, Article) else 0,
        published=published.value if published else None,
        published_origin=published.origin if published else None,
    )


def _marker_share(dom: Dom, family: Family) -> float:
    return round(sum(1 for marker in family.markers if dom.select(marker)) / len(family.markers), 2)


def _matching_roles(dom: Dom, family: Family) -> tuple[str, ...]:
    return tuple(role for role in _ROLES if dom.select_first(getattr(family.selectors, role)))


def _mean_markers(samples: Sequence[SampleSeen]) -> dict[str, float]:
    seen = [sample for sample in samples if sample.answer == "200"]
    names = sorted({name for sample in seen for name in sample.markers})
    return {name: round(sum(sample.markers.get(name, 0.0) for sample in seen) / len(seen), 2) for name in names}


def _best_family(site: Site, samples: Sequence[SampleSeen], markers: dict[str, float]) -> str | None:
    """The family whose addresses fit and which shows most of itself; among equals the one that the file names."""
    fitting = {name for sample in samples if sample.answer == "200" for name in sample.grammars}
    declared = [use.id for use in site.families]

    def shown(name: str) -> tuple[float, int, int]:
        bodies = sum(name in sample.bodies for sample in samples)
        return (markers.get(name, 0.0), bodies, -declared.index(name) if name in declared else -len(declared) - 1)

    best = max(sorted(fitting), key=shown, default=None)
    if best is None:
        return None
    nothing_shown = shown(best)[:2] == (0.0, 0)
    return best if not nothing_shown else next((name for name in declared if name in fitting), None)


def _robots(looks: Sequence[Look]) -> tuple[str, float | None]:
    look = next((look for look in looks if look.role == "robots"), None)
    if look is None:
        return "not asked", None
    if look.status is None:
        return f"{look.outcome}: {look.reason}", None
    if not look.answered:
        return str(look.status), None
    return "200", Protego.parse(look.body.decode("utf-8-sig", "ignore")).crawl_delay(ROBOTS_NAME)


def _elsewhere(site: Site, looks: Sequence[Look]) -> str | None:
    """The foreign host that the main host's front page leads to."""
    own = {bare_host(domain.host) for domain in site.domains}
    for look in looks:
        if look.kind == "listing" and urlsplit(look.url).path in ("", "/") and look.location:
            host = bare_host(urlsplit(look.location).hostname or "")
            if host and not any(f".{host}".endswith(f".{known}") for known in own):
                return host
    return None


# -- what the file has wrong


def _judge_host(found: Examination, site: Site) -> None:
    state = site.state.state if site.state else "answers"
    if found.redirects_to and state != "redirects":
        found.findings.append(f"{site.main_host} redirects to {found.redirects_to}; the file says {state}")
    elif found.is_unreachable and state != "gone":
        found.findings.append(f"{site.main_host} cannot be reached ({found.why_unreachable}); the file says {state}")
    elif found.looks_parked and state != "parked":
        found.findings.append(f"the front page of {site.main_host} names next to nothing, as a parked host's; the file says {state}")
    elif found.articles and state != "answers":
        found.findings.append(f"{site.main_host} answers with articles; the file says {state}")


def _judge_entry_points(found: Examination, site: Site, today: date) -> None:
    for point in found.entry_points:
        path = point.url.removeprefix(f"https://{site.main_host}")
        if point.role == "declared" and path != "/":
            mark = site.mark_of(_KEYS[point.kind])
            claim = "" if mark == "established" else f" (the file calls it {mark})"
            if point.answer != "200":
                found.findings.append(f"{point.kind} {path} answers {point.answer}{claim}")
            elif not point.articles and (found.family or site.families):
                found.findings.append(f"{point.kind} {path} names no article{claim}")
        if point.is_useful and point.role in ("guessed", "announced") and path not in (*site.feeds, *site.sitemaps):
            # what an index of the file leads to is no entry point of its own; robots.txt may have announced the index first
            is_part = point.kind == "sitemap" and any(
                other.answer == "200" and other.url.removeprefix(f"https://{site.main_host}") in site.sitemaps
                for other in found.entry_points
            )
            if not is_part:
                found.findings.append(f"{point.kind} {path} answers and is not in the file")
        if point.newest and point.kind == "feed" and site.rhythm in ("hourly", "daily", "weekdays"):
            days = (today - date.fromisoformat(point.newest)).days
            if days > STALE_DAYS:
                found.findings.append(f"the newest entry of feed {path} is {days} days old; the file says {site.rhythm}")


def _judge_family(found: Examination, site: Site) -> None:
    declared = [use.id for use in site.families]
    if not found.samples:
        found.untold.append("no address of an article was found, so no family can be told")
    elif found.family is None:
        shown = ", ".join(f"{name} {share:.0%}" for name, share in found.markers.items()) or "none"
        found.untold.append(f"no family fits address and page together (markers shown: {shown}); it may need a family of its own")
    elif found.family not in declared:
        said = f"the file names {', '.join(declared)}" if declared else "the file names none"
        found.findings.append(
            f"its articles are of family {found.family} ({found.markers.get(found.family, 0):.0%} of the markers); {said}"
        )
    elif not found.markers.get(found.family):
        found.untold.append(f"addresses fit family {found.family}, but no page shows a marker of it")


def _judge_reading(found: Examination, registry: Registry) -> None:
    read = [sample for sample in found.samples if sample.answer == "200"]
    unread = [sample for sample in read if sample.outcome != "article"]
    if unread:
        found.findings.append(f"{len(unread)} of {len(read)} articles could not be read: {unread[0].outcome} ({unread[0].url})")
    if found.family is None:
        return
    selectors = registry.families[found.family].selectors
    for role in ("title", "body", "date"):
        missing = [sample for sample in read if found.family in sample.roles and role not in sample.roles[found.family]]
        if getattr(selectors, role) and missing and len(missing) == len(read):
            found.findings.append(f"no selector of family {found.family} finds the {role} on any of {len(read)} articles")
    undated = sum(sample.published is None for sample in read if sample.outcome == "article")
    if undated:
        found.findings.append(f"{undated} of {found.articles} articles have no publication date that can be read")


def visit_day(now: datetime) -> date:
    """The day of a visit in Việt Nam."""
    return now.astimezone(VIETNAM).date()
