"""The night: what it leaves out, what it does when a step fails, and who is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.config import Config
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from crawlers.registry import load_registry
from tests.warehouse_core.conftest import LONG, READ_RUNS, ArchiveMaker, article_page, article_url
from warehouse import nightly, notices
from warehouse.landing import recover
from warehouse.ledger import Ledger, Run, recent_runs, recorded_run
from warehouse.nightly import release_inputs, run_night
from warehouse.reading import read_archive


class Steps:
    """Stands in for crawl, build and release; reading is the real one."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.errors: dict[str, BaseException] = {}
        self._home = home
        for name in ("crawl", "build", "release"):
            monkeypatch.setattr(nightly, f"{name}_step", self._step(name))

    def _step(self, name: str) -> Callable[..., Any]:
        def step(home: Home, *given: Any, **_: Any) -> Any:
            ledger = next(one for one in given if isinstance(one, Ledger))
            with ledger.step(name):
                self.done.append(name)
                if name in self.errors:
                    raise self.errors[name]
                if name == "release":
                    (home.releases / "2026.11.02-1").mkdir(parents=True, exist_ok=True)
                    (home.releases / "2026.11.02-1" / "datapackage.json").write_text("{}", encoding="utf-8")
                    home.latest.unlink(missing_ok=True)
                    home.latest.symlink_to("releases/2026.11.02-1")
            return SimpleNamespace(unchanged=False, version="2026.11.02-1")

        return step


@pytest.fixture
def steps(home: Home, monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(home, monkeypatch)


def night(home: Home, number: int) -> nightly.Night:
    ledger = Ledger(home, READ_RUNS[number], "nightly")
    with recorded_run(ledger):
        return run_night(home, Config(contact="a@example.org"), ledger)


def test_build_and_release_run_only_when_pages_were_read(home: Home, archive: ArchiveMaker, steps: Steps) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    first = night(home, 0)
    assert steps.done == ["crawl", "build", "release"]
    assert first.is_new_release
    assert first.release_version == "2026.11.02-1"
    steps.done.clear()
    # a listing and the crawl's outcomes are new rows, but no fact can come of them
    archive.captures([(f"{article_url(1)[:22]}/thoi-su", b"<html></html>")], kind="listing")
    archive.outcomes([{"url": article_url(1), "outcome": "unchanged"}])
    second = night(home, 1)
    assert steps.done == ["crawl"]
    assert not second.is_new_release
    assert second.release_version == "2026.11.02-1"
    step = recent_runs(home)[0].step("build")
    assert step is not None
    assert step.status == "skipped"
    steps.done.clear()
    archive.captures([(article_url(2), article_page("Hội thi", LONG))])
    night(home, 2)
    assert steps.done == ["crawl", "build", "release"]


def test_a_damaged_note_of_what_was_released_costs_one_more_build(home: Home, archive: ArchiveMaker, steps: Steps) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    night(home, 0)
    for number, damaged in enumerate(("{", "[]"), start=1):
        (home.state / "released-inputs.json").write_text(damaged, encoding="utf-8")
        steps.done.clear()
        night(home, number)
        assert steps.done == ["crawl", "build", "release"]


def test_a_release_that_was_damaged_since_is_looked_after_although_nothing_is_new(home: Home, archive: ArchiveMaker, steps: Steps) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    night(home, 0)
    (home.latest / "datapackage.json").unlink()
    steps.done.clear()
    night(home, 1)
    assert steps.done == ["crawl", "build", "release"]
    steps.done.clear()
    night(home, 2)
    assert steps.done == ["crawl"]


def test_a_failed_build_is_tried_again_although_nothing_is_new(home: Home, archive: ArchiveMaker, steps: Steps) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    steps.errors["build"] = ThiduaError("A test failed; the last release stays.")
    with pytest.raises(ThiduaError, match="A test failed"):
        night(home, 0)
    assert recent_runs(home)[0].status == "failed"
    assert not home.latest.exists()
    steps.errors.clear()
    steps.done.clear()
    night(home, 1)
    assert steps.done == ["crawl", "build", "release"]


def test_a_failed_crawl_keeps_nothing_from_being_read_and_published(home: Home, archive: ArchiveMaker, steps: Steps) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    steps.errors["crawl"] = ThiduaError("The network is down.")
    done = night(home, 0)
    assert str(done.failure) == "The network is down."
    assert done.read is not None
    assert done.read.articles == 1
    assert steps.done == ["crawl", "build", "release"]
    assert recent_runs(home)[0].steps[0].error == "The network is down."


def test_a_missing_contact_begins_nothing(home: Home, steps: Steps) -> None:
    steps.errors["crawl"] = ConfigurationError("A live crawl needs a contact.")
    with pytest.raises(ConfigurationError):
        night(home, 0)
    assert steps.done == ["crawl"]
    assert not home.landing.exists()


def test_inputs_change_with_the_pages_read_and_with_the_project(home: Home, archive: ArchiveMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.captures([(article_url(1), article_page("Hội chợ", LONG))])
    empty = release_inputs(home)
    read_archive(home, load_registry(), READ_RUNS[0])
    read = release_inputs(home)
    assert read != empty
    assert release_inputs(home) == read
    recover(home.landing)
    assert release_inputs(home) == read
    monkeypatch.setattr(nightly, "project_fingerprint", lambda _: "another project")
    assert release_inputs(home) != read


@pytest.mark.parametrize(("status", "is_told"), [("failed", True), ("warnings", True), ("done", False)])
def test_a_notice_gets_the_run_as_json(tmp_path: Path, status: Any, is_told: bool) -> None:
    out = tmp_path / "notice.json"
    command = [sys.executable, "-c", f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read())"]
    run = Run(READ_RUNS[0], "nightly", "2026-11-02T01:00:00Z", 1, {}, status, error="Đĩa đầy")
    assert notices.send_notice(command, run) is is_told
    assert out.exists() is is_told
    if is_told:
        assert json.loads(out.read_text(encoding="utf-8"))["error"] == "Đĩa đầy"


@pytest.mark.parametrize("command", [["/nowhere/mail"], [sys.executable, "-c", "raise SystemExit(3)"]])
def test_a_notice_that_cannot_be_sent_changes_nothing(command: list[str]) -> None:
    run = Run(READ_RUNS[0], "nightly", "2026-11-02T01:00:00Z", 1, {}, "failed")
    assert notices.send_notice(command, run) is False
    assert notices.send_notice([], run) is False
