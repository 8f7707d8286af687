"""Which spellings name the same unit, bloc or authority."""

from __future__ import annotations

import unicodedata

import pytest

from warehouse.evaluation.names import same_authority, same_bloc, same_unit

P = "Hải Dương"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ban Tổ chức Tỉnh uỷ", "Ban Tổ chức Tỉnh ủy"),
        (unicodedata.normalize("NFD", "Sở Y tế"), "Sở Y tế"),
        ("Sở Y tế tỉnh Hải Dương", "Sở Y tế"),
        ("Hội CCB tỉnh", "Hội Cựu chiến binh"),
        ("UBND huyện Nam Sách", "Ủy ban nhân dân huyện Nam Sách"),
        ("Trường THPT số 2", "Trường THPT số II"),
        (None, ""),
    ],
)
def test_same_unit(left: str | None, right: str | None) -> None:
    assert same_unit(left, right, P)
    assert same_unit(right, left, P)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Thành ủy"),  # the province's and a town's
        ("Sở Y tế", "Sở Tư pháp"),
        ("Trường THPT số 1", "Trường THPT số 2"),
        ("UBND huyện Nam Sách", "UBND huyện"),
        ("Sở Y tế", None),
        ("tỉnh", "các đơn vị"),  # nothing but generic words
    ],
)
def test_not_the_same_unit(left: str | None, right: str | None) -> None:
    assert not same_unit(left, right, P)
    assert not same_unit(right, left, P)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Khối thi đua số 4", "Khối 4"),
        ("Cụm thi đua số IV", "Cụm thi đua số 4"),
        ("Khối thi đua 4 các cơ quan Đảng", "Khối thi đua số 4"),
        ("Khối thi đua 4 các cơ quan Đảng", "Khối các cơ quan Đảng tỉnh Hải Dương"),
    ],
)
def test_one_bloc_name_may_say_less(left: str, right: str) -> None:
    assert same_bloc(left, right, P)
    assert same_bloc(right, left, P)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Khối thi đua số 4", "Khối thi đua số 5"),
        ("Khối thi đua số 4", "Khối thi đua các cơ quan Đảng"),  # a number and a field share nothing
        ("Khối thi đua kinh tế", "Khối thi đua nội chính"),
        ("Khối thi đua", "Khối thi đua số 4"),
    ],
)
def test_another_bloc(left: str, right: str) -> None:
    assert not same_bloc(left, right, P)
    assert not same_bloc(right, left, P)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("UBND tỉnh", "Chủ tịch UBND tỉnh Hải Dương"),
        ("Ủy ban nhân dân thành phố", "Chủ tịch UBND thành phố"),
        ("Thủ tướng", "Chính phủ"),
        ("Bộ Y tế", "Bộ Y tế"),
    ],
)
def test_a_body_and_its_head_are_one_authority(left: str, right: str) -> None:
    assert same_authority(left, right, P)


@pytest.mark.parametrize(("left", "right"), [("UBND tỉnh", "Chính phủ"), ("UBND tỉnh", "UBND thành phố Chí Linh"), ("UBND tỉnh", None)])
def test_other_authorities(left: str, right: str | None) -> None:
    assert not same_authority(left, right, P)
