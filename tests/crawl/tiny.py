"""A loopback web of a few hosts, told what to answer: hosts by their Host header, every request logged, connections counted."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self
from unittest import mock

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed

from crawlers.config import Config, load_config
from crawlers.guards import PublicResolver
from crawlers.home import Home, new_run_id
from crawlers.runner import CrawlReport, crawl
from tests.replica.routing import PORT_VARIABLE, REPLICA_SETTINGS

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. With ``has_etag`` the server does conditional requests; ``missing_bytes`` are promised and not sent."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = HTML
    headers: tuple[tuple[str, str], ...] = ()
    has_etag: bool = False
    missing_bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    at: float
    host: str
    path: str
    headers: Mapping[str, str]
    status: int


class TinyWeb:
    """``pages[host, path]`` is what is served; ``once[host, path]`` are answers given first, one a request."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], Reply] = {}
        self.once: dict[tuple[str, str], list[Reply]] = {}
        self.log: list[Seen] = []
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"web": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client that hangs up on a huge body is no news
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add(self, url: str, body: bytes = b"", **fields: Any) -> None:
        host, slash, path = url.removeprefix("https://").partition("/")
        self.pages[host, slash + path] = Reply(body, **fields)

    def paths(self, host: str | None = None) -> list[str]:
        return [seen.path for seen in self.log if host in (None, seen.host)]


class _Handler(BaseHTTPRequestHandler):
    web: ClassVar[TinyWeb]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        at = time.monotonic()
        host = (self.headers.get("Host") or "").partition(":")[0]
        web = self.web
        with web.lock:
            web.at_once[host] += 1
            web.most_at_once[host] = max(web.most_at_once[host], web.at_once[host])
            queue = web.once.get((host, self.path))
            reply = queue.pop(0) if queue else web.pages.get((host, self.path), Reply(b"nothing here", 404))
        time.sleep(reply.seconds)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:12]}"'
        status, body = reply.status, reply.body
        if reply.has_etag and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        with web.lock:
            web.log.append(Seen(at, host, self.path, dict(self.headers.items()), status))
            web.at_once[host] -= 1
        self.send_response(status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.has_etag:
            self.send_header("ETag", tag)
        if status != 304:
            if reply.content_type:
                self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(body) + reply.missing_bytes))
        self.end_headers()
        self.wfile.write(body)
        if reply.missing_bytes:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""


class AlwaysLoopback(CachingThreadedResolver):
    """A name server that points every name to this machine."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's interface
        return succeed("127.0.0.1")


class Rebound(PublicResolver, AlwaysLoopback):
    """Our guard, asking that name server."""


def make_home(root: Path, **settings: str) -> Home:
    """A home whose configuration has a contact, no delay, and the lines given (dotted key = value)."""
    lines = {"contact": '"me@example.org"', "delays.default": "0.0", **{key.replace("__", "."): value for key, value in settings.items()}}
    root.mkdir(parents=True, exist_ok=True)
    (root / "thidua.toml").write_text("".join(f"{key} = {value}\n" for key, value in lines.items()))
    return Home(root)


def run(web: TinyWeb | None, home: Home, *sites: str, settings: Mapping[str, Any] | None = None, **arguments: Any) -> CrawlReport:
    """One crawl of ``home`` against ``web``."""
    config: Config = load_config(home)
    with mock.patch.dict(os.environ, {PORT_VARIABLE: str(web.port)} if web else {}):
        return crawl(home, config, new_run_id(), sites, settings=REPLICA_SETTINGS if settings is None else settings, **arguments)


def links(*addresses: str) -> bytes:
    """A page that links to ``addresses``."""
    return ("<html><body>" + "".join(f'<h3><a href="{address}">x</a></h3>' for address in addresses) + "</body></html>").encode()


def article(text: str) -> bytes:
    """A small article page."""
    return f"<html><head><title>{text}</title></head><body><h1>{text}</h1><p>{text}</p></body></html>".encode()


def rss(*items: tuple[str, str]) -> bytes:
    """A feed of (address, RFC 822 date)."""
    parts = "".join(f"<item><link>{url}</link><pubDate>{date}</pubDate></item>" for url, date in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{parts}</channel></rss>'.encode()


def bomb(megabytes: int) -> bytes:
    """A gzip stream that unpacks to so many MiB."""
    return gzip.compress(bytes(megabytes << 20))
