"""The registry of the package: the five seed sites, every known host, address grammars, near import cost."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from statistics import median

import pytest

from crawlers.reference import province_names, reference_rows
from crawlers.registry import Registry, load_registry
from crawlers.registry.registry import DEFAULT_ROOT

KNOWN_HOSTS = Path(__file__).with_name("known_hosts.csv")
REPUBLISHERS = {"baomoi", "vietnam"}  # their copies are not crawled, the originals are
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
    seeds = {site.id: site for site in registry.active_sites() if site.id in SEEDS}
    assert {site.id: (site.kind, site.province, site.main_host) for site in seeds.values()} == SEEDS


def test_every_known_host_has_its_site_and_every_address_grammar_is_crawled(registry: Registry) -> None:
    with KNOWN_HOSTS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 168
    for row in rows:
        site = registry.site_for_host(row["host"])
        assert site is not None, row["host"]
        assert (site.kind, site.province or "") == (row["kind"], row["province"]), row["host"]
        assert site.status == "active" or not row["has_grammar"] or site.id in REPUBLISHERS, row["host"]


def test_every_province_is_covered_by_known_sites(registry: Registry) -> None:
    assert len(registry.active_sites()) >= 85
    assert {site.province for site in registry.sites.values() if site.province} == province_names()
    newspapers = {site.province for site in registry.sites.values() if site.kind == "newspaper"}
    assert newspapers == province_names()
    # of these provinces no site's addresses are known
    unknown = {"Hòa Bình", "Kon Tum", "Thừa Thiên Huế", "Vĩnh Phúc", "Yên Bái", "Đắk Nông"}
    assert province_names() - {site.province for site in registry.active_sites()} == unknown


def test_a_site_file_is_short() -> None:
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in (DEFAULT_ROOT / "sites").glob("*.toml")]
    assert max(lines) <= 15
    assert median(lines) <= 12


def test_the_papers_of_absorbed_provinces_say_what_became_of_them(registry: Registry) -> None:
    absorbed = {row["old_province"] for row in reference_rows("provinces") if row["change"] == "absorbed"}
    for site in registry.sites.values():
        if (
            site.kind != "newspaper"
            or site.province not in absorbed
            or site.main_host.count(".baodaklak.")
            or ".baovinhlong." in site.main_host
        ):
            continue
        successors = [state.successor for state in site.states]
        merged_into = {registry.site(successor).province for successor in successors if successor}
        present = {row["new_province"] for row in reference_rows("provinces") if row["old_province"] == site.province}
        assert merged_into == present or site.id == "baobinhduong", site.id


def test_the_registry_is_loaded_once() -> None:
    assert load_registry() is load_registry()


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
        ("phuyen.baodaklak.vn", "baophuyen"),
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
        ("https://baobinhdinh.vn/viewer.aspx?macm=1&macmp=2&mabb=123", "article", ["binhdinh"]),
        ("https://baobinhdinh.vn/viewer.aspx?macm=1", "other", []),
        ("https://baobacninhtv.vn/mot-tin-postid12.bbg", "article", ["bbg"]),
        ("https://baoninhbinh.org.vn/mot-tin/d20230112091014465.htm", "article", ["ninhbinh"]),
        ("https://baosonla.vn/xay-dung-dang.html", "listing", ["sonla"]),
        ("https://baosonla.vn/xay-dung-dang/mot-tin-AbC_de-f9.html", "article", ["sonla"]),
        ("https://baodienbienphu.vn/tin-bai/chinh-tri/mot-tin", "article", ["dienbienphu"]),
        ("https://xua.bacninhtv.vn/tin-tuc-n12/mot-tin.html", "article", ["tin-tuc-n"]),
        ("https://btgtu.quangninh.gov.vn/Trang/ChiTiet.aspx?bvid=77", "article", ["aspx-bvid"]),
        ("https://haiphong.gov.vn/Portal/Detail.aspx?Organization=TU&ContentID=9", "article", ["haiphong-gov"]),
        ("https://ubmttqvn.quangtri.gov.vn/index.php/tin/mot-tin-9.html", "article", ["nukeviet"]),
        ("https://camau.baocamau.vn/xay-dung-dang-chinh-quyen-12.html", "listing", ["camau", "newscontent"]),
        ("https://tinhuyninhbinh.vn/X%C3%A2y-d%E1%BB%B1ng/mot-tin-17574", "article", ["tinhuy-ninhbinh"]),
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


@pytest.mark.parametrize(
    ("family", "text", "moment"),
    [
        ("dangcongsan", "3/5/2026 2:00:00 PM", datetime(2026, 3, 5, 14)),
        ("sharepoint", "26/01/2024 3:24", datetime(2024, 1, 26, 3, 24)),
        ("tinhuy-ninhbinh", "26/2/2021 16:44   406", datetime(2021, 2, 26, 16, 44)),
        ("haiphong-gov", "05/03/2019 - 08:30", datetime(2019, 3, 5, 8, 30)),
        ("vccorp", "15:24 - 26/01/2024", datetime(2024, 1, 26, 15, 24)),
        ("nukeviet", "04:35 15/03/2016", datetime(2016, 3, 15, 4, 35)),
        ("hanam", "07:22 25/02/2020", datetime(2020, 2, 25, 7, 22)),
        ("ninhbinh", "Thứ Ba, 22/04/2025, 17:46", datetime(2025, 4, 22, 17, 46)),
        ("content-fck", "08/01/2026 - 18:21", datetime(2026, 1, 8, 18, 21)),
        ("yyyymm-v1", "Cập nhật lúc: 18:00 |22/05/2022", datetime(2022, 5, 22, 18)),
    ],
)
def test_each_family_reads_the_dates_its_sites_print(registry: Registry, family: str, text: str, moment: datetime) -> None:
    found = next(found for form in registry.families[family].visible_dates if (found := form.find(text)))
    assert found.moment == moment
