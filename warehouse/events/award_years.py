"""For which year an award is given: printed beside it, said of the whole sentence, or known from what the article reports."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.award_authorities import takes_up
from warehouse.events.award_rows import STATUS
from warehouse.events.award_stages import Stage
from warehouse.events.items import Item, Role
from warehouse.events.resolve_dates import published_on
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_OTHER_YEARS = frozenset(("PACT", "LAUNCH", "KICKOFF", "REVIEW", "AIM"))  # a year beside them may be theirs
_JOINTS = frozenset(("','", "';'", "AND"))
_VERBS = frozenset(("PASSIVE", "PROPOSE", "RECEIVE", "CONFER"))


def achievement_year(analysis: Analysis, meeting: Meeting | None, items: Sequence[Item], index: int, match: Match, stage: Stage) -> Finding:
    """The achievement year: printed behind the award, else before it, else the reviewed year of what the meeting proposes."""
    if analysis.holds_any(match.sentence, ("YEAR", "SCHOOLYEAR")):
        printed = _printed_year(items, index, match)
        if printed is not None:
            return printed
    return _derived_year(analysis, meeting, items, index, match, stage)


def _printed_year(items: Sequence[Item], index: int, match: Match) -> Finding | None:
    """The year behind the award, else before it, else the one year that holds for the whole sentence."""
    for item in items[index + 1 :]:
        if isinstance(item.value, Role):  # "… và bầu A làm Trưởng khối năm 2021"
            break
        if (item.kind == "AWARD" and items.index(item) >= match.last) or item.kind in ("PACT", "LAUNCH", "KICKOFF"):
            break
        if item.kind == "YEAR" and _opens_clause(items, items.index(item)):
            break
        if item.kind in ("YEAR", "SCHOOLYEAR"):
            return Finding(item.value if item.kind == "YEAR" else int(str(item.value)[-4:]), ((item.first, item.last),))
        if item.kind in ("BECAUSE",):
            continue
    for at in range(min(index, match.first) - 1, -1, -1):
        item = items[at]
        if item.kind == "YEAR" and not _of_role(items, at):
            return Finding(item.value, ((item.first, item.last),))
        if item.kind == "AWARD" and not any(
            between.kind == "':'" and items[before].kind == "YEAR" for before, between in enumerate(items[1:at])
        ):
            break
    for item in items[match.first : index]:
        if item.kind == "YEAR":
            return Finding(item.value, ((item.first, item.last),))
    first = next((at for at, item in enumerate(items) if item.kind == "AWARD"), 0)
    opening = [item for at, item in enumerate(items[:first]) if item.kind == "YEAR" and not _of_role(items, at)]
    if len(opening) == 1:  # "Ghi nhận thành tích năm 2017, …": holds for the whole sentence
        return Finding(opening[0].value, ((opening[0].first, opening[0].last),))
    years = [item for item in items if item.kind == "YEAR"]
    if len(years) == 1 and not any(item.kind in _OTHER_YEARS or isinstance(item.value, Role) for item in items):
        return Finding(
            years[0].value, ((years[0].first, years[0].last),)
        )  # of the last of a row: "… cho A; … cho B vì thành tích năm 2021"
    return None


def _of_role(items: Sequence[Item], at: int) -> bool:
    """ "… làm Khối trưởng năm 2023; đề nghị tặng …": the year of an office."""
    return any(isinstance(item.value, Role) or item.kind == "ROLEALONE" for item in items[max(0, at - 2) : at])


def _opens_clause(items: Sequence[Item], at: int) -> bool:
    """ "…, năm 2022 được đề nghị tặng …": the year of what comes next."""
    return items[at - 1].kind in _JOINTS and at + 1 < len(items) and items[at + 1].kind in _VERBS


def _derived_year(analysis: Analysis, meeting: Meeting | None, items: Sequence[Item], index: int, match: Match, stage: Stage) -> Finding:
    """The reviewed year of what a bloc's meeting proposes, else what the article says of other awards, or of itself."""
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
    if given and not contest and (said := _year_before(analysis, match.sentence)).value:
        return said
    if given and not contest and (paragraph := _paragraph_year(analysis, match.sentence)).value:
        return paragraph
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
            rewards = any(item.kind in ("EMULATION", "CONFER") for item in [*items[max(0, start - 3) : start], *after])
            if year is not None and (rewards or sentence.kind == "heading"):
                return Finding(year.value, ((year.first, year.last),), "derived")
        seen += sentence.kind == "body"
        if seen >= 3:
            break
    return Finding(None)


def _year_before(analysis: Analysis, number: int) -> Finding:
    """ "… tặng Cờ thi đua cho 8 đơn vị … năm học 2022 - 2023. Trong đó, Sở A được nhận Cờ …": the year of the sentence taken up."""
    if not takes_up(analysis, number):
        return Finding(None)
    years = [item for item in analysis.items[number - 1] if item.kind in ("YEAR", "SCHOOLYEAR")]
    if len(years) != 1 or not analysis.holds(number - 1, "AWARD"):
        return Finding(None)
    value = years[0].value if years[0].kind == "YEAR" else int(str(years[0].value)[-4:])
    return Finding(value, ((years[0].first, years[0].last),), "derived")


def _paragraph_year(analysis: Analysis, number: int) -> Finding:
    """ "Năm 2022, khối đã hoàn thành …. Theo đó, 1 đơn vị được tặng Cờ thi đua.": the year that opens the paragraph holds on."""
    segment = analysis.sentences[number].segment
    for before in range(number - 1, -1, -1):
        if analysis.sentences[before].segment != segment:
            break
        year = next((item for item in analysis.items[before][:2] if item.kind == "YEAR"), None)
        if year is not None:
            return Finding(year.value, ((year.first, year.last),), "derived")
    return Finding(None)


def _within_the_year(analysis: Analysis, items: Sequence[Item]) -> bool:
    """ "Trong năm, 5 tập thể được tặng …": the reviewed year."""
    words = analysis.tokens.words[items[0].first : items[-1].last]
    return any(pair in (("trong", "năm"), ("đầu", "năm"), ("năm", "qua")) for pair in pairwise(words))


def _heading_year(analysis: Analysis) -> Finding:
    """An article without a bloc's meeting: the year that it reviews, else that of its headline or of its first sentences."""
    if (reviewed := _reviewed_year(analysis)).value:
        return reviewed
    seen = 0
    for number, sentence in enumerate(analysis.sentences):
        for item in analysis.items[number]:
            if item.kind == "YEAR":
                return Finding(item.value, ((item.first, item.last),), "derived")
        seen += sentence.kind == "body"
        if seen >= 2:
            break
    return Finding(None)
