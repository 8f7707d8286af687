"""Forms of sentences that articles of unseen sites use: one difficulty each, in our own words, through the public face."""

from __future__ import annotations

from typing import Any

import pytest

from warehouse.events import Document, extract, to_json


def read(text: str, published: str | None = None) -> dict[str, Any]:
    return to_json(extract(Document("x", text, published=published)))


def meeting(text: str, published: str | None = None) -> dict[str, Any]:
    (found,) = read(text, published)["meetings"]
    return dict(found)


def test_members_with_abbreviations_in_brackets_stand_between_the_bloc_and_its_verb() -> None:
    found = meeting(
        "Chiều 6/1/2015, Cụm thi đua VIII gồm 7 đơn vị: Công ty (CT) Điện lực, các CT cấp nước và Quỹ Bảo vệ rừng tổ chức tổng kết "
        "công tác thi đua năm 2014. Cụm thi đua này có 7 đơn vị."
    )
    assert (found["bloc"], found["type"], found["period"]) == ("Cụm thi đua VIII", "annual_review", "2014")
    assert (found["date"], found["session"], found["member_count"]) == ("2015-01-06", "afternoon", 7)


def test_a_bloc_is_known_by_its_pact_and_by_its_head() -> None:
    found = meeting(
        "Lễ ký kết giao ước thi đua khối bệnh viện II - Năm 2018.\n"
        "Bà Lê Thị A, đại diện trưởng khối thi đua bệnh viện II phát biểu tại hội nghị."
    )
    assert (found["bloc"].lower(), found["type"], found["period"]) == ("khối thi đua bệnh viện ii", "pact_signing", "2018")


def test_a_congress_that_a_bloc_holds_is_its_meeting_and_one_that_it_attends_is_not() -> None:
    held = "Cụm thi đua số 5 tổ chức Đại hội lần thứ hai\nSáng 12/8/2015, các đơn vị trong Cụm thi đua số 5 về dự Đại hội thi đua yêu nước."
    found = meeting(held)
    assert (found["bloc_number"], found["date"], found["session"]) == (5, "2015-08-12", "morning")
    attended = (
        "Tỉnh Gia Lai tổ chức Đại hội thi đua yêu nước\nNgày 12/8/2015, đại diện Cụm thi đua số 5 về dự Đại hội thi đua yêu nước tỉnh."
    )
    assert read(attended)["meetings"] == []


def test_the_day_of_a_numbered_document_is_not_that_of_the_meeting() -> None:
    found = meeting(
        "Căn cứ kế hoạch số 12 ngày 05/01/2021 của Bộ Nội vụ, chiều ngày 18/02/2021 Cụm thi đua số 7 tổ chức hội nghị ký kết giao ước "
        "thi đua năm 2021."
    )
    assert (found["date"], found["session"]) == ("2021-02-18", "afternoon")


def test_the_part_of_the_day_is_kept_beside_a_range_of_days() -> None:
    found = meeting(
        "Sáng 5/8, Khối thi đua các sở tỉnh Gia Lai tổ chức hội thao năm 2022.\n"
        "Hội thao của Khối thi đua các sở tỉnh Gia Lai diễn ra trong 2 ngày, từ ngày 05/8 đến ngày 06/8.",
        "2022-08-06",
    )
    assert (found["date"], found["session"]) == ("2022-08-05", "morning")


