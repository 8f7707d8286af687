"""Manners towards a site: robots.txt, one connection, delays, Crawl-delay, Retry-After, an honest name, a contact."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.http import Response

from crawlers.config import load_config
from crawlers.errors import ConfigurationError
from crawlers.home import Home, new_run_id
from crawlers.outcomes import read_outcomes
from crawlers.politeness import LONGEST_PAUSE_SECONDS, retry_after, site_slots
from crawlers.runner import crawl
from tests.crawl.tiny import Reply, TinyWeb, article, links, make_home, run
from tests.replica.routing import REPLICA_SETTINGS

ROOT = Path(__file__).resolve().parents[2]
NBTV, BACKAN = "https://nbtv.vn", "https://baobackan.vn"


def outcomes(home: Home, run_id: str) -> dict[str, tuple[str, str | None]]:
    return {row.url: (row.outcome, row.reason) for row in read_outcomes(home.archive / run_id)}


def gaps(web: TinyWeb, *hosts: str) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(seen for seen in web.log if seen.host in hosts)]


def test_one_connection_a_site_with_its_delay_kept_over_all_its_hosts(tmp_path):
    with TinyWeb() as web:
        web.add(
            f"{NBTV}/thoi-su",
            links(*(f"https://{host}nbtv.vn/bai-{n}.html" for n in range(1000001, 1000004) for host in ("", "www."))),
            seconds=0.1,
        )
        for n in range(1000001, 1000004):
            web.add(f"{NBTV}/bai-{n}.html", article(str(n)), seconds=0.1)
        web.add(f"https://www.nbtv.vn/bai-{1000009}.html", article("www"))
        web.add(f"{BACKAN}/chinh-tri/", links(*(f"{BACKAN}/bai-post{n}.html" for n in range(10))))
        home = make_home(tmp_path, delays__nbtv="0.25", delays__baobackan="0.01")
        web.pages["nbtv.vn", "/rss"] = Reply(
            b"<rss><channel><item><link>https://www.nbtv.vn/bai-1000009.html</link></item></channel></rss>"
        )
        run(web, home, "nbtv", "baobackan")
        assert web.most_at_once == {"nbtv.vn": 1, "www.nbtv.vn": 1, "baobackan.vn": 1}
        asked = [seen.host for seen in web.log]
        assert asked.count("www.nbtv.vn") == 2, "its robots.txt and one article"
        kept = gaps(web, "nbtv.vn", "www.nbtv.vn")
        # measured where requests arrive: one that is late shortens the gap behind it and lengthens the one before
        assert min(one + other for one, other in pairwise(kept)) > 0.4
        assert sum(kept) > 0.25 * len(kept) * 0.97
        assert web.paths("nbtv.vn").count("/bai-1000001.html") == 1, "twin addresses are one page"
        first, last = (next(seen for seen in order if seen.host == "baobackan.vn") for order in (web.log, reversed(web.log)))
        assert last.at - first.at < 2, "the delay of one site does not slow another"


def test_retry_after_is_obeyed_by_the_whole_site_and_the_page_is_not_lost(tmp_path):
    with TinyWeb() as web:
        web.add(f"{NBTV}/thoi-su", links(*(f"/bai-{n}.html" for n in range(1000001, 1000006))))
        for n in range(1000001, 1000006):
            web.add(f"{NBTV}/bai-{n}.html", article(str(n)))
        web.once["nbtv.vn", "/bai-1000002.html"] = [Reply(b"slow down", 429, headers=(("Retry-After", "1"),))]
        # a pause longer than we keep: the whole site is left to the next run
        web.add(f"{BACKAN}/chinh-tri/", b"come back tomorrow", status=503, headers=(("Retry-After", "86400"),))
        home = make_home(tmp_path)
        report = run(web, home, "nbtv", "baobackan")
        index = next(i for i, seen in enumerate(web.log) if seen.status == 429)
        after = next(seen for seen in web.log[index + 1 :] if seen.host == "nbtv.vn")
        assert after.at - web.log[index].at > 0.95
        assert web.paths("baobackan.vn")[-1] == "/chinh-tri/"
        found = outcomes(home, report.run_id)
        assert found[f"{BACKAN}/chinh-tri/"] == ("http_error", "503")
        assert found[f"{BACKAN}/"] == ("over_limit", "the site asked to be left alone for 86400 s")
        assert report.pages == len(found)
        assert outcomes(home, report.run_id)[f"{NBTV}/bai-1000002.html"] == ("captured", None)


def test_crawl_delay_of_robots_txt_is_kept(tmp_path):
    with TinyWeb() as web:
        web.add(f"{NBTV}/robots.txt", b"User-agent: *\nCrawl-delay: 0.3\n", content_type="text/plain")
        web.add(f"{NBTV}/thoi-su", links("/bai-1000001.html"))
        web.add(f"{NBTV}/bai-1000001.html", article("x"))
        run(web, make_home(tmp_path), "nbtv")
        assert len(web.log) == 5
        assert min(gaps(web, "nbtv.vn")[1:]) > 0.2


def test_robots_that_cannot_be_had_forbids_everything_and_a_missing_one_nothing(tmp_path):
    with TinyWeb() as web:
        web.add(f"{NBTV}/robots.txt", b"down", status=503)
        web.add(f"{NBTV}/thoi-su", links("/bai-1000001.html"))
        web.add(f"{BACKAN}/chinh-tri/", links(f"{BACKAN}/bai-post1.html"))
        web.add(f"{BACKAN}/bai-post1.html", article("x"))
        web.add("https://baohagiang.vn/robots.txt", status=301, headers=(("Location", "https://www.baohagiang.vn/robots.txt"),))
        web.add("https://www.baohagiang.vn/robots.txt", b"User-agent: ThiDua\nDisallow: /\n", content_type="text/plain")
        web.add("https://baohaiduong.vn/robots.txt", status=302, headers=(("Location", "http://169.254.169.254/"),))
        web.add("https://baohaiduong.vn/chinh-tri", links())
        home = make_home(tmp_path)
        report = run(web, home, "nbtv", "baobackan", "baohagiang", "baohaiduong")
        found = outcomes(home, report.run_id)
        assert set(web.paths("nbtv.vn")) == {"/robots.txt"}
        assert found[f"{NBTV}/thoi-su"] == ("network_error", "robots.txt cannot be had (HTTP 503)")
        assert found[f"{BACKAN}/robots.txt"] == ("http_error", "404")
        assert found[f"{BACKAN}/bai-post1.html"] == ("captured", None)
        assert found["https://baohagiang.vn/thoi-su-chinh-tri/"] == ("robots_denied", "robots.txt")
        assert found["https://baohaiduong.vn/robots.txt"] == ("refused_address", "169.254.169.254 is not public")
        assert found["https://baohaiduong.vn/chinh-tri"] == ("captured", None)


def test_a_name_that_points_to_this_machine_is_refused(tmp_path):
    with TinyWeb() as web:
        web.add(f"{NBTV}/thoi-su", links())
        home = make_home(tmp_path)
        report = run(web, home, "nbtv", settings={"TWISTED_DNS_RESOLVER": "tests.crawl.tiny.Rebound", "RETRY_TIMES": 0})
        assert web.log == []
        assert report.outcomes == {"refused_address": 4}
        reasons = {row.reason for row in read_outcomes(home.archive / report.run_id)}
        assert any("resolves to 127.0.0.1, which is not public" in (reason or "") for reason in reasons)


def test_a_live_crawl_without_contact_is_refused(tmp_path):
    home = Home(tmp_path)
    with pytest.raises(ConfigurationError, match="needs a contact") as caught:
        crawl(home, load_config(home), new_run_id())
    assert caught.value.exit_code == 2
    assert str(home.config_file) in str(caught.value)
    assert not home.archive.exists()


def test_an_unknown_or_uncrawled_site_is_refused(tmp_path):
    home = make_home(tmp_path)
    with pytest.raises(ConfigurationError, match="nbtv"):
        crawl(home, load_config(home), new_run_id(), ["nbtw"])
    with pytest.raises(ConfigurationError, match="is a candidate site, which is not crawled"):
        crawl(home, load_config(home), new_run_id(), ["huengaynay"])


def test_scrapys_own_commands_work(tmp_path):
    def scrapy(*arguments: str, port: int = 1) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "THIDUA_HOME": str(tmp_path), "THIDUA_REPLICA_PORT": str(port)}
        command = [sys.executable, "-m", "scrapy", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert scrapy("list").stdout.split() == ["news"]
    refused = scrapy("crawl", "news", "-a", "sites=nbtv")
    assert refused.returncode == 2
    assert "needs a contact" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr
    make_home(tmp_path)
    for argument, words in (("sites=nbtw", "there is no site 'nbtw'"), ("site=nbtv", "The spider has no argument site;")):
        refused = scrapy("crawl", "news", "-a", argument)
        assert refused.returncode == 2
        assert words in refused.stderr
        assert "Traceback" not in refused.stdout + refused.stderr
    assert not (tmp_path / "archive").exists()
    handlers = '{"http": "tests.replica.routing.ReplicaDownloadHandler", "https": "tests.replica.routing.ReplicaDownloadHandler"}'
    with TinyWeb() as web:
        web.add(f"{NBTV}/thoi-su", links("/bai-1000001.html"))
        web.add(f"{NBTV}/bai-1000001.html", article("x"))
        resolver = f"TWISTED_DNS_RESOLVER={REPLICA_SETTINGS['TWISTED_DNS_RESOLVER']}"
        done = scrapy("crawl", "news", "-a", "sites=nbtv", "-s", f"DOWNLOAD_HANDLERS={handlers}", "-s", resolver, port=web.port)
        assert done.returncode == 0, done.stderr
        assert "/bai-1000001.html" in web.paths("nbtv.vn")
    (run_dir,) = (tmp_path / "archive").iterdir()
    assert {path.name for path in run_dir.iterdir()} == {"outcomes.jsonl", "nbtv-00001.warc.gz", "nbtv-00001.warc.gz.manifest.json"}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Mon, 02 Mar 2026 00:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2026 00:00:00 GMT", 0.0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value, seconds):
    headers = {} if value is None else {"Retry-After": value}
    response = Response("https://nbtv.vn/", status=429, headers=headers)
    assert retry_after(response, datetime(2026, 3, 2, tzinfo=UTC)) == seconds


def test_slots_have_one_connection_and_never_no_delay():
    assert site_slots({"a": 0.0, "b": 2.5}) == {
        "a": {"concurrency": 1, "delay": 0.001, "jitter": 0},
        "b": {"concurrency": 1, "delay": 2.5, "jitter": 0},
    }
    assert LONGEST_PAUSE_SECONDS == 300
