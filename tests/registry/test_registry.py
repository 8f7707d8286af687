"""The registry of the package: the five seed sites, every known host, address grammars, near import cost."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date

import pytest

from crawlers.reference import province_names
from crawlers.registry import Registry, load_registry
from crawlers.registry.registry import DEFAULT_ROOT

SEEDS = {
    "daihoi13": ("national", None, "daihoi13.dangcongsan.vn"),
    "baohagiang": ("newspaper", "Hà Giang", "baohagiang.vn"),
    "nbtv": ("television", "Ninh Bình", "nbtv.vn"),
    "baohaiduong": ("newspaper", "Hải Dương", "baohaiduong.vn"),
    "baobackan": ("newspaper", "Bắc Kạn", "baobackan.vn"),
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def test_the_five_seed_sites_are_crawled(registry: Registry) -> None:
    assert {site.id: (site.kind, site.province, site.main_host) for site in registry.active_sites()} == SEEDS


def test_every_other_site_is_a_candidate_of_a_known_province(registry: Registry) -> None:
    others = [site for site in registry.sites.values() if site.id not in SEEDS]
    assert len(others) == 161
    assert {site.status for site in others} == {"candidate"}
    assert {site.province for site in registry.sites.values() if site.province} == province_names()
    assert all((site.kind == "national") == (site.province is None) for site in others)


def test_the_registry_is_loaded_once() -> None:
    assert load_registry() is load_registry()


def test_every_row_of_the_candidates_is_known_by_host(registry: Registry) -> None:
    with (DEFAULT_ROOT / "sites" / "candidates.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 168
    for row in rows:
        for host in (row["host"], *row["aliases"].split()):
            assert registry.site_for_host(host) is not None, host
            assert registry.province_for_host(host) == (row["province"] or None), host


@pytest.mark.parametrize(
    ("host", "site_id"),
    [
        ("baohaiduong.vn", "baohaiduong"),
        ("WWW.BaoHaiDuong.vn", "baohaiduong"),
        ("m.baohaiduong.vn", "baohaiduong"),
        ("baohaiduong.vn:443", "baohaiduong"),
        ("baohaiduong.vn.", "baohaiduong"),
        ("baobackan.org.vn", "baobackan"),
        ("www.baobackan.com.vn", "baobackan"),
        ("bacninh.dangcongsan.vn", "bacninh-dangcongsan"),
        ("dangcongsan.vn", "dangcongsan"),
        ("hagiang.dangcongsan.vn", "dangcongsan"),  # not listed: belongs to the national portal, so no province
        ("phuyen.baodaklak.vn", "phuyen-baodaklak"),
        ("tuyengiao.tuyenquang.dcs.vn", "tuyenquang-dcs"),
        ("xua.bacninhtv.vn", "bacninhtv"),
        ("hanoimoi.com.vn", "hanoimoi"),
        ("dcs.vn", None),
        ("com.vn", None),
        ("vn", None),
        ("", None),
        ("notbaohaiduong.vn", None),
    ],
)
def test_the_site_of_a_host_is_that_of_its_longest_known_suffix(registry: Registry, host: str, site_id: str | None) -> None:
    site = registry.site_for_host(host)
    assert (site.id if site else None) == site_id


def test_provinces_by_host(registry: Registry) -> None:
    assert registry.province_for_host("phuyen.baodaklak.vn") == "Phú Yên"
    assert registry.province_for_host("baodaklak.vn") == "Đắk Lắk"
    assert registry.province_for_host("daihoi13.dangcongsan.vn") is None
    assert registry.province_for_host("example.com") is None


@pytest.mark.parametrize(
    ("url", "kind", "families"),
    [
        ("https://daihoi13.dangcongsan.vn/tin-moi/phong-trao-thi-dua/mot-tin-nao-do-3765", "article", ["party-congress"]),
        ("https://daihoi13.dangcongsan.vn/tin-moi/phong-trao-thi-dua", "listing", ["party-congress"]),
        ("https://daihoi13.dangcongsan.vn/tin-moi/phong-trao-thi-dua?page=2", "listing", ["party-congress"]),
        ("https://daihoi13.dangcongsan.vn/Uploads/Images/2020/10/1/12/a.jpg", "other", []),
        ("https://baohagiang.vn/thoi-su-chinh-tri/201912/mot-tin-752417/", "article", ["yyyymm-v2", "yyyymm-v1"]),
        ("https://baohagiang.vn/thoi-su-chinh-tri/201912/mot-tin-752417", "article", ["yyyymm-v2", "yyyymm-v1"]),
        ("https://baohagiang.vn/thoi-su-chinh-tri/202404/mot-tin-1a2b3c4/", "article", ["yyyymm-v2"]),
        ("https://baohagiang.vn/channel/1101/201912/Mot-Tin-752204/", "article", ["yyyymm-v2", "yyyymm-v1"]),
        ("https://baohagiang.vn/thoi-su-chinh-tri/?p=2", "listing", ["yyyymm-v2", "yyyymm-v1"]),
        ("https://nbtv.vn/news/3/48577/mot-tin-cu", "article", ["mediatech"]),
        ("https://nbtv.vn/mot-tin-moi-3120455.html", "article", ["mediatech"]),
        ("https://nbtv.vn/mot-tin-moi-3120455.html?utm_source=zalo", "article", ["mediatech"]),
        ("https://nbtv.vn/tags/giao-uoc", "listing", ["mediatech"]),
        ("https://baohaiduong.vn/mot-tin-368748.html", "article", ["onecms"]),
        ("https://baohaiduong.vn/chu-de-event412.html", "listing", ["onecms"]),
        ("https://m.baohaiduong.vn/chinh-tri/mot-tin-cu-203344", "article", ["haiduong-old"]),
        ("https://baohaiduong.vn/chuyen-muc/chinh-tri/1", "listing", ["onecms", "haiduong-old"]),
        ("https://baohaiduong.vn/chuyen-muc/xa-hoi/5", "listing", ["haiduong-old"]),
        ("https://baobackan.vn/mot-tin-post57990.html", "article", ["epi"]),
        ("https://baobackan.org.vn/channel/1101/201905/Mot-Tin-5500/", "article", ["yyyymm-v1"]),
        ("https://baobackan.vn/", "listing", ["epi", "yyyymm-v1"]),
        ("https://baobackan.vn", "listing", ["epi", "yyyymm-v1"]),
        ("https://baocantho.com.vn/mot-tin-a190711.html", "article", ["content-fck"]),
        ("https://baobinhdinh.vn/viewer.aspx?macm=1&macmp=2&mabb=123", "article", []),
        ("https://baobinhdinh.vn/viewer.aspx?macm=1", "other", []),
        ("https://example.com/a-post1.html", "other", []),
        ("mailto:toasoan@baobackan.vn", "other", []),
        ("", "other", []),
        ("https://baobackan.vn/" + "a" * 5000 + "-post1.html", "other", []),
    ],
)
def test_what_an_address_is(registry: Registry, url: str, kind: str, families: list[str]) -> None:
    found = registry.classify(url)
    assert (found.kind, [family.id for family in found.families]) == (kind, families)


def test_a_day_orders_the_grammars_and_drops_none(registry: Registry) -> None:
    url = "https://baohagiang.vn/thoi-su-chinh-tri/201912/mot-tin-752417/"
    assert [family.id for family in registry.classify(url, date(2019, 12, 13)).families] == ["yyyymm-v1", "yyyymm-v2"]
    assert [family.id for family in registry.classify(url, date(2024, 1, 1)).families] == ["yyyymm-v2", "yyyymm-v1"]


def test_paging_counts_up_or_has_nothing_to_count(registry: Registry) -> None:
    paging = registry.families["content-fck"].paging
    assert paging.page_address("https://baocantho.com.vn/chinh-tri/?x=1", 1) is None
    assert paging.page_address("https://baocantho.com.vn/chinh-tri/?x=1", 3) == "https://baocantho.com.vn/chinh-tri/?p=3"
    assert registry.families["onecms"].paging.page_address("https://baohaiduong.vn/chinh-tri", 2) is None


def test_an_address_on_the_main_host(registry: Registry) -> None:
    assert registry.site("baobackan").address("/chinh-tri/") == "https://baobackan.vn/chinh-tri/"


def test_importing_the_registry_loads_no_crawler() -> None:
    code = "import sys, crawlers.registry as r; r.load_registry(); print(*(m for m in ('scrapy', 'twisted', 'trafilatura') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
