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


ADDRESSES = st.builds(
    lambda scheme, host, path, query, tail: f"{scheme}://{host}/{path}{query}{tail}",
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["baohaiduong.vn", "www.baobackan.com.vn", "m.nbtv.vn", "www.www.x.vn", "example.com:443", "báo.vn"]),
    st.text(st.sampled_from("aA1đẫe\u0301/.%2Ff-_~ +é\u200b="), max_size=30),
    st.sampled_from(["", "?a=1", "?b=%20&&a=%C4%91+", "?utm_source=x&id=7", "?%75tm_source=1", "?=", "?a=b=c%3D"]),
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
