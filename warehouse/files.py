"""JSON documents of a home, replaced whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crawlers.whole_files import replaced_file


def write_json(path: Path, document: Any) -> None:
    """Replace ``path`` by ``document`` as indented UTF-8 JSON: temporary file, flushed to disk, then renamed.

    Raises:
        OSError: the disk refuses; it names ``path``, which is what it was, and nothing half-written is left.
    """
    try:
        with replaced_file(path) as handle:
            json.dump(document, handle, ensure_ascii=False, indent=1)
            handle.write("\n")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def read_json(path: Path) -> Any | None:
    """The document in ``path``; None when there is no such file.

    Raises:
        ValueError: the file is no JSON.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return json.loads(text)
