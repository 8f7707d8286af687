"""One build of the fixture for the whole room; every test of it reads the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt import stories
from tests.dbt.building import Built, dbt


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="session")
def target(room: Path) -> Path:
    """dbt's target folder, shared so that later runs start from the parsed project."""
    return room / "target"


@pytest.fixture(scope="session")
def landing(room: Path) -> Path:
    return stories.build().write(room / "landing")


@pytest.fixture(scope="session")
def built(room: Path, target: Path, landing: Path) -> Built:
    """The fixture, built and tested by ``dbt build``."""
    return dbt(["build"], room / "fixture", target=target, landing=landing)
