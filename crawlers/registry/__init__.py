"""The registry of sites and CMS families: data in TOML, checked when loaded. Imports neither Scrapy nor Twisted."""

from __future__ import annotations

from crawlers.registry.registry import Registry, UrlKind, load_registry
from crawlers.registry.schema import Domain, Family, FamilyUse, Paging, Selectors, Site

__all__ = ["Domain", "Family", "FamilyUse", "Paging", "Registry", "Selectors", "Site", "UrlKind", "load_registry"]
