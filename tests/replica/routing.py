"""The download handler of the demo and the tests: every address goes to the replica's port on the loopback, nowhere else.

The public address stays on the request and on the response (so the archive keeps it), TLS is dropped and the Host header
names the public host. It exists only here: nothing in ``crawlers/`` knows of it.
"""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

PORT_VARIABLE: Final = "THIDUA_REPLICA_PORT"

_HANDLER: Final = "tests.replica.routing.ReplicaDownloadHandler"

REPLICA_SETTINGS: Final = {
    "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
    # only 127.0.0.1 is ever connected to, which the resolver of a live crawl rightly refuses
    "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
}


class ReplicaDownloadHandler(HTTP11DownloadHandler):
    """Sends http and https requests to ``127.0.0.1:$THIDUA_REPLICA_PORT`` in plain HTTP."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        port = os.environ.get(PORT_VARIABLE, "")
        if not port.isdigit():
            raise NotConfigured(f"{PORT_VARIABLE} must name the port of a running replica: python -m tests.replica serve --port 0")
        self._netloc = f"127.0.0.1:{port}"

    async def download_request(self, request: Request) -> Response:
        """The replica's response under the public address of the request."""
        public = urlsplit(request.url)
        local = request.replace(url=urlunsplit(("http", self._netloc, public.path or "/", public.query, "")))
        local.headers["Host"] = public.netloc.rpartition("@")[2]
        try:
            response = await super().download_request(local)
        finally:
            if "download_latency" in local.meta:
                request.meta["download_latency"] = local.meta["download_latency"]
        return response.replace(url=request.url)
