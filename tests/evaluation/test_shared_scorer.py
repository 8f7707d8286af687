"""On the gold set the evaluation and the scorer beside the checkout say the same, where the scorer is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.registry import load_registry
from tests.conftest import SHARED
from tests.evaluation.conftest import evaluation_of
from tests.gold import agreement
from warehouse.evaluation.gold import GOLD, SPLITS, load_gold
from warehouse.events import extract, to_json

SCORER = SHARED / "score_events.py"
pytestmark = pytest.mark.xdist_group("gold")  # both halves are measured once


@pytest.mark.parametrize("split", SPLITS)
def test_both_scorers_agree_within_rounding(split: str, tmp_path: Path) -> None:
    if not SCORER.exists():
        return
    registry = load_registry()
    answers = [
        to_json(extract(article.document, province_of_host=registry.province_for_host)) for article in load_gold(GOLD, split, registry)
    ]
    predictions = tmp_path / "answers.jsonl"
    predictions.write_text("".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(GOLD / split), str(predictions), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    figures = evaluation_of(split).figures
    wanted = {"relevance": theirs["relevance"], "argument": theirs["argument"]}
    wanted |= {f"{table}.{part}": theirs[part][table] for part in ("rows", "slots") for table in ("meetings", "lead_units", "awards")}
    assert theirs["articles"] == len(evaluation_of(split).scores)
    for name, shares in wanted.items():
        tally = figures[name].tally
        # the scorer takes pairs as they come and is laxer with a few names: a slot or two of thousands
        assert [tally.precision, tally.recall, tally.f1] == pytest.approx(shares, abs=0.002), name


@pytest.mark.parametrize("split", SPLITS)
def test_readers_agree_as_the_comparison_of_readings_says(split: str) -> None:
    """The second reading judged as an answer gives the rows F1 that the gold set's own script gives."""
    counts = dict.fromkeys(agreement.KEYS, (0, 0, 0))
    articles = 0
    for path in sorted((GOLD / split).glob("*.json")):
        second = GOLD / "second" / path.name
        if second.exists():
            articles += 1
            pair = (json.loads(one.read_text(encoding="utf-8")) for one in (path, second))
            for table, found in agreement.compare(*pair).items():
                counts[table] = (counts[table][0] + found[0], counts[table][1] + found[1], counts[table][2] + found[2])
    evaluation = evaluation_of(split)
    assert evaluation.readers["second"].articles == articles
    for table, (paired, first, second_rows) in counts.items():
        expected = 2 * paired / (first + second_rows) if first + second_rows else 1.0
        # that script knows more short forms of names; here a short form is a difference, as it is for the rules
        assert evaluation.readers["second"].figures[f"{table}.rows"].tally.f1 == pytest.approx(expected, abs=0.04), table
