"""`thidua sites`: lists and coverage, one polite look at live sites (the replica), trying a site file, the generated page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawlers import site_visit
from crawlers.home import Home
from crawlers.reference import ROOT, province_names
from crawlers.registry import load_registry
from crawlers.registry.loading import load_site
from tests.cli.conftest import Thidua
from tests.crawl.tiny import Reply, TinyWeb, links, rss
from tests.replica.answers import Answer
from tests.replica.routing import PORT_VARIABLE, REPLICA_SETTINGS
from tests.replica.server import ReplicaServer
from warehouse.sites_coverage import sites_page

CONFIG = 'contact = "me@example.org"\n[delays]\ndefault = 0.0\n'


@pytest.fixture
def live_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a contact; visits go where the port variable says."""
    home.root.mkdir()
    home.config_file.write_text(CONFIG, encoding="utf-8")
    monkeypatch.setattr(site_visit, "visit", partial(site_visit.visit, settings=REPLICA_SETTINGS))
    return home


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReplicaServer]:
    with ReplicaServer(edition=1) as server:
        monkeypatch.setenv(PORT_VARIABLE, str(server.port))
        yield server


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyWeb]:
    with TinyWeb() as web:
        monkeypatch.setenv(PORT_VARIABLE, str(web.port))
        yield web


def suggested(tmp_path: Path, name: str, text: str) -> Any:
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return load_site(path, load_registry().families)


def test_sites_are_listed_and_shown(thidua: Thidua) -> None:
    active = json.loads(thidua("sites", "--json").out)
    assert {site["site"] for site in active} >= {"baohaiduong", "baobackan", "baohagiang", "nbtv", "daihoi13"}
    assert len(active) >= 85
    assert len(json.loads(thidua("sites", "--all", "--json").out)) == len(load_registry().sites)
    table = thidua("sites")
    assert "baohaiduong.vn" in table.out
    assert f"{len(active)} sites" in table.out
    shown = json.loads(thidua("sites", "show", "www.baohaiduong.vn", "--json").out)
    assert shown["id"] == "baohaiduong"
    assert 'id = "nbtv"' in thidua("sites", "show", "nbtv").out
    assert "are well" in thidua("sites", "check-files").out


def test_every_province_has_its_row(thidua: Thidua) -> None:
    document = json.loads(thidua("sites", "list", "--json").out)
    rows = document["provinces"]
    assert {row["former_province"] for row in rows} == province_names()
    assert len({row["present_province"] for row in rows}) == 34
    assert all(row["newspaper"] for row in rows)
    assert document["totals"]["present_provinces_with_sites"] == 34
    listed = [site["site"] for row in rows for kind in ("newspaper", "television", "party_portal") for site in row[kind]]
    assert sorted(listed + [site["site"] for site in document["national"]]) == sorted(load_registry().sites)
    assert sum(row["active"] for row in rows) + sum(site["status"] == "active" for site in document["national"]) >= 85
    table = thidua("sites", "list").out
    assert all(name in table for name in province_names())
    assert "63 of 63 former and 34 of 34 present provinces have sites" in table


def test_the_page_of_sites_is_the_registrys() -> None:
    page = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    assert page == sites_page(load_registry()), "stale: run `thidua sites docs --write`"


def test_the_page_can_be_printed(thidua: Thidua) -> None:
    assert thidua("sites", "docs").out == sites_page(load_registry())


@pytest.mark.usefixtures("live_home")
def test_sites_that_are_as_their_files_say(thidua: Thidua, replica: ReplicaServer) -> None:
    said = thidua("sites", "check", "nbtv", "baohaiduong", "--json")
    nbtv, haiduong = json.loads(said.out)
    assert nbtv["site"] == "nbtv"
    assert (nbtv["family"], nbtv["robots"]) == ("mediatech", "200")
    assert nbtv["samples"]
    assert all(sample["outcome"] == "article" and sample["published"] for sample in nbtv["samples"])
    feed = next(point for point in nbtv["entry_points"] if point["url"] == "https://nbtv.vn/rss")
    assert (feed["role"], feed["answer"], feed["articles"] > 0) == ("declared", "200", True)
    # the replica's newest entry is years old, and a station that ought to publish daily does not
    assert any("newest entry of feed /rss is" in finding for finding in nbtv["findings"])
    assert not any("answers 4" in finding or "family" in finding for finding in nbtv["findings"])
    assert haiduong["family"] == "onecms"
    assert haiduong["findings"] == ["baohaiduong.vn answers with articles; the file says unverified"]
    assert '"answers"' in haiduong["suggestion"]
    assert said.code == 3
    assert "2 of 2 sites are not as their files say: nbtv, baohaiduong." in said.err
    paths = [seen.path for seen in replica.requests("nbtv.vn")]
    assert paths[0] == "/robots.txt"
    assert len(paths) == len(set(paths)) <= 12
    assert all("ThiDua" in seen.headers["User-Agent"] and "me@example.org" in seen.headers["User-Agent"] for seen in replica.log)


