"""The next day: one page edited, one added, and nothing else looks changed to a crawler."""

from __future__ import annotations

import re
from typing import Any

from tests.replica.client import fetch
from tests.replica.server import ReplicaServer


def test_only_the_edited_page_answers_a_conditional_request_with_a_body(expected: dict[str, Any]) -> None:
    with ReplicaServer(edition=1) as server:
        validators = {}
        for article in expected["articles"]:
            reply = fetch(server.port, article["url"])
            validators[article["url"]] = (reply.headers.get("etag"), reply.headers.get("last-modified"), reply.body)
        server.use_edition(2)
        changed = set()
        for url, (etag, modified, body) in validators.items():
            conditions = {"if_none_match": etag} if etag else {"if_modified_since": modified} if modified else {}
            reply = fetch(server.port, url, **conditions)
            if reply.status == 200 and reply.body != body:
                changed.add(url)
            else:
                assert reply.status == (304 if conditions else 200), url
        assert changed == {article["url"] for article in expected["edition_2"]["changed"]}


def test_the_sitemap_tells_of_the_edit_and_of_the_new_page(expected: dict[str, Any]) -> None:
    def lastmods(server: ReplicaServer, host: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for child in re.findall(r"<loc>https://[^/]+(/[^<]+)</loc>", fetch(server.port, f"https://{host}/sitemap.xml").text):
            found.update(re.findall(r"<loc>([^<]+)</loc><lastmod>([^<]+)</lastmod>", fetch(server.port, f"https://{host}{child}").text))
        return found

    with ReplicaServer(edition=1) as server:
        before = {host: lastmods(server, host) for host in ("baohaiduong.vn", "baobackan.vn")}
        server.use_edition(2)
        after = {host: lastmods(server, host) for host in before}
    (edited,), (added,) = expected["edition_2"]["changed"], expected["edition_2"]["added"]
    assert {url for url, when in after["baobackan.vn"].items() if before["baobackan.vn"].get(url) != when} == {edited["url"]}
    assert after["baohaiduong.vn"].keys() - before["baohaiduong.vn"].keys() == {added["url"]}


def test_the_new_page_is_found_in_the_feed_and_the_listing(expected: dict[str, Any]) -> None:
    (added,) = expected["edition_2"]["added"]
    path = added["url"].removeprefix("https://baohaiduong.vn")
    with ReplicaServer(edition=2) as server:
        for place in ("/", "/chinh-tri", "/rss/home.rss"):
            assert path in fetch(server.port, f"https://baohaiduong.vn{place}").text
