"""Texts to count on: labelled articles, pages of the replica, and the examples of the rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawlers.errors import ConfigurationError
from crawlers.registry import Registry
from warehouse.evaluation.gold import SPLITS, load_gold
from warehouse.events.model import Document
from warehouse.events.rules import load_rules

_REPLICA: Final = Path("replica") / "expected.json"


@dataclass(frozen=True, slots=True)
class CorpusText:
    """A text and where it comes from: ``gold``, ``replica`` or ``example``."""

    source: str
    document: Document


def corpus(gold: Path, registry: Registry) -> Iterator[CorpusText]:
    """Every text that stands in the repository; the replica lies beside the gold set, and is left out where it does not."""
    for split in SPLITS:
        for article in load_gold(gold, split, registry):
            yield CorpusText("gold", article.document)
    yield from _replica_texts(gold.parent / _REPLICA)
    for rule in load_rules():
        for number, example in enumerate(rule.examples):
            yield CorpusText("example", Document(f"{rule.id}#{number}", example["text"]))


def _replica_texts(path: Path) -> Iterator[CorpusText]:
    if not path.exists():
        return
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["articles"]
        for article in articles:
            reading = article["reading"]
            lines = [article["title"], reading["lead"], *reading["paragraphs"], *reading["captions"]]
            yield CorpusText("replica", Document(article["stem"], "\n".join(filter(None, lines)), url=article["url"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path}: the replica's pages cannot be read ({error!r}); write the file anew with its command."
        ) from error
