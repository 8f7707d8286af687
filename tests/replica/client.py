"""The few lines of HTTP the replica's own tests need: a Host header of one's choice, no redirects followed."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """Status, headers by lower-case name, and the body as sent."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> bytes:
        """The body with its content coding undone."""
        return gzip.decompress(self.raw) if self.headers.get("content-encoding") == "gzip" else self.raw

    @property
    def text(self) -> str:
        """The body as UTF-8 text."""
        return self.body.decode()


def fetch(port: int, url: str, method: str = "GET", **headers: str) -> Reply:
    """One request for a public address, sent to the loopback port; keyword ``if_none_match`` becomes ``If-None-Match``."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers={"Host": parts.netloc, **sent})
        answer = connection.getresponse()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()
