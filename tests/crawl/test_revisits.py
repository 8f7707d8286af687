"""What a second and a later run ask for: validators, the same body, revisit days, dates of sitemaps and feeds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from crawlers.archive import archive_files, iter_captures
from crawlers.fetch_state import STATE_FILE
from crawlers.home import Home
from crawlers.outcomes import read_outcomes
from tests.crawl.tiny import TinyWeb, article, links, make_home, run

SITE = "https://baobackan.vn"
OLD, NEW, HIDDEN = f"{SITE}/cu-post101.html", f"{SITE}/moi-post102.html", f"{SITE}/khuat-post103.html"


def sitemap(*entries: tuple[str, str]) -> bytes:
    inner = "".join(f"<url><loc>{url}</loc><lastmod>{date}</lastmod></url>" for url, date in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'.encode()


@pytest.fixture
def web() -> Iterator[TinyWeb]:
    with TinyWeb() as web:
        web.add(f"{SITE}/robots.txt", b"User-agent: *\nDisallow:\n", content_type="text/plain", has_etag=True)
        web.add(f"{SITE}/chinh-tri/", links(NEW), has_etag=True)
        web.add(f"{SITE}/sitemap.xml", sitemap((OLD, "2020-01-01")), content_type="application/xml", has_etag=True)
        for url in (OLD, NEW, HIDDEN):
            web.add(url, article(url), has_etag=True)
        yield web


def age(home: Home, days: int) -> None:
    """Make everything known that much older."""
    with sqlite3.connect(home.state / STATE_FILE) as connection:
        for column in ("first_seen_at", "fetched_at", "checked_at"):
            connection.execute(f"update pages set {column} = strftime('%Y-%m-%dT%H:%M:%f000Z', {column}, '-{days} days')")


def last_outcomes(home: Home, run_id: str) -> dict[str, str]:
    return {row.url: row.outcome for row in read_outcomes(home.archive / run_id)}


def test_a_second_run_fetches_no_body_and_a_third_only_the_one_that_was_edited(web, tmp_path):
    home = make_home(tmp_path)
    first = run(web, home, "baobackan")
    assert first.outcomes["captured"] == 5
    web.log.clear()
    second = run(web, home, "baobackan")
    assert second.outcomes.get("captured", 0) == 0
    assert second.outcomes["unchanged"] == 5
    bodies = [seen.path for seen in web.log if seen.status == 200]
    assert bodies == ["/robots.txt"], "robots.txt alone is never asked for conditionally: its rules are needed"
    asked = {seen.path: seen.headers for seen in web.log}
    assert "If-None-Match" in asked["/moi-post102.html"]
    new_files = [path for path in archive_files(home) if path.parent.name == second.run_id]
    revisits = {capture.url: capture for capture in iter_captures(new_files)}
    assert revisits[NEW].is_revisit
    assert revisits[NEW].http_status == 304
    web.add(NEW, article("sửa"), has_etag=True)
    third = run(web, home, "baobackan")
    assert [url for url, outcome in last_outcomes(home, third.run_id).items() if outcome == "captured"] == [NEW]


def test_an_old_article_is_left_alone_until_a_sitemap_says_it_changed(web, tmp_path):
    home = make_home(tmp_path)
    run(web, home, "baobackan")
    age(home, 30)
    second = run(web, home, "baobackan")
    outcomes = last_outcomes(home, second.run_id)
    assert OLD not in outcomes
    assert NEW not in outcomes
    assert second.not_due == {"baobackan": 2}
    assert second.warnings == (), "known articles are articles found"
    web.add(f"{SITE}/sitemap.xml", sitemap((OLD, "2999-01-01")), content_type="application/xml", has_etag=True)
    web.add(OLD, article("sửa sau một tháng"), has_etag=True)
    third = run(web, home, "baobackan")
    assert last_outcomes(home, third.run_id)[OLD] == "captured"
    assert third.not_due == {"baobackan": 1}


def test_within_the_revisit_days_an_article_is_asked_again_though_no_list_names_it_any_more(web, tmp_path):
    home = make_home(tmp_path)
    web.add(f"{SITE}/chinh-tri/", links(NEW, HIDDEN))
    run(web, home, "baobackan")
    web.add(f"{SITE}/chinh-tri/", links(NEW))
    web.add(HIDDEN, article("sửa"), has_etag=True)
    age(home, 5)
    second = run(web, home, "baobackan")
    assert last_outcomes(home, second.run_id)[HIDDEN] == "captured"
    age(home, 5)
    third = run(web, home, "baobackan")
    assert HIDDEN not in last_outcomes(home, third.run_id)


def test_pages_left_by_the_limit_come_in_the_next_run_though_the_lists_are_unchanged(web, tmp_path):
    """A list that answers 304 is read from the archive, so what was not fetched yet is found again."""
    home = make_home(tmp_path, limits__pages_per_site="1", limits__revisit_days="0")
    first = run(web, home, "baobackan")
    assert first.outcomes["over_limit"] == 1
    age(home, 1)
    second = run(web, home, "baobackan")
    captured = [row.url for row in read_outcomes(home.archive / second.run_id) if row.outcome == "captured"]
    both = {
        row.url for run_id in (first.run_id, second.run_id) for row in read_outcomes(home.archive / run_id) if row.outcome == "captured"
    }
    assert captured in ([OLD], [NEW])
    assert both >= {OLD, NEW}


def test_an_unchanged_list_whose_archive_is_gone_is_fetched_anew(web, tmp_path):
    home = make_home(tmp_path)
    run(web, home, "baobackan")
    for path in archive_files(home):
        path.unlink()
    web.add(f"{SITE}/chinh-tri/", links(NEW), has_etag=True)
    second = run(web, home, "baobackan")
    outcomes = last_outcomes(home, second.run_id)
    assert outcomes[f"{SITE}/chinh-tri/"] == "captured"
    assert outcomes[NEW] == "unchanged"


def test_paging_is_bounded_and_the_menu_is_followed_one_step(web, tmp_path):
    site = "https://baohagiang.vn"

    def listing(*addresses: str, then: str = "") -> bytes:
        return links(*addresses).replace(b"</body>", f'<a rel="next" href="{then}">sau</a></body>'.encode())

    web.add(f"{site}/thoi-su-chinh-tri/", listing("/van-hoa/", then="/thoi-su-chinh-tri/?p=2"))
    for number in (2, 3, 4, 5):
        web.add(f"{site}/thoi-su-chinh-tri/?p={number}", listing(then=f"/thoi-su-chinh-tri/?p={number + 1}"))
    web.add(f"{site}/van-hoa/", links("/the-thao/"))
    web.add(f"{site}/the-thao/", links())
    run(web, make_home(tmp_path, limits__listing_depth="2"), "baohagiang")
    paths = web.paths("baohagiang.vn")
    assert [path for path in paths if "?p=" in path] == ["/thoi-su-chinh-tri/?p=2", "/thoi-su-chinh-tri/?p=3"]
    assert "/van-hoa/" in paths
    assert "/the-thao/" not in paths


def test_a_site_that_fails_or_gives_no_article_is_named_in_the_report(web, tmp_path):
    home = make_home(tmp_path)
    web.add("https://nbtv.vn/thoi-su", links())
    report = run(web, home, "nbtv", "baocaobang", "baohagiang")
    assert [warning.split(":")[0] for warning in report.warnings] == ["nbtv", "baocaobang"]
    assert "no article was found" in report.warnings[0]
    assert "not one page could be fetched" in report.warnings[1]
    assert report.expected.keys() == {"baohagiang"}, "its paper was merged, nobody knows yet what its host answers"
    assert report.expected["baohagiang"].startswith("baohagiang: unverified since 2025-07-01, baotuyenquang took its place: not one page")
    assert report.sites.keys() == {"nbtv", "baocaobang", "baohagiang"}
