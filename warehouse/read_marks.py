"""Which WARC files were read wholly, and with which versions: spares reading an old archive to learn that nothing is new.

The marks lie in the landing zone and are only a shortcut: without them every file is gone through again and gives no row twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from warehouse.landing.store import committed_parts

_FILE: Final = "read-marks.jsonl"


class ReadMarks:
    """``landing/read-marks.jsonl``, one line a file and version: ``{"warc", "sha256", "reader_version", "rules_version"}``.

    Lines ``{"parts": […]}`` name the landing parts that were there when the marks were made. When one of them is gone, the rows that
    a mark speaks of may be gone with it: no mark counts any more, and ``are_void`` says so.
    """

    def __init__(self, landing: Path, versions: Mapping[str, str]) -> None:
        self._landing = landing
        self._path = landing / _FILE
        self._versions = dict(versions)
        self._known: set[tuple[str, str]] = set()
        self._parts: set[str] = set()
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._learn(line)
        self.are_void = not self._parts <= committed_parts(landing)
        if self.are_void:
            self._path.unlink()
            self._known.clear()
            self._parts.clear()

    def has(self, warc: str, sha256: str) -> bool:
        """Was the file (path relative to the archive) with these bytes read wholly with the present versions?"""
        return (warc, sha256) in self._known

    def add(self, files: Iterable[tuple[str, str]]) -> None:
        """Mark files, given as (path, SHA-256), after all their rows were committed."""
        lines: list[dict[str, Any]] = [{"warc": warc, "sha256": sha256, **self._versions} for warc, sha256 in files]
        if not lines:
            return
        # parts first: a mark that lost its line about them would be believed without them
        if added := committed_parts(self._landing) - self._parts:
            self._parts |= added
            lines.insert(0, {"parts": sorted(added)})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as handle:
            # the line break comes first, so that a line torn by a kill spoils no other
            handle.writelines(f"\n{json.dumps(line)}" for line in lines)

    def _learn(self, line: str) -> None:
        try:
            mark = json.loads(line)
        except ValueError:
            return  # empty, damaged, or torn by a kill: that file is gone through again
        if not isinstance(mark, dict):
            return
        if isinstance(parts := mark.get("parts"), list):
            self._parts.update(map(str, parts))
        elif all(mark.get(name) == value for name, value in self._versions.items()):
            self._known.add((str(mark.get("warc")), str(mark.get("sha256"))))