def test_a_visit_keeps_nothing(thidua: Thidua, live_home: Home, replica: ReplicaServer) -> None:
    thidua("sites", "check", "nbtv")
    assert replica.log
    assert {path.name for path in live_home.root.rglob("*") if path.is_file()} == {"thidua.toml"}


@pytest.mark.usefixtures("live_home")
def test_what_a_file_has_wrong_is_said_and_mended(thidua: Thidua, replica: ReplicaServer, tmp_path: Path) -> None:
    replica.inject("nbtv.vn", "/rss", Answer(404))
    replica.inject("nbtv.vn", "/robots.txt", Answer(200, b"User-agent: *\nDisallow: /thoi-su\nCrawl-delay: 0.01\n", "text/plain"))
    (found,) = json.loads(thidua("sites", "check", "nbtv", "--json").out)
    assert "feed /rss answers 404 (the file calls it inferred)" in found["findings"]
    assert "listing /thoi-su answers robots_denied (the file calls it inferred)" in found["findings"]
    assert found["crawl_delay"] == 0.01
    mended = suggested(tmp_path, "nbtv", found["suggestion"])
    assert mended.feeds == ()
    assert "/thoi-su" not in mended.sections
    text = thidua("sites", "check", "nbtv").out
    assert "entry point" in text
    assert "mediatech" in text


