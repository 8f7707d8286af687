"""A home with a finished fake build; and one with the dbt project of the checkout, built and released from invented articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.home import Home
from tests.dbt import stories
from tests.release.fake_build import FakeBuild, first_build
from warehouse.build import BuildReport, build
from warehouse.release import ReleaseReport, release


@pytest.fixture
def fake(tmp_path: Path) -> FakeBuild:
    """A build that a test may still change; :meth:`FakeBuild.finish` makes it the last successful one."""
    return first_build(Home(tmp_path / "home"))


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("real"))
    stories.build().write(home.landing)
    return home


@pytest.fixture(scope="session")
def built(real_home: Home) -> BuildReport:
    return build(real_home)


@pytest.fixture(scope="session")
def released(real_home: Home, built: BuildReport) -> ReleaseReport:
    """The first release of the checkout's project; tests that need it share the worker of the group "release-dbt"."""
    return release(real_home)
