"""Rule matches → awards: what, by whose authority, to whom, at which stage, for which year, by which decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.award_givers import asked_givers, carried_giver
from warehouse.events.award_lines import recipients_below
from warehouse.events.award_recipients import Recipient, read_recipients
from warehouse.events.award_stages import Stage, StageReader
from warehouse.events.items import Award, Item, Role
from warehouse.events.names import complete_names
from warehouse.events.resolve_dates import published_on
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

STATUS = {"voted": "proposed", "proposed": "proposed", "decided": "conferred", "presented": "conferred", "received": "conferred"}
_MOST_ROWS = 500  # no article has more; hostile text must not cost more
_MOST_PLACES = 12  # of evidence for one slot
_CENTRAL_FLAG = ("chính phủ", "thủ tướng")


@dataclass(slots=True)
class AwardRow:
    """One award to one recipient, or to a counted number of them."""

    award: Finding
    authority: Finding
    recipient: Finding
    kind: Finding
    count: Finding
    stage: Stage
    year: Finding
    decision: Finding
    match: Match
    confidence: float
    trigger: tuple[int, int]
    meeting: Meeting | None
    printed: Award

    @property
    def status(self) -> str | None:
        """``proposed`` or ``conferred``; ``None`` for what is only aimed at or recited."""
        return STATUS.get(self.stage.name)


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
    return _settle(analysis, rows)


def _rows(analysis: Analysis, meeting: Meeting | None, match: Match, stages: StageReader, claimed: set[int]) -> list[AwardRow]:
    items = analysis.items[match.sentence]
    first, last = match.slots["awards"]
    awards = [index for index in range(first, last) if items[index].kind == "AWARD" and index not in claimed]
    if not awards:
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
    authorities = {index: _authority(analysis, items, index) for index in range(first, last) if items[index].kind == "AWARD"}
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
        if any(item.kind == "'mỗi'" for item in items[: match.first + 1]):
            analysis.drop("award", items[index].first, items[index].last, f"{match.rule.id}: a rule of procedure, nothing that happened")
            continue
        if alone and (not authorities[index].value or stage.name not in ("presented", "decided", "received") or not _near(stage, index)):
            analysis.drop(
                "award", items[index].first, items[index].last, f"{match.rule.id}: neither authority nor recipient, or no verb near"
            )
            continue
        claimed.add(index)
        authority = authorities[index] if authorities[index].value else _later(authorities, index) or _agent(analysis, items, stage, index)
        year = _year(analysis, meeting, items, index, match, stage)
        decision = _decision(analysis, items, match) if STATUS.get(stage.name) == "conferred" else Finding(None)
        if not authority.value and decision.value:
            authority = _signer(analysis, items, decision)
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


def _near(stage: Stage, index: int) -> bool:
    return not stage.carried and abs(stage.index - index) <= 8


def _authority(analysis: Analysis, items: Sequence[Item], index: int) -> Finding:
    """What stands right behind the award: "của Chủ tịch UBND tỉnh", "Chính phủ", "của tỉnh"."""
    at = index + 1
    if at < len(items) and items[at].kind in ("OF", "BY"):
        at += 1
    start = at
    while at < len(items) and items[at].kind == "POST":
        at += 1
    if at < len(items) and items[at].kind in ("AUTH", "ORG") and (items[index + 1].kind in ("OF", "BY") or items[at].kind == "AUTH"):
        return Finding(_authority_name(analysis, items, start, at), ((items[start].first, items[at].last),))
    if start == at > index + 1 and at < len(items) and items[at].kind == "'tỉnh'":
        return Finding("UBND tỉnh", ((items[at].first, items[at].last),))
    if at < len(items) and items[index + 1].kind == "OF" and items[start].kind == "POST" and start < at:
        return Finding(analysis.text(items[start]), ((items[start].first, items[at - 1].last),))
    return Finding(None)


def _authority_name(analysis: Analysis, items: Sequence[Item], start: int, at: int) -> str:
    name = complete_names(analysis, items, [items[at]])[0]
    post = " ".join(analysis.text(item) for item in items[start:at])
    return f"{post[0].upper()}{post[1:]} {name}" if post else name


def _later(authorities: dict[int, Finding], index: int) -> Finding | None:
    """ "cờ thi đua và bằng khen của Chủ tịch UBND tỉnh": what the last one says holds for those before it."""
    return next((finding for at, finding in authorities.items() if at > index and finding.value), None)


def _agent(analysis: Analysis, items: Sequence[Item], stage: Stage, index: int) -> Finding:
    """Who is asked to give, or gives: the nearest authority between the governing verb and the award, else before the verb."""
    on_behalf = _on_behalf(analysis, items, index)
    if on_behalf.value:
        return on_behalf
    low = max(0, min(stage.index, index) - 6) if not stage.carried else 0
    for at in range(index - 1, low - 1, -1):
        item = items[at]
        if item.kind == "AUTH" or (item.kind == "ORG" and _gives(items, at)):
            start = at
            while start > 0 and items[start - 1].kind == "POST":
                start -= 1
            post = " ".join(analysis.tokens.words[items[start].first : items[at].first])
            if (
                post.startswith("phó")
                or any(between.kind == "PERSON" for between in items[at + 1 : index])
                or (start > 0 and items[start - 1].kind in ("ATTEND", "RANK", "IN"))
            ):
                continue
            if at + 1 < len(items) and items[at + 1].kind == "TO":
                continue
            if start > 1 and items[start - 1].kind == "OF" and items[start - 2].kind == "AWARD":  # of another award
                continue
            return Finding(_authority_name(analysis, items, start, at), ((items[start].first, items[at].last),))
    return _subject_before(analysis, items, min(low, index)) if stage.name in ("decided", "presented") else Finding(None)


def _subject_before(analysis: Analysis, items: Sequence[Item], before: int) -> Finding:
    """ "Chủ tịch UBND tỉnh tặng Cờ … cho A; công nhận …; tặng Bằng khen cho B": who gave first gives on."""
    for at in range(before - 1, -1, -1):
        following = next((item for item in items[at + 1 : at + 3] if item.kind not in ("'đã'", "'cũng'", "PROVINCE")), None)
        if items[at].kind == "AUTH" and following is not None and following.kind in ("CONFER", "PRESENT"):
            start = at
            while start > 0 and items[start - 1].kind == "POST":
                start -= 1
            if start == 0 or items[start - 1].kind not in ("PASSIVE", "PROPOSE", "VOTE"):
                return Finding(_authority_name(analysis, items, start, at), ((items[start].first, items[at].last),))
    return Finding(None)


def _on_behalf(analysis: Analysis, items: Sequence[Item], index: int) -> Finding:
    """ "Thừa ủy quyền của Chủ tịch nước, đồng chí … trao": the one who is stood in for confers, the other presents."""
    for at in range(index - 1, -1, -1):
        if items[at].kind == "ONBEHALF":
            start = at + 1
            end = start
            while end < len(items) and items[end].kind == "POST":
                end += 1
            if end < len(items) and items[end].kind == "AUTH":
                return Finding(_authority_name(analysis, items, start, end), ((items[start].first, items[end].last),))
    return Finding(None)


def _signer(analysis: Analysis, items: Sequence[Item], decision: Finding) -> Finding:
    """ "theo Quyết định số … ngày … của Chủ tịch nước": who signed the decision confers."""
    at = next((index for index, item in enumerate(items) if (item.first, item.last) == decision.ranges[0]), len(items))
    for index in range(at + 1, min(at + 6, len(items))):
        if items[index].kind == "OF":
            start = index + 1
            while start < len(items) and items[start].kind == "POST":
                start += 1
            if start < len(items) and items[start].kind == "AUTH":
                return Finding(_authority_name(analysis, items, index + 1, start), ((items[index + 1].first, items[start].last),))
    return Finding(None)


def _gives(items: Sequence[Item], at: int) -> bool:
    """An organisation right before the verb gives the award itself, unless it only hands it over for another."""
    verb = at + 2 if at + 2 < len(items) and items[at + 1].kind == "'đã'" else at + 1
    if verb >= len(items) or items[verb].kind not in ("CONFER", "PRESENT") or items[at].value.code in ("SNV", "BTDKT"):
        return False
    if items[at].value.bare and items[at].value.code == "BTCTU":  # the organisers of a contest
        return False
    return not (at > 0 and items[at - 1].kind == "POST" and items[at - 1].value == "delegation")


def _year(analysis: Analysis, meeting: Meeting | None, items: Sequence[Item], index: int, match: Match, stage: Stage) -> Finding:
    """The achievement year: printed behind the award, else before it, else the reviewed year of what the meeting proposes."""
    for item in items[index + 1 :]:
        if isinstance(item.value, Role):  # "… và bầu A làm Trưởng khối năm 2021"
            break
        if (item.kind == "AWARD" and items.index(item) >= match.last) or item.kind in ("PACT", "LAUNCH", "KICKOFF"):
            break
        if item.kind in ("YEAR", "SCHOOLYEAR"):
            return Finding(item.value if item.kind == "YEAR" else int(str(item.value)[-4:]), ((item.first, item.last),))
        if item.kind in ("BECAUSE",):
            continue
    for at in range(min(index, match.first) - 1, -1, -1):
        item = items[at]
        if item.kind == "YEAR":
            return Finding(item.value, ((item.first, item.last),))
        if item.kind == "AWARD" and not any(
            between.kind == "':'" and items[before].kind == "YEAR" for before, between in enumerate(items[1:at])
        ):
            break
    for item in items[match.first : index]:
        if item.kind == "YEAR":
            return Finding(item.value, ((item.first, item.last),))
    opening = [item for item in items[: next((at for at, item in enumerate(items) if item.kind == "AWARD"), 0)] if item.kind == "YEAR"]
    if len(opening) == 1:  # "Ghi nhận thành tích năm 2017, …": holds for the whole sentence
        return Finding(opening[0].value, ((opening[0].first, opening[0].last),))
    contest = items[index].value.term.label == "giai_thuong"
    if meeting is not None:
        due = stage.name in ("proposed", "voted", "presented", "decided", "received") or _within_the_year(analysis, items)
        derived = meeting.year if contest else meeting.reviewed_year if due else None
        if derived:
            return Finding(derived, meeting.period.ranges, "derived", meeting.period.field)
    given = STATUS.get(stage.name) == "conferred"
    if meeting is None and given and not contest and (cited := _cited_year(analysis, match.sentence)).value:
        return cited
    if meeting is None and given and not contest and (reviewed := _reviewed_year(analysis)).value:
        return reviewed
    if meeting is None and (stage.name in ("proposed", "voted") or contest):
        heading = _heading_year(analysis)
        if heading.value or not contest:
            return heading
    if contest:
        published = published_on(analysis)
        return Finding(published.value.year, published.ranges, "derived", published.field) if published.value else Finding(None)
    return Finding(None)


_CITATION_NEAR = 24  # sentences; the lines of a list are sentences, too


def _cited_year(analysis: Analysis, number: int) -> Finding:
    """The year of the citation ("… dẫn đầu phong trào thi đua năm 2012") below the award, or of a headline about the award."""
    for heading in range(len(analysis.sentences)):
        items = analysis.items[heading]
        if analysis.sentences[heading].kind != "heading":
            break
        award = next((at for at, item in enumerate(items) if item.kind == "AWARD"), None)
        if award is not None and award <= 3:
            years = [item for item in items[award:] if item.kind == "YEAR"]
            if len(years) == 1:
                return Finding(years[0].value, ((years[0].first, years[0].last),), "derived")
    for match in analysis.matches("citation", range(number, min(number + _CITATION_NEAR, len(analysis.sentences)))):
        item = analysis.slot(match, "year")[0]
        return Finding(item.value, ((item.first, item.last),), "derived")
    return Finding(None)


def _reviewed_year(analysis: Analysis) -> Finding:
    """ "Hội nghị tổng kết công tác thi đua năm 2023" of a province, in the heading or the first sentences."""
    seen = 0
    for number, sentence in enumerate(analysis.sentences):
        items = analysis.items[number]
        start = next((at for at, item in enumerate(items) if item.kind == "REVIEW" and item.value == "annual_review"), None)
        if start is not None:
            after = items[start + 1 : start + 7]
            year = next((item for item in after if item.kind == "YEAR"), None)
            if year is not None and any(item.kind == "EMULATION" for item in after[: after.index(year)]):
                return Finding(year.value, ((year.first, year.last),), "derived")
        seen += sentence.kind == "body"
        if seen >= 3:
            break
    return Finding(None)


def _within_the_year(analysis: Analysis, items: Sequence[Item]) -> bool:
    """ "Trong năm, 5 tập thể được tặng …": the reviewed year."""
    words = analysis.tokens.words[items[0].first : items[-1].last]
    return any(pair in (("trong", "năm"), ("đầu", "năm"), ("năm", "qua")) for pair in pairwise(words))


def _heading_year(analysis: Analysis) -> Finding:
    """An article without a bloc's meeting: the year of its headline, else of its first sentences."""
    seen = 0
    for number, sentence in enumerate(analysis.sentences):
        for item in analysis.items[number]:
            if item.kind == "YEAR":
                return Finding(item.value, ((item.first, item.last),), "derived")
        seen += sentence.kind == "body"
        if seen >= 2:
            break
    return Finding(None)


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


