"""More than three hundred articles with known truth build to exactly its events, terms, cases and copies, in whatever order they came."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.dbt.building import Built, dbt
from tests.dbt.chronicle import RUNS, Chronicle
from tests.dbt.identity import FLOOR, MODELS_ONLY, current_truth, identity_score, pairwise
from warehouse.build.catalog import read_catalog
from warehouse.release.exports import export_csv, export_parquet

pytestmark = pytest.mark.xdist_group("dbt")

LATER_RUN = "20260104T000000Z-000004"


@dataclass(frozen=True)
class Told:
    chronicle: Chronicle
    built: Built
    seconds: float


@pytest.fixture(scope="module")
def told(room: Path, target: Path) -> Told:
    chronicle = Chronicle().build()
    landing = chronicle.landing.write(room / "landing-chronicle")
    started = time.monotonic()
    built = dbt(["build", "--exclude-resource-type", "unit_test"], room / "chronicle", target=target, landing=landing)
    return Told(chronicle, built, time.monotonic() - started)


def test_the_chronicle_is_large_and_every_data_test_holds_on_it(told: Told) -> None:
    assert told.chronicle.truth.article_count >= 300
    assert {name: status for name, status in told.built.statuses.items() if status not in {"pass", "success", "no-op"}} == {}
    assert sum(status == "pass" for status in told.built.statuses.values()) >= 120


def test_events_are_exactly_those_of_the_truth(told: Told) -> None:
    truth = current_truth(told.built, told.chronicle.truth.events)
    found = dict(told.built.rows("select mention_id, event_id from intermediate.int_event_mentions"))
    assert set(found) == set(truth)
    assert len(set(found.values())) == len(set(truth.values()))
    assert len(set(zip(found.values(), (truth[mention] for mention in found), strict=True))) == len(set(truth.values()))
    score = identity_score(told.built, told.chronicle.truth.events)
    assert min(score.precision, score.recall) >= FLOOR
    assert score.true_pairs > 300


def test_sittings_of_one_day_are_told_apart_by_hour_and_host(told: Told) -> None:
    rows = told.built.rows(
        """
        select bloc_id, held_on, list_sort(list(session)), count(distinct host_names), sum(article_count)
        from out.out_meeting where meeting_type = 'thematic' group by bloc_id, held_on
        """
    )
    seminars = {event.rsplit("/", 1)[0] for event in told.chronicle.truth.events.values() if "/seminar/" in event}
    assert len(rows) == len(seminars) > 20
    assert {(tuple(sessions), hosts, articles) for _, _, sessions, hosts, articles in rows} == {(("afternoon", "morning"), 2, 3)}
    # of a yearly review the papers disagree on the hour: one meeting, and both hours are kept
    disputed = told.built.rows(
        "select count(*) from marts.fct_event_statement where property = 'session' and is_disputed and not is_winner"
    )
    assert disputed[0][0] > 10


def test_terms_of_heads_are_exactly_those_of_the_truth(told: Told) -> None:
    rows = told.built.rows(
        """
        select
            provinces.name_vi, blocs.bloc_family, split_part(blocs.bloc_numbers, '|', 1), terms.unit_name, terms.first_year, terms.last_year,
            terms.unknown_years_before
        from marts.fct_lead_term as terms
        inner join marts.dim_emulation_bloc as blocs using (bloc_id)
        inner join marts.dim_province as provinces on blocs.province_id = provinces.province_id and provinces.is_current
        union all
        select provinces.name_vi, blocs.bloc_family, split_part(blocs.bloc_numbers, '|', 1), terms.unit_name, terms.first_year, terms.last_year,
            terms.unknown_years_before
        from marts.fct_lead_term as terms
        inner join marts.dim_emulation_bloc as blocs using (bloc_id)
        inner join marts.dim_province as provinces on blocs.province_id = provinces.province_id
        where provinces.valid_to = date '2025-07-01' and blocs.province_id not in (select province_id from marts.dim_province where is_current)
        """
    )
    found = {
        (province, f"{province}/{family}/{number if family == 'economy' else None}", *rest) for province, family, number, *rest in rows
    }
    assert {row[:-1] for row in found} == told.chronicle.truth.terms()
    assert {row[-1] for row in found} == {None, 0}
    conflicts = told.built.rows("select count(*), count(*) filter (where is_preferred_head) from marts.fct_lead_unit where is_conflicting")
    assert conflicts[0][0] == 2 * conflicts[0][1] > 0


def test_award_cases_are_exactly_those_of_the_truth(told: Told) -> None:
    rows = told.built.rows(
        """
        select distinct provinces.name_vi, awards.printed_recipient_name, cases.achievement_year, cases.case_outcome
        from marts.fct_award_case as cases
        inner join out.out_award as awards using (award_case_id)
        inner join marts.dim_province as provinces on cases.province_key = provinces.province_key
        where cases.award_type_code = 'FLAG_PROV'
        """
    )
    assert {(province, unit, year): outcome for province, unit, year, outcome in rows} == told.chronicle.truth.cases
    assert len(rows) == len(told.chronicle.truth.cases)
    counts = dict(
        told.built.rows(
            "select measure, sum(event_count) from out.out_yearly_count where category in ('FLAG_PROV', 'CERT_PROV') group by all"
        )
    )
    conferred = sum(outcome != "proposed" for outcome in told.chronicle.truth.cases.values())
    certificates = told.chronicle.truth.counted_cases.values()
    given = sum(count is not None for _, count in certificates)
    undecided = sum(wanted is not None and count is None for wanted, count in certificates)
    assert counts == {"awards_conferred": conferred + given, "awards_proposed": len(told.chronicle.truth.cases) - conferred + undecided}


def test_so_many_proposed_and_fewer_decided_are_one_case_with_both_figures(told: Told) -> None:
    rows = told.built.rows(
        """
        select mentions.mention_id, cases.award_case_id, cases.proposed_recipient_count, cases.conferred_recipient_count, cases.recipient_count
        from marts.fct_award_case as cases
        inner join marts.fct_award as awards using (award_case_id)
        inner join marts.bridge_award_mention as mentions using (award_id)
        where cases.award_type_code = 'CERT_PROV'
        """
    )
    found: dict[tuple[str, int], set[tuple[object, ...]]] = {}
    for mention, *case in rows:
        key, year = told.chronicle.truth.events[mention].removeprefix("certificates/").rsplit("/20", 1)
        found.setdefault((key, int(f"20{year[:2]}")), set()).add(tuple(case))
    assert {case: len(rows) for case, rows in found.items()} == dict.fromkeys(found, 1)
    figures = {case: (wanted, count) for case, ((_, wanted, count, _),) in ((case, tuple(rows)) for case, rows in found.items())}
    assert figures == {case: both for case, both in told.chronicle.truth.counted_cases.items() if both != (None, None)}
    assert any(wanted and count and wanted != count for wanted, count in figures.values())
    assert all(total == (wanted if count is None else count) for ((_, wanted, count, total),) in found.values())


def test_copies_are_exactly_those_of_the_truth(told: Told) -> None:
    found = dict(told.built.rows("select article_id, original_article_id from marts.bridge_article_copy"))
    assert found == told.chronicle.truth.copies
    assert {kind for (kind,) in told.built.rows("select copy_kind from marts.bridge_article_copy")} == {"same_text", "near_duplicate"}


def test_statements_that_lost_are_kept(told: Told) -> None:
    rows = told.built.rows(
        """
        select count(*) filter (where is_winner), count(*) filter (where not is_winner)
        from marts.fct_event_statement where property = 'member_count' and is_disputed
        """
    )
    assert min(rows[0]) > 0


def _exports(built: Built, folder: Path) -> dict[str, bytes]:
    """The bytes of every published table, as CSV and as Parquet."""
    folder.mkdir()
    catalog = read_catalog(built.manifest)
    with duckdb.connect(str(built.database), read_only=True) as connection:
        for table in catalog.in_schema("out"):
            export_csv(connection, table, folder / f"{table.name}.csv")
            export_parquet(connection, table, folder / f"{table.name}.parquet", {"licence": "CC BY 4.0"})
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_any_way_to_the_same_captures_gives_byte_identical_exports(told: Told, room: Path, target: Path, tmp_path: Path) -> None:
    landing = told.chronicle.landing
    expected = _exports(told.built, tmp_path / "first")
    assert len(expected) >= 14
    # every build starts from nothing, so the last night's is also a second build of the same landing zone
    ways = {
        "night by night": [landing.until(run).write(room / f"landing-{run}") for run in (RUNS[0], RUNS[-1])],
        "all captures read again, in another order": [landing.read_again(LATER_RUN).write(room / "landing-reread", shuffle=11)],
    }
    for number, (way, landings) in enumerate(ways.items()):
        for night, folder in enumerate(landings):
            built = dbt(MODELS_ONLY, room / f"way-{number}-{night}", target=target, landing=folder)
        found = _exports(built, tmp_path / str(number))
        assert found.keys() == expected.keys()
        assert [name for name in expected if found[name] != expected[name]] == [], way


def test_pairs_are_counted_as_pairs() -> None:
    truth = {"a": "x", "b": "x", "c": "x", "d": "y"}
    assert pairwise(truth, {"a": "1", "b": "1", "c": "1", "d": "2"}).recall == 1.0
    torn = pairwise(truth, {"a": "1", "b": "1", "c": "2"})
    assert (torn.precision, round(torn.recall, 2)) == (1.0, 0.33)
    lumped = pairwise(truth, dict.fromkeys(truth, "1"))
    assert (lumped.precision, lumped.recall) == (0.5, 1.0)
