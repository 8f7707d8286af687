"""Built file → release: exports, data package, diff and report, written aside and swapped in whole."""

from __future__ import annotations

from warehouse.release.publisher import ReleaseReport, release
from warehouse.release.versions import latest_release, release_folder, release_versions

__all__ = ["ReleaseReport", "latest_release", "release", "release_folder", "release_versions"]
