"""Lines: what is never text, what is one caption, who is an author."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.registry import load_registry
from tests.articles.pages import FIRST, LEAD, SECOND, page
from warehouse.articles import Article, read_page
from warehouse.articles.assembly import assemble
from warehouse.articles.blocks import Line
from warehouse.articles.cleaning import author_name, caption_key, clean, is_author_line, is_never_text


@pytest.mark.parametrize(
    "line",
    [
        "ae750759-e493-40d4-b5bc-006dd7865d6a(1).jpeg",
        "ban-tin-12.mp3",
        "0:00 / 0:00",
        "0:00",
        "1.228 lượt xem",
        "Lượt xem: 28",
        "0 / 500 ký tự",
        "(0) Bình luận",
        "Ý kiến ()",
        "Ý kiến bạn đọc",
        "Đang tải dữ liệu...",
        "Cỡ chữ",
        "{{ item.title }}",
        "{publish}",
        "***",
        "|",
    ],
)
def test_furniture(line: str) -> None:
    assert is_never_text(line)


@pytest.mark.parametrize(
    "line", ["Ý kiến chỉ đạo của đồng chí Bí thư", "Khối có 228 lượt xem xét", "Năm 2023", "A.", "Chia sẻ khó khăn với bà con"]
)
def test_words(line: str) -> None:
    assert not is_never_text(line)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Toàn cảnh hội nghị", "Toàn cảnh hội nghị."),
        ("Toàn cảnh hội nghị", "Toàn cảnh hội nghị |"),
        ("Toàn cảnh hội nghị ảnh 1", "Toàn cảnh hội nghị"),
        ("TOÀN CẢNH HỘI NGHỊ", "Toàn cảnh hội nghị. ảnh 12"),
    ],
)
def test_spellings_of_one_caption(one: str, other: str) -> None:
    assert caption_key(one) == caption_key(other)
    assert caption_key(one) != caption_key("Toàn cảnh lễ ký kết")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Tin, ảnh: MINH ANH", "MINH ANH"),
        ("Bài và ảnh: Hoa Mai - Văn Lê", "Hoa Mai - Văn Lê"),
        ("Phương Lan (nbtv.vn)", "Phương Lan"),
        ("PV", "PV"),
        ("Hoa Mai, Văn Lê", "Hoa Mai, Văn Lê"),
        ("Theo TTXVN", "Theo TTXVN"),
        ("Nguyễn Văn A và Trần B", "Nguyễn Văn A và Trần B"),
    ],
)
def test_author_lines(line: str, name: str) -> None:
    assert is_author_line(line)
    assert author_name(line) == name


@pytest.mark.parametrize(
    "line", ["", "Hội nghị kết thúc.", "Năm 2023", "Các đơn vị ký giao ước thi đua", "Xem thêm:", "A " * 40, "Khối thi đua số 2"]
)
def test_other_last_lines(line: str) -> None:
    assert not is_author_line(line)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once
    assert "  " not in once


def kinds(lines: list[Line], **given_parts: str) -> list[tuple[str, str]]:
    parts = {"title": "Tiêu đề", "kicker": "", "lead": "", "author": "", **given_parts}
    return [*assemble(**parts, lines=lines, family=None).lines]


def test_a_doubled_caption_is_told_once_at_its_first_place_in_its_clean_spelling() -> None:
    lines = [Line("Một đoạn."), Line("Ký kết ảnh 1", is_caption=True), Line("Ký kết", is_caption=True), Line("Ký kết."), Line("Hai đoạn.")]
    assert kinds(lines) == [("lead", "Một đoạn."), ("caption", "Ký kết"), ("body", "Hai đoạn.")]


def test_lists_of_links_are_cut_and_a_lone_link_in_the_text_is_kept() -> None:
    lines = [
        Line("Một đoạn."),
        Line("Nghị quyết số 1", is_link=True),
        Line("Hai đoạn."),
        Line("Tin a", is_link=True),
        Line("Tin b", is_link=True),
    ]
    assert kinds(lines) == [("lead", "Một đoạn."), ("body", "Nghị quyết số 1"), ("body", "Hai đoạn.")]
    assert kinds([Line("Một đoạn."), Line("Tin a", is_link=True, in_list=True)]) == [("body", "Một đoạn.")]


def test_the_headline_is_not_repeated_but_a_caption_like_it_stays() -> None:
    lines = [Line("TIÊU ĐỀ"), Line("Tiêu đề", is_caption=True), Line("Một đoạn."), Line("Hai đoạn.")]
    assert kinds(lines) == [("caption", "Tiêu đề"), ("lead", "Một đoạn."), ("body", "Hai đoạn.")]


def test_a_lone_paragraph_is_body_and_an_outer_lead_is_told_once() -> None:
    assert kinds([Line("Một đoạn.")]) == [("body", "Một đoạn.")]
    assert kinds([Line("Một đoạn."), Line("Hai đoạn.")], lead="Một đoạn.") == [("lead", "Một đoạn."), ("body", "Hai đoạn.")]


def test_half_a_letter_in_the_head_is_dropped() -> None:
    json_ld = r'{"@type":"NewsArticle","headline":"Xin \ud83d chào","author":{"name":"Minh \udfff Anh"},"articleSection":"Xã\ud800 hội"}'
    html = page(f'<script type="application/ld+json">{json_ld}</script>', f"<div><p>{LEAD}</p><p>{FIRST}</p><p>{SECOND}</p></div>")
    found = read_page(html.encode(), url="https://unknown.example/x.html", content_type=None, registry=load_registry())
    assert isinstance(found, Article)
    assert (found.title, found.author, found.section) == ("Xin chào", "Minh Anh", "Xã hội")
