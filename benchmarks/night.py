"""Two nights of the demo as whole processes: what a build costs, and what a night costs that finds nothing new."""

from __future__ import annotations

import json
import resource
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure

THIDUA = str(Path(sysconfig.get_path("scripts")) / "thidua")


def figures() -> list[Figure]:
    """Wall time of the steps of a first night, and CPU of a second night beside that of the first one's build."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _night(home)
        first = _steps(home)
        build_again = _cpu([THIDUA, "--home", folder, "build", "--full"])
        second_night = _night(home)
        second = _steps(home)
    pages = first["read"]["counts"]["pages"]
    return [
        Figure("crawl of the replica, per page captured", first["crawl"]["seconds"] / first["crawl"]["counts"]["captured"] * 1000, "ms"),
        Figure("read and code, per page, workers started included", first["read"]["seconds"] / pages * 1000, "ms"),
        Figure("build with all its tests", first["build"]["seconds"], "s", goal=20),
        Figure("release", first["release"]["seconds"], "s", goal=5),
        Figure("a night without news / one build (CPU)", second_night / build_again, "x", goal=0.5),
        Figure("dbt runs in a night without news", float(not second["build"]["details"]["skipped"]), "", goal=0),
    ]


def _night(home: Path) -> float:
    return _cpu([THIDUA, "--home", str(home), "demo"])


def _cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _steps(home: Path) -> dict[str, dict[str, Any]]:
    newest = max((home / "state" / "runs").glob("*.json"))
    return {step["name"]: step for step in json.loads(newest.read_text(encoding="utf-8"))["steps"]}
