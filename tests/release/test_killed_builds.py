"""A build that is killed at any model leaves nothing that the next one trips over, or that anybody could publish."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from crawlers.errors import ThiduaError
from crawlers.home import Home
from tests.cli.conftest import PROGRAM
from warehouse.build import build
from warehouse.build.success import database_file
from warehouse.release import ReleaseReport, release

pytestmark = pytest.mark.xdist_group("release-dbt")

# nothing but views is made, mentions are, some of the facts are
KILLED_AT = ("int_article_versions", "int_mentions", "fct_meeting")
PATIENCE_SECONDS = 60


def kill_at(home: Home, model: str) -> None:
    """Start the program's own build and end it with SIGKILL as soon as dbt says that it makes ``model``."""
    log = home.build / "logs" / "dbt.log"
    known = log.stat().st_size
    building = subprocess.Popen([*PROGRAM, "--home", str(home.root), "build", "--full"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _has_started(log, known, model):
        assert building.poll() is None, building.stderr.read().decode() if building.stderr else ""
        assert time.monotonic() < deadline, f"the build never came to {model}"
        time.sleep(0.005)
    os.kill(building.pid, signal.SIGKILL)
    building.communicate()
    assert building.returncode == -signal.SIGKILL


def _has_started(log: Path, known: int, model: str) -> bool:
    with log.open("rb") as handle:
        handle.seek(known)
        return any(b" START sql " in line and f".{model} ".encode() in line for line in handle)


def published(folder: Path) -> dict[str, bytes]:
    """The bytes of every table that a release publishes."""
    return {path.name: path.read_bytes() for kind in ("csv", "parquet", "excel") for path in (folder / kind).iterdir()}


def test_the_build_after_a_kill_gives_the_same_release(real_home: Home, released: ReleaseReport, tmp_path: Path) -> None:
    expected = published(released.path)
    for model in KILLED_AT:
        kill_at(real_home, model)
        assert database_file(real_home).exists(), "it was killed while it wrote"
        with pytest.raises(ThiduaError, match="no tested build"):
            release(real_home)
        assert real_home.latest.resolve() == released.path
    assert not build(real_home).skipped
    assert release(real_home).unchanged
    # without an earlier release there is nothing to be the same as: every file is written anew
    real_home.latest.unlink()
    again = release(real_home)
    assert not again.unchanged
    assert published(again.path) == expected
