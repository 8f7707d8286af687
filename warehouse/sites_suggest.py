"""From a visit to a site file: the file of a known site mended, or that of a new one begun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from protego import Protego

from crawlers.discovery import listing_links
from crawlers.reference import reference_rows
from crawlers.registry import Domain, FamilyUse, Registry, Site
from crawlers.registry.addresses import bare_host, host_of, path_and_query
from crawlers.registry.schema import HostState, SiteMarks, State
from crawlers.session import ROBOTS_NAME
from crawlers.site_visit import Look
from warehouse.articles.blocks import text_of
from warehouse.articles.decoding import UndecodableError, to_utf8
from warehouse.articles.parsing import UnparsableError, parse_html
from warehouse.sites_check import Examination

# sections that carry party and emulation news, the most telling first
_WANTED: Final = ("thi-dua", "xay-dung-dang", "dang-", "chinh-tri", "noi-chinh", "thoi-su", "tin-tuc")
_MOST_SECTIONS: Final = 4
_ENDINGS: Final = re.compile(r"(?:\.(?:com|org|gov|net|edu))?\.(?:vn|com|net|org)$")
_KINDS: Final = (
    ("party_portal", re.compile(r"tinhuy|thanhuy|tuyengiao|btg|dang(?:bo|uy)|\bdcs\b|mttq|thiduakhenthuong")),
    ("newspaper", re.compile(r"^bao|bao\w*\.vn|tapchi")),
    ("television", re.compile(r"tv\b|ptth|truyenhinh|^th|tivi")),
)


def provisional_site(url: str, registry: Registry) -> Site:
    """A site of no family for an address that no site of the registry has, to visit it with.

    Raises:
        ValueError: ``url`` names no host a site can have.
    """
    host = bare_host(host_of(url if "://" in url else f"https://{url}"))
    stem = _ENDINGS.sub("", host)
    site_id = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")
    if site_id in registry.sites:
        site_id = re.sub(r"[^a-z0-9]+", "-", host).strip("-")
    return Site(id=site_id, publisher=host, kind="national", status="candidate", domains=(Domain(host=host),), mark="inferred")


def mended(site: Site, found: Examination, looks: Sequence[Look], registry: Registry, today: date) -> Site:
    """The site as the visit shows it. What one look cannot tell stays as the file has it."""
    state = _host_state(found)
    if state != "answers" or (site.state is not None and found.articles):
        return site.model_copy(update={"states": _with_state(site, state, found, registry, today)})
    useful = [point for point in found.entry_points if point.is_useful]
    if not useful:
        return site
    changes: dict[str, Any] = {}
    marks = dict(site.marks)
    for key, kind in (("feeds", "feed"), ("sitemaps", "sitemap")):
        kept = _kept(site, key, kind, found)
        changes[key] = kept
        marks[key] = None if kept else marks[key]
    working = {_path(point.url, site) for point in useful if point.kind == "listing" and point.role == "declared"}
    changes["sections"] = tuple(path for path in site.sections if path in working)
    if changes["sections"]:
        marks["sections"] = None
    else:
        changes["sections"] = _menu_sections(site, found, looks, registry) or ("/",)
        marks["sections"] = "inferred"
    if found.family is not None:
        declared = [use for use in site.families if use.id != found.family]
        own = next((use for use in site.families if use.id == found.family), FamilyUse(id=found.family))
        changes["families"] = (own, *declared) if own not in site.families else site.families
        if found.markers.get(found.family):
            marks["families"] = None
        if site.status == "candidate" and found.articles:
            changes["status"] = "active"
    changes["marks"] = SiteMarks(**marks)
    return site.model_copy(update=changes)


def begun(site: Site, found: Examination, looks: Sequence[Look], registry: Registry, today: date) -> tuple[Site, list[str]]:
    """The file of a new site after its visit, and in words what one look could not tell."""
    result = mended(site, found, looks, registry, today)
    untold = list(found.untold)
    publisher = _publisher(looks)
    if publisher is None:
        untold.append("publisher: the front page does not say its name; the host stands for it")
    kind = next((kind for kind, pattern in _KINDS if pattern.search(site.main_host)), None)
    if kind is None:
        untold.append("kind: the host does not say whether this is a newspaper, a station, a party portal or a national site")
    province = None if kind is None else _province(site.main_host)
    if province is None:
        untold.append("province: the host does not say it; add the line, spelled as in the provinces seed, unless the site is national")
    if found.family is None:
        untold.append("families: none fits; compare saved articles with docs/adding-a-site.md, or write a family first")
    untold.append("rhythm, expectations and predecessors: take more than one look")
    changes: dict[str, Any] = {"publisher": publisher or site.publisher, "kind": kind or "newspaper", "province": province}
    return result.model_copy(update=changes), untold


def _host_state(found: Examination) -> HostState:
    if found.redirects_to:
        return "redirects"
    if found.is_unreachable:
        return "gone"
    return "parked" if found.looks_parked else "answers"


def _with_state(site: Site, state: HostState, found: Examination, registry: Registry, today: date) -> tuple[State, ...]:
    if site.states and site.states[-1].state == state:
        return site.states
    owner = registry.site_for_host(found.redirects_to) if found.redirects_to else None
    before = site.states[-1].successor if site.states else None
    successor = owner.id if owner is not None and owner.id != site.id else before
    return (*(past for past in site.states if past.since < today), State(since=today, state=state, successor=successor))


def _kept(site: Site, key: str, kind: str, found: Examination) -> tuple[str, ...]:
    """The entry points of a kind that lead to articles: the declared ones, else those that were met."""
    useful = [point for point in found.entry_points if point.kind == kind and point.is_useful]
    declared = [path for path in getattr(site, key) if any(_path(point.url, site) == path for point in useful)]
    return tuple(declared or dict.fromkeys(_path(point.url, site) for point in useful[:1]))


def _menu_sections(site: Site, found: Examination, looks: Sequence[Look], registry: Registry) -> tuple[str, ...]:
    """Sections that the front page links to and that sound like party news; lists by the best family's grammar."""
    home = next((look for look in looks if look.kind == "listing" and look.answered), None)
    if home is None or found.family is None:
        return ()
    patterns = registry.families[found.family].listing_patterns
    robots = next((look for look in looks if look.role == "robots" and look.answered), None)
    rules = Protego.parse(robots.body.decode("utf-8-sig", "ignore") if robots else "")
    own = [url for url in listing_links(home.body, home.url, None).all if registry.site_for_host(host_of(url)) is site]
    allowed = [path_and_query(url) for url in own if rules.can_fetch(url, ROBOTS_NAME)]
    lists = dict.fromkeys(path for path in allowed if any(pattern.search(path) for pattern in patterns))
    ranked = sorted((rank, place, path) for place, path in enumerate(lists) if (rank := _rank(path)) < len(_WANTED))
    return tuple(path for _, _, path in ranked[:_MOST_SECTIONS])


