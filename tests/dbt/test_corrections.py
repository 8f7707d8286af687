"""What reviewers decide goes through a whole build into the release, and stops the build once the source has overtaken it."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from crawlers.errors import ThiduaError
from crawlers.home import Home
from tests.dbt import stories
from tests.dbt.building import PROJECT, Built
from tests.dbt.landing_zone import Landing
from warehouse.build import build
from warehouse.query import run_sql
from warehouse.release import release

pytestmark = pytest.mark.xdist_group("dbt")

REASON = {"reason": "seen in the minutes", "reviewer": "tester", "decided_on": "2026-02-01"}


@dataclass(frozen=True)
class Reviewed:
    home: Home
    project: Path


def mention_at(landing: Landing, path: str, mention_type: str) -> str:
    """The only mention of a type in the article at ``path``."""
    (article,) = {row["article_id"] for row in landing.rows["articles"] if row["url"].endswith(path)}
    (mention,) = {
        row["mention_id"] for row in landing.rows["mentions"] if (row["article_id"], row["mention_type"]) == (article, mention_type)
    }
    return str(mention)


def write_seed(project: Path, name: str, rows: list[dict[str, str]]) -> None:
    path = project / "seeds" / "corrections" / f"{name}.csv"
    header = path.read_text(encoding="utf-8").strip().split(",")
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, **REASON} for row in rows)


@pytest.fixture(scope="module")
def reviewed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    """The fixture with four decisions on it: a figure, a mention left out, two seminars that were one, an account of something else."""
    folder = tmp_path_factory.mktemp("reviewed")
    project = Path(shutil.copytree(PROJECT, folder / "project", ignore=shutil.ignore_patterns("target", "logs")))
    home = Home(folder / "home")
    landing = stories.build()
    landing.write(home.landing)
    matched = dict(built.rows("select mention_id, event_id from intermediate.int_event_matches"))
    review, look_back = (mention_at(landing, path, "meeting") for path in ("/tong-ket-post1.html", "/nhin-lai-post3.html"))
    second_head = mention_at(landing, "/bac-kan-ky-giao-uoc-2.html", "lead_unit")
    may, september = (mention_at(landing, path, "meeting") for path in ("/toa-dam-50.html", "/toa-dam-51.html"))
    write_seed(
        project,
        "corrections",
        [
            {"correction_id": "members", "mention_id": review, "slot": "member_count", "action": "set", "expect": "10", "value": "12"},
            {"correction_id": "no-head", "mention_id": second_head, "action": "drop"},
        ],
    )
    write_seed(
        project,
        "event_decisions",
        [
            {
                "decision_id": "one-seminar",
                "action": "merge",
                "mention_id": september,
                "with_mention_id": may,
                "expect": matched[september],
            },
            {"decision_id": "another-year", "action": "split", "mention_id": look_back, "expect": matched[look_back]},
        ],
    )
    build(home, project=project)
    return Reviewed(home, project)


def test_decisions_are_applied_and_listed_in_the_release(reviewed: Reviewed, built: Built) -> None:
    released = release(reviewed.home)
    with (released.path / "csv" / "out_correction.csv").open(encoding="utf-8", newline="") as handle:
        listed = {row["correction_id"]: row for row in csv.DictReader(handle)}
    assert {name: row["correction_action"] for name, row in listed.items()} == {
        "members": "set",
        "no-head": "drop",
        "one-seminar": "merge",
        "another-year": "split",
    }
    assert (listed["members"]["source_value"], listed["members"]["corrected_value"]) == ("10", "12")
    assert {row["reason"] for row in listed.values()} == {REASON["reason"]}
    assert not any("reviewer" in row for row in listed.values())

    def rows(sql: str) -> list[tuple[object, ...]]:
        return run_sql(reviewed.home, sql)[1]

    reviews = rows(
        "select held_on, member_count, mention_count from out_meeting where province_id = 'bac_kan' and meeting_type = 'annual_review' "
        "and period = '2023' order by held_on nulls last"
    )
    assert reviews == [(date(2023, 12, 20), 12, 2), (None, None, 1)]
    assert rows("select unit_name, is_conflicting from out_lead_unit where lead_year = 2024") == [("Ban Tổ chức Tỉnh ủy", False)]
    seminars = rows("select meeting_id, held_on, mention_count from out_meeting where meeting_type = 'thematic'")
    before = built.rows("select meeting_id from out.out_meeting where meeting_type = 'thematic' and held_on = date '2022-05-10'")
    assert seminars == [(*before[0], date(2022, 5, 10), 3)], "the event that the others join keeps its id and wins by its earlier account"
    methods = rows(
        "select match_method, match_score, count(*) from bridge_meeting_mention inner join fct_meeting using (meeting_id) "
        "where meeting_type = 'thematic' group by all order by all"
    )
    assert methods == [("exact_key", 1.0, 1), ("manual", 1.0, 2)]
    assert rows("select count(*) from fct_event_statement where is_corrected") == [(1,)]


def test_decisions_that_the_source_has_overtaken_stop_the_build(reviewed: Reviewed) -> None:
    landing = stories.build()
    for row in landing.rows["mention_slots"]:
        if (row["slot"], row["value"]) == ("member_count", "10"):
            row["value"] = "12"  # now the page says itself what the correction said
        if (row["slot"], row["value"]) == ("date", "2022-09-05"):
            row["value"] = "2022-05-10"  # and both seminars have one day
    shutil.rmtree(reviewed.home.landing)
    landing.write(reviewed.home.landing)
    with pytest.raises(ThiduaError, match=r"The build failed at test \w+_still_apply .* 1 more failed") as failed:
        build(reviewed.home, project=reviewed.project)
    for test in ("corrections_still_apply", "event_decisions_still_apply"):
        assert test in str(failed.value)
    assert "Nothing was published" in str(failed.value)
