"""Member units of a bloc where an article lists them, against the printed number of members."""

from __future__ import annotations

import pytest

from tests.events.further import mentions, quotes
from warehouse.events import Mention
from warehouse.events.rule_tests import run_examples
from warehouse.events.rules import Rule, load_rules

HEAD = "Khối thi đua số 3 tổng kết năm 2022\nNgày 20/12/2022, Khối thi đua số 3 các sở, ngành tỉnh Lai Châu tổ chức hội nghị tổng kết công tác thi đua năm 2022.\n"
RULES = [rule for rule in load_rules() if rule.family in ("member", "member_list")]


def members(text: str) -> list[Mention]:
    return mentions(HEAD + text, "bloc_membership", award=False)


def units(text: str) -> list[str]:
    return [mention.slots["unit"] for mention in members(text)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_of_the_rule(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples
    assert run_examples(rule) == []


def test_each_unit_with_bloc_year_and_counts() -> None:
    found = members("Khối gồm 4 đơn vị: Sở Tài chính, Sở Nội vụ, Thanh tra tỉnh và Ban Dân tộc tỉnh.")
    assert [mention.slots["unit"] for mention in found] == ["Sở Tài chính", "Sở Nội vụ", "Thanh tra tỉnh", "Ban Dân tộc tỉnh"]
    assert {mention.slots["bloc_number"] for mention in found} == {3}
    assert {mention.slots["year"] for mention in found} == {2022}
    assert {(mention.slots["member_count"], mention.slots["listed_count"]) for mention in found} == {(4, 4)}
    assert quotes(found[2], "unit") == ["Thanh tra tỉnh"]


def test_what_one_member_leaves_out_another_says() -> None:
    found = units("Các đơn vị thành viên gồm: Ban Tổ chức, Ban Dân vận và Văn phòng Tỉnh ủy.")
    assert found == ["Ban Tổ chức Tỉnh ủy", "Ban Dân vận Tỉnh ủy", "Văn phòng Tỉnh ủy"]


def test_a_shared_head_goes_on() -> None:
    assert units("Khối gồm: Sở Y tế, Giáo dục và Đào tạo, Tư pháp.") == ["Sở Y tế", "Sở Giáo dục và Đào tạo", "Sở Tư pháp"]
    assert units("Khối gồm các huyện: Sìn Hồ, Mường Tè, Nậm Nhùn.") == ["huyện Sìn Hồ", "huyện Mường Tè", "huyện Nậm Nhùn"]


def test_a_list_of_another_length_than_printed_is_less_sure() -> None:
    whole = members("Khối gồm 3 đơn vị: Sở Tài chính, Sở Nội vụ, Thanh tra tỉnh.")
    short = members("Khối gồm 7 đơn vị: Sở Tài chính, Sở Nội vụ, Thanh tra tỉnh.")
    long = members("Khối gồm 2 đơn vị: Sở Tài chính, Sở Nội vụ, Thanh tra tỉnh.")
    assert len(whole) == len(short) == len(long) == 3
    assert min(mention.confidence for mention in whole) >= 0.85
    assert 0.5 <= max(mention.confidence for mention in short) < 0.6
    assert max(mention.confidence for mention in long) < 0.5  # under the line from which the warehouse accepts


def test_a_list_of_lines() -> None:
    text = "Khối thi đua số 3 gồm 3 đơn vị:\n- Sở Tài chính;\n- Sở Nội vụ;\n- Thanh tra tỉnh.\nHội nghị nghe báo cáo của Sở Y tế về kết quả năm 2022."
    assert units(text) == ["Sở Tài chính", "Sở Nội vụ", "Thanh tra tỉnh"]


def test_a_second_list_of_the_bloc_adds_nothing() -> None:
    text = "Khối gồm 2 đơn vị: Sở Tài chính, Sở Nội vụ.\nCác đơn vị thành viên (Sở Tài chính, Sở Nội vụ) cùng ký."
    assert units(text) == ["Sở Tài chính", "Sở Nội vụ"]


@pytest.mark.parametrize(
    "text",
    [
        "Khối có 3 đơn vị được khen: Sở Tài chính, Sở Nội vụ, Thanh tra tỉnh.",
        "Đề nghị tặng bằng khen cho 3 tập thể gồm: Sở Tài chính, Sở Nội vụ, Thanh tra tỉnh.",
        "Trưởng khối và Phó khối gồm Sở Tài chính, Sở Nội vụ.",
        "Khối gồm 9 đơn vị.",
    ],
)
def test_other_lists_are_no_members(text: str) -> None:
    assert units(text) == []


def test_without_a_meeting_of_a_bloc_there_are_no_members() -> None:
    assert mentions("Cụm thi đua số 1 gồm 2 đơn vị: Sở Y tế, Sở Tư pháp.", "bloc_membership") == []
