"""Quality floors: no figure of either half of the gold set may fall below its own, and the file only rises."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from crawlers.errors import ConfigurationError, ThiduaError
from tests.evaluation.conftest import evaluation_of
from warehouse.evaluation.evaluate import Evaluation
from warehouse.evaluation.floors import FILE_NAME, Floors, falls, guarded_figures, load_floors, raised, unexplained_falls, write_floors
from warehouse.evaluation.gold import GOLD, SPLITS

FILE = GOLD / FILE_NAME
pytestmark = pytest.mark.xdist_group("gold")  # both halves are measured once


def test_no_figure_lies_below_its_floor(evaluation: Evaluation) -> None:
    fallen = [str(fall) for fall in falls(evaluation, load_floors(FILE))]
    assert not fallen, "\n".join(fallen)


def test_every_figure_has_a_floor_in_both_halves(evaluation: Evaluation) -> None:
    floors = load_floors(FILE)
    assert set(floors.floors) == set(SPLITS)
    assert set(floors.floors[evaluation.split]) == set(guarded_figures(evaluation))
    assert floors.floors[evaluation.split]["evidence"] == 1.0


def test_the_file_has_only_risen_since_each_commit(tmp_path: Path) -> None:
    """Every version that the history holds (none in an unpacked archive) is met by the present one, or by a recorded reason."""
    command = ["git", "-C", str(GOLD), "log", "--format=%H", "--", FILE.name]
    log = subprocess.run(command, capture_output=True, text=True, check=False)
    now = load_floors(FILE)
    for commit in log.stdout.split():
        shown = subprocess.run(["git", "-C", str(GOLD), "show", f"{commit}:./{FILE.name}"], capture_output=True, text=True, check=False)
        if shown.returncode == 0:
            before = tmp_path / f"{commit}.toml"
            before.write_text(shown.stdout, encoding="utf-8")
            assert unexplained_falls(load_floors(before), now) == []


def test_floors_rise_with_the_figures_less_a_margin() -> None:
    dev = evaluation_of("dev")
    measured = guarded_figures(dev)
    fresh = raised(Floors(), dev).floors["dev"]
    for name, floor in fresh.items():
        if name == "evidence":
            assert floor == measured[name]
        else:
            assert measured[name] - 0.0111 < floor <= measured[name] - 0.01 + 1e-9
    low = Floors({"dev": dict.fromkeys(measured, 0.1)})
    assert raised(low, dev).floors["dev"] == fresh
    high = Floors({"dev": dict(measured)})
    assert raised(high, dev).floors["dev"] == measured, "a floor above the margin stays"


def test_a_fallen_figure_needs_a_reason_which_is_kept(tmp_path: Path) -> None:
    dev = evaluation_of("dev")
    too_high = Floors({"dev": {"awards.rows": 1.01}})
    assert [fall.figure for fall in falls(dev, too_high)] == ["awards.rows"]
    for reason in (None, "  "):
        with pytest.raises(ThiduaError, match=r"awards\.rows .* below its floor 1\.010"):
            raised(too_high, dev, reason=reason)
    lowered = raised(too_high, dev, reason="the guide changed:\n counts are open")
    assert lowered.floors["dev"]["awards.rows"] < guarded_figures(dev)["awards.rows"]
    path = tmp_path / "floors.toml"
    write_floors(path, lowered)
    kept = load_floors(path)
    assert kept == lowered
    assert kept.lowered[0]["reason"] == "the guide changed: counts are open"
    assert unexplained_falls(too_high, kept) == []
    assert unexplained_falls(kept, Floors({"dev": {}})) != []
    assert unexplained_falls(Floors({"dev": {"status": 0.9}}), Floors({"dev": {"status": 0.8}})) == ["dev status: 0.9 became 0.8"]


def test_a_malformed_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("[floors]\ndev = 3\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"floors\.toml: the floors cannot be read"):
        load_floors(path)
    assert load_floors(tmp_path / "none.toml") == Floors()
