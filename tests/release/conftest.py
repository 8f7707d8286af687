"""A home with a finished fake build."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.home import Home
from tests.release.fake_build import FakeBuild, first_build


@pytest.fixture
def fake(tmp_path: Path) -> FakeBuild:
    """A build that a test may still change; :meth:`FakeBuild.finish` makes it the last successful one."""
    return first_build(Home(tmp_path / "home"))
