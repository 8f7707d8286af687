"""A home that may ask archives, and what a backfill left in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import Capture, archive_files, iter_captures, verify_warc
from crawlers.backfill.choosing import Wishes
from crawlers.backfill.report import BackfillReport, Period
from crawlers.backfill.run import backfill
from crawlers.config import load_config
from crawlers.home import Home, new_run_id
from crawlers.registry import Registry, load_registry
from tests.backfill.archive_server import WebArchive

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


@pytest.fixture
def archive(home: Home) -> Iterator[WebArchive]:
    with WebArchive() as archive:
        home.config_file.write_text(f'contact = "test@example.org"\n{archive.settings()}')
        yield archive


@pytest.fixture
def fill(home: Home, registry: Registry) -> Any:
    def run(site: str = "baohagiang", source: str = "wayback", period: Period = YEARS, **more: Any) -> BackfillReport:
        flags = {name: more.pop(name) for name in ("is_dry", "ask_again", "minutes", "progress") if name in more}
        return backfill(
            home, load_config(home), registry, new_run_id(), registry.site(site), source, period=period, wishes=Wishes(**more), **flags
        )

    return run
