"""What the fixture's articles become: events counted once, names linked by date, status and individuals respected."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt.building import Built
from tests.dbt.stories import PERSON

pytestmark = pytest.mark.xdist_group("dbt")


def test_every_node_of_the_build_passes(built: Built) -> None:
    bad = {name: status for name, status in built.statuses.items() if status not in {"pass", "success", "no-op"}}
    assert bad == {}
    assert sum(status == "pass" for status in built.statuses.values()) >= 120


def test_a_meeting_told_by_two_sites_and_a_look_back_is_one(built: Built) -> None:
    rows = built.rows(
        """
        select meeting_type, also_types, period, held_on, session, host_names, member_count, mention_count, site_count, disputed_slot_count
        from out.out_meeting where province_id = 'bac_kan' and meeting_type in ('annual_review', 'pact_signing')
        """
    )
    assert rows == [("annual_review", "pact_signing", "2023", date(2023, 12, 20), "morning", "Văn phòng Tỉnh ủy", 10, 3, 2, 1)]
    methods = built.rows(
        """
        select match_method, is_primary from marts.bridge_meeting_mention
        inner join marts.fct_meeting using (meeting_id)
        where period = '2023' and province_id = 'bac_kan' order by all
        """
    )
    assert methods == [("exact_key", True), ("same_day", False), ("undated", False)]


def test_two_seminars_of_one_year_are_two_and_the_undated_account_joins_the_nearer(built: Built) -> None:
    rows = built.rows("select held_on, mention_count, date_precision from out.out_meeting where meeting_type = 'thematic' order by held_on")
    assert rows == [(date(2022, 5, 10), 1, "day"), (date(2022, 9, 5), 2, "day")]


def test_a_lead_unit_conflict_is_visible_and_nothing_is_dropped(built: Built) -> None:
    rows = built.rows(
        "select unit_name, is_conflicting from out.out_lead_unit where lead_year = 2024 and province_id = 'bac_kan' order by unit_name"
    )
    assert rows == [("Ban Dân vận Tỉnh ủy", True), ("Ban Tổ chức Tỉnh ủy", True)]
    queue = built.rows("select count(*) from out.out_review_queue where review_reason = 'conflicting_head'")
    assert queue == [(2,)]


def test_a_proposal_and_its_decision_are_two_rows_of_one_case(built: Built) -> None:
    rows = built.rows(
        """
        select status, stage, award_type_code, decision_number, mention_count, is_case_with_both, recipient_name
        from out.out_award where award_class = 'co_thi_dua' order by status
        """
    )
    assert rows == [
        ("conferred", "received", "FLAG_GOV", "12/QĐ-TTg", 2, True, "Ban Tổ chức Tỉnh ủy"),
        ("proposed", "proposed", "FLAG_GOV", None, 1, True, "Ban Tổ chức Tỉnh ủy"),
    ]
    assert built.rows("select count(distinct award_case_id) from out.out_award where award_class = 'co_thi_dua'") == [(1,)]


def test_what_is_only_aimed_at_gives_no_award(built: Built) -> None:
    assert built.rows("select count(*) from intermediate.int_mentions where stage = 'aimed' and disposition = 'not_a_fact'") == [(1,)]
    assert built.rows("select count(*) from out.out_award where stage = 'aimed'") == [(0,)]


def test_counted_awards_of_two_articles_are_one_row_with_its_count(built: Built) -> None:
    rows = built.rows(
        """
        select recipient_name, recipient_count, is_counted, article_count, award_type_code
        from out.out_award where province_id = 'ninh_binh' and recipient_kind = 'collective'
        """
    )
    assert rows == [(None, 5, True, 2, "CERT_PROV")]


def test_individuals_are_counted_and_named_nowhere_that_is_published(built: Built) -> None:
    rows = built.rows(
        "select recipient_name, recipient_count, status, article_count from out.out_award where recipient_kind = 'individual'"
    )
    assert rows == [(None, 1, "conferred", 2)]
    tables = built.rows("select schema_name, table_name from duckdb_tables() where schema_name in ('marts', 'out')")
    assert len(tables) >= 17
    for schema, table in tables:
        naming = f"select count(*) from {schema}.{table} as t where contains(to_json(t)::varchar, '{PERSON}')"
        assert built.rows(naming) == [(0,)], table


def test_doubtful_and_unknown_things_wait_in_the_review_queue(built: Built) -> None:
    rows = built.rows("select review_reason, subject from out.out_review_queue where review_reason <> 'conflicting_head' order by all")
    assert rows == [
        ("low_confidence", "campaign"),
        ("low_confidence", "meeting"),
        ("unknown_authority", "Hội quán Tre Xanh"),
        ("unknown_organization", "Tổ Hoa Ban"),
    ]
    assert built.rows("select unit_name, organization_id from out.out_lead_unit where lead_year = 2023") == [("Tổ Hoa Ban", None)]
    assert built.rows("select count(*) from out.out_meeting where province_id = 'ha_giang'") == [(0,)]


def test_after_the_merger_a_name_means_the_new_unit_and_for_old_years_the_old_one(built: Built) -> None:
    assert built.rows("select province_name, province_code, current_province_name from out.out_meeting where period = '2025'") == [
        ("Thái Nguyên", "19", "Thái Nguyên")
    ]
    rows = built.rows(
        """
        select lead_year, out_lead_unit.province_id, dim_organization.province_id, province_code, current_province_id, current_province_code
        from out.out_lead_unit inner join marts.dim_organization using (organization_id)
        where lead_year in (2019, 2026) order by lead_year
        """
    )
    assert rows == [
        (2019, "bac_kan", "bac_kan", "06", "thai_nguyen", "19"),
        (2026, "thai_nguyen", "thai_nguyen", "19", "thai_nguyen", "19"),
    ]


def test_an_edited_article_keeps_its_versions_and_counts_with_the_last(built: Built) -> None:
    rows = built.rows(
        """
        select version_count, capture_count, strftime(first_seen_at, '%d'), strftime(version_first_seen_at, '%d'), strftime(last_seen_at, '%d')
        from marts.fct_article where url like '%/so-ket-%'
        """
    )
    assert rows == [(2, 3, "08", "09", "10")]
    assert built.rows("select member_count, mention_count from out.out_meeting where meeting_type = 'midyear_review'") == [(9, 1)]


def test_a_later_reading_replaces_an_earlier_one_whole(built: Built) -> None:
    assert built.rows("select mention_count, is_relevant from out.out_article where article_url like '%/thi-nau-an-%'") == [(0, False)]


def test_coverage_counts_pages_and_not_visits(built: Built) -> None:
    rows = built.rows(
        """
        select pages_seen, pages_captured, pages_read, articles_read, relevant_articles_read, fetch_failures
        from out.out_coverage where site_id = 'baohagiang' and month_on = date '2021-03-01'
        """
    )
    assert rows == [(3, 1, 1, 1, 0, 2)]


def test_each_row_carries_words_title_address_site_and_time(built: Built) -> None:
    for table in ("out_meeting", "out_lead_unit", "out_award"):
        missing = built.rows(
            f"""
            select count(*) from out.{table}
            where quote is null or quote = '' or length(quote) > 300 or article_title is null or article_url not like 'https://%'
               or site_id is null or site_name is null or captured_at is null or mention_count < 1
            """
        )
        assert missing == [(0,)], table


def test_nothing_published_says_which_run_or_build_made_it(built: Built) -> None:
    names = {name for (name,) in built.rows("select column_name from duckdb_columns() where schema_name in ('out', 'marts')")}
    assert not {name for name in names if "run_id" in name or name.startswith(("built", "loaded", "dbt_"))}
    assert not names & {"reader_version", "rules_version", "author"}


def test_article_text_stays_in_parquet(built: Built) -> None:
    columns = built.rows(
        """
        select table_name, column_name from duckdb_columns()
        where column_name in ('article_text', 'body_text', 'lead_text')
          and table_name in (select table_name from duckdb_tables())
        """
    )
    assert columns == []
