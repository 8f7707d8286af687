"""Cited documents: numbers of all grammars with the slips of real pages, issuers, dates, titles, and one mention a document."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.events.further import check_evidence, examples, mentions, quotes
from warehouse.cli.app import app
from warehouse.events import Document, extract, to_json
from warehouse.events.document_numbers import find_numbers, load_grammar
from warehouse.events.normalise import normalise


def rows(text: str, **more: Any) -> list[list[Any]]:
    return [
        [
            mention.slots["number"] or "",
            mention.slots["kind"],
            mention.slots["issuer"] or "",
            mention.slots["issued_on"] or "",
            mention.slots["title"] or "",
            mention.slots["is_resolved"],
        ]
        for mention in mentions(text, "document_citation", **more)
    ]


@pytest.mark.parametrize("example", examples("documents.toml"), ids=lambda example: str(example["text"])[:50])
def test_example_of_the_data_file(example: dict[str, Any]) -> None:
    assert rows(example["text"]) == example["citations"]


@pytest.mark.parametrize("example", examples("documents.toml"), ids=lambda example: str(example["text"])[:50])
def test_decomposed_text_gives_the_same_documents(example: dict[str, Any]) -> None:
    assert rows(unicodedata.normalize("NFD", example["text"])) == example["citations"]


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("770/QĐ-TTg", "770/QĐ-TTg"),
        ("770 / QĐ – TTg", "770/QĐ-TTg"),
        ("770/QĐ-TTG", "770/QĐ-TTg"),
        ("770-QĐ/TTg", "770/QĐ-TTg"),
        ("1.310/QĐ-TTg", "1310/QĐ-TTg"),
        ("1563 /QĐ- CTN", "1563/QĐ-CTN"),
        ("31/2020/QĐ-UBND", "31/2020/QĐ-UBND"),
        ("348/QĐUBND", "348/QĐ-UBND"),
        ("06/2022/QH15", "06/2022/QH15"),
        ("1365/NQ-UBTVQH15", "1365/NQ-UBTVQH15"),
        ("4912/UBND-NC", "4912/UBND-NC"),
        ("05-CT/TW", "05-CT/TW"),
        ("05 – CT / TW", "05-CT/TW"),
        ("05CT/TW", "05-CT/TW"),
        ("O5-CT/TW", "05-CT/TW"),
        ("22/CT-TW", "22-CT/TW"),
        ("05-ct/tw", "05-CT/TW"),
        ("196-CV/BTGDVTW", "196-CV/BTGDVTW"),
        ("02-ĐA/TU", "02-ĐA/TU"),
        ("05/HD-MTTW-BTT", "05/HD-MTTW-BTT"),
        ("03/KH-KTĐ", "03/KH-KTĐ"),
        ("12/QĐ-XYZ", "12/QĐ-XYZ"),
        ("12-QĐ/XYZ", "12-QĐ/XYZ"),
    ],
)
def test_number_comes_out_as_its_series_writes_it(printed: str, canonical: str) -> None:
    text = normalise(f"theo {printed}.")
    (number,) = find_numbers(text.cased, text.lower, 0, len(text.lower))
    assert number.canonical == canonical
    assert text.received[slice(*text.raw(number.start, number.end))] == printed


@pytest.mark.parametrize(
    "text",
    [
        "2022- 2025",
        "11/6/1948 - 11/6/2023",
        "(11/6/1948-11/6/2023)",
        "06/6 đơn vị",
        "0:00 / 0:00",
        "0 / 500 ký tự",
        "24/7",
        "19-5",
        "quý 2/2024",
        "3/4 tập thể",
        "100% - 5 đơn vị",
        "điểm 9,5/10",
        "QL1A-12/KM",
        "60/2 thành viên",
        "lớp 12/A-B",
        "số 5 - Sở Y tế",
    ],
)
def test_dates_fractions_and_addresses_are_no_numbers(text: str) -> None:
    normal = normalise(text)
    assert list(find_numbers(normal.cased, normal.lower, 0, len(normal.lower))) == []


def test_symbols_and_nouns_mean_one_thing() -> None:
    grammar = load_grammar()
    assert grammar.nouns["quy định"].code == "regulation"
    assert grammar.symbols["qđ"][1].code == "decision"
    assert len({organ.symbol for organ in grammar.organs.values()}) == len(grammar.organs)
    assert {organ.series for organ in grammar.organs.values()} == {"party", "state", "front"}


def test_one_document_is_one_mention_with_all_its_places() -> None:
    text = "Chỉ thị 05 được học tập. Chi bộ đưa Chỉ thị số 05-CT/TW của Bộ Chính trị vào sinh hoạt; thực hiện Chỉ thị 5 sâu rộng.\nChỉ thị 05 lan tỏa."
    found = mentions(text, "document_citation")
    full = [mention for mention in found if mention.slots["number"] == "05-CT/TW"]
    assert len(full) == 1
    assert quotes(full[0], "number")[:2] == ["05", "05-CT/TW"]
    assert full[0].trigger.quote == "05"


def test_two_issuers_of_one_number_are_two_documents() -> None:
    found = rows("Theo Chỉ thị số 05-CT/TW của Bộ Chính trị và Chỉ thị số 05-CT/TU của Ban Thường vụ Tỉnh ủy.")
    assert [row[0] for row in found] == ["05-CT/TW", "05-CT/TU"]
    assert [row[2] for row in found] == ["Bộ Chính trị", "Ban Thường vụ Tỉnh ủy"]


def test_one_number_in_two_years_is_two_documents() -> None:
    found = rows("Quyết định số 12/QĐ-TTg ngày 3/1/2020 và Quyết định số 12/QĐ-TTg ngày 5/1/2021 của Thủ tướng Chính phủ.")
    assert [(row[0], row[3]) for row in found] == [("12/QĐ-TTg", "2020-01-03"), ("12/QĐ-TTg", "2021-01-05")]


def test_a_day_that_no_calendar_has_is_not_taken() -> None:
    ((number, _, _, issued_on, _, resolved),) = rows("Quyết định số 12/QĐ-TTg ngày 31/2/2020 của Thủ tướng Chính phủ.")
    assert (number, issued_on, resolved) == ("12/QĐ-TTg", "", False)


def test_a_citys_committee_is_a_thanh_uy() -> None:
    text = "Các đơn vị thực hiện Chỉ thị số 11-CT/TU."
    assert rows(text, province="Đà Nẵng")[0][2] == "Thành ủy"
    assert rows(text, province="Quảng Ngãi")[0][2] == "Tỉnh ủy"


def test_the_decision_of_an_award_is_a_citation_too() -> None:
    text = "Văn phòng Tỉnh ủy được Thủ tướng Chính phủ tặng Cờ thi đua của Chính phủ (Quyết định số 770/QĐ-TTg ngày 29/6/2023)."
    found = to_json(extract(Document("d", text)), further=True)
    assert [row["decision"] for row in found["awards"]] == ["770/QĐ-TTg"]
    assert [(row["number"], row["issued_on"], row["issued_on_precision"]) for row in found["documents"]] == [
        ("770/QĐ-TTg", "2023-06-29", "day")
    ]


def test_titles_end_with_their_clause_and_have_at_most_200_characters() -> None:
    long = "tăng cường công tác " + "quản lý, kiểm tra việc sử dụng tài sản công " * 12
    ((*_, title, _),) = rows(f"Thực hiện Chỉ thị số 21-CT/TW về {long}.")
    assert 100 < len(title) <= 200
    assert long.startswith(title)
    ((*_, title, _),) = rows("Thực hiện Quy định số 37-QĐ/TW về những điều đảng viên không được làm, gắn với việc tự soi, tự sửa.")
    assert title == "những điều đảng viên không được làm"


def test_the_keys_of_the_contract_stay_as_they_are() -> None:
    extraction = extract(Document("d", "Sở Y tế được tặng Cờ thi đua của Chính phủ theo Quyết định số 770/QĐ-TTg."))
    assert list(to_json(extraction)) == ["id", "relevant", "province", "meetings", "lead_units", "awards"]
    assert list(to_json(extraction, further=True))[6:] == ["documents", "campaigns", "members"]


def test_an_article_without_meeting_and_award_is_not_read_further() -> None:
    assert mentions("Khối thi đua phổ biến Chỉ thị số 05-CT/TW và phong trào “Dân vận khéo”.", "document_citation", award=False) == []


FRAGMENTS = [
    "Chỉ thị số 05-CT/TW", "Quyết định", "số", "770/QĐ-TTg", "ngày 29/6/2023", "ngày 31/02/2020", "của Bộ Chính trị", "của UBND tỉnh", "về “", "”", "\"",
    "'", "về việc", "Luật Thi đua, khen thưởng", "06/2022/QH15", "Nghị quyết Trung ương 4 (khóa XII)", "khóa XII", ",", ".", ";", "(", ")", "\n", "–", "/",
    "O5", "12", "QĐ-UBND", "Cờ thi đua của Chính phủ", "Khối thi đua", "được tặng", "uỷ", "oà", "\u00a0", "\u200b", "phong trào thi đua “", "các phong trào:",
    "cuộc vận động", "chủ đề", "do Thủ tướng Chính phủ phát động", "năm 2023", "giai đoạn 2021-2025", "gồm 3 đơn vị:", "Sở Y tế", "Sở Tư pháp", "và",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=40), st.booleans())
def test_evidence_is_exact_whatever_the_text(parts: list[str], decomposed: bool) -> None:
    text = "Khối thi đua số 2 tổ chức hội nghị tổng kết năm 2023.\n" + " ".join(parts)
    document = Document("d", unicodedata.normalize("NFD", text) if decomposed else text)
    extraction = extract(document)
    check_evidence(document, extraction)
    keys = [(mention.mention_type, mention.trigger.start, mention.trigger.end, mention.rule_family) for mention in extraction.mentions]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "piece",
    [
        "Chỉ thị số ",
        "số 05-CT/TW ",
        "“",
        "\"'",
        "phong trào “",
        "phong trào thi đua ",
        "O0o",
        "1/2-",
        "05-CT/TW, ",
        "QĐ-",
        "luật ",
        'chủ đề: "a b", ',
        "gồm 3 đơn vị: Sở Y tế, ",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    head = "Khối thi đua số 2 tổ chức hội nghị tổng kết năm 2023.\nSở Y tế được tặng Cờ thi đua của Chính phủ.\n"

    def seconds(size: int) -> float:
        document = Document("d", head + piece * (size // len(piece)))
        begin = time.process_time()
        extract(document)
        return time.process_time() - begin

    seconds(1_000)  # what is built once a process
    short, long = seconds(12_000), seconds(96_000)
    assert long < 24 * max(short, 0.02)  # eight times the text; quadratic would be sixty-four


def test_the_command_shows_them_when_asked(tmp_path: Path) -> None:
    article = tmp_path / "bai.txt"
    article.write_text("Sở Y tế được tặng Cờ thi đua của Chính phủ theo Quyết định số 770/QĐ-TTg ngày 29/6/2023.\n", encoding="utf-8")
    runner = CliRunner()
    plain = runner.invoke(app, ["events", str(article), "--format", "jsonl"])
    further = runner.invoke(app, ["events", str(article), "--format", "jsonl", "--further"])
    assert (plain.exit_code, further.exit_code) == (0, 0)
    assert "documents" not in json.loads(plain.stdout)
    assert [row["number"] for row in json.loads(further.stdout)["documents"]] == ["770/QĐ-TTg"]


def test_thousands_of_dates_of_one_number_cost_no_more_than_their_length() -> None:
    days = [f"Chỉ thị 05 ngày {day}/{month}/{year}." for year in range(1950, 2010) for month in range(1, 13) for day in (3, 9, 15, 21, 27)]
    begin = time.process_time()
    found = mentions("\n".join(days), "document_citation")
    assert len(found) == len({mention.slots["issued_on"] for mention in found}) > 3000
    assert time.process_time() - begin < 30
