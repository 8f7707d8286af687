"""Blocs of ministries and central bodies: the organs that give awards elsewhere lead here, and never a bloc in a province."""

from __future__ import annotations

import pytest

from warehouse.events import Document, extract, to_json

_CENTRAL = "Khối thi đua các bộ, ngành kinh tế"
_LOCAL = "Khối thi đua số 3 tỉnh Kon Tum"


def leads(bloc: str, sentence: str) -> list[tuple[str, str]]:
    text = (
        f"{bloc} tổng kết năm 2022\nSáng 15/12/2022, {bloc} tổ chức hội nghị tổng kết công tác thi đua, khen thưởng năm 2022.\n{sentence}"
    )
    return [(row["unit"], row["role"]) for row in to_json(extract(Document("x", text)))["lead_units"]]


@pytest.mark.parametrize(
    "organ",
    ["Bộ Công Thương", "Trung ương Hội Nông dân Việt Nam", "Tòa án nhân dân tối cao", "Ban Tổ chức Trung ương", "Văn phòng Quốc hội"],
)
def test_a_central_organ_leads_a_bloc_of_its_like(organ: str) -> None:
    assert leads(_CENTRAL, f"Hội nghị bầu {organ} làm Trưởng khối, Bộ Y tế làm Phó khối năm 2023.") == [
        (organ, "head"),
        ("Bộ Y tế", "deputy"),
    ]


def test_it_leads_no_bloc_in_a_province() -> None:
    assert leads(_LOCAL, "Đại tá Lê Văn Nam, Phó Cục trưởng, Bộ Công an, Trưởng khối dự.") == []


def test_the_owner_of_a_bloc_does_not_lead_it() -> None:
    assert leads("Cụm thi đua số 2 Bộ Công an", "Cụm trưởng Cụm thi đua số 2, Bộ Công an phát biểu.") == []
