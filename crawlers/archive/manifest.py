"""Manifests: record count, size and SHA-256 of a finished WARC file, and the check that it is still that file."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from crawlers.errors import ThiduaError
from crawlers.home import Home
from crawlers.whole_files import file_sha256, replaced_file

WARC_SUFFIX: Final = ".warc.gz"
OPEN_SUFFIX: Final = ".warc.gz.open"
MANIFEST_SUFFIX: Final = ".manifest.json"
_REMEDY: Final = "restore it from a backup, or move it out of the archive"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is beside a finished WARC file."""

    file: str  # name without folder
    records: int
    bytes: int
    sha256: str  # hex, of the whole compressed file
    started_at: str  # ISO 8601, UTC
    finished_at: str


def manifest_path(warc: Path) -> Path:
    """Where the manifest of ``warc`` lies: beside it, ``<name>.warc.gz.manifest.json``."""
    return warc.with_name(warc.name + MANIFEST_SUFFIX)


def archive_files(home: Home, *, leave_out: Collection[Path] = ()) -> Iterator[Path]:
    """Every finished WARC file of ``home``, oldest run first, then by name; without those of the folders to ``leave_out``.

    Raises:
        ThiduaError: a folder cannot be looked into.
    """
    for folder in closed_folders(home):
        if folder not in leave_out:
            raise ThiduaError(closed_sentence(folder))
    for run in sorted(path for path in home.archive.glob("*") if path.is_dir() and path not in leave_out):
        yield from sorted(run.glob(f"*{WARC_SUFFIX}"))


def closed_folders(home: Home) -> list[Path]:
    """The archive or folders of runs that may not be looked into; searching for files by a pattern passes over them in silence."""
    if home.archive.is_dir() and not os.access(home.archive, os.R_OK | os.X_OK):
        return [home.archive]
    return sorted(path for path in home.archive.glob("*") if path.is_dir() and not os.access(path, os.R_OK | os.X_OK))


def closed_sentence(folder: Path) -> str:
    """What to do about one of :func:`closed_folders`."""
    return f"{folder}: cannot be looked into; mend its permissions, or run as the user it belongs to."


def lost_files(home: Home) -> Iterator[Path]:
    """WARC files that are gone while their manifests are still there."""
    for path in sorted(home.archive.glob(f"*/*{WARC_SUFFIX}{MANIFEST_SUFFIX}")):
        warc = path.with_name(path.name.removesuffix(MANIFEST_SUFFIX))
        # a file that is just being finished has its manifest first
        if not warc.exists() and not warc.with_name(warc.name.removesuffix(WARC_SUFFIX) + OPEN_SUFFIX).exists():
            yield warc


def write_manifest(warc: Path, manifest: Manifest) -> None:
    """Write the manifest of ``warc`` under a temporary name, flush it to disk and rename it.

    Raises:
        OSError: the disk refuses; no half manifest is left.
    """
    with replaced_file(manifest_path(warc)) as handle:
        json.dump(asdict(manifest), handle, indent=1)
        handle.write("\n")


def read_manifest(warc: Path) -> Manifest:
    """The manifest of ``warc``.

    Raises:
        ThiduaError: it is missing or is not one.
    """
    path = manifest_path(warc)
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**fields)
    except FileNotFoundError as error:
        raise ThiduaError(
            f"{warc}: has no manifest ({path.name}), so nobody knows whether it is whole; "
            "the next crawl finishes what a killed one left, or restore both files from a backup."
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise ThiduaError(f"{path}: cannot be read as a manifest ({error}); restore it together with its WARC file.") from error


def verify_warc(path: Path) -> None:
    """Check that ``path`` is, byte for byte, the file its manifest was made for.

    Raises:
        ThiduaError: no manifest, another size (cut short or grown), or other bytes.
    """
    manifest = read_manifest(path)
    try:
        size = path.stat().st_size
        if size != manifest.bytes:
            what = "is cut short" if size < manifest.bytes else "has grown"
            raise ThiduaError(f"{path}: {what}: {size} bytes where its manifest says {manifest.bytes}; {_REMEDY}.")
        if file_sha256(path) != manifest.sha256 or manifest.file != path.name:
            raise ThiduaError(f"{path}: is not the file its manifest describes (other SHA-256); {_REMEDY}.")
    except OSError as error:
        raise ThiduaError(f"{path}: cannot be read ({error.strerror}); check the disk and the permissions.") from error