def test_the_year_of_the_next_pact_is_not_the_reviewed_one() -> None:
    found = meeting(
        "Tổng kết Khối thi đua Kinh tế tỉnh Kon Tum\nTrong năm qua, các đơn vị của Khối thi đua Kinh tế đã phát động nhiều đợt thi đua.\n"
        "Các đơn vị trong Khối thi đua Kinh tế ký giao ước thi đua năm 2016.",
        "2016-01-12",
    )
    assert (found["type"], found["period"]) == ("annual_review", "2015")


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("Công ty TNHH Hoàng Anh Ia Grai (khối trưởng) chủ trì.", "Công ty TNHH Hoàng Anh Ia Grai"),
        (
            "Giám đốc Agribank chi nhánh Gia Lai Trần Đức B, Khối trưởng Khối thi đua số 10 phát biểu.",
            "Agribank Chi nhánh",
        ),  # the own province is left out
        ("Sở Y tế tỉnh Gia Lai- Khối trưởng Khối thi đua báo cáo kết quả công tác thi đua.", "Sở Y tế tỉnh"),
    ],
)
def test_names_of_leading_units_end_where_they_end(sentence: str, unit: str) -> None:
    found = read(f"Ngày 5/1/2018, Khối thi đua số 10 tỉnh Gia Lai tổ chức hội nghị tổng kết công tác thi đua năm 2017. {sentence}")
    assert [(row["unit"], row["role"]) for row in found["lead_units"]] == [(unit, "head")]


_OPENING = "Ngày 5/1/2018, Khối thi đua số 3 tỉnh Gia Lai tổ chức hội nghị tổng kết công tác thi đua năm 2017. "


def test_an_aim_governs_the_whole_list_behind_its_colon() -> None:
    found = read(
        f"{_OPENING}Năm 2018, Khối phấn đấu đạt 4 chỉ tiêu như: mọi đơn vị hoàn thành nhiệm vụ; có 2 đơn vị được đề nghị tặng Cờ thi đua "
        "của UBND tỉnh; 3 đơn vị được đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh."
    )
    assert found["awards"] == []


def test_the_giver_who_is_asked_once_is_asked_again() -> None:
    found = read(
        f"{_OPENING}Hội nghị thảo luận, bình xét để đề nghị Liên đoàn Lao động tỉnh tặng cờ thi đua và bằng khen năm 2017. "
        "Kết quả, hội nghị nhất trí đề nghị tặng cờ thi đua năm 2017 cho Hội Nông dân huyện Chư Sê."
    )
    assert [(row["recipient"], row["authority"], row["status"]) for row in found["awards"]] == [
        ("Hội Nông dân huyện Chư Sê", "Liên đoàn Lao động tỉnh", "proposed")
    ]


def test_the_chosen_unit_stands_behind_the_award() -> None:
    found = read(f"{_OPENING}Khối đã bình chọn đơn vị nổi bật để đề nghị Chủ tịch UBND tỉnh tặng Cờ thi đua là Hội Nông dân tỉnh.")
    assert [(row["award"], row["recipient"], row["authority"]) for row in found["awards"]] == [
        ("co_thi_dua", "Hội Nông dân tỉnh", "Chủ tịch UBND tỉnh")
    ]


def test_the_last_of_the_members_listed_is_no_host() -> None:
    found = meeting(
        "Chiều 6/1/2015, Cụm thi đua VIII gồm 7 đơn vị: Công ty (CT) Điện lực, các CT cấp nước và Quỹ Bảo vệ rừng tỉnh tổ chức tổng kết "
        "công tác thi đua năm 2014."
    )
    assert found["hosts"] == []


def test_a_quoted_flag_given_to_the_head_of_the_bloc() -> None:
    found = read(
        f"{_OPENING}Dịp này, UBND tỉnh tặng cờ “đơn vị dẫn đầu phong trào thi đua” năm 2017 cho khối trưởng là Công ty CP Sơn Thủy."
    )
    assert [(row["award"], row["recipient"], row["authority"], row["year"]) for row in found["awards"]] == [
        ("co_thi_dua", "Công ty CP Sơn Thủy", "UBND tỉnh", 2017)
    ]


def test_movements_that_others_launched_do_not_name_the_kind_of_meeting() -> None:
    found = meeting(
        "Khối thi đua số 9 họp\nSáng 14/12/2021, Khối thi đua số 9 tổ chức hội nghị, hưởng ứng các phong trào thi đua do tỉnh phát động."
    )
    assert found["type"] == "other"
