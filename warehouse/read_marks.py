"""Which WARC files were read wholly, and with which versions: spares reading an old archive to learn that nothing is new.

The marks lie in the landing zone and are only a shortcut: without them every file is gone through again and gives no row twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

_FILE: Final = "read-marks.jsonl"


class ReadMarks:
    """``landing/read-marks.jsonl``, one line a file and version: ``{"warc", "sha256", "reader_version", "rules_version"}``."""

    def __init__(self, landing: Path, versions: Mapping[str, str]) -> None:
        self._path = landing / _FILE
        self._versions = dict(versions)
        self._known: set[tuple[str, str]] = set()
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._learn(line)

    def has(self, warc: str, sha256: str) -> bool:
        """Was the file (path relative to the archive) with these bytes read wholly with the present versions?"""
        return (warc, sha256) in self._known

    def add(self, files: Iterable[tuple[str, str]]) -> None:
        """Mark files, given as (path, SHA-256), after all their rows were committed."""
        lines = [json.dumps({"warc": warc, "sha256": sha256, **self._versions}) for warc, sha256 in files]
        if lines:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as handle:
                # the line break comes first, so that a line torn by a kill spoils no other
                handle.writelines(f"\n{line}" for line in lines)

    def _learn(self, line: str) -> None:
        try:
            mark = json.loads(line)
        except ValueError:
            return  # empty, damaged, or torn by a kill: that file is gone through again
        if isinstance(mark, dict) and all(mark.get(name) == value for name, value in self._versions.items()):
            self._known.add((str(mark.get("warc")), str(mark.get("sha256"))))
