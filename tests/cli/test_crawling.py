"""`thidua crawl` and `thidua nightly`: what they print, their exit codes, and who is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.runner import CrawlProgress, CrawlReport
from tests.cli.conftest import Thidua
from tests.warehouse_core.conftest import LONG, ArchiveMaker, article_page, article_url
from warehouse.home_lock import home_lock
from warehouse.ledger import Ledger
from warehouse.release.about import write_checksums


@pytest.fixture
def notice(home: Home, tmp_path: Path) -> Path:
    """A home with a contact whose notices go to a file."""
    out = tmp_path / "notice.json"
    home.root.mkdir()
    command = json.dumps([sys.executable, "-c", f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read())"])
    home.config_file.write_text(f'contact = "a@example.org"\n[notices]\ncommand = {command}\n', encoding="utf-8")
    return out


class Web:
    """Stands in for the crawl of live sites."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {"nbtv": {"captured": 2, "unchanged": 1, "http_error": 1}}
        self.warnings: tuple[str, ...] = ()
        self.error: Exception | None = None
        self.stopped_by: int | None = None
        self.asked: list[tuple[str, ...]] = []

    def crawl(
        self, home: Home, config: Any, run_id: str, sites: tuple[str, ...] = (), *, settings: Any = None, progress: Any = None
    ) -> CrawlReport:
        self.asked.append(tuple(sites))
        if self.error:
            raise self.error
        if progress:
            progress(CrawlProgress(3, 4, 2, {"nbtv": (3, 4)}))
        return CrawlReport(run_id, self.counts, not_due={"nbtv": 5}, warnings=self.warnings, stopped_by=self.stopped_by)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    web = Web()
    monkeypatch.setattr("crawlers.runner.crawl", web.crawl)
    return web


@pytest.fixture
def publishing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Stands in for build and release; called with an error, the build fails with it."""
    errors: list[Exception | None] = [None]

    def build_step(home: Home, ledger: Ledger, *, full: bool = False) -> None:
        with ledger.step("build"):
            if errors[0]:
                raise errors[0]

    def release_step(home: Home, ledger: Ledger) -> SimpleNamespace:
        with ledger.step("release"):
            folder = home.releases / "2026.11.02-1"
            folder.mkdir(parents=True)
            (folder / "datapackage.json").write_text("{}\n", encoding="utf-8")
            write_checksums(folder)
            home.latest.symlink_to("releases/2026.11.02-1")
        changes = {"out_article": 1}
        return SimpleNamespace(
            unchanged=False, version=folder.name, path=folder, previous=None, rows=changes, added=changes, changed={}, removed={}
        )

    monkeypatch.setattr("warehouse.nightly.build_step", build_step)
    monkeypatch.setattr("warehouse.nightly.release_step", release_step)

    def fail_with(error: Exception | None) -> None:
        errors[0] = error

    return fail_with


@pytest.mark.usefixtures("notice")
def test_a_crawl_reports_pages_by_site_and_outcome(thidua: Thidua, web: Web) -> None:
    said = thidua("crawl", "nbtv")
    assert said.code == 0
    assert web.asked == [("nbtv",)]
    for words in ("nbtv", "captured", "http_error", "5 known articles were named again and not asked for"):
        assert words in said.out
    report = json.loads(thidua("crawl", "--json").out)
    assert report["sites"] == web.counts
    assert report["outcomes"] == {"captured": 2, "http_error": 1, "unchanged": 1}
    run = json.loads(thidua("status", "--json").out)["runs"][0]
    assert (run["verb"], run["status"], run["run_id"]) == ("crawl", "done", report["run_id"])


@pytest.mark.usefixtures("notice")
def test_a_crawl_with_warnings_ends_with_3_and_a_stopped_one_with_its_signal(thidua: Thidua, web: Web) -> None:
    web.warnings = ("nbtv: not one page could be fetched.",)
    said = thidua("crawl")
    assert said.code == 3
    assert said.err.splitlines()[-1].endswith("The crawl is done with a warning: nbtv: not one page could be fetched.")
    for number, code in ((2, 130), (15, 143)):
        web.stopped_by = number
        assert thidua("crawl").code == code
        assert json.loads(thidua("status", "--json").out)["runs"][0]["status"] == "failed"


@pytest.mark.usefixtures("web")
def test_a_night_publishes_then_has_nothing_new(
    thidua: Thidua, home: Home, notice: Path, publishing: Callable[[Exception | None], None]
) -> None:
    ArchiveMaker(home).captures([(article_url(1), article_page("Khai mạc hội chợ", LONG))])
    said = thidua("nightly")
    assert said.code == 0, said.err
    for words in ("Crawled", "Read", "Release 2026.11.02-1"):
        assert words in said.out
    again = thidua("nightly")
    assert again.code == 0
    assert "Nothing new: release 2026.11.02-1 stays the latest" in again.out
    run = json.loads(thidua("nightly", "--json").out)
    assert [step["name"] for step in run["steps"]] == ["crawl", "read", "build"]
    assert run["status"] == "done"
    assert not notice.exists()


def test_a_failed_build_keeps_the_release_and_somebody_is_told(
    thidua: Thidua, home: Home, notice: Path, web: Web, publishing: Callable[[Exception | None], None]
) -> None:
    ArchiveMaker(home).captures([(article_url(1), article_page("Khai mạc hội chợ", LONG))])
    publishing(ThiduaError("The build failed at test x. The last release stays."))
    said = thidua("nightly")
    assert said.code == 1
    assert said.err.splitlines()[-1] == "thidua: The build failed at test x. The last release stays."
    told = json.loads(notice.read_text(encoding="utf-8"))
    assert (told["status"], told["error"]) == ("failed", "The build failed at test x. The last release stays.")
    assert [step["status"] for step in told["steps"]] == ["done", "done", "failed"]
    notice.unlink()
    publishing(None)
    web.error = ThiduaError("The network is down.")
    said = thidua("nightly")
    assert (said.code, said.err.splitlines()[-1]) == (1, "thidua: The network is down.")
    assert home.latest.exists()
    assert json.loads(notice.read_text(encoding="utf-8"))["error"] == "The network is down."


def test_a_night_with_warnings_ends_with_3_and_somebody_is_told(
    thidua: Thidua, home: Home, notice: Path, web: Web, publishing: Callable[[Exception | None], None]
) -> None:
    web.warnings = ("nbtv: gave less than it should.",)
    said = thidua("nightly")
    assert said.code == 3
    assert "nbtv: gave less than it should." in said.err.splitlines()[-1]
    assert json.loads(notice.read_text(encoding="utf-8"))["status"] == "warnings"
    assert "warned: nbtv: gave less than it should." in " ".join(thidua("status").out.split())


def test_a_night_that_finds_the_home_in_use_sends_its_notice(thidua: Thidua, home: Home, notice: Path) -> None:
    with home_lock(home, "20261101T020000Z-aaaaaa", "backfill"):
        said = thidua("nightly")
    assert (said.code, said.out) == (1, "")
    run = json.loads(notice.read_text(encoding="utf-8"))
    assert (run["verb"], run["status"]) == ("nightly", "failed")
    assert "is in use by `thidua backfill`" in run["error"]
    assert not list(home.runs.glob("*"))
