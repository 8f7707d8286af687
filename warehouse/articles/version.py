"""Which reader made an article: a number raised by hand, and a hash of all that decides what is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

_NUMBER: Final = 1
_HERE: Final = Path(__file__).resolve().parent
_REGISTRY: Final = _HERE.parents[1] / "crawlers"


def _fingerprint() -> str:
    """SHA-256 over the reader's and the registry's code, the families and the sites, by name and content."""
    digest = hashlib.sha256()
    files = [*_HERE.glob("*.py"), *_REGISTRY.glob("registry/*.py"), *_REGISTRY.glob("families/*.toml"), *_REGISTRY.glob("sites/*.*")]
    for path in sorted(files, key=lambda path: (path.parent.name, path.name)):
        digest.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


READER_VERSION: Final = f"{_NUMBER}-{_fingerprint()}"
