"""What dbt does beside building: it says whether captures still come in, and writes one page about every table."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dbt.building import Built, dbt
from tests.dbt.landing_zone import Landing

pytestmark = pytest.mark.xdist_group("dbt")


@pytest.mark.parametrize(("days", "status"), [(1, "pass"), (4, "warn"), (30, "error")])
def test_captures_that_stay_away_are_noticed(room: Path, target: Path, tmp_path: Path, days: int, status: str) -> None:
    landing = Landing()
    captured = datetime.now(UTC) - timedelta(days=days)
    landing.article("baobackan", "/moi.html", ["Tin mới"], captured=captured.strftime("%Y-%m-%dT%H:%M:%S"))
    asked = dbt(["source", "freshness"], room / f"fresh-{days}", target=target, landing=landing.write(tmp_path / "landing"))
    assert asked.statuses["captures"] == status


def test_one_static_page_describes_every_model(built: Built, room: Path, target: Path, landing: Path) -> None:
    shutil.copyfile(built.database, target.parent / "warehouse.duckdb")
    dbt(["docs", "generate", "--static"], room / "docs", target=target, landing=landing)
    page = (target / "static_index.html").read_text(encoding="utf-8")
    for node in built.manifest["nodes"].values():
        if node["resource_type"] == "model":
            assert f'"{node["unique_id"]}"' in page, node["name"]
    assert "http://localhost" not in page
