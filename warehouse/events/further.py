"""Further facts of the same pages as mentions: cited documents, campaigns, members of blocs.

They are looked for only in articles that report a bloc's meeting or an award, so that all others keep their cheap path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.campaigns import Campaign, campaign_heads, find_campaigns
from warehouse.events.document_numbers import load_grammar
from warehouse.events.documents import Citation, find_citations
from warehouse.events.further_text import Openings, openings, regions, span
from warehouse.events.members import Member, find_members
from warehouse.events.model import Document, Evidence, Mention, Origin
from warehouse.events.resolve_meetings import Meeting

FURTHER_KEYS = {"documents": "document_citation", "campaigns": "campaign", "members": "bloc_membership"}
"""Key of the output line → mention type."""

_Range = tuple[int, int]


def extract_further(document: Document, analysis: Analysis, meetings: Sequence[Meeting], *, has_awards: bool) -> tuple[Mention, ...]:
    """Citations and campaigns of an article that reports a meeting or an award; members of the blocs that met.

    ``analysis`` must be the one of ``document``, with its province resolved. Slots (``None`` where nothing is said):

    - document_citation: number, number_value, kind, issuer, issuer_level (central | local), issued_on (ISO day or year),
      issued_on_precision, title, is_resolved
    - campaign: name, kind (movement | campaign | theme), year, period ("2021-2025"), launched_by
    - bloc_membership: unit, bloc, bloc_kind, bloc_number, bloc_family, year, member_count (as printed), listed_count
    """
    if analysis.document is not document:
        raise ValueError(f"the analysis is of document {analysis.document.id!r}, not of {document.id!r}")
    if not meetings and not has_awards:
        return ()
    lines = regions(analysis.tokens, _begun())
    mentions = [_citation(analysis, citation) for citation in find_citations(analysis, lines)]
    mentions += [_campaign(analysis, campaign) for campaign in find_campaigns(analysis, lines)]
    mentions += [_member(analysis, member) for member in find_members(analysis, meetings)]
    return tuple(mentions)


@cache
def _begun() -> Openings:
    """How all begins that is looked for in the text itself."""
    grammar = load_grammar()
    return openings([*grammar.terms, *campaign_heads()])


def _evidence(analysis: Analysis, origin: Origin, ranges: Sequence[_Range]) -> Evidence:
    if len(ranges) > 1:
        ranges = sorted(set(ranges))
    return Evidence(origin, tuple([span(analysis, *one) for one in ranges]))


def _citation(analysis: Analysis, citation: Citation) -> Mention:
    slots = {
        "number": citation.number,
        "number_value": citation.number_value,
        "kind": citation.kind,
        "issuer": citation.issuer,
        "issuer_level": citation.issuer_level,
        "issued_on": citation.issued_on,
        "issued_on_precision": citation.precision,
        "title": citation.title,
        "is_resolved": citation.is_resolved,
    }
    evidence = {
        slot: _evidence(analysis, "derived" if slot in citation.derived else "text", ranges) for slot, ranges in citation.ranges.items()
    }
    return Mention(
        "document_citation", slots, evidence, span(analysis, *citation.places[0]), citation.rule, "document", citation.confidence
    )


def _campaign(analysis: Analysis, campaign: Campaign) -> Mention:
    slots = {
        "name": campaign.name,
        "kind": campaign.kind,
        "year": campaign.year[0] if campaign.year else None,
        "period": campaign.period[0] if campaign.period else None,
        "launched_by": campaign.launched_by[0] if campaign.launched_by else None,
    }
    places = sorted(campaign.places)
    evidence = {"name": _evidence(analysis, "text", places), "kind": _evidence(analysis, "text", [campaign.head])}
    for slot, found in (("year", campaign.year), ("period", campaign.period), ("launched_by", campaign.launched_by)):
        if found is not None:
            evidence[slot] = _evidence(analysis, "text", [found[1]])
    return Mention("campaign", slots, evidence, span(analysis, *places[0]), campaign.rule, "campaign", campaign.confidence)


def _member(analysis: Analysis, member: Member) -> Mention:
    unit = member.unit.ranges
    findings = dict(_member_findings(member, unit))
    return Mention(
        "bloc_membership",
        {slot: finding.value for slot, finding in findings.items()},
        {slot: analysis.evidence(finding) for slot, finding in findings.items() if finding.value is not None},
        analysis.span(*unit[0]),
        member.rule,
        "member",
        member.confidence,
    )


def _member_findings(member: Member, unit: tuple[_Range, ...]) -> Iterator[tuple[str, Finding]]:
    bloc = member.bloc.ranges
    yield "unit", member.unit
    yield "bloc", member.bloc
    yield "bloc_kind", Finding(member.bloc_kind, bloc, "derived")
    yield "bloc_number", Finding(member.bloc_number, bloc, "derived")
    yield "bloc_family", Finding(member.bloc_family, bloc, "derived")
    yield "year", member.year
    yield "member_count", member.count
    yield "listed_count", Finding(member.listed, unit, "derived")
