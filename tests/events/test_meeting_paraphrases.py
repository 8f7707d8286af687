"""Meetings told in many forms (meeting_paraphrases.toml), and names of blocs read whole before what follows them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from warehouse.events import Document, extract, to_json

HERE = Path(__file__).parent
REPORTS = tomllib.loads((HERE / "meeting_paraphrases.toml").read_text(encoding="utf-8"))["reports"]
NAMES = (HERE / "bloc_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
_AROUND = (
    "Ngày 12/12/2022, {} tổ chức hội nghị tổng kết công tác thi đua năm 2022.",
    "Chiều 12/12/2022, tại xã Đồng Rui, {} gồm 8 đơn vị đã họp tổng kết năm 2022.",
)


def meetings(text: str, published: str | None = None) -> list[dict[str, Any]]:
    return list(to_json(extract(Document("x", text, published=published, province="Quảng Ninh")))["meetings"])


@pytest.mark.parametrize("report", REPORTS, ids=[report["text"].replace("\n", " ")[:70] for report in REPORTS])
def test_slots(report: dict[str, Any]) -> None:
    slots = report["slots"]
    found = meetings(report["text"], report.get("published"))
    wanted = [slots, *report.get("and_also", ())] if slots else []
    assert [{slot: "" if row[slot] is None else row[slot] for slot in slots} for row in found] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_bloc(name: str) -> None:
    assert [[row["bloc"] for row in meetings(text.format(name))] for text in _AROUND] == [[name], [name]]


@pytest.mark.parametrize(
    "verb",
    [
        "nhấn mạnh",
        "yêu cầu",
        "hoạt động sôi nổi",
        "ban hành quy chế",
        "xem xét hồ sơ",
        "ghi nhận",
        "thành lập tổ thư ký",
        "trực tiếp chấm điểm",
    ],
)
@pytest.mark.parametrize("name", ["Khối thi đua Nội chính", "Cụm thi đua các huyện miền núi", "Khối thi đua Mặt trận và các đoàn thể"])
def test_a_verb_ends_a_name(name: str, verb: str) -> None:
    text = f"Ngày 12/12/2022, {name} tổng kết công tác thi đua năm 2022.\n\nTại hội nghị, {name} {verb} trong dịp này."
    assert [row["bloc"] for row in meetings(text)] == [name]
