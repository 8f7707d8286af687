"""Statuses, evidence, confidence line, intervals, groups: what the figures are made of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluation.conftest import award, gold_article, label, lead, meeting
from warehouse.evaluation.acceptance import accepted_at, line_in_force
from warehouse.evaluation.article import judge_article
from warehouse.evaluation.counting import Tally
from warehouse.evaluation.evaluate import summarise
from warehouse.evaluation.evidence import check_evidence
from warehouse.evaluation.floors import Floors
from warehouse.evaluation.report import report
from warehouse.evaluation.resampling import figures
from warehouse.evaluation.statuses import EXTRA, MISSED, NO_FACT, confuse_statuses, told_apart
from warehouse.events import Document, extract, to_json

P = "Bắc Kạn"
TEXT = """Khối thi đua các cơ quan Đảng tỉnh Bắc Kạn tổng kết năm 2021

Chiều 14/12/2021, Khối thi đua các cơ quan Đảng tỉnh tổ chức hội nghị tổng kết công tác thi đua năm 2021.

Hội nghị suy tôn Ban Dân vận Tỉnh ủy, đề nghị UBND tỉnh tặng Cờ thi đua.
"""


def test_tally() -> None:
    tally = Tally(right=6, extra=2, missed=4)
    assert (tally.precision, tally.recall) == (0.75, 0.6)
    assert tally.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert (Tally().precision, Tally().recall, Tally().f1) == (1.0, 1.0, 1.0)
    assert Tally(extra=1).f1 == 0


def test_statuses_are_paired_without_looking_at_the_status() -> None:
    wanted = [
        award("Sở Y tế"),
        award("Sở Tư pháp", "conferred"),
        award("Sở Nội vụ"),
        award("Sở Công Thương"),
        award("Sở Du lịch", optional=True),
    ]
    found = [award("Sở Y tế"), award("Sở Tư pháp"), award("Sở Nội vụ", status=None), award("Sở Xây dựng", "conferred"), award("Sở Du lịch")]
    confusion = confuse_statuses(wanted, found, P)
    assert confusion == {
        ("proposed", "proposed"): 1,
        ("conferred", "proposed"): 1,
        ("proposed", NO_FACT): 1,
        ("proposed", MISSED): 1,
        (EXTRA, "conferred"): 1,
    }
    assert told_apart(confusion) == (1, 2)


def test_an_award_both_proposed_and_conferred_is_paired_by_its_status() -> None:
    both = [award("Sở Y tế", "conferred"), award("Sở Y tế", "proposed")]
    assert confuse_statuses(both, list(reversed(both)), P) == {("conferred", "conferred"): 1, ("proposed", "proposed"): 1}


def evident(text: str = TEXT) -> dict[str, Any]:
    return to_json(extract(Document("a", text)))


def test_evidence_of_an_answer_is_exact() -> None:
    answer = evident()
    checked, faults = check_evidence(answer, TEXT)
    assert answer["meetings"]
    assert checked > 5
    assert faults == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda evidence: evidence["bloc"]["spans"][0].update(start=evidence["bloc"]["spans"][0]["start"] + 1), "is not"),
        (lambda evidence: evidence["bloc"].update(origin="text", spans=[]), "no span"),
        (lambda evidence: evidence.pop("bloc"), "no evidence"),
        (lambda evidence: evidence["bloc"].update(origin="guessed"), "unknown origin"),
        (lambda evidence: evidence["bloc"].update(origin="derived", spans=[]), "derived from nothing"),
        (lambda evidence: evidence["bloc"].update(origin="metadata"), "no field"),
    ],
)
def test_evidence_that_is_not_exact_is_found(change: Any, fault: str) -> None:
    answer = evident()
    change(answer["meetings"][0]["evidence"])
    _, faults = check_evidence(answer, TEXT)
    assert len(faults) == 1
    assert fault in faults[0]


def test_rows_below_the_line_go_to_review() -> None:
    article = gold_article(lead_units=[lead("Sở Y tế"), lead("Sở Tư pháp", "deputy")], awards=[award("Sở Y tế")])
    answer = label(
        lead_units=[lead("Sở Y tế", confidence=0.9), lead("Sở Nội vụ", "deputy", confidence=0.4)], awards=[award("Sở Y tế", confidence=0.5)]
    )
    score = judge_article(article, answer)
    everything, some, few = (accepted_at([score], line) for line in (0.0, 0.5, 0.8))
    assert (everything.accepted, everything.share) == (Tally(2, 1, 1), 1.0)
    assert (some.accepted, some.share) == (Tally(2, 0, 1), pytest.approx(2 / 3))
    assert few.accepted == Tally(1, 0, 2)
    assert 0 < line_in_force() < 1


def test_intervals_are_deterministic_and_hold_the_figure() -> None:
    articles = [{"x": Tally(index % 5, index % 3 == 0, index % 4 == 0)} for index in range(40)]
    one, two = figures(articles, 300)["x"], figures(articles, 300)["x"]
    assert one == two
    assert one.interval is not None
    assert one.interval.low < one.tally.f1 < one.interval.high
    assert figures(articles, 0)["x"].interval is None
    assert figures([], 10) == {}


def evaluated(split: str) -> dict[str, Any]:
    article = gold_article(TEXT, meetings=[meeting(bloc="Khối thi đua các cơ quan Đảng tỉnh")], lead_units=[lead("Sở Y tế")])
    scores = [judge_article(article, evident())]
    return report(summarise(split, scores, resamples=10), Floors())


def test_the_test_half_shows_figures_only() -> None:
    dev, test = evaluated("dev"), evaluated("test")
    assert "a" in [worst["id"] for worst in dev["worst"]]
    assert any("Sở Y tế" in line for line in dev["worst"][0]["differences"])
    assert "worst" not in test
    assert "faulty" not in test["evidence"]
    assert "Sở Y tế" not in str(test)
    assert dev["figures"] == test["figures"]


def test_groups_are_by_kind_of_bloc_and_period() -> None:
    dated = gold_article(meetings=[meeting(date="2019-12-05")])
    undated = gold_article()
    by = report(summarise("dev", [judge_article(dated, label()), judge_article(undated, label())], resamples=0), Floors())["by"]
    assert {name: group["articles"] for name, group in by["period"].items()} == {"2018-2021": 1, "no year": 1}
    assert by["period"]["2018-2021"]["relevance"]["missed"] == 1
    assert list(by["bloc_kind"]) == ["no bloc meeting"]
