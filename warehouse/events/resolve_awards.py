"""Rule matches → awards: what, by whose authority, to whom, at which stage, for which year, by which decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.award_authorities import agent, agent_before, announced, authority_behind, later_authority, signer
from warehouse.events.award_decisions import decision_beside, decision_of, is_decision, own_decision
from warehouse.events.award_givers import asked_above, asked_givers, carried_giver
from warehouse.events.award_lines import recipients_below, recipients_next
from warehouse.events.award_ranks import ranked_recipients, recipients_above
from warehouse.events.award_recipients import Recipient, read_recipients
from warehouse.events.award_rows import STATUS, AwardRow, settle
from warehouse.events.award_stages import Stage, StageReader
from warehouse.events.award_years import achievement_year
from warehouse.events.items import Award, Item
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_OTHER_SUBJECTS = frozenset(("ORG", "PLACE", "COUNT", "PERSON", "AWARD", "UNITWORD"))
_MOST_ROWS = 500  # no article has more; hostile text must not cost more


def resolve_awards(analysis: Analysis, meetings: Sequence[Meeting]) -> list[AwardRow]:
    """All awards of the article; headline, caption and body that say the same give one row."""
    rows: list[AwardRow] = []
    stages = StageReader(analysis)
    award = analysis.rules.alphabet.symbols["AWARD"]
    for number, symbols in enumerate(analysis.symbols):
        awards = symbols.count(award)
        if not awards:
            continue
        items = analysis.items[number]
        stages.enter(number)
        meeting = next((meeting for meeting in meetings if number in meeting.section), None)
        reading = _Reading(analysis, meeting, stages, number)
        if len(rows) >= _MOST_ROWS:
            analysis.drop("award", items[0].first, items[-1].last, f"more than {_MOST_ROWS} awards in one article")
            break
        for matches in analysis.matches_by_rule("award", number):
            for match in matches:
                rows += reading.rows(match)
            if len(reading.claimed) == awards:
                break
    givers = asked_givers(analysis) if any(row.status == "proposed" for row in rows) else {}
    decision = own_decision(analysis) if rows else Finding(None)
    for row in rows:
        if row.status == "conferred" and not row.decision.value:
            row.decision = decision
        if row.status == "proposed" and not row.authority.value:
            row.authority = carried_giver(givers, str(row.award.value), row.match.sentence) or row.authority
    return settle(analysis, rows)


@dataclass(slots=True)
class _Reading:
    """One sentence while its rule matches are read, in the order of the rules: an award that a rule has taken is no other's."""

    analysis: Analysis
    meeting: Meeting | None
    stages: StageReader
    number: int
    claimed: set[int] = field(default_factory=set)
    subjects: list[tuple[int, list[Recipient]]] = field(default_factory=list)  # last item of a clause, whom it is about

    def rows(self, match: Match) -> list[AwardRow]:
        """The rows of a match; none when all its awards are taken, or when it lacks what its rule wants."""
        items = self.analysis.items[self.number]
        first, last = match.slots["awards"]
        inside = [index for index in range(first, last) if items[index].kind == "AWARD"]
        free = [index for index in inside if index not in self.claimed]
        if not free:
            return []
        wanted = match.rule.says.get("after")
        if wanted and not any(item.kind in wanted for item in items[: match.first]):
            self._drop(free[0], f"{match.rule.id}: none of {', '.join(wanted)} before it")
            return []
        recipients = self._recipients(match)
        if not recipients:
            return []
        rows: list[AwardRow] = []
        authorities = {index: authority_behind(self.analysis, items, index) for index in inside}
        for index in free:
            stage = self._stage(match, index)
            if stage is None or not self._holds(match, index, stage, authorities[index]):
                continue
            self.claimed.add(index)
            authority, decision = self._authority(match, index, stage, authorities)
            year = achievement_year(self.analysis, self.meeting, items, index, match, stage)
            award: Award = items[index].value
            place = (items[index].first, items[index].last)
            for recipient in recipients:
                count = recipient.count if len(inside) == 1 or recipient.name is not None else None
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
                        recipient.places[0] if recipient.name and recipient.places else place,
                        self.meeting,
                        award,
                    )
                )
        if rows and match.slots.get("recipients", match.slots.get("brand", (first, last)))[0] < first:
            self.subjects.append((match.last, recipients))
        return rows

    def _recipients(self, match: Match) -> list[Recipient]:
        says = match.rule.says
        if says.get("alone"):
            return [Recipient(None, "collective", None, ())]
        if says.get("ranked"):
            return ranked_recipients(self.analysis, match)
        if says.get("below"):
            found = recipients_below(self.analysis, self.number)
            return [*found, *self._not_listed(match)] if found and all(recipient.name for recipient in found) else found
        if says.get("same"):
            return self._subject_before(match)
        found = read_recipients(self.analysis, match, provinces=self.meeting is not None and self.meeting.family == "provinces")
        counted = [recipient for recipient in found if recipient.name is None and recipient.count != 1]
        if counted and len(found) == len(counted) and all(recipient.kind == "collective" for recipient in counted):
            if len(found) == 1 and (above := recipients_above(self.analysis, match, found[0])):
                return above
            units = recipients_next(self.analysis, self.number)
            if len(units) > 1:  # fewer than were counted: some are named, all are counted
                return units if len(units) >= sum(recipient.count or 0 for recipient in counted) else [*found, *units]
        return found

    def _not_listed(self, match: Match) -> list[Recipient]:
        """ "… cho 3 tập thể, 20 cá nhân gồm:" above a list of units alone: the persons stay a number."""
        counts = [item for item in self.analysis.items[self.number][match.first : match.last] if item.kind == "COUNT"]
        persons = [item for item in counts if item.value.kind == "individual" and item.value.number]
        return [Recipient(None, "individual", item.value.number, ((item.first, item.last),)) for item in persons[:1]]

    def _subject_before(self, match: Match) -> list[Recipient]:
        """ "Sở A được … tặng Cờ, được … tặng Bằng khen": whom the clause before is about, with no other unit between."""
        items = self.analysis.items[self.number]
        before = [(last, recipients) for last, recipients in self.subjects if last <= match.first]
        if not before:
            return []
        last, recipients = max(before, key=lambda entry: entry[0])
        if any(item.kind in _OTHER_SUBJECTS for item in items[last : match.first]):
            return []
        self.subjects.append((match.last, recipients))
        return recipients

    def _stage(self, match: Match, index: int) -> Stage | None:
        item = self.analysis.items[self.number][index]
        stage = self.stages.stage_of(index, match)
        if stage is not None:
            if item.value.term.label == "giai_thuong" and stage.name == "voted":  # who wins a prize is voted, and has it
                return replace(stage, name="received")
            return stage
        if item.value.term.label == "giai_thuong" and not match.rule.says.get("alone"):  # a list of prizes needs no verb
            return Stage("received", index, (item.first, item.last), match.rule.id)
        if name := match.rule.says.get("stage"):
            return Stage(name, index, (item.first, item.last), match.rule.id)
        if match.rule.says.get("listed"):
            return self.stages.stage_of_list(index, self.meeting)
        self._drop(index, f"{match.rule.id}: nothing says that it is proposed or given")
        return None

    def _holds(self, match: Match, index: int, stage: Stage, authority: Finding) -> bool:
        items, says = self.analysis.items[self.number], match.rule.says
        label = items[index].value.term.label
        if says.get("only", label) != label:
            self._drop(index, f"{match.rule.id}: a rule for prizes alone")
        elif _is_norm(self.analysis, items, match):
            self._drop(index, f"{match.rule.id}: a rule of procedure, nothing that happened")
        elif says.get("alone") and (
            not authority.value or stage.name not in ("presented", "decided", "received") or not _near(stage, index)
        ):
            self._drop(index, f"{match.rule.id}: neither authority nor recipient, or no verb near")
        else:
            return True
        return False

    def _authority(self, match: Match, index: int, stage: Stage, authorities: dict[int, Finding]) -> tuple[Finding, Finding]:
        """The authority and the decision."""
        items = self.analysis.items[self.number]
        decision = decision_beside(self.analysis, items, match) if STATUS.get(stage.name) == "conferred" else Finding(None)
        if authorities[index].value:
            return authorities[index], decision
        authority = later_authority(items, authorities, index) or agent(self.analysis, self.number, stage, index)
        if not authority.value and stage.name == "received":
            authority = agent_before(self.analysis, items, match.first)
        if not authority.value and decision.value:
            authority = signer(self.analysis, items, decision)
        if not authority.value and stage.carried and STATUS.get(stage.name) == "proposed":
            authority = asked_above(self.analysis, self.number)
        if items[index].value.term.label == "huan_chuong" and "nước" not in str(authority.value).lower():
            authority = Finding(None)  # orders are the state's: whoever else is near hands over, or is a person's office
        if STATUS.get(stage.name) == "conferred" and not decision.value:
            label = items[index].value.term.label if match.rule.says.get("below") else None
            said, decision = announced(self.analysis, self.number) if label is None else self._decided(label)
            authority = authority if authority.value else said
        return authority, decision

    def _decided(self, label: str) -> tuple[Finding, Finding]:
        """ "… ban hành Quyết định số … về việc tặng Cờ thi đua của UBND tỉnh", and the lists below it."""
        for number in range(self.number - 1, -1, -1):
            if not self.analysis.holds(number, "DOC"):
                continue
            items = self.analysis.items[number]
            documents = [item for item in items if is_decision(item)]
            award = next((at for at, item in enumerate(items) if item.kind == "AWARD" and item.value.term.label == label), None)
            if len({str(item.value) for item in documents}) == 1 and award is not None:
                return authority_behind(self.analysis, items, award), decision_of(self.analysis, documents[0])
        return Finding(None), Finding(None)

    def _drop(self, index: int, why: str) -> None:
        item = self.analysis.items[self.number][index]
        self.analysis.drop("award", item.first, item.last, why)


def _is_norm(analysis: Analysis, items: Sequence[Item], match: Match) -> bool:
    """ "Mỗi khối được đề nghị tối đa 1 Cờ thi đua": what may be given, not what is."""
    words = analysis.tokens.words[items[0].first : items[match.first].first + 1]
    return "mỗi" in words or ("tối" in words and ("tối", "đa") in pairwise(words))


def _near(stage: Stage, index: int) -> bool:
    return not stage.carried and abs(stage.index - index) <= 8
