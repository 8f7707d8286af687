"""Rule matches → awards: what, by whose authority, to whom, at which stage, for which year, by which decision."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.award_authorities import agent, agent_before, authority_behind, later_authority, signer
from warehouse.events.award_givers import asked_givers, carried_giver
from warehouse.events.award_lines import recipients_below
from warehouse.events.award_recipients import Recipient, read_recipients
from warehouse.events.award_rows import STATUS, AwardRow, settle
from warehouse.events.award_stages import Stage, StageReader
from warehouse.events.award_years import achievement_year
from warehouse.events.items import Award, Item
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_MOST_ROWS = 500  # no article has more; hostile text must not cost more


def resolve_awards(analysis: Analysis, meetings: Sequence[Meeting]) -> list[AwardRow]:
    """All awards of the article; headline, caption and body that say the same give one row."""
    rows: list[AwardRow] = []
    stages = StageReader(analysis)
    for number in range(len(analysis.sentences)):
        if not analysis.symbols[number]:
            continue
        items = analysis.items[number]
        stages.enter(number)
        if not any(item.kind == "AWARD" for item in items):
            continue
        meeting = next((meeting for meeting in meetings if number in meeting.section), None)
        claimed: set[int] = set()
        if len(rows) >= _MOST_ROWS:
            analysis.drop("award", items[0].first, items[-1].last, f"more than {_MOST_ROWS} awards in one article")
            break
        for match in analysis.matches("award", [number]):
            rows += _rows(analysis, meeting, match, stages, claimed)
    givers = asked_givers(analysis)
    for row in rows:
        if row.status == "proposed" and not row.authority.value:
            row.authority = carried_giver(givers, str(row.award.value), row.match.sentence) or row.authority
    return settle(analysis, rows)


def _rows(analysis: Analysis, meeting: Meeting | None, match: Match, stages: StageReader, claimed: set[int]) -> list[AwardRow]:
    items = analysis.items[match.sentence]
    first, last = match.slots["awards"]
    awards = [index for index in range(first, last) if items[index].kind == "AWARD" and index not in claimed]
    if not awards:
        return []
    wanted = match.rule.says.get("after")
    if wanted and not any(item.kind in wanted for item in items[: match.first]):
        analysis.drop("award", items[awards[0]].first, items[awards[0]].last, f"{match.rule.id}: none of {', '.join(wanted)} before it")
        return []
    alone = match.rule.says.get("alone", False)
    recipients = (
        [Recipient(None, "collective", None, ())]
        if alone
        else recipients_below(analysis, match.sentence)
        if match.rule.says.get("below")
        else read_recipients(analysis, match, provinces=meeting is not None and meeting.family == "provinces")
    )
    if not recipients:
        return []
    rows: list[AwardRow] = []
    authorities = {index: authority_behind(analysis, items, index) for index in range(first, last) if items[index].kind == "AWARD"}
    shared = len([index for index in authorities if items[index].kind == "AWARD"]) > 1
    for index in awards:
        label = items[index].value.term.label
        stage = stages.stage_of(index, match)
        if stage is None and items[index].value.term.label == "giai_thuong" and not alone:
            stage = Stage("received", index, (items[index].first, items[index].last), match.rule.id)  # a list of prizes needs no verb
        if stage is None:
            analysis.drop("award", items[index].first, items[index].last, f"{match.rule.id}: nothing says that it is proposed or given")
            continue
        if match.rule.says.get("only", label) != label:
            analysis.drop("award", items[index].first, items[index].last, f"{match.rule.id}: a rule for prizes alone")
            continue
        if _is_norm(analysis, items, match):
            analysis.drop("award", items[index].first, items[index].last, f"{match.rule.id}: a rule of procedure, nothing that happened")
            continue
        if alone and (not authorities[index].value or stage.name not in ("presented", "decided", "received") or not _near(stage, index)):
            analysis.drop(
                "award", items[index].first, items[index].last, f"{match.rule.id}: neither authority nor recipient, or no verb near"
            )
            continue
        claimed.add(index)
        authority = (
            authorities[index] if authorities[index].value else later_authority(authorities, index) or agent(analysis, items, stage, index)
        )
        year = achievement_year(analysis, meeting, items, index, match, stage)
        decision = _decision(analysis, items, match) if STATUS.get(stage.name) == "conferred" else Finding(None)
        if not authority.value and stage.name == "received":
            authority = agent_before(analysis, items, match.first)
        if not authority.value and decision.value:
            authority = signer(analysis, items, decision)
        award: Award = items[index].value
        place = (items[index].first, items[index].last)
        for recipient in recipients:
            count = recipient.count if not (shared and recipient.name is None) else None
            trigger = recipient.places[0] if recipient.name and recipient.places else place
            confidence = match.rule.confidence * (0.95 if stage.carried else 1.0) * (1.0 if recipient.listed else 0.93)
            rows.append(
                AwardRow(
                    Finding(award.term.label, (place,)),
                    authority,
                    Finding(recipient.name, recipient.places),
                    Finding(recipient.kind, recipient.places or (place,)),
                    Finding(count, recipient.places or (place,), "text" if recipient.name is None else "derived"),
                    stage,
                    year,
                    decision,
                    match,
                    round(confidence, 3),
                    trigger,
                    meeting,
                    award,
                )
            )
    return rows


def _is_norm(analysis: Analysis, items: Sequence[Item], match: Match) -> bool:
    """ "Mỗi khối được đề nghị tối đa 1 Cờ thi đua": what may be given, not what is."""
    words = list(analysis.tokens.words[items[0].first : items[match.first].first + 1])
    return "mỗi" in words or any(words[at : at + 2] == ["tối", "đa"] for at in range(len(words)))


def _near(stage: Stage, index: int) -> bool:
    return not stage.carried and abs(stage.index - index) <= 8


def _decision(analysis: Analysis, items: Sequence[Item], match: Match) -> Finding:
    """The decision beside the award: in its own clause or right behind it, else one that is announced before it."""
    numbered = [(index, item) for index, item in enumerate(items) if item.kind == "DOC" and "qđ" in str(item.value)]
    for index, item in numbered:
        if match.first <= index < match.last or (
            index >= match.last and not any(between.kind == "';'" for between in items[match.last : index])
        ):
            return Finding("".join(analysis.text(item).split()), ((item.first, item.last),))
    for index, item in reversed(numbered):
        if index < match.first and not any(between.kind == "AWARD" for between in items[:index]):
            return Finding("".join(analysis.text(item).split()), ((item.first, item.last),))
    return Finding(None)
