"""All sites and families together: who owns a host, what an address is, and which address is the same as which."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from crawlers.registry.addresses import MIRROR_PREFIXES, bare_host, host_of, normalise, path_and_query, views_folded
from crawlers.registry.loading import load_families, load_sites, unknown_site
from crawlers.registry.schema import Family, Site

DEFAULT_ROOT = Path(__file__).resolve().parents[1]
ROOT_VARIABLE = "THIDUA_REGISTRY"
_LONGEST_ADDRESS = 2048
_MOST_VIEWS = 4


class UrlKind(NamedTuple):
    """What an address is: its site (null when nobody's), its kind, and the families whose grammar fits, best first."""

    site: Site | None
    kind: Literal["article", "listing", "other"]
    families: tuple[Family, ...]


class Registry:
    """All known sites (crawled ones, candidates and closed ones) and all families."""

    def __init__(self, sites: Mapping[str, Site], families: Mapping[str, Family]) -> None:
        self.sites: Mapping[str, Site] = MappingProxyType(dict(sites))
        self.families: Mapping[str, Family] = MappingProxyType(dict(families))
        self._by_host = {bare_host(domain.host): site for site in sites.values() for domain in site.domains}
        # bare host of a twin → host that stands for it in canonical addresses
        self._identity = {
            bare_host(domain.host): bare_host(domain.twin_of or domain.host) for site in sites.values() for domain in site.domains
        }

    def active_sites(self) -> tuple[Site, ...]:
        """Sites that are crawled, by id."""
        return tuple(site for _, site in sorted(self.sites.items()) if site.status == "active")

    def site(self, site_id: str) -> Site:
        """The site of that id.

        Raises:
            ConfigurationError: There is none; the message offers near matches.
        """
        found = self.sites.get(site_id)
        if found is None:
            raise unknown_site(site_id, self.sites)
        return found

    def site_for_host(self, host: str) -> Site | None:
        """The site whose host is the longest suffix of ``host`` (``www.`` and other labels before it do not matter), or null."""
        labels = bare_host(host).split(".")
        for start in range(len(labels) - 1):
            found = self._by_host.get(".".join(labels[start:]))
            if found is not None:
                return found
        return None

    def province_for_host(self, host: str) -> str | None:
        """Province of the site of ``host``; null for a national or unknown site."""
        site = self.site_for_host(host)
        return site.province if site else None

    def families_of(self, site: Site, on: date | None = None) -> tuple[Family, ...]:
        """Families of a site in the order to try: those in use on that day first, then as listed (newest first)."""
        uses = sorted(site.families, key=lambda use: on is not None and not use.covers(on))
        return tuple(self.families[use.id] for use in uses)

    def classify(self, url: str, on: date | None = None) -> UrlKind:
        """What ``url`` is by the address grammars of its site.

        A grammar fits whatever the day: old addresses live on under new systems. ``on`` (a publication or capture day)
        only orders the families that fit.
        """
        site = self.site_for_host(host_of(url))
        if site is None or len(url) > _LONGEST_ADDRESS:
            return UrlKind(site, "other", ())
        path = path_and_query(url)
        families = self.families_of(site, on)
        bare = path.split("?", 1)[0].rstrip("/") or "/"
        if bare == "/" or any(bare == section.split("?", 1)[0].rstrip("/") for section in site.sections):
            return UrlKind(site, "listing", families)
        # with its query first (viewer.aspx?mabb=1), then without (an article reached through ?utm_source=…)
        for view in dict.fromkeys((path, path.split("?", 1)[0])):
            fits = tuple(family for family in families if any(pattern.search(view) for pattern in family.article_patterns))
            if fits or any(pattern.search(view) for pattern in site.article_patterns):
                return UrlKind(site, "article", fits)
            fits = tuple(family for family in families if any(pattern.search(view) for pattern in family.listing_patterns))
            if fits:
                return UrlKind(site, "listing", fits)
        return UrlKind(site, "other", ())

    def canonical_url(self, url: str) -> str:
        """The one spelling of an address that identifies its page (https, mirror hosts and twins folded, no tracking tail).

        It identifies; it is not necessarily what the server likes to be asked for (some want the trailing slash).
        """
        address = normalise(url)
        if not address.startswith("https://"):
            return address
        host, slash, rest = address.removeprefix("https://").partition("/")
        name, colon, port = host.partition(":") if not host.startswith("[") else (host, "", "")
        return f"https://{self._identity_of(name)}{colon}{port}{slash}{self._as_article(self.site_for_host(name), rest)}"

    def _identity_of(self, host: str) -> str:
        while host.startswith("www.") and host.count(".") > 1:
            host = host.removeprefix("www.")
        for prefix in ("", *MIRROR_PREFIXES):
            if host.startswith(prefix) and host.removeprefix(prefix) in self._identity:
                return self._identity[host.removeprefix(prefix)]
        return host

    def _as_article(self, site: Site | None, rest: str) -> str:
        """Path and query of the article itself: without the view (print, AMP) and the query keys that choose nothing on this site."""
        if site is None or len(rest) > _LONGEST_ADDRESS:
            return rest
        families = tuple(self.families[use.id] for use in site.families)
        # one view can stand inside another; each step shortens the address or leaves it as it is
        for _ in range(_MOST_VIEWS):
            before, rest = rest, self._one_view_less(site, families, _without_noise(rest, families))
            if rest == before:
                break
        return rest

    def _one_view_less(self, site: Site, families: tuple[Family, ...], rest: str) -> str:
        for family in families:
            for twin in family.address_twins:
                match = twin.compiled.fullmatch("/" + rest)
                if match:
                    return match.expand(twin.replacement).removeprefix("/")
        for folded in views_folded("/" + rest):
            if _fits_article(site, families, folded):
                return folded.removeprefix("/")
        return rest


def _without_noise(rest: str, families: tuple[Family, ...]) -> str:
    path, mark, query = rest.partition("?")
    patterns = [pattern for family in families for pattern in family.noise_patterns]
    if not mark or not patterns:
        return rest
    kept = [pair for pair in query.split("&") if not any(pattern.fullmatch(pair.partition("=")[0]) for pattern in patterns)]
    return path + (f"?{'&'.join(kept)}" if kept else "")


def _fits_article(site: Site, families: tuple[Family, ...], path: str) -> bool:
    return any(pattern.search(path) for family in families for pattern in family.article_patterns) or any(
        pattern.search(path) for pattern in site.article_patterns
    )


def load_registry(root: Path | None = None) -> Registry:
    """The registry of ``root``, a folder with ``sites/`` and ``families/``.

    Without ``root`` it is the folder that the environment names in THIDUA_REGISTRY, else the package's own; these are loaded once.

    Raises:
        ConfigurationError: A file is malformed; the message names file, key and what is wrong.
    """
    if root is not None:
        return _load(root)
    named = os.environ.get(ROOT_VARIABLE)
    return _load_once(Path(named).resolve() if named else DEFAULT_ROOT)


@cache
def _load_once(root: Path) -> Registry:
    return _load(root)


def _load(root: Path) -> Registry:
    families = load_families(root / "families")
    return Registry(load_sites(root / "sites", families), families)
