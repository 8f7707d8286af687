"""What makes a build necessary: any input that changed, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.release.mini_dbt import write_mini_project
from warehouse import fingerprint
from warehouse.fingerprint import inputs_fingerprint


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_mini_project(tmp_path / "project")


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    write_part(folder, "one")
    return folder


def write_part(landing: Path, *titles: str, run: str = "a") -> Path:
    path = landing / "articles" / "schema=1" / f"run={run}" / "part-00000.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"title": list(titles)}), path)
    return path


def test_the_same_inputs_have_the_same_fingerprint_wherever_and_whenever(landing: Path, project: Path, tmp_path: Path) -> None:
    before = inputs_fingerprint(landing, project)
    for path in landing.rglob("*.parquet"):
        os.utime(path, (0, 0))
    moved = landing.rename(tmp_path / "elsewhere")
    (project / ".user.yml").write_text("id: x", encoding="utf-8")
    (project / "target").mkdir()
    (project / "target" / "compiled.sql").write_text("select 1", encoding="utf-8")
    assert inputs_fingerprint(moved, project) == before


def test_parts_that_came_went_or_changed_are_seen(landing: Path, project: Path) -> None:
    seen = {inputs_fingerprint(landing, project)}
    part = write_part(landing, "two", run="b")
    seen.add(inputs_fingerprint(landing, project))
    size = part.stat().st_size
    assert write_part(landing, "six", run="b").stat().st_size == size, "same name, same size, other words"
    seen.add(inputs_fingerprint(landing, project))
    part.rename(part.with_name("part-00001.parquet"))
    seen.add(inputs_fingerprint(landing, project))
    (landing / "articles" / "schema=1" / "run=b" / "part-00002.parquet").write_bytes(b"damaged")
    seen.add(inputs_fingerprint(landing, project))
    assert len(seen) == 5


@pytest.mark.parametrize("name", ["models/out/out_article.sql", "models/models.yml", "dbt_project.yml", "seeds/new.csv"])
def test_any_file_of_the_project_counts(landing: Path, project: Path, name: str) -> None:
    before = inputs_fingerprint(landing, project)
    path = project / name
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as handle:
        handle.write("\n")
    assert inputs_fingerprint(landing, project) != before


def test_another_version_of_a_program_counts(landing: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = inputs_fingerprint(landing, project)
    monkeypatch.setattr(fingerprint, "version", lambda name: "9.9" if name == "duckdb" else "1")
    changed = inputs_fingerprint(landing, project)
    monkeypatch.setattr(fingerprint, "version", lambda name: "1")
    assert len({before, changed, inputs_fingerprint(landing, project)}) == 3
