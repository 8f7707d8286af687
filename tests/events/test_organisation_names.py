"""Names of firms, banks, schools, hospitals, courts, units of the army and the police (organisation_names.txt) are read whole in a sentence."""

from __future__ import annotations

from pathlib import Path

from tests.events.test_parts import names

_NAMES = (Path(__file__).parent / "organisation_names.txt").read_text(encoding="utf-8").splitlines()


def test_names_are_read_whole() -> None:
    found = {name: [one.lower() for one in names(f"Khối bầu {name} làm Khối trưởng.")] for name in _NAMES}
    assert found == {name: [name.lower()] for name in _NAMES}


def test_the_unit_above_and_the_next_unit_stay_apart() -> None:
    assert names("Dự có Phòng Ngân sách Sở Tài chính.") == ["Phòng Ngân sách", "Sở Tài chính"]
    assert names("Dự có Công ty Cao su Chư Sê, Kho bạc Nhà nước Gia Lai.") == ["Công ty Cao su Chư Sê", "Kho bạc Nhà nước Gia Lai"]
    assert names("Đội Công an huyện Ia Pa thắng, Đội Phòng cháy chữa cháy được khen.") == [
        "Công an huyện Ia Pa",
        "Đội Phòng cháy chữa cháy",
    ]
    assert names("Công ty Điện lực Gia Lai họp tại Kon Tum.") == ["Công ty Điện lực Gia Lai"]