def _rank(path: str) -> int:
    """How much a section sounds like party news by the last word of its path; the number of wanted words when it does not."""
    name = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return next((rank for rank, word in enumerate(_WANTED) if word in name), len(_WANTED))


def _path(url: str, site: Site) -> str:
    parts = urlsplit(url)
    return path_and_query(url) if bare_host(parts.hostname or "") == bare_host(site.main_host) else url


def _publisher(looks: Sequence[Look]) -> str | None:
    """The name a front page gives itself: og:site_name, else its title."""
    home = next((look for look in looks if look.kind == "listing" and look.answered), None)
    if home is None:
        return None
    try:
        root = parse_html(to_utf8(home.body, home.content_type)).root
    except (UndecodableError, UnparsableError):
        return None
    for meta in root.iter("meta"):
        if meta.get("property") == "og:site_name" and (meta.get("content") or "").strip():
            return " ".join(str(meta.get("content")).split())[:120]
    title = next(root.iter("title"), None)
    return (" ".join(text_of(title).split())[:120] or None) if title is not None else None


def _province(host: str) -> str | None:
    """The province whose name, without marks and spaces, the host contains; the longest one, null for several of one length."""
    names = {row["province_id"].replace("_", ""): row["old_province"] for row in reference_rows("provinces")}
    fitting = sorted((plain for plain in names if plain in host.replace("-", "")), key=len, reverse=True)
    if not fitting or (len(fitting) > 1 and len(fitting[0]) == len(fitting[1])):
        return None
    return names[fitting[0]]
