"""A home that may ask archives, and what a backfill left in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.archive import Capture, archive_files, iter_captures, verify_warc
from crawlers.backfill.report import Period
from crawlers.home import Home
from crawlers.registry import Registry, load_registry

YEARS = Period(2015, 2025)
Taken = Callable[[], list[Capture]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.config_file.write_text('contact = "test@example.org"\n')
    return home


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture
def taken(home: Home) -> Taken:
    """``taken()``: every capture in the archive, whose files are whole."""

    def captures() -> list[Capture]:
        for path in archive_files(home):
            verify_warc(path)
        return list(iter_captures(home))

    return captures
