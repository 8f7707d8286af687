"""The parts one by one: normal forms, scanners, names of organisations and blocs, province, day, the JSON and the trace."""

from __future__ import annotations

import unicodedata
from textwrap import fill
from typing import Any

import pytest

from warehouse.events import RULES_VERSION, Document, extract, to_json
from warehouse.events.annotate import annotate
from warehouse.events.blocs import bloc_family
from warehouse.events.explain import explain
from warehouse.events.gates import interesting
from warehouse.events.items import Item
from warehouse.events.lexicon import load_lexicon
from warehouse.events.normalise import normalise, old_tone_style
from warehouse.events.scanners import DateValue, scan
from warehouse.events.tokens import segments, tokenise


def items(text: str) -> list[tuple[Item, str]]:
    tokens = tokenise(normalise(text))
    return [
        (item, tokens.cased(item.first, item.last)) for sentence in tokens.sentences for item in annotate(tokens, load_lexicon(), sentence)
    ]


def of_kind(text: str, *kinds: str) -> list[Any]:
    return [item.value for item, _ in items(text) if item.kind in kinds]


def names(text: str) -> list[str]:
    return [value.full_name() for value in of_kind(text, "ORG", "AUTH", "PLACE")]


@pytest.mark.parametrize(
    ("new", "old"),
    [("uỷ ban", "ủy ban"), ("sức khoẻ", "sức khỏe"), ("Hoà Bình", "Hòa Bình"), ("quý", "quý"), ("toàn", "toàn"), ("THUỶ", "THỦY")],
)
def test_tone_style(new: str, old: str) -> None:
    assert old_tone_style(new) == old


def test_positions_lead_back_to_the_text_as_received() -> None:
    received = unicodedata.normalize("NFD", "Ban\u200b Tổ chức Tỉnh ủy")
    normal = normalise(received)
    at = normal.cased.index("Tỉnh")
    start, end = normal.raw(at, at + 4)
    assert unicodedata.normalize("NFC", received[start:end]) == "Tỉnh"


def test_misprints_are_read_as_meant_and_quoted_as_printed() -> None:
    text = "Cụm thị đua số 3 tổng kết năm 2020\nNgày 4/12/2020, Cụm thị đua số 3 tổ chức hội nghị tổng kết năm 2020."
    (meeting,) = to_json(extract(Document("x", text)))["meetings"]
    assert meeting["bloc"] == "Cụm thi đua số 3"
    assert meeting["evidence"]["bloc"]["spans"][0]["quote"] == "Cụm thị đua số 3"


def test_lines_broken_in_mid_sentence_become_one() -> None:
    text = "Cụm thi đua số 8\ntổ chức hội nghị\ntổng kết công tác thi đua\nnăm 2019 tại huyện\nMường Nhé.\nKết thúc."
    assert "Cụm thi đua số 8 tổ chức hội nghị tổng kết" in normalise(text).cased
    assert normalise("Tiêu đề\nSáng 3/1, họp.\nHết").cased.count("\n") == 2


def test_lines_filled_to_a_width_are_unfilled_and_short_lines_stay() -> None:
    paragraphs = [
        "Ký giao ước thi đua năm 2021",
        "Ngày 27/2, tại Nhà văn hóa, Khối thi đua các cơ quan nội chính tỉnh tổ chức lễ ký kết giao ước thi đua năm 2021 với đủ tám đơn vị.",
        "Các đơn vị ký kết",
        "Năm 2021, cả khối phấn đấu không đơn vị nào có đơn thư kéo dài, hoàn thành trước hạn những chỉ tiêu đã ghi trong bản giao ước.",
    ]
    filled = "\n".join(fill(paragraph, 64) for paragraph in paragraphs)
    assert filled.count("\n") > len(paragraphs)
    assert normalise(filled).cased == "\n".join(paragraphs)


def test_segments_tell_headings_captions_and_furniture() -> None:
    text = "Chính trị\nKhối thi đua 2 họp\nSáng nay, Khối thi đua 2 họp bàn công việc.\nQuang cảnh buổi họp\nÝ kiến bạn đọc\nKhối thi đua 9 tổng kết"
    assert [segment.kind for segment in segments(normalise(text))] == ["heading", "heading", "body", "caption", "chrome", "chrome"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Chiều 10.12", DateValue(10, 12, None, "afternoon")),
        ("ngày 29 tháng 6 năm 2023", DateValue(29, 6, 2023, None)),
        ("Thứ 6, 26.02.2021", DateValue(26, 2, 2021, None, 4)),
        ("Sáng nay (30/12)", DateValue(30, 12, None, "morning", None, 0)),
        ("trong 2 ngày 17 và 18/12", DateValue(18, 12, None, None, None, None, 17, None)),
        ("28-2, buổi sáng", None),
        ("thứ sáu 28-2, buổi sáng", DateValue(28, 2, None, "morning", 4)),
    ],
)
def test_dates(text: str, value: DateValue | None) -> None:
    found = [hit.value for hit in scan(text.lower(), 0, len(text)) if hit.kind == "DATE"]
    assert found == ([value] if value else [])


