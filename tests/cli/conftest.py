"""Runs command lines in this process (fast) or as the real program (signals, imports, pipes)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from crawlers.home import Home
from warehouse.cli import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


Thidua = Callable[..., Said]
PROGRAM = [sys.executable, "-c", "import sys; from warehouse.cli import main; sys.exit(main())"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def thidua(home: Home, capfdbinary: pytest.CaptureFixture[bytes]) -> Thidua:
    """``thidua("read", "--json")`` with the test's home: exit code, standard output and standard error."""

    def run(*arguments: str | Path) -> Said:
        code = main(["--home", str(home.root), *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return run


def run_program(*arguments: str | Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Said:
    """The same as a process of its own."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        timeout=60,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
