"""What the tests of the further facts share: articles around a sentence, and the check of all evidence."""

from __future__ import annotations

from typing import Any

from warehouse.events import Document, Extraction, Mention, extract
from warehouse.events.lexicon import load_toml

AWARD_LINE = "Sở Y tế được tặng Cờ thi đua của Chính phủ."
"""Makes an article one that reports an award, so that its further facts are read."""


def examples(name: str) -> list[dict[str, Any]]:
    """The examples of a data file."""
    found: list[dict[str, Any]] = load_toml(name)["example"]
    return found


def mentions(text: str, kind: str, *, province: str | None = None, award: bool = True) -> list[Mention]:
    """The mentions of one type in an article that consists of an award and ``text``; evidence is checked on the way."""
    document = Document("d", f"{AWARD_LINE}\n{text}" if award else text, province=province)
    extraction = extract(document)
    check_evidence(document, extraction)
    return [mention for mention in extraction.mentions if mention.mention_type == kind]


def check_evidence(document: Document, extraction: Extraction) -> None:
    """Every non-empty slot has evidence, and every span is the text it stands for."""
    for mention in extraction.mentions:
        for slot, value in mention.slots.items():
            assert value in (None, "", [], ()) or slot in mention.evidence, (mention.mention_type, slot)
        for evidence in mention.evidence.values():
            assert evidence.spans or evidence.origin == "metadata"
            for span in evidence.spans:
                assert document.text[span.start : span.end] == span.quote
                assert span.quote.strip()
        assert document.text[mention.trigger.start : mention.trigger.end] == mention.trigger.quote


def quotes(mention: Mention, slot: str) -> list[str]:
    """The quoted words of a slot."""
    return [span.quote for span in mention.evidence[slot].spans]
