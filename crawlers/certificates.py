"""Certificates are verified; a site whose chain is broken can opt out in its TOML, and every such crawl says so in its log."""

from __future__ import annotations

import copy
import logging
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawlers.registry import Registry, load_registry

logger = logging.getLogger(__name__)


class SiteCertificatePolicy(BrowserLikePolicyForHTTPS):
    """Chooses by host between the verifying policy and its lax twin."""

    def __init__(self, strict: Any, registry: Registry) -> None:
        base: Any = super()  # Twisted declares no types for it
        base.__init__()
        self._strict = strict
        self._lax = copy.copy(strict)
        self._lax._verify_certificates = False
        self._registry = registry
        self._told: set[str] = set()

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's interface
        """TLS options for one connection."""
        return self.policy_for(hostname.decode("ascii")).creatorForNetloc(hostname, port)

    def policy_for(self, host: str) -> Any:
        """The policy in force for a host."""
        site = self._registry.site_for_host(host)
        if site is None or site.verify_certificates:
            return self._strict
        if site.id not in self._told:
            self._told.add(site.id)
            logger.warning("%s: its certificate is not verified (verify_certificates = false in its TOML)", site.id)
        return self._lax


class SiteTlsHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with the policy above. The handler offers no public hook for it, hence the private name."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        policy: Any = SiteCertificatePolicy(self._contextFactory, load_registry())
        self._contextFactory = policy
