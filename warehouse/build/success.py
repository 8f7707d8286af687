"""The mark a successful build leaves beside its file: without it the file is a half-made one and nobody may publish from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from crawlers.home import Home
from warehouse.build.catalog import Catalog
from warehouse.files import read_json, write_json

_FORMAT: Final = 1


def database_file(home: Home) -> Path:
    """The private DuckDB file of the build."""
    return home.build / "warehouse.duckdb"


def success_file(home: Home) -> Path:
    """The mark of the last build; it exists only while the database file is whole and its tests have passed."""
    return home.build / "success.json"


@dataclass(frozen=True, slots=True)
class Success:
    """What was built: the hash of its inputs, the hash of the dbt project alone, and the catalogue of its tables."""

    fingerprint: str
    project_fingerprint: str
    counts: dict[str, int]
    warnings: tuple[str, ...]
    catalog: Catalog

    @classmethod
    def load(cls, home: Home) -> Self | None:
        """The mark of the last build, or None when there is none, its file is gone or another version of this program wrote it."""
        if not database_file(home).is_file():
            return None
        try:
            document = read_json(success_file(home))
        except ValueError:
            return None  # not written by save(), so it vouches for nothing: build again
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            return None
        try:
            return cls(
                fingerprint=document["fingerprint"],
                project_fingerprint=document["project_fingerprint"],
                counts=document["counts"],
                warnings=tuple(document["warnings"]),
                catalog=Catalog.from_json(document["catalog"]),
            )
        except (KeyError, TypeError, AttributeError):
            return None  # likewise

    def save(self, home: Home) -> None:
        """Write the mark whole or not at all."""
        document = {
            "format": _FORMAT,
            "fingerprint": self.fingerprint,
            "project_fingerprint": self.project_fingerprint,
            "counts": self.counts,
            "warnings": list(self.warnings),
            "catalog": self.catalog.to_json(),
        }
        write_json(success_file(home), document)
