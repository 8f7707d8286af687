"""Release folders: their names, which one is the latest, and how another one becomes it. Imports nothing heavy."""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from crawlers.errors import ThiduaError
from crawlers.home import Home

VERSION: Final = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})-(\d+)")
VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def release_versions(home: Home) -> list[str]:
    """All versions in ``releases/``, oldest first; half-made folders are not among them."""
    found = [match for path in home.releases.glob("*") if path.is_dir() and (match := VERSION.fullmatch(path.name))]
    return [match[0] for match in sorted(found, key=lambda match: tuple(int(group) for group in match.groups()))]


def next_version(home: Home, now: datetime) -> str:
    """``YYYY.MM.DD-N``: the day in Vietnam and the first number that is free on it. ``now`` must be aware."""
    day = f"{now.astimezone(VIETNAM):%Y.%m.%d}"
    numbers = [int(version.rpartition("-")[2]) for version in release_versions(home) if version.startswith(f"{day}-")]
    return f"{day}-{max(numbers, default=0) + 1}"


def latest_release(home: Home) -> Path | None:
    """The folder that ``latest`` points to, resolved, so that it stays the same while ``latest`` moves on; None without a release."""
    return home.latest.resolve() if home.latest.is_dir() else None


def release_folder(home: Home, version: str | None = None) -> Path:
    """The folder of one release, or of the latest.

    Raises:
        ThiduaError: there is no such release.
    """
    if version is None:
        latest = latest_release(home)
        if latest is None:
            raise ThiduaError(f"There is no release in {home.root} yet; make one with `thidua nightly`, or try `thidua demo`.")
        return latest
    if version not in release_versions(home):
        known = ", ".join(release_versions(home)[-3:]) or "none"
        raise ThiduaError(f"There is no release {version} in {home.releases}; the newest are: {known}.")
    return home.releases / version


def mend_latest(home: Home) -> None:
    """Make ``latest`` a link again where a copy that follows links (a backup, ``rsync -L``) made a folder of it.

    Raises:
        ThiduaError: the folder is no copy of a release of this home, so nobody knows what would be lost with it.
    """
    if home.latest.is_symlink() or not home.latest.is_dir():
        return
    sums = _sums(home.latest)
    same = (version for version in reversed(release_versions(home)) if sums and _sums(home.releases / version) == sums)
    version = next(same, None)
    if version is None:
        raise ThiduaError(
            f"{home.latest} is a folder where a link belongs, and no copy of a release in {home.releases}; move it away and run again."
        )
    aside = home.root / f".latest.{os.getpid()}.folder"
    home.latest.rename(aside)
    point_latest_to(home, version)
    shutil.rmtree(aside)


def _sums(release: Path) -> bytes | None:
    path = release / "SHA256SUMS"
    return path.read_bytes() if path.is_file() else None


def point_latest_to(home: Home, version: str) -> None:
    """Replace the relative link ``latest`` in one step: who opens it sees the old release or the new one, never none."""
    temporary = home.root / f".latest.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path(home.releases.name) / version, target_is_directory=True)
    temporary.replace(home.latest)
