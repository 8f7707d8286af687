"""CSV files of a home that people may edit, also with a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

from crawlers.errors import ConfigurationError


def csv_rows(path: Path) -> list[list[str]]:
    """All rows of a comma-separated UTF-8 file, its header first; a byte-order mark before it is passed over.

    Raises:
        ConfigurationError: the file is no such text.
        OSError: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.reader(handle, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: is no CSV file in UTF-8 ({error}); save it as such, or restore it from a backup.") from error
