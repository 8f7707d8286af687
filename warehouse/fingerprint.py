"""What a build is made from, as one hash: landing parts, dbt project and the versions of the programs that run it."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import Final

PROGRAMS: Final = ("thidua", "dbt-core", "dbt-duckdb", "duckdb")
_PROJECT_SUFFIXES: Final = frozenset({".sql", ".yml", ".yaml", ".csv", ".md", ".py"})
_NOT_INPUT: Final = frozenset({"target", "logs", "dbt_packages"})
_BUILD: Final = Path(__file__).parent / "build"
_PARQUET_TAIL: Final = 8  # footer length (4 bytes, little endian) and the letters PAR1


def inputs_fingerprint(landing: Path, project: Path) -> str:
    """SHA-256 (hex) over everything that can change the tables; equal fingerprints mean that a build would give the same.

    Raises:
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for name in PROGRAMS:
        digest.update(f"program\0{name}\0{version(name)}\n".encode())
    digest.update(project_fingerprint(project).encode())
    # what it writes beside the tables (catalogue, mark) is made by this package, whose version stands still between commits
    digest.update(project_fingerprint(_BUILD).encode())
    for path in sorted(landing.rglob("*.parquet")):
        digest.update(f"part\0{path.relative_to(landing).as_posix()}\0{path.stat().st_size}\0{_footer_hash(path)}\n".encode())
    return digest.hexdigest()


def project_fingerprint(project: Path) -> str:
    """SHA-256 (hex) over the source files of a folder, such as the models, seeds, macros, tests and YAML of the dbt project."""
    digest = hashlib.sha256()
    for folder, subfolders, files in os.walk(project):
        subfolders[:] = sorted(name for name in subfolders if name not in _NOT_INPUT and not name.startswith((".", "landing_empty")))
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix in _PROJECT_SUFFIXES and not name.startswith("."):
                digest.update(f"file\0{path.relative_to(project).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _footer_hash(path: Path) -> str:
    """Hash of a Parquet file's footer, which holds sizes, offsets and extremes of every column chunk.

    Parts are written once and renamed into place, so name, size and footer tell two of them apart without reading gigabytes.
    """
    with path.open("rb") as handle:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(size - _PARQUET_TAIL, 0))
        tail = handle.read()
        length = int.from_bytes(tail[:4], "little") if tail.endswith(b"PAR1") else size
        handle.seek(max(size - length - _PARQUET_TAIL, 0))
        return hashlib.sha256(handle.read()).hexdigest()
