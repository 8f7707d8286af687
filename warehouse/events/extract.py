"""The public face: article → mentions, and mentions → the JSON of the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from warehouse.events.analysis import Analysis, Finding, analyse
from warehouse.events.award_rows import AwardRow
from warehouse.events.award_types import award_type
from warehouse.events.further import FURTHER_KEYS, extract_further
from warehouse.events.lexicon import data_version
from warehouse.events.model import Document, Evidence, Extraction, Mention, Span
from warehouse.events.resolve_awards import resolve_awards
from warehouse.events.resolve_leads import Lead, resolve_leads
from warehouse.events.resolve_meetings import Meeting, as_slots, resolve_meetings
from warehouse.events.resolve_province import resolve_province

RULES_VERSION = f"1-{data_version()}"

ProvinceOfHost = Callable[[str], str | None]


def extract(document: Document, *, province_of_host: ProvinceOfHost | None = None) -> Extraction:
    """Meetings, lead units and awards that an article reports, each slot with its evidence.

    ``province_of_host`` (host name → province or ``None``) is asked for a host printed in the text. Never raises on any text.
    """
    return extract_analysed(document, analyse(document), province_of_host)


def extract_analysed(document: Document, analysis: Analysis | None, province_of_host: ProvinceOfHost | None) -> Extraction:
    """The resolvers over an article that is taken apart already (used by explain, too)."""
    if analysis is None:
        return Extraction(document.id, False, *_known_province(document))
    province = resolve_province(analysis, province_of_host)
    analysis.own_province = province.value
    meetings = resolve_meetings(analysis, province.value)
    mentions: list[Mention] = []
    blocs: dict[Meeting | None, _BlocRow] = {}
    for meeting in meetings:
        bloc = blocs[meeting] = _bloc_row(analysis, meeting)
        mentions.append(_meeting_mention(analysis, meeting, bloc))
        mentions += [_lead_mention(analysis, lead, bloc) for lead in resolve_leads(analysis, meeting)]
    awards = resolve_awards(analysis, meetings)
    mentions += [_award_mention(analysis, row, blocs.get(row.meeting)) for row in awards]
    mentions += extract_further(document, analysis, meetings, has_awards=bool(awards))
    evidence = analysis.evidence(province) if province.value else None
    return Extraction(document.id, bool(meetings), province.value, evidence, tuple(_distinct(mentions, document.text)))


def _known_province(document: Document) -> tuple[str | None, Evidence | None]:
    if document.province:
        return document.province, Evidence("metadata", (), "province")
    if document.site_province:
        return document.site_province, Evidence("metadata", (), "site")
    return None, None


def _evidence(analysis: Analysis, findings: Mapping[str, Finding]) -> dict[str, Evidence]:
    """The evidence of what says something: ``None``, an empty name and an empty list say nothing, a count of 0 does."""
    return {slot: analysis.evidence(finding) for slot, finding in findings.items() if finding.value or finding.value == 0}


class _BlocRow(NamedTuple):
    """What every mention of a meeting says of its bloc."""

    slots: dict[str, Any]
    evidence: dict[str, Evidence]


def _bloc_row(analysis: Analysis, meeting: Meeting) -> _BlocRow:
    bloc = meeting.bloc
    slots = {"bloc": bloc.text, "bloc_kind": bloc.kind, "bloc_number": bloc.number, "bloc_family": meeting.family}
    evidence = analysis.evidence(Finding(bloc.text, meeting.bloc_finding.ranges, "derived"))
    return _BlocRow(slots, {slot: evidence for slot, value in slots.items() if value or value == 0})


def _meeting_mention(analysis: Analysis, meeting: Meeting, bloc: _BlocRow) -> Mention:
    day = meeting.day
    slots = as_slots(meeting)
    findings = {
        "type": meeting.type_finding,
        "also": Finding(meeting.also, meeting.type_finding.ranges, "derived"),
        "bloc": meeting.bloc_finding,
        "date": day.value,
        "session": day.session,
        "period": meeting.period,
        "hosts": meeting.hosts,
        "member_count": meeting.member_count,
    }
    further = {"date_end": Finding(day.end, day.value.ranges, "derived")}
    if "date_partial" in slots:
        further["date_partial"] = Finding(day.partial, day.value.ranges or day.session.ranges)
    evidence = _evidence(analysis, findings)
    evidence |= {slot: found for slot, found in bloc.evidence.items() if slot != "bloc"} | _evidence(analysis, further)
    trigger, rule = analysis.span(*meeting.bloc_finding.ranges[0]), meeting.match.rule
    return Mention("meeting", slots, evidence, trigger, rule.id, rule.family, meeting.confidence)


def _lead_mention(analysis: Analysis, lead: Lead, bloc: _BlocRow) -> Mention:
    findings = {"unit": lead.unit_finding, "role": lead.role_finding, "year": lead.year}
    slots = {"unit": lead.unit_finding.value, "role": lead.role_finding.value, "year": lead.year.value, **bloc.slots}
    trigger, rule = analysis.span(*lead.unit_finding.ranges[0]), lead.match.rule
    return Mention("lead_unit", slots, _evidence(analysis, findings) | bloc.evidence, trigger, rule.id, rule.family, lead.confidence)


def _award_mention(analysis: Analysis, row: AwardRow, bloc: _BlocRow | None) -> Mention:
    findings = {
        "award": row.award,
        "award_type": _award_type(row),
        "authority": row.authority,
        "recipient": row.recipient,
        "recipient_kind": row.kind,
        "count": row.count,
        "status": Finding(row.status, (row.stage.place,)),
        "year": row.year,
        "decision": row.decision,
    }
    slots = {name: finding.value for name, finding in findings.items()}
    evidence = _evidence(analysis, findings)
    slots["bloc"] = bloc.slots["bloc"] if bloc else None
    if bloc and "bloc" in bloc.evidence:
        evidence["bloc"] = bloc.evidence["bloc"]
    trigger, rule = analysis.span(*row.trigger), row.match.rule
    return Mention("award", slots, evidence, trigger, rule.id, rule.family, row.confidence, row.stage.name)


def _award_type(row: AwardRow) -> Finding:
    """The type that the printed award and its authority support, with both as evidence."""
    code = award_type(row.printed, row.authority.value)
    return Finding(code, (*row.award.ranges, *row.authority.ranges), "derived") if code else Finding(None)


def _distinct(mentions: list[Mention], text: str) -> list[Mention]:
    """A mention is identified by type, trigger span and rule family: widen the trigger of rows that share one."""
    seen: set[tuple[str, int, int, str]] = set()
    out: list[Mention] = []
    for mention in mentions:
        kind, trigger, family = mention.mention_type, mention.trigger, mention.rule_family
        if (kind, trigger.start, trigger.end, family) in seen:
            spans = (span for evidence in mention.evidence.values() for span in evidence.spans)
            options = (_hull(text, trigger, span) for span in spans)
            wider = next((option for option in options if (kind, option.start, option.end, family) not in seen), None)
            if wider is None:
                continue
            trigger, mention = wider, replace(mention, trigger=wider)
        seen.add((kind, trigger.start, trigger.end, family))
        out.append(mention)
    return out


def _hull(text: str, left: Span, right: Span) -> Span:
    start, end = min(left.start, right.start), max(left.end, right.end)
    return Span(start, end, text[start:end])


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    data: dict[str, Any] = {
        "origin": evidence.origin,
        "spans": [{"start": span.start, "end": span.end, "quote": span.quote} for span in evidence.spans],
    }
    if evidence.field:
        data["field"] = evidence.field
    return data


def _row(mention: Mention) -> dict[str, Any]:
    row = dict(mention.slots)
    if mention.mention_type == "award":
        row["stage"] = mention.stage
    return row | {
        "rule": mention.rule,
        "confidence": mention.confidence,
        "evidence": {slot: _evidence_json(evidence) for slot, evidence in mention.evidence.items()},
    }


def to_json(extraction: Extraction, *, all_stages: bool = False, further: bool = False) -> dict[str, Any]:
    """The output line of `thidua events`: awards that are only aimed at or recited are shown with ``all_stages`` alone.

    ``further`` adds the keys documents, campaigns and members.
    """

    def rows(kind: str) -> list[dict[str, Any]]:
        return [
            _row(mention)
            for mention in extraction.mentions
            if mention.mention_type == kind and (all_stages or kind != "award" or mention.slots["status"] is not None)
        ]

    return {
        "id": extraction.id,
        "relevant": extraction.relevant,
        "province": extraction.province,
        "meetings": rows("meeting"),
        "lead_units": rows("lead_unit"),
        "awards": rows("award"),
    } | ({key: rows(kind) for key, kind in FURTHER_KEYS.items()} if further else {})