@pytest.mark.parametrize(
    "text",
    [
        "giai đoạn 2019-2025",
        "nhiệm kỳ 2020- 2025",
        "(11/6/1948 - 11/6/2023)",
        "5 năm (2015-2020)",
        "tăng 10.12%",
        "6/6 đơn vị",
        "5/6 đơn vị",
    ],
)
def test_no_year_and_no_date_in_spans_figures_and_fractions(text: str) -> None:
    assert not [hit for hit in scan(text, 0, len(text)) if hit.kind in ("DATE", "YEAR")]


@pytest.mark.parametrize("number", ["770/QĐ-TTg", "98/2023/NĐ-CP", "06/2022/QH15", "05-CT/TW", "4912/UBND-NC", "22/CT-TW", "1486/SNV-TĐKT"])
def test_document_numbers(number: str) -> None:
    text = f"theo văn bản số {number} về việc"
    (found,) = [hit for hit in scan(text.lower(), 0, len(text)) if hit.kind == "DOC"]
    assert text[found.start : found.end] == number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ban Tổ chức Tỉnh uỷ Gia Lai", ["Ban Tổ chức Tỉnh ủy Gia Lai"]),
        ("BTCTU và UBKT Tỉnh ủy", ["Ban Tổ chức Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy"]),
        ("Sở GD&ĐT tỉnh Lai Châu", ["Sở Giáo dục và Đào tạo tỉnh Lai Châu"]),
        ("Sở Y tế, Tư pháp và Nội vụ", ["Sở Y tế", "Sở Tư pháp", "Sở Nội vụ"]),
        ("UBND các huyện: Ia Pa, Chư Păh và Krông Pa", ["UBND", "UBND huyện Ia Pa", "UBND huyện Chư Păh", "UBND huyện Krông Pa"]),
        ("Ban Dân vận, Nội chính Tỉnh ủy", ["Ban Dân vận", "Ban Nội chính Tỉnh ủy"]),
        ("Ban CHQS thành phố Phổ Yên", ["Ban Chỉ huy Quân sự thành phố Phổ Yên"]),
        ("Trường THPT Chu Văn An", ["Trường THPT Chu Văn An"]),
        ("Công ty TNHH MTV Cao su Phú Riềng tổ chức hội nghị", ["Công ty TNHH MTV Cao su Phú Riềng"]),
        ("Agribank chi nhánh Hải Dương II", ["Agribank Chi nhánh Hải Dương II"]),
        ("Công đoàn cơ sở Công ty Ajinomoto", ["Công đoàn cơ sở Công ty Ajinomoto"]),
        ("Ba bệnh viện Mắt, Phổi và Tâm thần", ["Bệnh viện Mắt", "Bệnh viện Phổi", "Bệnh viện Tâm thần"]),
        ("Chủ tịch UBND tỉnh Nguyễn Văn An", ["UBND tỉnh"]),
        ("UBND huyện Kon Plông, tỉnh Kon Tum", ["UBND huyện Kon Plông"]),
        ("Ngân hàng Nhà nước (NHNN) Chi nhánh tỉnh Nam Định", ["Ngân hàng Nhà nước Chi nhánh tỉnh Nam Định"]),
        ("công an nhân dân, báo chí và hội viên", []),
    ],
)
def test_names_of_organisations(text: str, wanted: list[str]) -> None:
    assert names(f"Hôm qua, {text}.") == wanted


@pytest.mark.parametrize(
    ("text", "kind", "number", "name"),
    [
        ("Khối thi đua số 05", "khoi", 5, ""),
        ("Cụm thi đua số II", "cum", 2, ""),
        ("Khu vực thi đua 3", "khu_vuc", 3, ""),
        ("Khối thi đua các sở, ban, ngành tổng hợp tỉnh", "khoi", None, "các sở, ban, ngành tổng hợp tỉnh"),
        ("Khối giao ước thi đua các cơ quan Đảng", "khoi", None, "các cơ quan Đảng"),
        ("Khối 12", "khoi", 12, ""),
        ("Khối các cơ quan Đảng", "khoi", None, "các cơ quan Đảng"),
        ("Cụm thi đua các tỉnh Tây Nguyên", "cum", None, "các tỉnh Tây Nguyên"),
        ("Khối thi đua Văn hóa - Xã hội", "khoi", None, "Văn hóa - Xã hội"),
    ],
)
def test_names_of_blocs(text: str, kind: str, number: int | None, name: str) -> None:
    (bloc,) = of_kind(f"Hôm qua, {text} tổ chức hội nghị.", "BLOC")
    assert (bloc.kind, bloc.number, bloc.name) == (kind, number, name)


@pytest.mark.parametrize(
    "text",
    ["khối đại đoàn kết toàn dân tộc", "Đảng ủy Khối các cơ quan tỉnh", "các cụm, khối thi đua của tỉnh", "cụm công nghiệp", "khối lượng"],
)
def test_what_is_no_bloc(text: str) -> None:
    assert of_kind(f"Hôm qua, {text} được nhắc tới.", "BLOC") == []


