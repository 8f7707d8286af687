"""Cited documents, campaigns and memberships of blocs reach their tables and leave meetings, lead units and awards alone."""

from __future__ import annotations

import pytest

from tests.dbt.building import Built

pytestmark = pytest.mark.xdist_group("dbt")


def test_a_citation_with_its_day_and_one_that_stays_unresolved(built: Built) -> None:
    found = built.rows(
        "select document_number, document_kind, issuer_name, issued_on::varchar, is_resolved, document_id is not null, province_id "
        "from out.out_document_citation order by document_number"
    )
    assert found == [
        ("05-CT/TW", "directive", "Bộ Chính trị", "2016-05-15", True, True, "bac_kan"),
        ("12/QĐ-TTg", "decision", "Thủ tướng Chính phủ", "2024-06-03", True, True, "hai_duong"),
        ("9", "decision", None, None, False, False, "bac_kan"),
    ]


def test_the_decision_on_an_award_is_a_document(built: Built) -> None:
    found = built.rows(
        "select status, decision_number, citations.document_number, citations.issued_on::varchar from out.out_award as awards "
        "left join out.out_document_citation as citations on awards.decision_document_id = citations.document_id "
        "where award_class = 'co_thi_dua' order by status"
    )
    assert found == [("conferred", "12/QĐ-TTg", "12/QĐ-TTg", "2024-06-03"), ("proposed", None, None, None)]


def test_a_campaign_in_its_province(built: Built) -> None:
    assert built.rows("select campaign_name, campaign_kind, province_id, current_province_name, article_count from out.out_campaign") == [
        ("Dân vận khéo", "movement", "bac_kan", "Thái Nguyên", 1)
    ]


def test_members_belong_to_the_bloc_that_meets(built: Built) -> None:
    found = built.rows(
        "select printed_unit_name, organization_id is not null, membership_year, listed_count from out.out_bloc_membership order by 1"
    )
    assert found == [("Sở Lạ", False, 2023, 2), ("Thanh tra tỉnh", True, 2023, 2)]
    blocs = "select distinct bloc_id from out.out_bloc_membership"
    assert built.rows(f"select count(*) from out.out_meeting where bloc_id in ({blocs}) and province_id = 'bac_kan'")[0][0] > 0


def test_every_further_mention_is_a_fact_or_says_why_not(built: Built) -> None:
    accepted = built.rows("select count(*) from intermediate.int_further_mentions where disposition = 'accepted'")[0][0]
    facts = built.rows(
        "select (select count(*) from marts.fct_document_citation) + (select count(*) from marts.fct_campaign) "
        "+ (select count(*) from marts.bridge_bloc_membership)"
    )[0][0]
    assert accepted == facts == 6


def test_what_is_unsure_waits_in_the_review_queue(built: Built) -> None:
    found = built.rows("select review_reason, subject from out.out_review_queue where mention_type = 'campaign'")
    assert found == [("low_confidence", "campaign")]


def test_further_mentions_are_no_events(built: Built) -> None:
    assert built.rows("select distinct mention_type from intermediate.int_mentions order by 1") == [
        ("award",),
        ("lead_unit",),
        ("meeting",),
    ]
