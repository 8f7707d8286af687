"""Settings every test shares: no test reads the caller's configuration, writes to the home directory or leaves the loopback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# a property test must not fail because the machine was busy
settings.register_profile("everyday", deadline=None, max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test sees no THIDUA_* variable of the caller and writes its caches below its own folder."""
    for name in list(os.environ):
        if name.startswith(("THIDUA_", "DBT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DO_NOT_TRACK", "1")
