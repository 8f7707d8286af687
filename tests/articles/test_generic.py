"""The generic path: trafilatura shows the place, and what stands there is read, whatever the page is made of."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.registry import load_registry
from tests.articles.pages import FIRST, LEAD, SECOND, TITLE, page
from warehouse.articles import Article, NotAnArticle, read_page
from warehouse.articles.parsing import parse_html
from warehouse.articles.scripted import scripted_body

URL = "https://unknown.example/bai-viet-1.html"
LONG = "Các đơn vị trong khối cùng nhau rà soát từng việc, việc nào chậm thì nêu rõ lý do và người chịu trách nhiệm trước hội nghị lần sau."


def read(html: str, url: str = URL) -> Article | NotAnArticle:
    return read_page(html.encode(), url=url, content_type="text/html", registry=load_registry())


def article(body: str, head: str = "", url: str = URL) -> Article:
    found = read(page(head or f"<title>{TITLE} - Trang tin</title>", body), url)
    assert isinstance(found, Article), found
    return found


def test_the_lead_above_the_text_the_captions_and_the_author_are_found() -> None:
    found = article(
        f"""<ul class="menu"><li><a href="/a">Thời sự</a></li><li><a href="/b">Xã hội</a></li></ul><h1>{TITLE}</h1><div class="x1">26/01/2024 - 15:24 | 312 lượt xem</div>
        <div class="x2">{LEAD}</div><div class="x3"><p>{FIRST}</p><p>{LONG}</p><table><tr><td><img src="a.jpg"></td></tr><tr><td>Toàn cảnh hội nghị |</td></tr></table>
        <p>{SECOND}</p><p><img src="b.jpg"></p><p><em>Đại biểu thảo luận</em></p><p>Bài, ảnh: Minh Anh</p></div>
        <div class="tin-lien-quan"><h3>Tin liên quan</h3><a href="/c">Một tin khác</a> 01/02/2024</div><div>Giấy phép số 1 ngày 02/03/2020</div>"""
    )
    assert (found.title, found.lead, found.author) == (TITLE, LEAD, "Minh Anh")
    assert found.body.split("\n") == [FIRST, LONG, SECOND]
    assert found.captions == ("Toàn cảnh hội nghị", "Đại biểu thảo luận")
    assert found.published is not None
    assert (found.published.value, found.published.origin) == ("2024-01-26T15:24+07:00", "text")


def test_a_page_inside_one_form_and_a_layout_table_is_read() -> None:
    found = article(
        f"""<form id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="x"><table><tr><td><a href="/a">Trang chủ</a></td></tr><tr><td>
        <h2>{TITLE}</h2><div>3/5/2026 2:05:00 PM</div><p>{LEAD}</p><p>{FIRST}</p><p>{LONG}</p></td></tr></table></form>"""
    )
    assert found.body.split("\n") == [FIRST, LONG]
    assert found.published is not None
    assert found.published.value == "2026-03-05T14:05:00+07:00"


def test_a_form_to_fill_is_no_text() -> None:
    found = article(
        f"<h1>{TITLE}</h1><div><p>{LEAD}</p><p>{LONG}</p><form><p>Mời bạn nhập mã bảo mật để gửi bình luận</p><input></form><p>{SECOND}</p></div>"
    )
    assert found.body.split("\n") == [LONG, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Kỷ niệm 50 năm ngày thống nhất đất nước 30/04/1975",  # a date in words is not that of the page
        "Hội nghị ngày 12/12/2023 tại trụ sở",
        "Số 12/2023/QĐ-UBND",
        "Lễ hội mở lúc 20:00 15/08/2025 tại quảng trường",
        "Chương trình phát lúc 20:00 15/08/2025",
    ],
)
def test_a_date_among_words_is_no_date_of_the_page(line: str) -> None:
    body = f"<h1>{TITLE}</h1><p>{line}</p><div class='z'><p>{LEAD}</p><p>{FIRST}</p><p>{LONG}</p></div>"
    found = article(body, url="https://tinhuyninhbinh.vn/tin/bai-1")
    assert found.published is None


@pytest.mark.parametrize(
    "line",
    [
        "20:00 15/08/2025",
        "Thứ Sáu, 15/08/2025 - 20:00 (GMT+7)",
        "Ngày đăng: 15/08/2025 - 20:00 | Lượt xem: 1.204",
        "Cập nhật lúc: 20:00 | 15/08/2025",
        "Minh Anh - 15/08/2025 20:00",
        "Đăng bởi Minh Anh, 15/08/2025 20:00",
        "15/08/2025 20:00   406",
        "Minh Anh - 15/08/2025 20:00Minh Anh",
        "15/08/2025 20:00 | Minh Anh | Văn hóa - Xã hội",
    ],
)
def test_a_line_of_day_time_name_and_counter_dates_the_page(line: str) -> None:
    found = article(f"<h1>{TITLE}</h1><p>{line}</p><div class='z'><p>{LEAD}</p><p>{FIRST}</p><p>{LONG}</p></div>")
    assert found.published is not None
    assert (found.published.value, found.published.origin) == ("2025-08-15T20:00+07:00", "text")
    assert found.lead == LEAD


def test_of_several_time_elements_the_one_below_the_headline_counts() -> None:
    related = "<div class='tin-khac'><time datetime='2026-01-01T00:00:00Z'>01/01/2026</time> Tin khác</div>" * 2
    body = f"""<h1>{TITLE}</h1><p><time datetime="2025-11-05T22:40:11Z">06/11/2025</time><span>Minh Anh</span></p>
    <div class='z'><p>{LEAD}</p><p>{FIRST}</p><p>{LONG}</p></div>{related}"""
    for url in (URL, "https://tinhuyninhbinh.vn/tin/bai-1"):
        found = article(body, url=url).published
        assert found is not None
        assert (found.value, found.origin) == ("2025-11-06T05:40:11+07:00", "time_element")


def test_a_guess_is_a_day_in_vietnam() -> None:
    meta = '<meta name="weird" content="2025-11-05T22:40:11Z"><meta property="article:modified" content="x">'
    found = article(f"<div><p>{LEAD}</p><p>{FIRST}</p><p>{LONG}</p></div>", f"<title>{TITLE}</title>{meta}").published
    assert found is None or found.value == "2025-11-06"


def test_a_list_of_teasers_is_a_listing() -> None:
    items = "".join(f"<div><h3><a href='/bai-{n}.html'>Tin số {n} trong ngày hôm nay ở xã</a></h3><p>{LEAD}</p></div>" for n in range(12))
    found = read(page("<title>Thời sự</title>", f"<h1>Thời sự</h1>{items}"))
    assert isinstance(found, NotAnArticle)
    assert found.outcome == "listing"


def test_the_headline_is_not_the_name_of_the_site_nor_of_a_portlet() -> None:
    text = f"<div><p>{LEAD}</p><p>{FIRST}</p><p>{LONG}</p></div>"
    assert article(f"<h1>Báo Làng Quê</h1><h1>{TITLE}</h1>{text}", "<title>Báo Làng Quê</title>").title == TITLE
    assert article(f"<h1>Chi tiết bài viết</h1><h3>{TITLE}</h3>{text}", f"<title>{TITLE} - Ban Tuyên giáo</title>").title == TITLE
    assert article(f"<h1>Báo chí đồng hành cùng nông dân</h1>{text}", "<title>Báo chí đồng hành cùng nông dân</title>").title.startswith(
        "Báo chí"
    )


SCRIPTS = {
    "a string": ('var outputData = "<p>Một<\\/p>\\n<p>Hai \\"ba\\" \\u1ee7</p>";', '<p>Một</p>\n<p>Hai "ba" ủ</p>'),
    "a template": ("let outputData = `<p>Một</p>\n<p>Hai</p>`", "<p>Một</p>\n<p>Hai</p>"),
    "a key": ("window.page = {id: 1, outputData: '<p>Một</p>'}", "<p>Một</p>"),
    "blocks": (
        'const outputData = {"blocks":[{"type":"paragraph","data":{"text":"Một"}},{"type":"header","data":{"text":"Hai","level":2}},'
        '{"type":"list","data":{"items":["a",{"content":"b"}]}},{"type":"image","data":{"file":{"url":"/a.jpg"},"caption":"Ảnh"}},'
        '{"type":"raw","data":{"html":"<p>thô</p>"}},{"type":"delimiter","data":{}},{"type":"paragraph"},7]};',
        '<p>Một</p><h3>Hai</h3><ul><li>a</li><li>b</li></ul><figure><img src="/a.jpg"><figcaption>Ảnh</figcaption></figure><p>thô</p>',
    ),
    "blocks in a string": ('outputData = \'{"blocks":[{"type":"paragraph","data":{"text":"Một"}}]}\'', "<p>Một</p>"),
    "the second place": ("outputData = null; if (outputData == 1) {} outputData = '<p>Hai</p>'", "<p>Hai</p>"),
    "a value that is computed": ("var outputData = decode(x) + '<p>Một</p>';", ""),
    "another name": ("var myOutputData = '<p>Một</p>'; x.outputData = '<p>Hai</p>'", ""),
    "an open string": ("var outputData = '<p>Một</p>", ""),
    "broken blocks": ('outputData = {"blocks":[{"type":', ""),
    "half a letter": (r"outputData = '<p>\ud83d \u{110000} \x41</p>'", "<p>\ufffd \ufffd A</p>"),
}


@pytest.mark.parametrize(("script", "markup"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_body_in_a_script(script: str, markup: str) -> None:
    assert scripted_body(parse_html(page("", f"<script>{script}</script>").encode()).root, ["outputData"]) == markup


@given(st.text(st.sampled_from("\"'`\\{}[]:=,<p>/ux41outputData \n"), max_size=120))
def test_no_script_breaks_the_reader(script: str) -> None:
    root = parse_html(page("", f"<script>outputData = {script}</script>").encode()).root
    assert isinstance(scripted_body(root, ["outputData"]), str)


@pytest.mark.parametrize("url", [URL, "https://baoquangngai.vn/mot-tin-277310.htm"])
@pytest.mark.parametrize(
    "value",
    [
        '{"blocks":[{"type":"paragraph","data":{"text":"\\ud83d nửa chữ"}},{"type":"paragraph","data":{"text":"đủ chữ"}}]}',
        "'" + "<div>" * 400 + "sâu quá'",
        "'<!-- chỉ có chú thích -->'",
        '{"blocks":[]}',
    ],
)
def test_a_script_with_a_broken_body_breaks_nothing(url: str, value: str) -> None:
    found = read(
        page(
            f"<title>{TITLE}</title>", f"<h1 class='title'>{TITLE}</h1><div id='content'></div><script>var outputData = {value};</script>"
        ),
        url,
    )
    if isinstance(found, Article):
        assert found.text.encode()
        assert "đủ chữ" in found.text
    else:
        assert found.outcome in ("no_text", "unreadable")


def test_hostile_pages_cost_no_more_than_before() -> None:
    pages = {
        "assignments": page("", "<script>" + "outputData = '" * 100_000 + "</script>"),
        "many words": page(f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1><div>" + f"<p>{LONG}</p>" * 5_000 + "</div>"),
        "forms": page("", "<form>" * 200 + f"<p>{LONG}</p>" * 50),
        "headlines": page(f"<title>{TITLE}</title>", f"<h2>{TITLE}</h2>" * 3_000 + f"<p>{LONG}</p>" * 10),
    }
    for name, html in pages.items():
        begun = time.process_time()
        read(html)
        assert time.process_time() - begun < 6, name