def _settle(analysis: Analysis, rows: list[AwardRow]) -> list[AwardRow]:
    """Same award, status and recipient: one row with all its evidence. A vague mention yields to a counted or named one."""
    kept: list[AwardRow] = []
    for row in rows:
        twin = next((other for other in kept if _same(other, row)), None)
        if twin is None:
            kept.append(row)
        else:
            _merge(twin, row)
    final: list[AwardRow] = []
    for row in kept:
        vague = row.recipient.value is None and row.count.value is None
        better = [
            other
            for other in kept
            if other is not row and other.award.value == row.award.value and other.status == row.status and _authorities_agree(other, row)
        ]
        exact = [other for other in better if not other.match.rule.says.get("amount") and (other.recipient.value or other.count.value)]
        if row.match.rule.says.get("amount") and (exact or row.award.value == "giai_thuong"):
            analysis.drop("award", *row.trigger, "said more exactly elsewhere, or a mere number of prizes")
            continue
        if vague and row.match.rule.says.get("alone") and better:
            analysis.drop("award", *row.trigger, "said more exactly elsewhere")
            continue
        if vague and any(other.match.sentence != row.match.sentence and (other.recipient.value or other.count.value) for other in better):
            analysis.drop("award", *row.trigger, "said more exactly elsewhere")
            continue
        named = {other.recipient.value for other in better if other.recipient.value and other.match.sentence != row.match.sentence}
        if row.recipient.value is None and row.kind.value == "collective" and row.count.value is not None and len(named) == row.count.value:
            analysis.drop("award", *row.trigger, "the counted recipients are named elsewhere")
            continue
        final.append(row)
    return final


