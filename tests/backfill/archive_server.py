"""A loopback web archive: a CDX server and captures like the Wayback Machine's, indexes and WARC files like Common Crawl's.

Answers have the shape of the real ones, as their documentation and clients describe it. Each request can be answered by a fault first.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.backfill.sources import moment_of
from tests.backfill.warcs import record

CRAWLS = {
    "CC-MAIN-2019-51": ("2019-12-05T00:00:00", "2019-12-16T00:00:00"),
    "CC-MAIN-2021-10": ("2021-02-24T00:00:00", "2021-03-09T00:00:00"),
}


@dataclass(frozen=True)
class Kept:
    """One capture that the archive has."""

    url: str
    timestamp: str
    body: bytes
    status: str = "200"
    mime: str = "text/html"
    headers: tuple[str, ...] = ("Content-Type: text/html",)
    kind: str = "response"
    truncated: str = ""
    warc_extra: tuple[str, ...] = ()
    is_gone: bool = False  # listed, but not there any more
    offered: str = ""  # the moment of which a capture is given in its place
    listed_status: str = ""  # what the index says, where it is wrong

    @property
    def key(self) -> str:
        """Host reversed, scheme and www. folded, as indexes sort."""
        parts = urlsplit(self.url.lower())
        host = (parts.hostname or "").removeprefix("www.")
        return ",".join(reversed(host.split("."))) + ")" + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @property
    def digest(self) -> str:
        return base64.b32encode(hashlib.sha1(self.body).digest()).decode()


@dataclass
class Fault:
    """What is answered instead, ``times`` times, to requests whose path matches."""

    path: str
    status: int = 503
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"<html>slow down</html>"
    cuts: bool = False  # promises more bytes than come
    drops: bool = False  # no answer at all


class WebArchive(AbstractContextManager["WebArchive"]):
    """``with WebArchive(captures) as archive``: serves on ``archive.port``; ``archive.log`` has (path, moment) of each request."""

    def __init__(self, captures: list[Kept] | None = None, *, page_rows: int = 5, heeds_filters: bool = True) -> None:
        self.captures = captures or []
        self.page_rows = page_rows
        self.heeds_filters = heeds_filters
        self.faults: list[Fault] = []
        self.log: list[tuple[str, float]] = []
        self.agents: set[str] = set()
        self.escapes_keys = False
        self.before: Callable[[str], None] = lambda path: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._files: dict[str, bytes] | None = None
        self.places: dict[int, tuple[str, int, int]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> WebArchive:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, seconds: float = 0.0) -> str:
        """The part of a thidua.toml that leads here."""
        return (
            f'[backfill]\nwayback_index = "{self.base}/cdx/search/cdx"\nwayback_captures = "{self.base}/web/"\n'
            f'commoncrawl_collections = "{self.base}/collinfo.json"\ncommoncrawl_data = "{self.base}/data/"\n'
            f"wayback_seconds = {seconds}\ncommoncrawl_seconds = {seconds}\nindex_rows = {self.page_rows}\nattempts = 3\n"
        )

    def asked(self, path: str) -> list[str]:
        """Paths asked for that begin so."""
        return [asked for asked, _ in self.log if asked.startswith(path)]

    # -- answers: (status, headers, body)

    def answer(self, target: str, headers: Any) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(target)
        fields = parse_qsl(parts.query)
        if parts.path == "/cdx/search/cdx":
            return self._cdx(fields)
        if parts.path.startswith("/web/"):
            return self._capture(target.removeprefix("/web/"))
        if parts.path == "/collinfo.json":
            crawls = [
                {"id": name, "name": f"{name} Index", "cdx-api": f"{self.base}/{name}-index", "from": first, "to": last}
                for name, (first, last) in CRAWLS.items()
            ]
            crawls += [{"id": "CC-MAIN-2008-2009", "cdx-api": f"{self.base}/CC-MAIN-2008-2009-index"}]
            crawls += [{"id": "CC-MAIN-2019-99", "cdx-api": "http://169.254.169.254/latest"}]
            return 200, {"Content-Type": "application/json"}, json.dumps(crawls).encode()
        if parts.path.endswith("-index"):
            return self._index(parts.path.removeprefix("/").removesuffix("-index"), fields)
        if parts.path.startswith("/data/"):
            return self._part(parts.path.removeprefix("/data/"), headers.get("Range", ""))
        return 404, {}, b""

    def _cdx(self, fields: list[tuple[str, str]]) -> tuple[int, dict[str, str], bytes]:
        values = dict(fields)
        names = values["fl"].split(",")
        found = [one for one in self._of_host(values["url"]) if values["from"] <= one.timestamp[: len(values["from"])] <= values["to"]]
        rows = [
            {
                "original": one.url,
                "timestamp": one.timestamp,
                "mimetype": "warc/revisit" if one.kind == "revisit" else one.mime,
                "statuscode": "-" if one.kind == "revisit" else one.listed_status or one.status,
                "digest": one.digest,
                "length": str(len(one.body)),
                "key": f"{one.key} {one.timestamp}",
            }
            for one in found
        ]
        if self.heeds_filters:
            for name, value in fields:
                if name == "filter":
                    of, _, pattern = value.partition(":")
                    rows = [row for row in rows if re.fullmatch(pattern, row[of])]
        rows = [row for row in rows if row["key"] > values.get("resumeKey", "")]
        limit = int(values["limit"])
        answer: list[Any] = [names, *([row[name] for name in names] for row in rows[:limit])] if rows else []
        if len(rows) > limit:
            key = rows[limit - 1]["key"]
            answer += [[], [key.replace(",", "%2C").replace(")", "%29").replace(" ", "+") if self.escapes_keys else key]]
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()

    def _capture(self, target: str) -> tuple[int, dict[str, str], bytes]:
        stamp, _, url = target.partition("id_/")
        found = next((one for one in self.captures if one.timestamp == stamp and unquote(one.url) == unquote(url)), None)
        if found is None or found.is_gone:
            return 404, {}, b"<html>Hrm. The Wayback Machine has not archived that URL.</html>"
        if found.offered:
            return 302, {"Location": f"{self.base}/web/{found.offered}id_/{url}"}, b""
        moment = moment_of(found.timestamp)
        assert moment is not None
        headers = {"Memento-Datetime": format_datetime(moment, usegmt=True), "Content-Type": found.mime}
        for line in found.headers:
            name, _, value = line.partition(": ")
            headers[f"x-archive-orig-{name.lower()}"] = value
        return int(found.status), headers, found.body

    def _index(self, crawl: str, fields: list[tuple[str, str]]) -> tuple[int, dict[str, str], bytes]:
        values = dict(fields)
        self._write_files()
        rows = []
        for one in self._of_host(values["url"]):
            name, offset, length = self.places[id(one)]
            if crawl not in name:
                continue
            row = {
                "urlkey": one.key,
                "timestamp": one.timestamp,
                "url": one.url,
                "mime": "warc/revisit" if one.kind == "revisit" else one.mime,
                "status": one.listed_status or one.status,
                "digest": one.digest,
                "length": str(length),
                "offset": str(offset),
                "filename": name,
            }
            rows.append(row | ({"truncated": one.truncated} if one.truncated else {}))
        if self.heeds_filters:
            for name, value in fields:
                if name == "filter":
                    of, _, wanted = value[1:].partition(":")
                    rows = [row for row in rows if (row[of] == wanted if value[0] == "=" else re.match(wanted, row[of]))]
        pages = -(-len(rows) // self.page_rows)
        if not rows:
            return 404, {}, json.dumps({"message": f"No Captures found for: {values['url']}"}).encode()
        if "showNumPages" in values:
            return 200, {}, json.dumps({"pages": pages, "pageSize": self.page_rows, "blocks": pages}).encode()
        page = int(values["page"])
        if page >= pages:
            return 400, {}, json.dumps({"message": f"Page {page} invalid: First Page is 0, Last Page is {pages - 1}"}).encode()
        part = rows[page * self.page_rows : (page + 1) * self.page_rows]
        return 200, {"Content-Type": "text/x-ndjson"}, b"".join(json.dumps(row).encode() + b"\n" for row in part)

    def _part(self, name: str, asked: str) -> tuple[int, dict[str, str], bytes]:
        self._write_files()
        assert self._files is not None
        data = self._files.get(name)
        if data is None:
            return 404, {}, b"<Error><Code>NoSuchKey</Code></Error>"
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", asked)
        assert found, "records are asked for by range only"
        first, last = int(found[1]), int(found[2])
        return 206, {"Content-Range": f"bytes {first}-{last}/{len(data)}"}, data[first : last + 1]

    def _of_host(self, asked: str) -> list[Kept]:
        host, slash, rest = asked.partition("/")
        assert (slash, rest) == ("/", "*")
        prefix = ",".join(reversed(host.split("."))) + ")"
        return sorted((one for one in self.captures if one.key.startswith(prefix)), key=lambda one: (one.key, one.timestamp))

    def _write_files(self) -> None:
        """WARC files, one a crawl, a gzip member a record; what is gone has a place in a file that is not there."""
        with self._lock:
            if self._files is not None:
                return
            files: dict[str, bytes] = {}
            for one in self.captures:
                crawl = next((name for name in CRAWLS if name[8:12] == one.timestamp[:4]), "CC-MAIN-2008-2009")
                name = f"crawl-data/{crawl}/segments/1575540482038.36/warc/{'gone' if one.is_gone else 'part'}-00000.warc.gz"
                moment = moment_of(one.timestamp)
                assert moment is not None
                data = gzip.compress(
                    record(
                        one.url,
                        one.body,
                        date=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                        status=f"{one.status} {HTTPStatus(int(one.status)).phrase}",
                        headers=one.headers,
                        kind=one.kind,
                        extra=one.warc_extra,
                    )
                )
                before = files.get(name, b"")
                self.places[id(one)] = (name, len(before), len(data))
                files[name] = before + data
            self._files = {name: data for name, data in files.items() if "gone" not in name}


def _handler(archive: WebArchive) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            archive.log.append((self.path, time.monotonic()))
            archive.agents.add(self.headers.get("User-Agent", ""))
            archive.before(self.path)
            fault = next((one for one in archive.faults if one.times > 0 and re.search(one.path, self.path)), None)
            if fault is None:
                status, headers, body = archive.answer(self.path, self.headers)
            else:
                fault.times -= 1
                if fault.drops:
                    self.close_connection = True
                    return
                status, headers, body = fault.status, fault.headers, fault.body
                if fault.cuts:
                    status, headers, body = archive.answer(self.path, self.headers)
            cut = fault is not None and fault.cuts
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = self.close_connection or cut

        def log_message(self, *_: object) -> None:
            pass

    return Handler
