"""The map of docs/architecture.md, held by machine: imports run one way, rooms know what they may know, modules stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MODULE = 450

# a module (or package) and the top-level names or packages that nothing in it may import
FORBIDDEN = {
    "crawlers": ("warehouse", "tests", "dbt", "duckdb", "pyarrow"),
    "crawlers/registry": ("scrapy", "twisted"),
    "crawlers/archive": ("scrapy", "twisted", "crawlers.spiders"),
    "crawlers/backfill": ("scrapy", "twisted", "crawlers.spiders"),
    "crawlers/home.py": ("scrapy", "twisted"),
    "crawlers/config.py": ("scrapy", "twisted"),
    "warehouse": ("scrapy", "twisted", "tests", "benchmarks"),
    "warehouse/articles": ("warehouse.events", "warehouse.landing", "warehouse.cli", "duckdb", "dbt", "pyarrow"),
    "warehouse/events": (
        "crawlers.registry",
        "crawlers.archive",
        "crawlers.spiders",
        "warehouse.articles",
        "warehouse.landing",
        "duckdb",
        "dbt",
    ),
    "warehouse/landing": ("warehouse.release", "warehouse.build", "warehouse.cli", "dbt"),
    "warehouse/build": ("warehouse.release", "warehouse.cli", "warehouse.events", "warehouse.articles"),
    "warehouse/release": ("warehouse.cli", "warehouse.nightly", "warehouse.demo"),
}
# the demo serves the replica, and says so when there is no checkout
ALLOWED = {("warehouse/demo.py", "tests")}
# steps after the crawl open no socket
NO_SOCKETS = ("warehouse/articles", "warehouse/events", "warehouse/landing", "warehouse/build", "warehouse/release")
NETWORK = ("socket", "http.client", "urllib.request", "requests", "aiohttp", "httpx", "urllib3")


def modules(place: str) -> Iterator[Path]:
    path = ROOT / place
    yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def reaches(names: set[str], forbidden: str) -> bool:
    return any(name == forbidden or name.startswith(f"{forbidden}.") for name in names)


@pytest.mark.parametrize("place", FORBIDDEN)
def test_imports_run_one_way(place: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {forbidden}"
        for path in modules(place)
        for forbidden in FORBIDDEN[place]
        if reaches(imported(path), forbidden) and (str(path.relative_to(ROOT)), forbidden) not in ALLOWED
    ]
    assert not wrong


@pytest.mark.parametrize("place", NO_SOCKETS)
def test_steps_after_the_crawl_open_no_socket(place: str) -> None:
    wrong = [f"{path.relative_to(ROOT)}: {name}" for path in modules(place) for name in NETWORK if reaches(imported(path), name)]
    assert not wrong


def test_modules_are_one_room_each() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for place in ("crawlers", "warehouse") for path in modules(place)}
    assert len(lengths) > 50
    assert {str(path.relative_to(ROOT)): count for path, count in lengths.items() if count > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for place in ("crawlers", "warehouse", "benchmarks")
        for path in modules(place)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
