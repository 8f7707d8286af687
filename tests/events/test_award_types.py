"""The award type is the most specific one that the printed award or its authority supports."""

from __future__ import annotations

import pytest

from warehouse.events import Document, extract, to_json


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Sở Y tế đón nhận Huân chương Lao động hạng Nhì.", "ORD_LABOUR_2"),
        ("Sở Y tế đón nhận Huân chương Lao động hạng III (lần thứ hai).", "ORD_LABOUR_3"),
        ("Sở Y tế đón nhận Huân chương Độc lập hạng Nhất.", "ORD_INDEP_1"),
        ("Sở Y tế đón nhận Huân chương Lao động.", None),
        ("Thủ tướng Chính phủ tặng Bằng khen cho Sở Y tế.", "CERT_PM"),
        ("Chủ tịch UBND tỉnh tặng Bằng khen cho Sở Y tế.", "CERT_PROV"),
        ("Sở Y tế được trao Bằng khen của Ban Thường vụ Tỉnh ủy.", "PTY_CERT_PC"),
        ("Sở Y tế được trao Cờ thi đua xuất sắc của Chính phủ.", "FLAG_GOV"),
        ("Sở Y tế được trao Cờ thi đua xuất sắc.", None),
        ("Sở Y tế được công nhận Tập thể lao động xuất sắc.", "COL_EXCELLENT"),
        ("UBND tỉnh tặng danh hiệu Chiến sĩ thi đua cấp tỉnh cho 5 cá nhân.", "IND_PROV"),
        ("Công ty Cổ phần Đồng Tiến được phong tặng danh hiệu Anh hùng Lao động.", "HON_HERO_LAB"),
    ],
)
def test_type_of_an_award(sentence: str, code: str | None) -> None:
    rows = to_json(extract(Document("a", f"Phong trào thi đua\n{sentence}")))["awards"]
    assert [row["award_type"] for row in rows] == [code]
    if code is not None:
        evidence = rows[0]["evidence"]["award_type"]
        assert evidence["origin"] == "derived"
        assert evidence["spans"]
