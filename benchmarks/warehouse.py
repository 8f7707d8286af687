"""``thidua build`` of the chronicle: hundreds of articles with known truth, every model and data test, as a whole process.

The first build of a home parses the dbt project, which takes a third of its time; the next ones start from what was parsed.
"""

from __future__ import annotations

import json
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure
from crawlers.home import Home
from tests.dbt.chronicle import Chronicle

THIDUA = str(Path(sysconfig.get_path("scripts")) / "thidua")


def figures() -> list[Figure]:
    """Wall time of a first and of a later build, and of the one that finds nothing new."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        chronicle = Chronicle().build()
        chronicle.landing.write(home.landing)
        first, report = _build(home)
        again, _ = _build(home, "--full")
        unchanged, skipped = _build(home)
    return [
        Figure("articles of the chronicle", chronicle.truth.article_count, "", goal=300, at_least=True),
        Figure("data tests of its build", report["counts"]["test"], "", goal=120, at_least=True),
        Figure("first build of the chronicle, the process included", first, "s", goal=20),
        Figure("a later build of it", again, "s", goal=20),
        Figure("a build that finds nothing new", unchanged, "s"),
        Figure("dbt runs in it", float(not skipped["skipped"]), "", goal=0),
    ]


def _build(home: Home, *options: str) -> tuple[float, dict[str, Any]]:
    started = time.monotonic()
    done = subprocess.run([THIDUA, "--home", str(home.root), "build", "--json", *options], capture_output=True, check=True)
    seconds = time.monotonic() - started
    report: dict[str, Any] = json.loads(done.stdout)
    return seconds, report
