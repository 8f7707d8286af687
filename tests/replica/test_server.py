"""HTTP semantics of the replica: validators, compression, robots, twins, redirects, oddities, the log, injected faults."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.replica.answers import Answer
from tests.replica.client import fetch
from tests.replica.server import ReplicaServer

CHECKOUT = Path(__file__).resolve().parents[2]


def an_article(expected: dict[str, Any], site: str) -> str:
    url: str = next(a["url"] for a in expected["articles"] if a["site"] == site and a["fetched"])
    return url


@pytest.mark.parametrize(("site", "etag", "modified"), [("baohaiduong", True, True), ("baohagiang", False, True), ("nbtv", True, False)])
def test_a_conditional_request_is_answered_304_without_a_body(
    server: ReplicaServer, expected: dict[str, Any], site: str, etag: bool, modified: bool
) -> None:
    url = an_article(expected, site)
    first = fetch(server.port, url)
    assert first.status == 200
    assert ("etag" in first.headers) is etag
    assert ("last-modified" in first.headers) is modified
    if etag:
        again = fetch(server.port, url, if_none_match=first.headers["etag"])
        assert (again.status, again.raw) == (304, b"")
        assert fetch(server.port, url, if_none_match='"other"', if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200
    if modified:
        again = fetch(server.port, url, if_modified_since=first.headers["last-modified"])
        assert (again.status, again.raw) == (304, b"")
        assert fetch(server.port, url, if_modified_since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
        assert fetch(server.port, url, if_modified_since="yesterday").status == 200


def test_one_site_has_no_validators_but_the_same_bytes(server: ReplicaServer, expected: dict[str, Any]) -> None:
    url = an_article(expected, "daihoi13")
    first, second = fetch(server.port, url), fetch(server.port, url)
    assert not {"etag", "last-modified"} & set(first.headers)
    assert first.raw == second.raw


def test_bodies_are_compressed_for_who_accepts_it(server: ReplicaServer, expected: dict[str, Any]) -> None:
    url = an_article(expected, "baobackan")
    plain, packed = fetch(server.port, url, accept_encoding="identity"), fetch(server.port, url, accept_encoding="gzip, br")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.raw) < len(plain.raw)
    assert packed.body == plain.body


def test_head_sends_the_headers_only(server: ReplicaServer, expected: dict[str, Any]) -> None:
    reply = fetch(server.port, an_article(expected, "nbtv"), method="HEAD")
    assert reply.status == 200
    assert int(reply.headers["content-length"]) > 0
    assert reply.raw == b""


def test_robots_forbid_what_must_not_be_fetched(server: ReplicaServer, expected: dict[str, Any]) -> None:
    assert len(expected["must_not_be_fetched"]) == 2
    for url in expected["must_not_be_fetched"]:
        host, path = url.removeprefix("https://").split("/", 1)
        rules = fetch(server.port, f"https://{host}/robots.txt").text.splitlines()
        assert any(f"/{path}".startswith(line.removeprefix("Disallow: ")) for line in rules if line.startswith("Disallow: "))
        section = next(iter(server.replica.hosts[host].sections.values()))
        pages = [fetch(server.port, f"https://{host}{section.path}{tail}").text for tail in ("", "?p=2", "?p=3", "?page=2", "?page=3")]
        assert any(f"/{path}" in page for page in pages), "a forbidden page is linked, else nobody would be tempted"


def test_a_site_may_have_no_robots_file(server: ReplicaServer) -> None:
    assert fetch(server.port, "https://daihoi13.dangcongsan.vn/robots.txt").status == 404


def test_twins_answer_alike_and_www_may_redirect(server: ReplicaServer, expected: dict[str, Any]) -> None:
    url = an_article(expected, "baobackan")
    assert fetch(server.port, url.replace("baobackan.vn", "baobackan.com.vn")).body == fetch(server.port, url).body
    moved = fetch(server.port, "https://www.baohaiduong.vn/chinh-tri")
    assert (moved.status, moved.headers["location"]) == (301, "https://baohaiduong.vn/chinh-tri")
    assert fetch(server.port, "https://example.org/").status == 421


def test_oddities_answer_as_they_are_called(server: ReplicaServer, expected: dict[str, Any]) -> None:
    seen = {}
    for site in expected["sites"].values():
        for odd in site["oddities"]:
            seen[odd["kind"]] = fetch(server.port, odd["url"])
    assert set(seen) == {"gone", "empty", "pdf", "redirect", "missing", "soft404", "topic", "tag", "oldlist"}
    assert (seen["gone"].status, seen["missing"].status) == (410, 404)
    assert (seen["empty"].status, seen["empty"].body) == (200, b"")
    assert (seen["pdf"].headers["content-type"], seen["pdf"].body[:5]) == ("application/pdf", b"%PDF-")
    assert seen["soft404"].status == 200
    assert "không tồn tại" in seen["soft404"].text
    assert seen["redirect"].status == 301
    assert fetch(server.port, seen["redirect"].headers["location"]).status == 200
    for kind in ("topic", "tag", "oldlist"):
        assert seen[kind].text.count("<a href=") + seen[kind].text.count("<a class=") > 2
    assert fetch(server.port, "https://nbtv.vn/khong-co-trang-nay-1234567.html").status == 404


def test_every_article_answers_at_its_address_with_and_without_the_slash(server: ReplicaServer, expected: dict[str, Any]) -> None:
    for article in expected["articles"]:
        reply = fetch(server.port, article["url"])
        assert reply.status == 200, article["url"]
        assert f'rel="canonical" href="{article["url"]}"' in reply.body.decode("latin-1")
        if article["site"] == "baohagiang":
            assert fetch(server.port, article["url"] + "/").body == reply.body


def test_one_page_is_in_windows_1258(server: ReplicaServer, expected: dict[str, Any]) -> None:
    (article,) = [a for a in expected["articles"] if "windows-1258" in a["mess"]]
    reply = fetch(server.port, article["url"])
    assert reply.headers["content-type"] == "text/html; charset=windows-1258"
    text = unicodedata.normalize("NFC", reply.body.decode("cp1258"))
    assert article["title"] in text
    assert all(paragraph in text for paragraph in article["reading"]["paragraphs"])


def test_the_log_keeps_every_request(expected: dict[str, Any]) -> None:
    with ReplicaServer() as server:
        url = an_article(expected, "nbtv")
        fetch(server.port, url, user_agent="thidua-test")
        fetch(server.port, "https://www.nbtv.vn/robots.txt")
        first, second = server.log
        assert (first.host, first.method, first.status) == ("nbtv.vn", "GET", 200)
        assert first.headers["user-agent"] == "thidua-test"
        assert first.sent_bytes > 0
        assert second.host == "www.nbtv.vn"
        assert second.at >= first.at
        assert server.requests(host="nbtv.vn") == [first]
        server.clear_log()
        assert server.log == []


def test_faults_can_be_injected_and_wear_off() -> None:
    with ReplicaServer() as server:
        server.inject("nbtv.vn", "/thoi-su", Answer(503, b"busy", "text/plain", (("Retry-After", "1"),)), Answer(200, b"x" * 1000))
        busy, big, usual = (fetch(server.port, "https://nbtv.vn/thoi-su") for _ in range(3))
        assert (busy.status, busy.headers["retry-after"]) == (503, "1")
        assert len(big.body) == 1000
        assert "Cụm thi đua" in usual.text


def test_serve_prints_its_port_first_and_stops_on_a_signal() -> None:
    command = [sys.executable, "-m", "tests.replica", "serve", "--port", "0", "--edition", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        assert fetch(port, "https://baohaiduong.vn/").status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
