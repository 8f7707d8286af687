"""`thidua build` and `thidua release`: what they print; and the progress bar of a terminal."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.home import Home
from tests.cli.conftest import Thidua
from warehouse.build import BuildReport
from warehouse.cli.progress import shown_progress
from warehouse.release import ReleaseReport


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch, home: Home) -> SimpleNamespace:
    """Stand-ins for the build and the release rooms: what they will report, and how they were asked."""
    said = SimpleNamespace(skipped=False, unchanged=False, full=None)

    def build(home: Home, *, full: bool = False) -> BuildReport:
        said.full = full
        return BuildReport(said.skipped, "abc", home.build / "warehouse.duckdb", {"model": 3, "test": 9}, (), 1.25)

    def release(home: Home) -> ReleaseReport:
        changes: dict[str, Any] = {"out_meeting": 2}
        return ReleaseReport("2026.11.02-1", home.releases / "2026.11.02-1", said.unchanged, None, {"out_meeting": 7}, changes, {}, {}, 0.5)

    monkeypatch.setattr("warehouse.build.build", build)
    monkeypatch.setattr("warehouse.release.release", release)
    return said


def test_a_build_says_what_was_built_or_that_nothing_is_new(thidua: Thidua, rooms: SimpleNamespace) -> None:
    said = thidua("build")
    assert said.code == 0
    assert said.out == "Built and tested in 1.2 s: 3 models, 9 tests.\n"
    assert rooms.full is False
    assert json.loads(thidua("build", "--full", "--json").out)["counts"] == {"model": 3, "test": 9}
    assert rooms.full is True
    rooms.skipped = True
    assert thidua("build").out.startswith("Nothing new:")


def test_a_release_says_where_it_is_or_that_nothing_is_new(thidua: Thidua, rooms: SimpleNamespace) -> None:
    said = thidua("release")
    assert said.code == 0
    assert "Release 2026.11.02-1" in said.out
    assert "out_meeting" in said.out
    report = json.loads(thidua("release", "--json").out)
    assert (report["version"], report["rows"], report["added"], report["unchanged"]) == (
        "2026.11.02-1",
        {"out_meeting": 7},
        {"out_meeting": 2},
        False,
    )
    rooms.unchanged = True
    assert thidua("release").out.startswith("Nothing new: the build says the same as release 2026.11.02-1")


def test_a_terminal_gets_a_bar_and_everything_else_plain_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with shown_progress("reading") as show:
        show(1, 4, "one page")
        show(0, None, "building")
        show(4, 4, "four pages")
    bar = capsys.readouterr()
    assert "four pages" in bar.err
    assert bar.out == ""
    monkeypatch.undo()
    monkeypatch.setattr("warehouse.cli.progress._SECONDS_BETWEEN_LINES", 0.0)
    with shown_progress("reading") as show:
        show(1, 4, "one page")
        show(1, None, "more")
    said = capsys.readouterr()
    plain = said.out + said.err
    assert "reading: one page (25 %)" in plain
    assert "reading: more" in plain
    assert "\x1b[?25l" not in plain
