"""The pages about command line and configuration name every verb and key."""

from __future__ import annotations

import re
from pathlib import Path

import typer.main

from crawlers.config import Config, described_keys
from warehouse.cli.app import app

DOCS = Path(__file__).parents[2] / "docs"


def test_every_verb_is_explained() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # the application is a group
    assert len(commands) >= 14
    for name in commands:
        assert re.search(rf"^\| `{name}[ `]", page, re.MULTILINE), name


def test_every_key_is_explained_with_its_default() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]*) \|", page, re.MULTILINE))
    for key, _, default, _ in described_keys(Config()):
        assert key in rows
        if isinstance(default, int | float):
            assert float(rows[key]) == default
    assert set(rows) - {key for key, *_ in described_keys(Config())} == set()
