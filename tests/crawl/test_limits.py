"""A site's page limit: what sounds relevant is asked first, and everything over the limit is counted."""

from __future__ import annotations

from crawlers.outcomes import read_outcomes
from tests.crawl.tiny import TinyWeb, article, links, make_home, run

SITE = "https://nbtv.vn"


def test_relevant_addresses_come_first_when_the_limit_is_short(tmp_path):
    plain = [f"/khai-mac-hoi-cho-thuong-mai-lan-thu-{number}-{1_000_000 + number}.html" for number in range(6)]
    relevant = ["/khoi-thi-dua-so-5-tong-ket-1000100.html", "/trao-bang-khen-cho-cac-tap-the-1000101.html"]
    with TinyWeb() as web:
        web.add(f"{SITE}/thoi-su", links(*plain, *relevant))
        for path in (*plain, *relevant):
            web.add(f"{SITE}{path}", article(path))
        home = make_home(tmp_path, limits__pages_per_site="3", delays__nbtv="0.01")
        report = run(web, home, "nbtv")
    rows = [row for row in read_outcomes(home.archive / report.run_id) if row.url.endswith(".html")]
    captured = {row.url.removeprefix(SITE) for row in rows if row.outcome == "captured"}
    assert captured == {*relevant, plain[0]}
    assert sum(row.outcome == "over_limit" for row in rows) == 5
