"""What holds for every text: exact evidence, one answer for NFC and NFD, furniture changes nothing, order changes nothing."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.events import Document, Extraction, extract, to_json
from warehouse.events.normalise import normalise

ARTICLES = [article["text"] for article in tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))["article"]]
PIECES = [
    "Khối thi đua số 5", "Cụm thi đua số II", "các cơ quan Đảng tỉnh", "tổ chức", "hội nghị", "tổng kết", "công tác thi đua", "năm 2021", "Sáng 14/12",
    "Sở Y tế", "Ban Tổ chức Tỉnh uỷ", "UBND tỉnh", "Thủ tướng Chính phủ", "đề nghị", "tặng", "Cờ thi đua", "bằng khen", "cho", "3 tập thể", "Trưởng khối", "bầu",
    "làm", "và", ",", ";", ".", "(", ")", "\n", "“", "”", "\u00a0", "\u200b", "Hoà Bình", "İstanbul", "ß", "\U0001f600", "e\u0301", "Đ", "Ð", "770/QĐ-TTg", "chủ trì",
]  # fmt: skip


def facts(found: dict[str, Any]) -> dict[str, Any]:
    def bare(row: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in row.items() if key != "evidence"}

    return {key: [bare(row) for row in found[key]] for key in ("meetings", "lead_units", "awards")} | {"province": found["province"]}


def check_evidence(document: Document, extraction: Extraction) -> None:
    for mention in extraction.mentions:
        assert document.text[mention.trigger.start : mention.trigger.end] == mention.trigger.quote
        for slot, value in mention.slots.items():
            if value not in (None, "", []):
                assert slot in mention.evidence, slot
        for evidence in mention.evidence.values():
            assert evidence.spans or evidence.field
            for span in evidence.spans:
                assert 0 <= span.start < span.end <= len(document.text)
                assert document.text[span.start : span.end] == span.quote


def run(text: str, **known: Any) -> dict[str, Any]:
    document = Document("x", text, **known)
    extraction = extract(document)
    check_evidence(document, extraction)
    triggers = [(mention.mention_type, mention.trigger.start, mention.trigger.end, mention.rule_family) for mention in extraction.mentions]
    assert len(triggers) == len(set(triggers))
    found = to_json(extraction, all_stages=True)
    assert json.loads(json.dumps(found)) == found
    return found


@pytest.mark.parametrize("text", ARTICLES, ids=range(len(ARTICLES)))
def test_nfc_and_nfd_give_the_same_facts(text: str) -> None:
    composed = run(unicodedata.normalize("NFC", text))
    assert facts(run(unicodedata.normalize("NFD", text))) == facts(composed)


@pytest.mark.parametrize("text", ARTICLES, ids=range(len(ARTICLES)))
def test_furniture_changes_nothing(text: str) -> None:
    furniture = "\nÝ kiến bạn đọc\n0 / 500 ký tự\nĐang tải dữ liệu\nCác tin khác\nKhối thi đua số 99 tổng kết năm 2001, suy tôn Sở Ngoại vụ\nHội thao cụm thi đua\nXem thêm"
    assert facts(run(text + furniture)) == facts(run(text))


@pytest.mark.parametrize("text", ARTICLES[:12], ids=range(12))
def test_the_other_tone_style_and_odd_spaces_change_nothing(text: str) -> None:
    other = text.replace("ủy", "uỷ").replace("òa", "oà").replace("khỏe", "khoẻ").replace("tỉnh ", "tỉnh\u00a0").replace(" - ", " – ")
    assert facts(run(other)) == facts(run(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=60))
def test_evidence_is_exact_for_any_text(pieces: list[str]) -> None:
    run(" ".join(pieces))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=80), st.sampled_from(["2021-12-20", "2021-12-20T08:00:00+07:00", "nonsense", None]))
def test_evidence_is_exact_with_metadata(pieces: list[str], published: str | None) -> None:
    run("Khối thi đua số 5 tổng kết năm 2021\n" + " ".join(pieces), published=published, site_province="Lai Châu")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_normal_forms_have_equal_length_and_a_way_back(text: str) -> None:
    normal = normalise(text)
    assert len(normal.cased) == len(normal.lower)
    start, end = normal.raw(0, len(normal.cased))
    assert 0 <= start <= end <= len(text)


def test_order_of_articles_changes_nothing() -> None:
    forward = [facts(run(text)) for text in ARTICLES]
    backward = [facts(run(text)) for text in reversed(ARTICLES)]
    assert forward == backward[::-1]
