"""Who leads a bloc, said in many ways (lead_paraphrases.toml), each sentence at the end of a short report of a meeting."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from warehouse.events import Document, extract, to_json

SNIPPETS = tomllib.loads((Path(__file__).parent / "lead_paraphrases.toml").read_text(encoding="utf-8"))["snippets"]
_BLOC = "Khối thi đua các cơ quan tổng hợp"
_REPORTS = {
    "review": (_BLOC, "tổng kết công tác thi đua", 2023, "12/12/2023"),
    "both": (_BLOC, "tổng kết công tác thi đua năm 2023 và ký kết giao ước thi đua", 2024, "12/1/2024"),
    "midyear": (_BLOC, "sơ kết công tác thi đua 6 tháng đầu", 2023, "12/7/2023"),
    "pact": (_BLOC, "ký kết giao ước thi đua", 2024, "12/3/2024"),
    "cluster_review": ("Cụm thi đua số 5", "tổng kết công tác thi đua", 2023, "12/12/2023"),
    "cluster_pact": ("Cụm thi đua số 5", "ký kết giao ước thi đua", 2024, "12/3/2024"),
}


def report(frame: str) -> str:
    bloc, purpose, year, day = _REPORTS[frame]
    return (
        f"{bloc} {purpose} năm {year}\n\n"
        f"Ngày {day}, tại thành phố Hạ Long, {bloc} tổ chức hội nghị {purpose} năm {year}. "
        "Dự hội nghị có đại diện lãnh đạo Ban Thi đua - Khen thưởng tỉnh.\n\n"
    )


@pytest.mark.parametrize(("frame", "sentence", "rows"), SNIPPETS, ids=[sentence[:60] for _, sentence, _ in SNIPPETS])
def test_lead_units(frame: str, sentence: str, rows: list[tuple[str, str, int]]) -> None:
    found = to_json(extract(Document("x", report(frame) + sentence, province="Quảng Ninh")))["lead_units"]
    assert sorted((row["unit"], row["role"], row["year"]) for row in found) == sorted((unit, role, year) for unit, role, year in rows)
