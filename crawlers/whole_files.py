"""Files that are either the old one or the whole new one, never half of it, and what tells two whole ones apart."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

_CHUNK_BYTES: Final = 1 << 20


@contextlib.contextmanager
def replaced_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file to write, line ends as given, that takes the place of ``path`` when the block ends well.

    It is flushed to disk before it is renamed. The folder is made when it is missing.

    Raises:
        OSError: the disk refuses; ``path`` is what it was, and nothing half-written is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make renames and new names in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hex, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
