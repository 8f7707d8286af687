"""Emulation movements, campaigns and themes: quotes of all kinds, lists, launchers and years, one mention a name."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from tests.events.further import examples, mentions, quotes


def rows(text: str) -> list[list[Any]]:
    return [
        [
            mention.slots["name"],
            mention.slots["kind"],
            mention.slots["year"] or 0,
            mention.slots["period"] or "",
            mention.slots["launched_by"] or "",
        ]
        for mention in mentions(text, "campaign")
    ]


@pytest.mark.parametrize("example", examples("campaigns.toml"), ids=lambda example: str(example["text"])[:50])
def test_example_of_the_data_file(example: dict[str, Any]) -> None:
    assert rows(example["text"]) == example["campaigns"]


@pytest.mark.parametrize("example", examples("campaigns.toml"), ids=lambda example: str(example["text"])[:50])
def test_decomposed_text_gives_the_same_names(example: dict[str, Any]) -> None:
    assert rows(unicodedata.normalize("NFD", example["text"])) == example["campaigns"]


@pytest.mark.parametrize(("left", "right"), ["“”", '""', "«»", "‘’", "„“", '“"', '"”', ("''", "''"), ("“ ", " ”"), "””"])
def test_quotes_of_any_kind(left: str, right: str) -> None:
    (row,) = rows(f"Khối hưởng ứng phong trào thi đua {left}Vườn rau sạch cơ quan{right} từ đầu năm.")
    assert row[:2] == ["Vườn rau sạch cơ quan", "movement"]


def test_the_same_name_twice_is_one_mention_with_two_places() -> None:
    text = 'Phong trào “Dân vận khéo” lan rộng.\nKhối tổng kết phong trào thi đua "Dân vận khéo" giai đoạn 2021-2025.'
    (found,) = mentions(text, "campaign")
    assert quotes(found, "name") == ["Dân vận khéo", "Dân vận khéo"]
    assert found.slots["period"] == "2021-2025"
    assert found.trigger == found.evidence["name"].spans[0]


def test_the_nearest_head_names_the_kind() -> None:
    found = rows(
        "Khối triển khai phong trào thi đua yêu nước, cuộc vận động “Ngày làm việc không giấy” và chủ đề: “Năm kỷ cương, trách nhiệm”."
    )
    assert [(name, kind) for name, kind, *_ in found] == [
        ("Ngày làm việc không giấy", "campaign"),
        ("Năm kỷ cương, trách nhiệm", "theme"),
    ]


def test_who_launches_a_list_launches_each_of_it() -> None:
    found = rows("Các phong trào “Sạch nhà, đẹp ngõ”, “Ấm bếp người già” do Sở Y tế phát động được duy trì.")
    assert [row[4] for row in found] == ["Sở Y tế", "Sở Y tế"]


def test_a_name_in_one_spelling_whatever_the_page_prints() -> None:
    (row,) = rows("Hưởng ứng phong trào “GIỎI VIỆC NƯỚC - ĐẢM VIỆC NHÀ” của Liên đoàn Lao động tỉnh.")
    assert row[0] == "Giỏi việc nước, đảm việc nhà"


def test_a_missing_mark_costs_confidence_and_not_the_name() -> None:
    (closed,) = mentions("Phong trào thi đua “Mỗi tuần một việc tốt” được mở rộng.", "campaign")
    (unclosed,) = mentions("Phong trào thi đua “Mỗi tuần một việc tốt. Năm nay có 3 đợt.", "campaign")
    assert unclosed.slots["name"] == closed.slots["name"] == "Mỗi tuần một việc tốt"
    assert unclosed.confidence < closed.confidence


@pytest.mark.parametrize(
    "text",
    [
        "Trong phong trào thi đua có 3 đơn vị được tặng danh hiệu “Tập thể lao động xuất sắc”.",
        "Phong trào còn “dàn trải”.",
        "Phong trào đã có mô hình “Tuyến phố xanh sạch đẹp”.",
        "Phong trào thi đua yêu nước năm 2023 của tỉnh. Cuốn sách “Những bông hoa đẹp giữa đời” được phát hành.",
        "Khối phát động phong trào thi đua năm 2024.",
    ],
)
def test_other_quotes_are_no_campaigns(text: str) -> None:
    assert rows(text) == []
