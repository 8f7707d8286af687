"""The labelled articles: a folder with ``dev/`` and ``test/``, each article a text and a label of one stem, and other readers' labels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crawlers.errors import ConfigurationError
from crawlers.registry import Registry
from warehouse.events.model import Document
from warehouse.page_coding import site_document

SPLITS: Final = ("dev", "test")
GOLD: Final = Path(__file__).resolve().parents[2] / "tests" / "gold"
"""The set of a checkout; an installed program has none and is given a folder."""

_BANDS: Final = ((0, 2012, "to 2012"), (2013, 2017, "2013-2017"), (2018, 2021, "2018-2021"), (2022, 9999, "from 2022"))
UNDATED: Final = "no year"
PERIODS: Final = (*(name for _, _, name in _BANDS), UNDATED)
NO_BLOC: Final = "no bloc meeting"


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One labelled article, as the rules get it and as the reader labelled it."""

    id: str
    split: str
    document: Document
    label: dict[str, Any]
    path: Path  # of the text

    @property
    def province(self) -> str:
        """The labelled province, empty when none."""
        return self.label.get("province") or ""

    @property
    def bloc_kind(self) -> str:
        """Kind of the bloc that met; :data:`NO_BLOC` for a negative."""
        return self.label.get("bloc_kind") or NO_BLOC

    @property
    def period(self) -> str:
        """Band of years in which the article lies."""
        year = self._year()
        return next((name for first, last, name in _BANDS if year is not None and first <= year <= last), UNDATED)

    def _year(self) -> int | None:
        meetings = self.label.get("meetings") or [{}]
        given = self.label.get("input", {}).get("published")
        for said in (meetings[0].get("date"), self.label.get("published"), given, meetings[0].get("period")):
            if said and str(said)[:4].isdecimal():
                return int(str(said)[:4])
        years = [row["year"] for row in self.label.get("awards", []) if isinstance(row.get("year"), int)]
        return max(years, default=None)


def load_gold(folder: Path, split: str, registry: Registry) -> list[GoldArticle]:
    """The articles of one half, by id.

    Raises:
        ConfigurationError: there is no such half in ``folder``, or one of its files cannot be read.
    """
    articles = [_article(path, split, registry) for path in sorted((folder / split).glob("*.json"))]
    if not articles:
        raise ConfigurationError(f"{folder / split} holds no labelled article; give the folder of a gold set with --gold.")
    return articles


def other_readings(folder: Path, articles: list[GoldArticle]) -> dict[str, list[tuple[GoldArticle, dict[str, Any]]]]:
    """What other readers made of the articles, by reader: each folder beside the halves holds the labels of one."""
    readers = sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in SPLITS)
    found = {}
    for reader in readers:
        labels = [(article, reader / f"{article.id}.json") for article in articles]
        read = [(article, _json(path)) for article, path in labels if path.exists()]
        if read:
            found[reader.name] = read
    return found


def _article(path: Path, split: str, registry: Registry) -> GoldArticle:
    label, text_path = _json(path), path.with_suffix(".txt")
    try:
        text = text_path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{text_path}: the text of a labelled article cannot be read ({error}); restore it.") from error
    given = label.get("input", {})
    document = Document(path.stem, text, published=given.get("published"), site=given.get("site"), province=given.get("province"))
    return GoldArticle(path.stem, split, site_document(document, registry), label, text_path)


def _json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: the label cannot be read ({error}); correct it.") from error
    if not isinstance(document, dict):
        raise ConfigurationError(f"{path}: the label is no JSON object; correct it.")
    return document
