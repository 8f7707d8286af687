"""A real Scrapy crawl through the replica's handler: public addresses on responses, the Host header on the wire."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.replica.server import ReplicaServer

CHECKOUT = Path(__file__).resolve().parents[2]
SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess
from tests.replica.routing import REPLICA_SETTINGS

class Probe(scrapy.Spider):
    name = "probe"
    handle_httpstatus_list = [404, 421]

    async def start(self):
        for url in ("https://nbtv.vn/thoi-su?page=2#top", "http://baohagiang.vn/", "https://www.baohaiduong.vn/chinh-tri", "https://example.org/"):
            yield scrapy.Request(url)

    def parse(self, response):
        print(json.dumps({"url": response.url, "status": response.status, "bytes": len(response.body), "latency": "download_latency" in response.meta}), flush=True)

process = CrawlerProcess({**REPLICA_SETTINGS, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
process.crawl(Probe)
process.start()
"""


def test_every_address_goes_to_the_loopback_and_keeps_its_public_name() -> None:
    with ReplicaServer() as server:
        environment = {**os.environ, "THIDUA_REPLICA_PORT": str(server.port)}
        done = subprocess.run(
            [sys.executable, "-c", SPIDER], capture_output=True, text=True, cwd=CHECKOUT, env=environment, timeout=60, check=True
        )
        seen = {row["url"]: row for row in map(json.loads, done.stdout.splitlines())}
        assert {url: row["status"] for url, row in seen.items()} == {
            "https://nbtv.vn/thoi-su?page=2#top": 200,
            "http://baohagiang.vn/": 200,
            "https://baohaiduong.vn/chinh-tri": 200,
            "https://example.org/": 421,
        }
        assert all(row["latency"] and row["bytes"] for row in seen.values())
        assert {request.host for request in server.log} == {
            "nbtv.vn",
            "baohagiang.vn",
            "www.baohaiduong.vn",
            "baohaiduong.vn",
            "example.org",
        }
        assert [request.path for request in server.requests(host="nbtv.vn")] == ["/thoi-su?page=2"]


def test_without_a_port_nothing_is_fetched() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "THIDUA_REPLICA_PORT"}
    done = subprocess.run(
        [sys.executable, "-c", SPIDER], capture_output=True, text=True, cwd=CHECKOUT, env=environment, timeout=60, check=False
    )
    assert done.stdout == ""
