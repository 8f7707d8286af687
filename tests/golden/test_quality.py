"""What reading must reach on the golden pages, and how the measure counts."""

from __future__ import annotations

import pytest

from tests.golden.measuring import Form, mean_f1, measured_pages
from tests.golden.report import DOCUMENT, replaced
from tests.golden.scoring import score, shingles

FORMS: tuple[Form, ...] = ("as_is", "padded", "nameless")


@pytest.mark.parametrize("form", FORMS[:2])
def test_by_family_the_text_is_whole_and_the_date_exact(form: Form) -> None:
    pages = measured_pages(form)
    assert min(one.by_family.f1 for one in pages) >= 0.99
    assert [one.page.name for one in pages if not (one.is_whole_by_family and one.is_date_right)] == []


@pytest.mark.parametrize("form", FORMS[:2])
def test_the_generic_path_is_no_worse_than_trafilatura_on_any_page_and_better_on_hazards(form: Form) -> None:
    pages = measured_pages(form)
    assert [one.page.name for one in pages if one.generic.f1 < one.trafilatura.f1] == []
    assert mean_f1([one.generic for one in pages]) >= 0.99
    assert sum(one.is_title_right for one in pages) >= 0.95 * len(pages)
    assert sum(one.are_captions_right for one in pages) >= 0.9 * len(pages)
    assert sum(one.is_author_right for one in pages) >= 0.9 * len(pages)
    hazards = [one for one in pages if one.is_hazardous]
    assert len(hazards) >= 20
    assert mean_f1([one.generic for one in hazards]) > mean_f1([one.trafilatura for one in hazards]) + 0.1


def test_a_template_that_nobody_knows_any_more_costs_little() -> None:
    pages = measured_pages("nameless")
    assert mean_f1([one.generic for one in pages]) >= 0.98
    assert mean_f1([one.by_family for one in pages]) >= 0.95
    assert sum(one.is_date_right for one in pages) >= 0.85 * len(pages)


@pytest.mark.parametrize("form", FORMS)
def test_no_date_is_invented(form: Form) -> None:
    false = {"invented", "wrong"}
    assert [one.page.name for one in measured_pages(form) if {one.family_date, one.generic_date} & false] == []


def test_the_page_with_the_figures_is_not_stale() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == replaced(text), "python -m benchmarks quality --write"


def test_runs_of_four_words() -> None:
    assert shingles("Một hai ba bốn, năm!") == {("một", "hai", "ba", "bốn"): 1, ("hai", "ba", "bốn", "năm"): 1}
    assert shingles("hai từ") == {("hai", "từ"): 1}
    assert not shingles(" … ")


@pytest.mark.parametrize(
    ("found", "expected", "captions", "f1"),
    [
        ("a b c d e", "a b c d e", (), 1.0),
        ("a b c d", "a b c d e", (), 2 / 3),
        ("a b c d e x y z u", "a b c d e", (), 0.5),
        ("", "a b c d", (), 0.0),
        ("", "", (), 1.0),
        ("a b c d", "a b c d", ("p q r s t",), 1.0),
    ],
)
def test_the_score_of_a_text(found: str, expected: str, captions: tuple[str, ...], f1: float) -> None:
    assert score(found, expected, captions).f1 == pytest.approx(f1)


def test_captions_count_neither_way() -> None:
    assert score("p q r s", "", ("p q r s",)).f1 == 1.0
    assert score("p q r s", "p q r s", ("p q r s",)).f1 == 1.0
