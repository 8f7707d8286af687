"""The five real articles beside the checkout come out wholly right, as plain text without any metadata."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.events import Document, extract, to_json

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))


def province_of_host(host: str) -> str | None:
    with (SHARED / "facts" / "sites.csv").open(encoding="utf-8", newline="") as handle:
        return next((row["province"] for row in csv.DictReader(handle) if row["domain"] == host), None)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seed_article_is_wholly_right(path: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    label = SHARED / "gold" / f"{path.stem}.json"
    (gold / label.name).write_bytes(label.read_bytes())
    found = to_json(extract(Document(path.stem, path.read_text(encoding="utf-8")), province_of_host=province_of_host))
    predictions = tmp_path / "found.jsonl"
    predictions.write_text(json.dumps(found, ensure_ascii=False) + "\n", encoding="utf-8")
    scored = subprocess.run(
        [sys.executable, str(SHARED / "score_events.py"), str(gold), str(predictions), "--json"], capture_output=True, text=True, check=True
    )
    figures = json.loads(scored.stdout)
    assert figures["wholly_right"] == 1, figures
    assert found["province"] == json.loads(label.read_text(encoding="utf-8"))["province"]
