"""The build step: skipping, failing with a sentence, leaving nothing half done. Runs dbt on a project of two models."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from tests.release.mini_dbt import write_mini_project
from warehouse.build import build
from warehouse.build.catalog import Reference
from warehouse.build.lock import build_lock
from warehouse.build.success import Success, database_file, success_file
from warehouse.landing import LandingWriter

# one worker imports dbt, not each
pytestmark = pytest.mark.xdist_group("release-dbt")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_mini_project(tmp_path / "project")


def land(home: Home, *articles: str, run_id: str = "20260101T000000Z-00000a") -> None:
    with LandingWriter(home, run_id) as writer:
        for article in articles:
            writer.append("articles", {"article_id": article, "site_id": "site", "title": f"Tiêu đề {article}"})


def titles(home: Home) -> list[str]:
    with duckdb.connect(str(database_file(home)), read_only=True) as con:
        return [row[0] for row in con.execute("select title from out.out_article order by title").fetchall()]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_builds_tests_skips_and_builds_again_when_a_part_arrives(home: Home, project: Path) -> None:
    before = snapshot(project)
    land(home, "a1")
    first = build(home, project=project)
    assert (first.skipped, first.counts, titles(home)) == (False, {"model": 2, "test": 6}, ["Tiêu đề a1"])
    assert snapshot(project) == before, "the checkout's project is only read"

    stamp = database_file(home).stat().st_mtime_ns
    again = build(home, project=project)
    assert again.skipped
    assert again.fingerprint == first.fingerprint
    assert again.counts == first.counts
    assert database_file(home).stat().st_mtime_ns == stamp
    assert not build(home, project=project, full=True).skipped

    land(home, "a2", run_id="20260102T000000Z-00000b")
    third = build(home, project=project)
    assert third.fingerprint != first.fingerprint
    assert titles(home) == ["Tiêu đề a1", "Tiêu đề a2"]


def test_catalog_comes_from_the_manifest(home: Home, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build(Home(Path("home")), project=Path("project"))  # relative, as a caller may give them
    success = Success.load(home)
    assert success is not None
    site, article = success.catalog.tables
    assert [column.name for column in site.published_columns] == ["site_id"], "a column that is not opted in stays inside"
    assert (article.grain, article.primary_key) == ("one article", ("article_id",))
    by_name = {column.name: column for column in article.columns}
    assert by_name["site_id"].reference == Reference("dim_site", "site_id")
    assert by_name["title"].is_required
    assert not by_name["title"].is_unique


def test_failing_test_names_it_and_leaves_no_mark(home: Home, project: Path) -> None:
    land(home, "a1", "a1")
    with pytest.raises(ThiduaError, match="test unique_out_article_article_id") as caught:
        build(home, project=project)
    sentence = str(caught.value)
    assert "1 rows break it" in sentence
    assert "unique_out_article_article_id" in (home.build / "logs" / "dbt.log").read_text(encoding="utf-8")
    compiled = next(Path(word) for word in sentence.split() if word.endswith(".sql"))
    assert "having count(*) > 1" in compiled.read_text(encoding="utf-8").lower()
    assert caught.value.exit_code == 1
    assert not success_file(home).exists()


def test_failing_model_and_unparsable_project_are_one_sentence(home: Home, project: Path) -> None:
    model = project / "models/out/out_article.sql"
    model.write_text("select nowhere as article_id", encoding="utf-8")
    with pytest.raises(ThiduaError, match=r"model out_article .*nowhere") as caught:
        build(home, project=project)
    assert "\n" not in str(caught.value)
    model.write_text("select * from {{ ref('gone') }}", encoding="utf-8")
    with pytest.raises(ThiduaError, match="gone"):
        build(home, project=project)
    # the file is free again after every failure
    duckdb.connect(str(database_file(home))).close()


def test_an_empty_project_is_refused(home: Home, project: Path) -> None:
    for path in project.rglob("models/*/*.sql"):
        path.unlink()
    (project / "models/models.yml").unlink()
    with pytest.raises(ThiduaError, match="no model"):
        build(home, project=project)


def test_no_project_is_a_configuration_error(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no dbt project"):
        build(home, project=tmp_path)


def test_a_second_build_is_refused_while_one_runs(home: Home, project: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from crawlers.home import Home; from warehouse.build.lock import build_lock\n"
        "with build_lock(Home(Path(sys.argv[1]))): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(home.root)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ThiduaError, match="Another build or release is running"):
            build(home, project=project)
        holder.kill()
    with build_lock(home):
        assert (home.build / ".lock").exists(), "the lock died with its process"


def start_slow_build(home: Home, project: Path, pairs: int) -> subprocess.Popen[bytes]:
    """A build in a process of its own, stopped at its second model for as long as ``pairs`` squared comparisons take."""
    with (project / "models/out/out_article.sql").open("a", encoding="utf-8") as handle:
        numbers = "range({{ env_var('SLOW', '1') }})"
        handle.write(f"  and (select count(*) from {numbers} a, {numbers} b where a.range <> b.range) >= 0\n")
    script = (
        "import signal, sys; from pathlib import Path; from crawlers.home import Home; from warehouse.build import build\n"
        "def ended(*_): sys.exit(143)\n"
        "signal.signal(signal.SIGTERM, ended)\n"
        "build(Home(Path(sys.argv[1])), project=Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(home.root), str(project)], env={**os.environ, "SLOW": str(pairs)})
    running = home.build / "target/run/mini/models/out/out_article.sql"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not running.is_file():
        time.sleep(0.05)
    assert running.is_file()
    return process


def test_ended_in_the_middle_it_ends_as_its_caller_wants(home: Home, project: Path) -> None:
    land(home, "a1")
    process = start_slow_build(home, project, 15_000)
    process.terminate()
    assert process.wait(60) == 143
    assert Success.load(home) is None
    duckdb.connect(str(database_file(home))).close()


def test_full_disk_is_one_sentence(home: Home, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(home.landing / "articles"))

    monkeypatch.setattr("warehouse.build.builder.ensure_zero_parts", full)
    with pytest.raises(ThiduaError, match=r"No space left on device .*articles.*free some room"):
        build(home, project=project)


def test_an_empty_landing_zone_builds_and_a_damaged_mark_vouches_for_nothing(home: Home, project: Path) -> None:
    here = Path.cwd()
    build(home, project=project)
    assert titles(home) == []
    assert Path.cwd() == here
    assert Success.load(home) is not None
    for damaged in ("{", "[]", '{"format": 1}', '{"format": 1, "fingerprint": "", "project_fingerprint": "", "counts": {}, "warnings": 3}'):
        success_file(home).write_text(damaged, encoding="utf-8")
        assert Success.load(home) is None
