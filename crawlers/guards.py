"""What is never fetched: addresses that are not public, and hosts of nobody's registry.

Three walls: the gate in front of every request (scheme, site, literal addresses), the resolver that judges the very address
a connection is opened to (so a name that is rebound to the local network is refused too), and the handlers that are switched
off in the settings (file, data, ftp, s3).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any, ClassVar, Final, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.frontier import Page
from crawlers.outcomes import Outcome
from crawlers.registry import Registry

PAGE: Final = "thidua_page"  # key of Request.meta
_LOCAL_NAMES: Final = ("localhost", ".localhost", ".local", ".internal", ".localdomain")


class PageRefusedError(IgnoreRequest):
    """A request that must not leave; carries the outcome of its page."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.reason = reason


def is_public_address(address: str) -> bool:
    """Whether an IP address may be connected to: global, and neither multicast nor an IPv4 address in IPv6 clothes that is not."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_global and not parsed.is_multicast


def is_local_host(host: str) -> bool:
    """Whether a host name is, without asking anybody, not public: a literal address (``0x7f.1`` too) or a local name."""
    name = host.lower().rstrip(".")
    if name.endswith(_LOCAL_NAMES):
        return True
    if ":" in name:
        return not is_public_address(name.strip("[]"))
    try:
        # the C library reads 127.1, 0177.0.0.1 and plain numbers as addresses, and so do HTTP clients
        return not is_public_address(socket.inet_ntoa(socket.inet_aton(name)))
    except (OSError, UnicodeEncodeError):
        return False


def check_target(url: str, site_id: str, registry: Registry) -> None:
    """Refuse an address that is no web address of the site.

    Raises:
        PageRefusedError: refused_address or offsite.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise PageRefusedError(Outcome.REFUSED_ADDRESS, f"{url[:200]} is no address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise PageRefusedError(Outcome.REFUSED_ADDRESS, f"scheme {parts.scheme or 'missing'}")
    if is_local_host(host):
        raise PageRefusedError(Outcome.REFUSED_ADDRESS, f"{host} is not public")
    site = registry.site_for_host(host)
    if site is None or site.id != site_id:
        raise PageRefusedError(Outcome.OFFSITE, host)
    if port not in (None, 80, 443):
        raise PageRefusedError(Outcome.REFUSED_ADDRESS, f"port {port}")


class SiteGate:
    """Downloader middleware, the first one: every request belongs to a page, stays on its site and waits in its site's slot."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse, or put into the slot of the site.

        Raises:
            PageRefusedError: the request must not leave.
        """
        page: Page | None = request.meta.get(PAGE)
        if page is None:
            raise PageRefusedError(Outcome.OFFSITE, "a request of no page")
        spider: Any = self._crawler.spider
        check_target(request.url, page.site_id, spider.session.registry)
        if page.site_id in spider.session.left_alone:
            raise PageRefusedError(Outcome.OVER_LIMIT, spider.session.left_alone[page.site_id])
        request.meta["download_slot"] = page.site_id


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing answers that are not public. Literal addresses and redirects pass through it as well."""

    refused: ClassVar[dict[str, str]] = {}  # host → address it was refused for, in this process

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's interface
        """The address of ``name``, or a failed lookup."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._judge, name)

    def _judge(self, address: str, name: str) -> str:
        if not is_public_address(address):
            self.refused[name] = address
            raise DNSLookupError(f"{name} resolves to {address}, which is not public")
        return address
