"""After a kill: make whole files of the ``.open`` ones, keeping every complete pair and cutting off the torn rest."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from crawlers.archive.manifest import OPEN_SUFFIX, WARC_SUFFIX, Manifest, manifest_path, write_manifest
from crawlers.archive.members import whole_members
from crawlers.archive.records import warc_date
from crawlers.errors import ThiduaError
from crawlers.whole_files import file_sha256, sync_folder

_LAST_OF_A_PAIR: Final = ("request", "metadata", "warcinfo")


@dataclass(slots=True)
class SalvageReport:
    """What :func:`salvage` did to one run folder."""

    kept: list[Path] = field(default_factory=list)  # finished files made
    dropped: list[Path] = field(default_factory=list)  # files in which not one record was whole
    busy: list[Path] = field(default_factory=list)  # files that a running crawl is writing, left alone
    records: int = 0
    cut_bytes: int = 0  # torn bytes taken off


def salvage(run_dir: Path) -> SalvageReport:
    """Finish every leftover of a killed run in ``run_dir``: ``.open`` files, and finished names without a manifest.

    A member counts as whole when its CRC and length agree; a file is kept up to its last whole pair (or its warcinfo).
    Does nothing to a folder without leftovers, and may be run again after a kill of its own.

    Raises:
        ThiduaError: the disk refuses.
    """
    report = SalvageReport()
    leftovers = sorted(run_dir.glob(f"*{OPEN_SUFFIX}"))
    leftovers += sorted(path for path in run_dir.glob(f"*{WARC_SUFFIX}") if not manifest_path(path).exists())
    for path in leftovers:
        try:
            _salvage_file(path, report)
        except OSError as error:
            raise ThiduaError(
                f"{path}: the leftover of a killed run cannot be finished ({error.strerror}); free some room or mend its permissions."
            ) from error
    return report


def _salvage_file(path: Path, report: SalvageReport) -> None:
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX) + WARC_SUFFIX) if path.name.endswith(OPEN_SUFFIX) else path
    with path.open("r+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report.busy.append(path)
            return
        _finish(handle, path, final, report)


def _finish(handle: BinaryIO, path: Path, final: Path, report: SalvageReport) -> None:
    end, records = _whole_part(handle)
    status = path.stat()
    report.cut_bytes += status.st_size - end
    if records == 0:
        path.unlink()
        report.dropped.append(path)
        return
    handle.truncate(end)
    os.fsync(handle.fileno())
    modified = warc_date(datetime.fromtimestamp(status.st_mtime, UTC))
    manifest = Manifest(final.name, records, end, file_sha256(path), started_at=modified, finished_at=warc_date(datetime.now(UTC)))
    write_manifest(final, manifest)
    path.rename(final)
    sync_folder(final.parent)
    report.kept.append(final)
    report.records += records


def _whole_part(handle: BinaryIO) -> tuple[int, int]:
    """End offset and record count of the longest part that ends with a whole pair or with the warcinfo."""
    end = records = pending = 0
    for member in whole_members(handle):
        pending += 1
        if member.warc_type in _LAST_OF_A_PAIR:
            end, records = member.end, records + pending
            pending = 0
    return end, records