def _authorities_agree(left: AwardRow, right: AwardRow) -> bool:
    one, two = left.authority.value, right.authority.value
    if not one or not two:
        return True
    return _level(one) == _level(two)


def _level(authority: str) -> str:
    folded = authority.lower()
    if any(word in folded for word in _CENTRAL_FLAG):
        return "government"
    return "province" if "ubnd tỉnh" in folded or "ubnd thành phố" in folded else folded


def _same(left: AwardRow, right: AwardRow) -> bool:
    if (
        left.award.value != right.award.value
        or left.status != right.status
        or left.kind.value != right.kind.value
        or not _authorities_agree(left, right)
    ):
        return False
    if left.year.value and right.year.value and left.year.value != right.year.value:
        return False
    if left.recipient.value or right.recipient.value:
        return (
            bool(left.recipient.value and right.recipient.value) and str(left.recipient.value).lower() == str(right.recipient.value).lower()
        )
    return left.match.sentence != right.match.sentence and left.count.value == right.count.value


def _merge(into: AwardRow, row: AwardRow) -> None:
    for name in ("award", "authority", "recipient", "kind", "count", "year", "decision"):
        mine, other = getattr(into, name), getattr(row, name)
        if not mine.value or (name == "year" and mine.origin == "derived" and other.origin == "text"):
            setattr(into, name, other if other.value else mine)
        elif mine.value == other.value:
            setattr(into, name, Finding(mine.value, (mine.ranges + other.ranges)[:_MOST_PLACES], mine.origin, mine.field))
    into.confidence = max(into.confidence, row.confidence)
