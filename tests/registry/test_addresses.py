"""One page, one canonical address; two pages, two."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawlers.registry import Registry, load_registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.baohaiduong.vn/mot-tin-1.html", "https://baohaiduong.vn/mot-tin-1.html"),
        ("https://m.baohaiduong.vn/mot-tin-1.html#binh-luan", "https://baohaiduong.vn/mot-tin-1.html"),
        ("https://tab.baohaiduong.vn:443/mot-tin-1.html", "https://baohaiduong.vn/mot-tin-1.html"),
        ("HTTP://BaoHaiDuong.VN:80/", "https://baohaiduong.vn/"),
        ("https://baohaiduong.vn", "https://baohaiduong.vn/"),
        ("//baohaiduong.vn/a", "https://baohaiduong.vn/a"),
        ("https://baobackan.com.vn/a-post1.html", "https://baobackan.vn/a-post1.html"),
        ("https://baobackan.org.vn/channel/1/201905/A-1/", "https://baobackan.org.vn/channel/1/201905/A-1"),
        ("https://baohagiang.vn/x/201912/y-752417/", "https://baohagiang.vn/x/201912/y-752417"),
        ("https://nbtv.vn/a-1.html?fbclid=x&utm_source=zalo&gidzl=q&zarsrc=30", "https://nbtv.vn/a-1.html"),
        ("https://nbtv.vn/a?b=2&a=1&utm_medium=x", "https://nbtv.vn/a?b=2&a=1"),
        ("https://baobinhdinh.vn/viewer.aspx?macm=1&macmp=2&mabb=9", "https://baobinhdinh.vn/viewer.aspx?macm=1&macmp=2&mabb=9"),
        ("https://yenbai.gov.vn/p.aspx?l=Tin++++++++&page=2", "https://yenbai.gov.vn/p.aspx?l=Tin&page=2"),
        ("https://baocaobang.vn/Thoi-su", "https://baocaobang.vn/Thoi-su"),  # the case of a path is part of its identity
        (
            "https://tinhuyninhbinh.vn/X\u00e2y-d\u1ef1ng/tin-1",
            "https://tinhuyninhbinh.vn/X%C3%A2y-d%E1%BB%B1ng/tin-1",
        ),
        ("https://tinhuyninhbinh.vn/Xa\u0302y-%64%e1%bb%b1ng/tin-1", "https://tinhuyninhbinh.vn/X%C3%A2y-d%E1%BB%B1ng/tin-1"),
        ("https://nbtv.vn/a/../b/./c", "https://nbtv.vn/b/c"),
        ("https://nbtv.vn/a%2fb", "https://nbtv.vn/a%2Fb"),
        ("https://nbtv.vn/100%", "https://nbtv.vn/100%25"),
        ("https://nbtv.vn/%%341", "https://nbtv.vn/%2541"),
        ("https://baocantho.com.vn/print/mot-tin-a190711.html", "https://baocantho.com.vn/mot-tin-a190711.html"),
        (" https://nbtv.vn/a\n ", "https://nbtv.vn/a"),
        ("https://nguoi:mat@nbtv.vn/a", "https://nbtv.vn/a"),
        ("https://www.example.com/a/", "https://example.com/a"),
        ("https://m.example.com/a", "https://m.example.com/a"),  # only of known sites is m. known to be a mirror
        ("https://example.com:8080/a", "https://example.com:8080/a"),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
        ("https://[bad/", "https://[bad/"),
    ],
)
def test_canonical_spelling(registry: Registry, url: str, canonical: str) -> None:
    assert registry.canonical_url(url) == canonical


ONE_ARTICLE = {
    "EPI: scheme, www, twin, mirror, slash, tracking, AMP, print": [
        "https://baobackan.vn/mot-tin-post57990.html",
        "http://www.baobackan.vn/mot-tin-post57990.html",
        "https://baobackan.com.vn/mot-tin-post57990.html?zarsrc=1303&utm_source=zalo",
        "https://m.baobackan.vn/mot-tin-post57990.html/",
        "https://amp.baobackan.vn/mot-tin-post57990.html",
        "https://baobackan.vn/amp/mot-tin-post57990.html",
        "https://baobackan.vn/mot-tin-post57990.html?amp",
        "https://baobackan.vn/mot-tin-post57990.html?amp=1&fbclid=x",
        "https://baobackan.vn/mot-tin-post57990.html/amp",
        "https://baobackan.vn/mot-tin-post57990.amp",
        "https://baobackan.vn/print/mot-tin-post57990.html",
        "https://baobackan.vn/print/amp/mot-tin-post57990.html",
    ],
    "YYYYMM portal: .com.vn twin, slash": [
        "https://baonamdinh.vn/channel/5084/202205/mot-tin-2549876",
        "http://baonamdinh.com.vn/channel/5084/202205/mot-tin-2549876/",
        "https://www.baonamdinh.com.vn/channel/5084/202205/mot-tin-2549876/print",
    ],
    "successor host with the same addresses": [
        "https://dongkhoi.baovinhlong.vn/mot-tin-16112020-a80176.html",
        "http://www.baodongkhoi.vn/mot-tin-16112020-a80176.html",
        "https://baodongkhoi.vn/print/mot-tin-16112020-a80176.html",
    ],
    "paper of Phú Yên on three hosts": [
        "https://phuyen.baodaklak.vn/82/301234/mot-tin.html",
        "http://www.baophuyen.com.vn/82/301234/mot-tin.html",
        "https://baophuyen.vn/82/301234/mot-tin.html",
    ],
    "NukeViet: print and savefile between module and category": [
        "https://ubmttqvn.quangtri.gov.vn/index.php/news/tin-tuc/mot-tin-123.html",
        "https://ubmttqvn.quangtri.gov.vn/index.php/news/savefile/tin-tuc/mot-tin-123.html",
        "https://ubmttqvn.quangtri.gov.vn/index.php/news/print/tin-tuc/mot-tin-123.html",
    ],
    "VCCorp: print view": [
        "https://truyenhinhthanhhoa.vn/mot-tin-180240126152412345.htm",
        "https://truyenhinhthanhhoa.vn/print/mot-tin-180240126152412345.htm",
    ],
    "Liferay: states, redirects and languages choose nothing": [
        "https://btg.dongthap.gov.vn/web/btg/chi-tiet-bai-viet/-/asset_publisher/Ab1/content/id/123",
        "https://btg.dongthap.gov.vn/vi/web/btg/chi-tiet-bai-viet/-/asset_publisher/Ab1/content/id/123?redirect=%2Fweb%2Fbtg",
        "https://btg.dongthap.gov.vn/web/btg/chi-tiet-bai-viet/-/asset_publisher/Ab1/content/id/123?p_p_state=maximized"
        "&p_p_mode=view&p_p_col_id=column-2&p_p_col_count=1&_101_INSTANCE_Ab1_redirect=x&doAsUserLanguageId=en_US&p_p_lifecycle=0",
    ],
    "Liferay portlet: what names the article stays": [
        "https://baobacninh.com.vn/web/bbn/tin?p_p_id=NEWS_WAR_bacninhportlet&_NEWS_WAR_bacninhportlet_articleId=77",
        "http://baobacninh.com.vn/web/bbn/tin?p_p_id=NEWS_WAR_bacninhportlet&p_p_lifecycle=0&p_p_state=normal"
        "&p_p_col_pos=1&_NEWS_WAR_bacninhportlet_articleId=77&_NEWS_WAR_bacninhportlet_redirect=%2F&p_p_auth=Zz",
    ],
    "SharePoint: return address, dialogue": [
        "https://sonoivu.backan.gov.vn/Pages/2023-10-17/Mot-tin-nao-doab12cd34ef56gh-0a1b2c3d4e5f6g.aspx",
        "http://sonoivu.backan.gov.vn/Pages/2023-10-17/Mot-tin-nao-doab12cd34ef56gh-0a1b2c3d4e5f6g.aspx?Source=%2Fdefault&IsDlg=1",
    ],
    "viewer.aspx": [
        "https://baobinhdinh.vn/viewer.aspx?macm=3&macmp=5&mabb=1234",
        "http://www.baobinhdinh.vn/viewer.aspx?macm=3&macmp=5&mabb=1234&gidzl=abc",
    ],
    "bvid": [
        "https://btgtu.quangninh.gov.vn/Trang/ChiTietBVGioiThieu.aspx?bvid=901",
        "http://btgtu.quangninh.gov.vn/Trang/ChiTietBVGioiThieu.aspx?bvid=901#noi-dung",
    ],
}


@pytest.mark.parametrize("spellings", ONE_ARTICLE.values(), ids=ONE_ARTICLE)
def test_one_article_has_one_identity(registry: Registry, spellings: list[str]) -> None:
    assert {registry.canonical_url(url) for url in spellings} == {spellings[0]}
    assert registry.classify(spellings[0]).kind == "article"


def test_padded_values_of_sharepoint_name_one_list(registry: Registry) -> None:
    address = "https://yenbai.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?l=Tintrongtinh{}&lv=4&page=2"
    for padding in ("", "+" * 40, "%20" * 7, "++%20"):
        assert registry.canonical_url(address.format(padding)) == address.format("")
    assert registry.classify(address.format("+++")).kind == "listing"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://baobinhdinh.vn/viewer.aspx?macm=3&mabb=1234", "https://baobinhdinh.vn/viewer.aspx?macm=3&mabb=1235"),
        ("https://btgtu.quangninh.gov.vn/Trang/A.aspx?bvid=901", "https://btgtu.quangninh.gov.vn/Trang/A.aspx?bvid=902"),
        (
            "https://haiphong.gov.vn/Portal/D.aspx?Organization=TU&ContentID=1",
            "https://haiphong.gov.vn/Portal/D.aspx?Organization=TU&ContentID=2",
        ),
        (
            "https://baobacninh.com.vn/web/bbn/tin?p_p_id=N&_N_WAR_articleId=77",
            "https://baobacninh.com.vn/web/bbn/tin?p_p_id=N&_N_WAR_articleId=78",
        ),
        ("https://baohanam.com.vn/amp.aspx?itemid=1", "https://baohanam.com.vn/amp.aspx?itemid=2"),
        ("https://baobackan.org.vn/channel/1/201905/a-1", "https://baobackan.vn/channel/1/201905/a-1"),  # a predecessor is no twin
        ("https://baocaobang.vn/Chinh-tri/a-1.html", "https://baocaobang.vn/chinh-tri/a-1.html"),
        ("https://baohungyen.vn/amp/chinh-tri", "https://baohungyen.vn/chinh-tri"),  # a section may be called anything
    ],
)
def test_two_pages_stay_two(registry: Registry, one: str, other: str) -> None:
    assert registry.canonical_url(one) != registry.canonical_url(other)


ADDRESSES = st.builds(
    lambda scheme, host, path, query, tail: f"{scheme}://{host}/{path}{query}{tail}",
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(
        [
            "btg.dongthap.gov.vn",
            "baobacninh.com.vn",
            "ubmttqvn.quangtri.gov.vn",
            "baohaiduong.vn",
            "www.baobackan.com.vn",
            "m.nbtv.vn",
            "www.www.x.vn",
            "example.com:443",
            "báo.vn",
        ]
    ),
    st.text(st.sampled_from("aA1đẫe\u0301/.%2Ff-_~ +é\u200b="), max_size=30)
    | st.lists(st.sampled_from(["amp", "print", "savefile", "vi", "web", "a-1.html", "a-post1.html", "x.amp", ""]), max_size=5).map(
        "/".join
    ),
    st.sampled_from(
        ["", "?amp", "?amp=1&redirect=/", "?a=1", "?b=%20&&a=%C4%91+", "?utm_source=x&id=7", "?%75tm_source=1", "?=", "?a=b=c%3D"]
    ),
    st.sampled_from(["", "#x", "/", "/#"]),
)


@given(ADDRESSES)
@example("https://nbtv.vn/%2A%CC%81")
@example("https://nbtv.vn/%C3%A9%FF%41")
@example("https://nbtv.vn//..//a")
def test_a_canonical_address_is_its_own_canonical_address(url: str) -> None:
    registry = load_registry()
    once = registry.canonical_url(url)
    assert registry.canonical_url(once) == once
    assert once.isascii()
    assert registry.classify(url).site is registry.classify(once).site


@given(st.text(max_size=60) | st.builds("https://{}".format, st.text(max_size=60)))
def test_any_text_has_one_canonical_form_and_a_kind(url: str) -> None:
    registry = load_registry()
    once = registry.canonical_url(url)
    assert registry.canonical_url(once) == once
    assert registry.classify(url).kind in ("article", "listing", "other")


@given(st.sampled_from("abcXYZ019-"), st.sampled_from("abcXYZ019-"))
def test_different_paths_and_queries_stay_different(first: str, second: str) -> None:
    registry = load_registry()
    one, other = registry.canonical_url(f"https://nbtv.vn/x?id={first}"), registry.canonical_url(f"https://nbtv.vn/x?id={second}")
    assert (one == other) == (first == second)
