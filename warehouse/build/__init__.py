"""Landing zone → tested tables: runs dbt on DuckDB in a private file that no analyst opens."""

from __future__ import annotations

from warehouse.build.builder import BuildReport, build

__all__ = ["BuildReport", "build"]
