"""The loopback HTTP server: hosts by their Host header, validators, compression, a log of every request."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self

from tests.replica.answers import Answer, Replica
from tests.replica.render import http_date


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as it came in: ``at`` in seconds of a monotonic clock, ``sent_bytes`` of the body as sent."""

    at: float
    host: str
    method: str
    path: str
    headers: dict[str, str]
    status: int
    sent_bytes: int


class ReplicaServer:
    """``with ReplicaServer(edition=1) as server:`` serves on ``server.port`` until the block ends."""

    def __init__(self, edition: int = 1, port: int = 0, host: str = "127.0.0.1") -> None:
        self._lock = threading.Lock()
        self._log: list[LoggedRequest] = []
        self._faults: dict[tuple[str, str], list[Answer]] = {}
        self.replica = Replica(edition)
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_address[1]

    @property
    def log(self) -> list[LoggedRequest]:
        """A copy of the requests so far, in the order they were answered."""
        with self._lock:
            return list(self._log)

    def requests(self, host: str | None = None, path: str | None = None) -> list[LoggedRequest]:
        """The logged requests of a host and of a path (with its query), each optional."""
        return [seen for seen in self.log if host in (None, seen.host) and path in (None, seen.path)]

    def clear_log(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self._log.clear()

    def use_edition(self, edition: int) -> None:
        """Serve another edition from now on, at the same port."""
        self.replica = Replica(edition)

    def inject(self, host: str, path: str, *answers: Answer) -> None:
        """Give these answers, once each and in this order, to the next requests of an address (a 503, a huge body …)."""
        with self._lock:
            self._faults.setdefault((host, path), []).extend(answers)

    def answer(self, host: str, path: str) -> tuple[Answer, tuple[str, ...], bool]:
        """The answer, the validators of its site and whether the site compresses."""
        with self._lock:
            queue = self._faults.get((host, path))
            if queue:
                return queue.pop(0), (), False
        site = self.replica.hosts.get(host)
        return self.replica.answer(host, path), site.validators if site else (), bool(site and site.gzip)

    def record(self, seen: LoggedRequest) -> None:
        """Add a request to the log."""
        with self._lock:
            self._log.append(seen)

    def start(self) -> Self:
        """Serve in a thread."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class _Handler(BaseHTTPRequestHandler):
    owner: ClassVar[ReplicaServer]
    protocol_version = "HTTP/1.1"
    server_version = "replica"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True  # headers and body leave in two writes: without it each answer waits 40 ms for an ACK

    def do_GET(self) -> None:
        self._serve(with_body=True)

    def do_HEAD(self) -> None:
        self._serve(with_body=False)

    def _serve(self, *, with_body: bool) -> None:
        at = time.monotonic()
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        answer, validators, compresses = self.owner.answer(host, self.path)
        headers = list(answer.headers)
        status, body = answer.status, answer.body
        if status == 200:
            tag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
            if "etag" in validators:
                headers.append(("ETag", tag))
            if "last-modified" in validators and answer.modified:
                headers.append(("Last-Modified", http_date(answer.modified)))
            if self._is_unchanged(tag if "etag" in validators else None, answer.modified if "last-modified" in validators else None):
                status, body = 304, b""
        if status != 304:
            headers.append(("Content-Type", answer.content_type))
            if (
                compresses
                and body
                and "gzip" in (self.headers.get("Accept-Encoding") or "")
                and not answer.content_type.startswith("image/")
            ):
                body = gzip.compress(body, mtime=0)
                headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
            headers.append(("Content-Length", str(len(body))))
        sent = body if with_body else b""
        self.owner.record(LoggedRequest(at, host, self.command, self.path, dict(self.headers.items()), status, len(sent)))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def _is_unchanged(self, tag: str | None, modified: datetime | None) -> bool:
        """RFC 9110, 13.1: If-None-Match wins over If-Modified-Since."""
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return tag is not None and (
                asked.strip() == "*" or tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in asked.split(",")}
            )
        since = self.headers.get("If-Modified-Since")
        if since is None or modified is None:
            return False
        try:
            return modified.astimezone(UTC) <= parsedate_to_datetime(since)
        except ValueError:
            return False  # an unreadable date is ignored, as the RFC says

    def log_message(self, format: str, *args: object) -> None:
        """Keep standard error quiet: the log lies in :attr:`ReplicaServer.log`."""
