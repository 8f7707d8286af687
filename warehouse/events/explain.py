"""What the rules saw in one article, and why: every item, every rule that fired, every candidate that was dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warehouse.events.analysis import Analysis, analyse
from warehouse.events.extract import ProvinceOfHost, extract_analysed, to_json
from warehouse.events.items import Item
from warehouse.events.model import Document, Span
from warehouse.events.rules import load_rules


def explain(document: Document, *, province_of_host: ProvinceOfHost | None = None) -> dict[str, Any]:
    """A structured trace of one article.

    Keys: ``sentences`` (kind, span, items with kind and span, rules that fired with their slots), ``dropped`` (what, span, why)
    and ``found``, the output line with all stages. ``sentences`` is empty when the article cannot hold anything.
    """
    analysis = analyse(document)
    found = to_json(extract_analysed(document, analysis, province_of_host), all_stages=True)
    if analysis is None:
        reason = "neither a bloc's head with a word of emulation nor an award is named"
        return {"id": document.id, "sentences": [], "dropped": [{"what": "article", "spans": [], "why": reason}], "found": found}
    return {
        "id": document.id,
        "sentences": list(_sentences(analysis)),
        "dropped": [
            {"what": what, "spans": [_span(analysis.span(first, last))] if last > first else [], "why": why}
            for what, first, last, why in analysis.dropped
        ],
        "found": found,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "quote": span.quote}


def _item(analysis: Analysis, item: Item) -> dict[str, Any]:
    return {"kind": item.kind, **_span(analysis.span(item.first, item.last))}


def _sentences(analysis: Analysis) -> Iterator[dict[str, Any]]:
    families = list(load_rules().rules)
    for number, sentence in enumerate(analysis.sentences):
        items = analysis.items[number]
        fired = [
            {
                "rule": match.rule.id,
                **_span(analysis.span(items[match.first].first, items[match.last - 1].last)),
                "slots": {
                    name: _span(analysis.span(items[first].first, items[last - 1].last))
                    for name, (first, last) in match.slots.items()
                    if last > first
                },
            }
            for family in families
            for match in analysis.matches(family, [number])
            if match.last > match.first
        ]
        yield {
            "kind": sentence.kind,
            **_span(analysis.span(sentence.first, sentence.last)),
            "items": [_item(analysis, item) for item in items],
            "fired": fired,
        }
