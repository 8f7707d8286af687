"""The pages about command line and configuration name every verb and key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from crawlers.config import Config, described_keys
from warehouse.cli.app import app

DOCS = Path(__file__).parents[2] / "docs"


def test_every_verb_is_explained() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands
    assert len(commands) >= 14
    for name in commands:
        assert re.search(rf"^\| `{name}[ `]", page, re.MULTILINE), name


def _spoken() -> Iterator[tuple[str, str]]:
    """Command lines in backquotes, in messages and in documents, with the file they stand in."""
    root = DOCS.parent
    files = [*root.glob("*.md"), *DOCS.glob("*.md"), *(root / "crawlers").rglob("*.py"), *(root / "warehouse").rglob("*.py")]
    for path in files:
        for line in re.findall(r"`(?:\.venv/bin/)?thidua ([^`\n]+)`", path.read_text(encoding="utf-8")):
            yield path.name, line


def test_every_command_line_that_is_spoken_of_exists() -> None:
    checked = 0
    for file, line in _spoken():
        command: Any = typer.main.get_command(app)
        for word in re.split(r"\s[|>]\s", line)[0].split():
            if word.startswith("--") and word != "--help":
                options = {option for given in command.params for option in (*given.opts, *given.secondary_opts)}
                assert word.partition("=")[0] in options, f"{file}: thidua {line}"
                checked += 1
            elif word in getattr(command, "commands", {}):
                command = command.commands[word]
            elif hasattr(command, "commands") and word.islower() and word.isalpha():
                assert command.invoke_without_command, f"{file}: thidua {line}"
    assert checked > 30


def test_every_place_that_a_document_names_is_there() -> None:
    root = DOCS.parent
    invented = {"crawlers/sites/baolangque.toml"}  # the site that the guide adds
    checked = 0
    for page in (*root.glob("*.md"), *DOCS.glob("*.md"), root / "deploy" / "README.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`((?:crawlers|warehouse|dbt_project|docs|tests|tools|deploy|benchmarks)/[\w./-]*)`", text):
            assert name in invented or any((base / name).exists() for base in (root, root / "dbt_project")), f"{page.name}: {name}"
            checked += 1
        for link in re.findall(r"\]\((?!http)([^)#\s]+)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
            checked += 1
    assert checked > 80


def test_every_key_is_explained_with_its_default() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]*) \|", page, re.MULTILINE))
    for key, _, default, _ in described_keys(Config()):
        assert key in rows
        if isinstance(default, int | float):
            assert float(rows[key]) == default
    assert set(rows) - {key for key, *_ in described_keys(Config())} == set()