@pytest.mark.usefixtures("live_home")
def test_a_candidate_gets_its_family_and_entry_points(thidua: Thidua, web: TinyWeb, tmp_path: Path) -> None:
    host = "https://huengaynay.vn"
    addresses = [f"{host}/mot-tin-so-{number}-post{number}.html" for number in range(1000, 1003)]
    body = (
        '<html><head><title>Một tin</title></head><body><h1 class="article__title cms-title">Một tin của Huế</h1>'
        '<time class="time" datetime="2026-03-02T07:00:00+0700"></time>'
        '<div class="article__body zce-content-body cms-body" itemprop="articleBody">'
        + "<p>Một câu của bài viết này.</p>" * 20
        + "</div></body></html>"
    ).encode()
    front = links(*addresses, "/chinh-tri/", "/the-thao/", "/xay-dung-dang/", *(f"/muc-{number}/" for number in range(8)))
    front = front.replace(b"<html>", b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss/trang-chu.rss"></head>')
    web.add(f"{host}/", front)
    web.add(
        f"{host}/rss/trang-chu.rss", rss(*((url, "Mon, 02 Mar 2026 00:00:00 GMT") for url in addresses)), content_type="application/rss+xml"
    )
    for address in addresses:
        web.add(address, body)
    said = thidua("sites", "check", "huengaynay", "--json")
    (found,) = json.loads(said.out)
    assert found["family"] == "epi"
    assert any(
        finding.startswith("its articles are of family epi (100% of the markers); the file names content-fck")
        for finding in found["findings"]
    )
    mended = suggested(tmp_path, "huengaynay", found["suggestion"])
    assert (mended.status, [use.id for use in mended.families]) == ("active", ["epi", "content-fck"])
    assert mended.feeds == ("/rss/trang-chu.rss",)
    assert mended.sections == ("/xay-dung-dang/", "/chinh-tri/")
    assert said.code == 3


@pytest.mark.usefixtures("live_home")
@pytest.mark.parametrize(
    ("reply", "state", "successor"),
    [
        ({"status": 301, "headers": (("Location", "https://www.baotuyenquang.com.vn/"),)}, "redirects", "baotuyenquang"),
        (
            {"body": b"<html><body><p>This domain is for sale</p><a href='https://example.com/'>Buy</a></body></html>"},
            "parked",
            "baotuyenquang",
        ),
    ],
)
def test_what_became_of_a_merged_papers_host(
    thidua: Thidua, web: TinyWeb, tmp_path: Path, reply: dict[str, Any], state: str, successor: str
) -> None:
    web.pages["baohagiang.vn", "/"] = Reply(**reply)
    (found,) = json.loads(thidua("sites", "check", "baohagiang", "--json").out)
    assert state in found["suggestion"]
    states = suggested(tmp_path, "baohagiang", found["suggestion"]).states
    assert [one.state for one in states] == ["unverified", state]
    assert states[-1].successor == successor


@pytest.mark.usefixtures("live_home")
def test_a_host_is_gone_only_when_others_answer(thidua: Thidua, web: TinyWeb) -> None:
    web.pages["baohagiang.vn", "/robots.txt"] = Reply(b"cut", missing_bytes=9)
    for arguments in (["baohagiang"], ["baohagiang", "--json"]):
        alone = thidua("sites", "check", *arguments)
        assert (alone.code, alone.out) == (1, "")
        assert "No site could be reached" in alone.err
    web.add("https://nbtv.vn/", links("/a", "/b"))
    found, _ = json.loads(thidua("sites", "check", "baohagiang", "nbtv", "--json").out)
    assert 'state = "gone"' in found["suggestion"]
    web.pages["example.net", "/robots.txt"] = Reply(b"cut", missing_bytes=9)
    new = thidua("sites", "new", "https://example.net/")
    assert (new.code, new.out) == (1, "")
    assert "example.net cannot be reached" in new.err


@pytest.mark.usefixtures("live_home")
def test_a_new_site_from_one_look(thidua: Thidua, web: TinyWeb, tmp_path: Path) -> None:
    host = "https://baolangquebackan.vn"
    addresses = [f"{host}/mot-tin-dai-hon-mot-chut-a{number}.html" for number in range(5000, 5003)]
    front = links(*addresses, "/chinh-tri/", "/the-thao/", *(f"/muc-{number}/" for number in range(8)))
    web.add(f"{host}/", front.replace(b"<html>", "<html><head><meta property='og:site_name' content='Báo Làng Quê'></head>".encode()))
    for address in addresses:
        web.add(
            address,
            b"<html><body><div id='newscontents'><h1 class='title'>T\xc3\xadt b\xc3\xa0i</h1><span class='pubdate'>02/03/2026 - 08:00</span>"
            b"<div class='content-fck'>" + "<p>Một câu của bài viết này, đủ dài để đọc.</p>".encode() * 10 + b"</div></div></body></html>",
        )
    said = thidua("sites", "new", "baolangquebackan.vn")
    assert said.code == 0, said.err
    assert "# could not tell rhythm" in said.out
    made = suggested(tmp_path, "baolangquebackan", said.out)
    assert (made.publisher, made.kind, made.province, made.status) == ("Báo Làng Quê", "newspaper", "Bắc Kạn", "active")
    assert [use.id for use in made.families] == ["content-fck"]
    assert made.sections == ("/chinh-tri/",)
    assert len(said.out.splitlines()) <= 15


@pytest.mark.usefixtures("live_home")
def test_what_one_look_cannot_tell_is_said(thidua: Thidua, web: TinyWeb) -> None:
    web.add("https://example.net/", links("/a", "/b"))
    said = thidua("sites", "new", "https://example.net/")
    assert said.code == 0
    for word in ("publisher", "kind", "province", "families"):
        assert f"# could not tell {word}" in said.out
    assert "province =" not in said.out


@pytest.mark.usefixtures("live_home")
def test_a_known_host_or_no_host_is_no_new_site(thidua: Thidua) -> None:
    known = thidua("sites", "new", "https://www.baohaiduong.vn/chinh-tri")
    assert (known.code, "belongs to baohaiduong already" in known.err) == (2, True)
    assert thidua("sites", "new", "https://127.0.0.1/").code == 2
    assert thidua("sites", "new", "https://").code == 2


def test_a_live_visit_needs_a_contact(thidua: Thidua) -> None:
    said = thidua("sites", "check", "nbtv")
    assert said.code == 2
    assert "needs a contact" in said.err
    assert "did you mean nbtv" in thidua("sites", "check", "nbtvv").err


def test_a_site_file_tried_on_a_saved_page(thidua: Thidua, tmp_path: Path) -> None:
    file = tmp_path / "baolangque.toml"
    file.write_text(
        'publisher = "Báo Làng Quê"\nkind = "newspaper"\nprovince = "Bắc Kạn"\nstatus = "active"\n'
        'domains = [{ host = "baolangque.vn" }]\nfamilies = [{ id = "epi" }, { id = "content-fck" }]\nsections = ["/"]\n',
        encoding="utf-8",
    )
    page = tmp_path / "saved.html"
    page.write_text(
        '<html><body><h1 class="article__title cms-title">Tít bài</h1><time class="time" datetime="2026-03-02T07:00:00+0700">x</time>'
        '<div class="article__body cms-body"><p>Một câu của bài viết này.</p><p>Câu thứ hai.</p><div class="related-news">Khác</div></div></body></html>',
        encoding="utf-8",
    )
    url = "https://baolangque.vn/tit-bai-post12.html"
    trial = json.loads(thidua("sites", "try", file, page, "--url", url, "--json").out)
    assert (trial["kind"], trial["family"], trial["markers"]) == ("article", "epi", {"epi": "2 of 3"})
    taken = {one["role"]: (one["selector"], one["first"]) for one in trial["selectors"] if one["taken"]}
    assert taken["title"] == ("h1.article__title.cms-title", "Tít bài")
    assert taken["body"][0] == "div.article__body.cms-body"
    assert taken["date"] == ("time.time[datetime]", "2026-03-02T07:00:00+0700")
    assert trial["cut"] == {".related-news": 1}
    assert trial["read"]["published"] == {"value": "2026-03-02T07:00:00+07:00", "precision": "second", "origin": "time_element"}
    assert "Khác" not in trial["read"]["text"]
    text = thidua("sites", "try", file, page).out
    assert "the page does not say its address" in text
    assert "h1.article__title.cms-title" in text
    other = thidua("sites", "try", file, page, "--url", "https://khac.vn/a-post1.html")
    assert (other.code, "belongs to no known site, not to baolangque" in other.err) == (2, True)
    assert thidua("sites", "try", tmp_path / "nowhere.toml", page).code == 2
    assert thidua("sites", "try", file, tmp_path / "nowhere.html").code == 1
