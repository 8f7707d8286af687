"""Selecting by the page's own class names finds exactly what a walk over the whole tree finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml.cssselect import CSSSelector

from crawlers.registry import load_registry
from warehouse.articles.parsing import parse_html
from warehouse.articles.selecting import choose_family

NAMES = st.sampled_from(["a", "b", "c", "a b", "b c", ""])
OPENED = st.tuples(st.sampled_from(["div", "p", "h1", "span", "section"]), NAMES, NAMES, st.booleans())
SELECTORS = [
    *(
        "div.a",
        ".a",
        "#a",
        "h1.a.b",
        ".a .b",
        "#a > p",
        "div#b span",
        ".a p:first-of-type",
        ".a:not(.b)",
        "p",
        "[class=b]",
        ".a, .b",
        ".a + .b",
    ),
    *("section .a > .b", "#a .a #b", ".a ~ p", "div[id=a].b", ".zz", ".a .zz"),
]


def markup(opened: list[tuple[str, str, str, bool]]) -> bytes:
    """Elements that nest, and now and then close."""
    out = []
    for tag, names, identity, closes in opened:
        out.append(f'<{tag} class="{names}" id="{identity}">x' + (f"</{tag}>" if closes else ""))
    return ("<html><body>" + "".join(out)).encode()


@given(st.lists(OPENED, min_size=1, max_size=40))
def test_selecting_equals_a_plain_walk(opened: list[tuple[str, str, str, bool]]) -> None:
    dom = parse_html(markup(opened))
    for selector in SELECTORS:
        assert dom.select(selector) == CSSSelector(selector, translator="html")(dom.root), selector
    union = dom.select_all(SELECTORS)
    assert union == CSSSelector(", ".join(SELECTORS), translator="html")(dom.root)
    inner = dom.root[0][0]
    assert dom.select(".a .b", inner) == CSSSelector(".a .b")(inner)


def test_the_family_is_the_one_whose_template_shows() -> None:
    registry = load_registry()
    both = registry.families_of(registry.site("baohaiduong"))
    assert choose_family(parse_html(b"<div class=fck>x</div>"), both) is registry.families["haiduong-old"]
    assert choose_family(parse_html(b"<h1 class=block-sc-title>x</h1>"), both) is registry.families["onecms"]
    assert choose_family(parse_html(b"<p>nothing known</p>"), both) is registry.families["onecms"]
    assert choose_family(parse_html(b"<p>x</p>"), ()) is None


def test_the_text_of_a_title_keeps_words_apart_and_words_whole() -> None:
    dom = parse_html("<h1 class=t>Khối <b>th</b>i đua<br>tổng kết<div>năm 2023</div></h1>".encode())
    assert dom.first_text([".none", ".t"])[0] == "Khối thi đua tổng kết năm 2023"
    assert dom.first_text([".t"], unlike=frozenset({"khối thi đua tổng kết năm 2023"})) == ("", None)
