"""Seeds agree with the code and data they speak of."""

from __future__ import annotations

from typing import get_args

from crawlers.outcomes import Outcome
from crawlers.reference import reference_rows
from crawlers.registry import load_registry
from crawlers.registry.schema import SiteKind, SiteStatus
from warehouse.articles.model import DateOrigin, Precision
from warehouse.articles.outcomes import READ_OUTCOMES
from warehouse.build.site_seed import SEED, site_seed
from warehouse.events.model import Origin


def codes(enum: str) -> set[str]:
    return {row["code"] for row in reference_rows("enum_labels") if row["enum"] == enum}


def test_the_site_seed_is_current() -> None:
    assert SEED.read_text(encoding="utf-8") == site_seed(load_registry()), "run python -m warehouse.build.site_seed"


def test_enumerations_are_those_of_the_code() -> None:
    assert codes("crawl_outcome") == {outcome.value for outcome in Outcome}
    assert codes("read_outcome") == set(READ_OUTCOMES)
    assert codes("published_precision") == set(get_args(Precision))
    assert codes("published_origin") == set(get_args(DateOrigin))
    assert codes("slot_origin") == set(get_args(Origin))
    assert codes("site_kind") == set(get_args(SiteKind))
    assert codes("site_status") == {*get_args(SiteStatus), "unlisted"}


def test_every_code_has_both_labels() -> None:
    assert [row for row in reference_rows("enum_labels") if not row["label_vi"] or not row["label_en"]] == []


def test_every_class_of_award_has_a_type_of_its_own_class() -> None:
    classes = {row["code"]: row["label_class"] for row in reference_rows("award_types")}
    fallbacks = set()
    for row in reference_rows("award_type_by_authority"):
        assert classes[row["award_type_code"]] == row["award_class"], row
        if not row["authority_code"]:
            fallbacks.add(row["award_class"])
    assert fallbacks == codes("award_class")


def test_every_authority_that_decides_a_type_is_known() -> None:
    known = {row["authority_code"] for row in reference_rows("authorities")}
    assert {row["authority_code"] for row in reference_rows("award_type_by_authority")} - {""} <= known


def test_families_of_organisations_and_of_rules_are_known() -> None:
    import tomllib

    from crawlers.reference import ROOT

    families = {row["bloc_family"] for row in reference_rows("bloc_families")}
    assert {row["bloc_family"] for row in reference_rows("organizations")} - {""} <= families
    rules = tomllib.loads((ROOT / "warehouse" / "events" / "data" / "blocs.toml").read_text(encoding="utf-8"))
    assert {family["code"] for family in rules["family"]} <= families


def test_sixty_three_provinces_lead_into_thirty_four() -> None:
    rows = reference_rows("provinces")
    assert len({row["province_id"] for row in rows}) == len(rows) == 63
    assert len({row["new_province"] for row in rows}) == 34
