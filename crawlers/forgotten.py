"""``state/forgotten.csv``: pages and sites that were taken out on request and are never fetched or read again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from crawlers.csv_files import csv_rows
from crawlers.errors import ConfigurationError
from crawlers.home import Home
from crawlers.whole_files import replaced_file

FORGOTTEN_FILE: Final = "forgotten.csv"
_HEADER: Final = ("site_id", "page", "forgotten_on", "reason")


@dataclass(frozen=True, slots=True)
class ForgottenPage:
    """One line: a page by its canonical address, or a whole site when ``page`` is empty."""

    site_id: str
    page: str
    forgotten_on: str  # date in Asia/Ho_Chi_Minh
    reason: str


class Forgotten:
    """The list of a home. Looked up for every page of a crawl and of a reading, so it is kept as sets."""

    def __init__(self, path: Path, lines: Iterable[ForgottenPage] = ()) -> None:
        self._path = path
        self._lines = {(line.site_id, line.page): line for line in lines}

    @classmethod
    def of(cls, home: Home) -> Forgotten:
        """The list of ``home``; empty when there is none.

        Raises:
            ConfigurationError: the file or a line is damaged; the sentence names it. An unreadable list must not let a page come back.
        """
        path = home.state / FORGOTTEN_FILE
        if not path.is_file():
            return cls(path)
        lines = []
        for number, row in enumerate(csv_rows(path), start=1):
            if number == 1 and tuple(row) == _HEADER:
                continue
            if number == 1 or len(row) != len(_HEADER) or not row[0]:
                raise ConfigurationError(f"{path}, line {number}: expected the columns {', '.join(_HEADER)}; correct the line.")
            lines.append(ForgottenPage(*row))
        return cls(path, lines)

    def has(self, site_id: str, page: str) -> bool:
        """Was this page (canonical address) or its whole site forgotten?"""
        return (site_id, page) in self._lines or (site_id, "") in self._lines

    def site(self, site_id: str) -> ForgottenPage | None:
        """The line of a site that was forgotten as a whole."""
        return self._lines.get((site_id, ""))

    def sites(self) -> frozenset[str]:
        """Sites of which anything was forgotten."""
        return frozenset(site for site, _ in self._lines)

    def pages(self, site_id: str) -> frozenset[str]:
        """Canonical addresses of the forgotten pages of a site."""
        return frozenset(page for site, page in self._lines if site == site_id and page)

    def add(self, lines: Iterable[ForgottenPage]) -> None:
        """Remember more, and replace the file by the whole list. What is there already keeps its date and reason.

        Raises:
            OSError: the disk refuses; the list is as it was.
        """
        merged = {(line.site_id, line.page): line for line in lines} | self._lines
        with replaced_file(self._path) as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(_HEADER)
            writer.writerows(astuple(line) for _, line in sorted(merged.items()))
        self._lines = merged
