"""Which province an article is about: given > named with the bloc or in the heading > the site's > a printed host or by-line mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.organisation_parts import Organisation

_HOST = re.compile(r"(?<![\w@.])(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|org|net)(?:\.vn)?)(?!\w)", re.ASCII)


def resolve_province(analysis: Analysis, province_of_host: Callable[[str], str | None] | None) -> Finding:
    """The province in the spelling of the seed, or a finding without value.

    ``province_of_host`` maps a host name printed in the article ("nbtv.vn") to a province; it knows the sites, this room does not.
    """
    document = analysis.document
    if document.province:
        return Finding(document.province, origin="metadata", field="province")
    headings = [number for number, sentence in enumerate(analysis.sentences) if sentence.kind == "heading"]
    blocs = [(number, item, bloc.province) for number, item, bloc in analysis.blocs() if bloc.province]
    in_heading = next((Finding(province, ((item.first, item.last),)) for number, item, province in blocs if number in headings), None)
    named = in_heading or _in_sentences(analysis, headings)
    if named is not None:
        return named
    if blocs:
        _, item, province = blocs[0]
        return Finding(province, ((item.first, item.last),))
    if document.site_province:
        return Finding(document.site_province, origin="metadata", field="site")
    return _printed_host(analysis, province_of_host) or _byline(analysis) or _only_one(analysis) or Finding(None)


def _in_sentences(analysis: Analysis, sentences: Iterable[int]) -> Finding | None:
    """The one province that the heading names; none when it names several (a cluster of provinces)."""
    found: dict[str, tuple[int, int]] = {}
    for number in sentences:
        for item in analysis.items[number]:
            if isinstance(item.value, Organisation) and item.value.province:
                found.setdefault(item.value.province, (item.first, item.last))
    if len(found) != 1:
        return None
    ((province, place),) = found.items()
    return Finding(province, (place,))


def _printed_host(analysis: Analysis, province_of_host: Callable[[str], str | None] | None) -> Finding | None:
    if province_of_host is None:
        return None
    tokens = analysis.tokens
    for found in _HOST.finditer(tokens.text.lower):
        province = province_of_host(found[1])
        if province:
            covered = [index for index, start in enumerate(tokens.starts) if found.start() <= start < found.end()]
            if covered:
                return Finding(province, ((covered[0], covered[-1] + 1),))
    return None


def _byline(analysis: Analysis) -> Finding | None:
    """A mark such as "BHG -" or "(QBĐT)" at the beginning of a line, in capitals."""
    tokens = analysis.tokens
    begun: set[int] = set()
    for sentence in analysis.sentences:
        if sentence.segment in begun:
            continue
        begun.add(sentence.segment)
        for position in range(sentence.first, min(sentence.first + 2, sentence.last)):
            province = analysis.lexicon.bylines.get(tokens.cased(position, position + 1))
            if province and position + 1 < sentence.last and tokens.words[position + 1] in ("-", ")", ":", ".", "|"):
                return Finding(province, ((position, position + 1),))
    return None


def _only_one(analysis: Analysis) -> Finding | None:
    """The province that is named with its organs, if it is the only one or by far the most frequent."""
    counted: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    for items in analysis.items:
        for before, item in zip([None, *items], items, strict=False):
            if not isinstance(item.value, Organisation) or not item.value.province:
                continue
            if item.kind == "PROVINCE" and (before is None or before.kind != "'tỉnh'"):
                continue
            counted[item.value.province] += 1
            first.setdefault(item.value.province, (item.first, item.last))
    ranked = counted.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 3 * ranked[1][1]):
        return None
    return Finding(ranked[0][0], (first[ranked[0][0]],), "derived")
