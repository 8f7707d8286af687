"""Built file → release: exports, data package, diff and report, written aside and swapped in whole."""

from __future__ import annotations

from warehouse.release.publisher import ReleaseReport, release

__all__ = ["ReleaseReport", "release"]
