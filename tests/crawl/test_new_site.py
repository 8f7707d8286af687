"""A site of a known family is one short file: with it the site is crawled and read, without any code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crawlers.archive import iter_captures
from crawlers.registry import load_registry
from crawlers.registry.registry import DEFAULT_ROOT, ROOT_VARIABLE
from tests.crawl.tiny import TinyWeb, links, make_home, rss, run
from warehouse.articles import Article, read_page

FILE = """\
publisher = "Báo Làng Quê"
kind = "newspaper"
province = "Bắc Kạn"
status = "active"
domains = [{ host = "baolangque.vn" }]
families = [{ id = "content-fck" }]
feeds = ["/rss/cate/chinh-tri/"]
sections = ["/chinh-tri/"]
rhythm = "daily"
"""
HOST = "https://baolangque.vn"


def page(title: str, hour: int) -> bytes:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><base href="/static/templates/version1/homepage/"><title>{title}</title></head>
    <body><h1 class="title">Chính trị</h1><div id="newscontents"><h1 class="title">{title}</h1><span class="pubdate">02/03/2026 - {hour:02}:15</span>
    <p class="sapo">Xã họp bàn việc làng, ai nấy đều đồng tình với cách làm mới.</p>
    <div class="content-fck"><p>Buổi họp mở đầu bằng phần kiểm điểm việc cũ.</p><p>Sau đó các xóm góp ý vào dự thảo.</p>
    <div class="tinlienquan"><a href="/khac-a1.html">Tin khác</a></div></div></div></body></html>""".encode()


def test_one_short_file_adds_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "registry"
    shutil.copytree(DEFAULT_ROOT / "families", root / "families")
    (root / "sites").mkdir()
    (root / "sites" / "baolangque.toml").write_text(FILE, encoding="utf-8")
    assert len(FILE.splitlines()) <= 15
    monkeypatch.setenv(ROOT_VARIABLE, str(root))
    registry = load_registry()
    assert [site.id for site in registry.active_sites()] == ["baolangque"]
    titles = {f"{HOST}/hop-xa-lan-{number}-a{number}.html": f"Họp xã lần {number}" for number in range(101, 105)}
    addresses = list(titles)
    home = make_home(tmp_path / "home")
    with TinyWeb() as web:
        web.add(f"{HOST}/chinh-tri/", links(addresses[0], "/chinh-tri/?p=2"))
        web.add(f"{HOST}/chinh-tri/?p=2", links(addresses[1].removeprefix(HOST)))
        web.add(f"{HOST}/rss/cate/chinh-tri/", rss((addresses[2], "Mon, 02 Mar 2026 01:00:00 GMT")), content_type="text/xml")
        for hour, (address, title) in enumerate(titles.items()):
            web.add(address, page(title, hour))
        # an address of a mirror is asked for in the spelling it was met in
        again = f"{addresses[3].removeprefix(HOST)}?zarsrc=30"
        web.add(f"{HOST}/", links(f"https://www.baolangque.vn{again}"))
        web.add(f"https://www.baolangque.vn{again}", page(titles[addresses[3]], 3))
        report = run(web, home)
    assert report.warnings == ()
    assert report.sites.keys() == {"baolangque"}
    read = {}
    for capture in iter_captures(home):
        if capture.kind == "article" and capture.http_status == 200:
            found = read_page(capture.body, url=capture.url, content_type=capture.content_type, registry=registry)
            assert isinstance(found, Article)
            read[found.canonical_url] = (found.title, found.published.value if found.published else None, found.family)
    assert read == {
        address: (title, f"2026-03-02T{hour:02}:15+07:00", "content-fck") for hour, (address, title) in enumerate(titles.items())
    }