def test_kinds_of_blocs() -> None:
    lexicon = load_lexicon()
    assert bloc_family(lexicon, "các cơ quan Đảng tỉnh") == "party_agencies"
    assert bloc_family(lexicon, "các ngân hàng thương mại") == "banks"
    assert bloc_family(lexicon, "Rạng Đông") is None


MEETING = "Khối thi đua số 3 tổng kết năm 2018\n{0}Sáng 12/12, Khối thi đua số 3{1} tổ chức hội nghị tổng kết công tác thi đua năm 2018.{2}"


def province(text: str, host: str | None = None, **known: Any) -> tuple[str | None, str | None]:
    extraction = extract(Document("x", text, **known), province_of_host={"baolaichau.vn": "Lai Châu"}.get if host is None else None)
    return extraction.province, extraction.province_evidence.origin if extraction.province_evidence else None


def test_province_in_the_order_of_the_contract() -> None:
    named = MEETING.format("", " tỉnh Kon Tum", "")
    assert province(named, province="Gia Lai", site_province="Phú Yên") == ("Gia Lai", "metadata")
    assert province(named, site_province="Phú Yên") == ("Kon Tum", "text")
    assert province(MEETING.format("", "", ""), site_province="Phú Yên") == ("Phú Yên", "metadata")
    assert province(MEETING.format("", "", "\nPhương Lan (baolaichau.vn)")) == ("Lai Châu", "text")
    assert province(MEETING.format("BHG - ", "", "")) == ("Hà Giang", "text")
    assert province(MEETING.format("", "", "")) == (None, None)


@pytest.mark.parametrize(
    ("sentence", "published", "day", "partial"),
    [
        ("Sáng 12/12/2018, ", None, "2018-12-12", None),
        ("Sáng thứ tư, ngày 12/12, ", None, "2018-12-12", None),
        ("Sáng nay, ", "2018-12-12", "2018-12-12", None),
        ("Sáng 12/12, ", "2018-12-13", "2018-12-12", None),
        ("Sáng 12/12, ", "2025-03-01", "2018-12-12", None),
        ("Sáng 12/6, ", None, None, "06-12"),
        ("", "2018-12-13", None, None),
    ],
)
def test_the_day_in_the_order_of_the_contract(sentence: str, published: str | None, day: str | None, partial: str | None) -> None:
    text = f"Khối thi đua số 3 tổng kết năm 2018\n{sentence}Khối thi đua số 3 tổ chức hội nghị tổng kết công tác thi đua năm 2018."
    (meeting,) = to_json(extract(Document("x", text, published=published)))["meetings"]
    assert (meeting["date"], meeting.get("date_partial")) == (day, partial)


def test_the_json_of_the_contract() -> None:
    text = MEETING.format(
        "", "", " Hội nghị đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế; phấn đấu năm sau có 2 đơn vị được tặng Bằng khen."
    )
    extraction = extract(Document("x", text))
    found = to_json(extraction)
    assert list(found)[:6] == ["id", "relevant", "province", "meetings", "lead_units", "awards"]
    (award,) = found["awards"]
    assert (award["status"], award["stage"], award["bloc"]) == ("proposed", "proposed", "Khối thi đua số 3")
    assert award["evidence"]["status"]["spans"][0]["quote"] == "đề nghị"
    assert award["evidence"]["year"]["origin"] == "derived"
    assert 0 < award["confidence"] <= 1
    assert award["rule"].startswith("award.")
    assert {row["stage"] for row in to_json(extraction, all_stages=True)["awards"]} == {"proposed", "aimed"}


def test_explain_shows_items_rules_and_what_was_dropped() -> None:
    text = MEETING.format("", "", " Sở Y tế, Trưởng khối thi đua số 8, chúc mừng.")
    trace = explain(Document("x", text))
    assert trace["found"]["meetings"]
    fired = {fired["rule"] for sentence in trace["sentences"] for fired in sentence["fired"]}
    assert "meeting.bloc_organises" in fired
    assert any("another bloc" in dropped["why"] for dropped in trace["dropped"])
    for sentence in trace["sentences"]:
        for item in sentence["items"]:
            assert text[item["start"] : item["end"]] == item["quote"]
    assert explain(Document("y", "Trời đẹp."))["dropped"][0]["what"] == "article"


def test_the_version_names_rules_and_code() -> None:
    number, _, digest = RULES_VERSION.partition("-")
    assert number.isdecimal()
    assert len(digest) == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tặng bằng khen cho 2 tập thể.", True),
        ("Khối thi đua số 2 họp.", True),
        ('Trao cờ "Đơn vị".', True),
        ('Trao cờ "', False),
        ("Cụm từ này hay.", False),
        ("Phong trào thi đua trong khốigì đó.", False),
        ("Huânchương và xbằng khen, bằng khenx.", False),
    ],
)
def test_an_article_is_worth_reading_for_whole_words(text: str, expected: bool) -> None:
    assert interesting(normalise(text)) is expected
