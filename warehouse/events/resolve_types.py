"""What kind of meeting it was, and which period it was about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Item
from warehouse.events.resolve_dates import DayFound

_TYPE_KINDS = ("REVIEW", "PACT", "LAUNCH", "KICKOFF", "QUARTERLY", "THEMATIC", "SPORT", "OTHERMEET")
_PERIOD_KINDS = ("YEAR", "SCHOOLYEAR", "HALF", "QUARTER")
_SHORT_LINE = 16  # items of the line below a picture
_OPENING = 6  # sentences of the body in which a year alone is that of the meeting
_PRIORITY = ("midyear_review", "annual_review", "pact_signing", "sports_cultural", "thematic", "quarterly", "launch", "kickoff", "other")


def _type_items(analysis: Analysis, numbers: Iterable[int]) -> list[Item]:
    return [
        item
        for number in numbers
        if analysis.holds_any(number, _TYPE_KINDS)
        for at, item in enumerate(analysis.items[number])
        if item.kind in _TYPE_KINDS
        and item.value
        and not (item.kind == "PACT" and _cited_pact(analysis, number, at))
        and not (item.kind == "LAUNCH" and _launched_before(analysis, number, at))
    ]


_MOST_MONTHS = frozenset(("9", "09", "chín", "10", "mười", "11"))
_AGENT = 8  # items between "do" and its verb


def _launched_before(analysis: Analysis, number: int, at: int) -> bool:
    """ "các phong trào thi đua do các cấp, các ngành phát động": which movements, not what the meeting is for."""
    items = analysis.items[number]
    start = next((before for before in range(at - 1, max(-1, at - _AGENT - 1), -1) if analysis.text(items[before]).lower() == "do"), None)
    if not start or items[start - 1].kind not in ("EMULATION", "YEAR"):
        return False
    return not any(item.kind in ("BLOC", "MEET", "ORGANISE", "';'") for item in items[start:at])


def _cited_pact(analysis: Analysis, number: int, at: int) -> bool:
    """A pact that is carried out or was signed before ("nội dung của Giao ước thi đua", "chỉ tiêu đã ký kết") is no signing."""
    items = analysis.items[number]
    if analysis.sentences[number].kind == "heading" or at == 0:
        return False
    before, first = items[at - 1], items[at].first
    if before.kind == "'đã'":
        return at > 1 and (items[at - 2].kind == "AIM" or items[at - 2].value in ("dung", "tiêu"))
    if analysis.tokens.words[first : first + 2] != ["giao", "ước"]:
        return False
    signed = any(item.kind == "PASSIVE" for item in items[at + 1 : at + 2]) and any(item.value == "ký" for item in items[at + 2 : at + 3])
    return signed or before.kind in ("OF", "AIM") or before.value in ("hiện", "theo", "cứ", "dung")


def meeting_type(
    analysis: Analysis, numbers: Sequence[int], headings: Sequence[int], section: range
) -> tuple[str, tuple[str, ...], Finding]:
    """The type that the headline says, else the opening; what stands beside it goes into ``also``."""
    lead = lead_sentences(analysis, numbers)
    heading_items, lead_types = _type_items(analysis, headings), [_type_items(analysis, [number]) for number in lead]
    lead_items = [item for items in lead_types for item in items]
    main = (
        _main_type(heading_items, weak=("kickoff", "launch", "other", "thematic"))
        or _main_type(lead_items)
        or _main_type(heading_items)
        or _main_type(_type_items(analysis, numbers))
    )
    if main is None:  # the words stand further down ("… báo cáo tổng kết công tác thi đua năm …")
        further = [item for item in _type_items(analysis, section) if item.kind in ("REVIEW", "PACT")]
        main = further[0] if further else main
    if main is None:
        told = _told_type(analysis, numbers, section)
        if told is not None:
            return told[0], (), Finding(told[0], ((told[1].first, told[1].last),), "derived")
        first = [*numbers, *section, 0][:1]
        return "other", (), Finding("other", tuple(_tokens_of_sentence(analysis, number) for number in first), "derived")
    if main.value in ("launch", "kickoff") and main not in heading_items:
        main = _reported_review(analysis, section) or _signed_in_picture(analysis, section) or main
    kind = str(main.value)
    if kind == "annual_review" and _half_near(analysis, main, [*headings, *lead]):
        kind = "midyear_review"
    elif kind.endswith("_review") and _quarter_near(analysis, main, [*headings, *lead]):
        kind = "quarterly"
    also = []
    reviews = kind.endswith("_review")
    in_lead = next((items for items in lead_types if main in items), lead_items)
    for item in (*heading_items, *in_lead, *(lead_types[0] if lead_types else ())):
        if (
            item.value != kind
            and item.value not in also
            and item.value in ("pact_signing", "launch", "kickoff")
            and (reviews or item.value != "kickoff")
        ):
            also.append(str(item.value))
    if kind == "pact_signing":
        also += [
            str(item.value) for item in [*heading_items, *lead_items] if str(item.value).endswith("_review") and str(item.value) not in also
        ][:1]
    return kind, tuple(also), Finding(kind, ((main.first, main.last),))


def _signed_in_picture(analysis: Analysis, section: range) -> Item | None:
    """ "Đại diện các đơn vị trong Cụm ký kết giao ước.", a short line: what they came for, whatever they launched besides."""
    for number in section:
        items = analysis.items[number]
        if len(items) <= _SHORT_LINE and analysis.holds(number, "PACT"):
            for before, item in pairwise(items):
                if item.kind == "PACT" and before.kind in ("BLOC", "BLOCREF"):
                    return item
    return None


def _reported_review(analysis: Analysis, section: range) -> Item | None:
    """ "Tại hội nghị, … đã báo cáo tổng kết công tác thi đua năm 2023": what the meeting heard, whatever its members launched before."""
    for number in section:
        items = analysis.items[number]
        if analysis.sentences[number].kind != "body" or not analysis.holds(number, "REVIEW"):
            continue
        if [item.kind for item in items[:2]] != ["VENUE", "MEET"]:
            continue
        for at, item in enumerate(items):
            told = at > 1 and items[at - 1].kind == "ATTEND"
            if item.kind == "REVIEW" and told and any(other.kind in ("YEAR", "HALF") for other in items[at + 1 : at + 4]):
                return item
    return None


def _told_type(analysis: Analysis, numbers: Sequence[int], section: range) -> tuple[str, Item] | None:
    """No word says the type: a half-year that the meeting's sentences speak of, else a vote on who leads the bloc."""
    for number in numbers:
        for item in analysis.items[number] if analysis.holds(number, "HALF") else ():
            if item.kind == "HALF" and item.value[0] == 1:
                return "midyear_review", item
    for number in section:
        for item in analysis.items[number] if analysis.holds_any(number, ("FIRST", "VOTE")) else ():
            if item.kind == "FIRST" or (item.kind == "VOTE" and "suy tôn" in analysis.text(item).lower()):
                return "annual_review", item
    return _report_on_year(analysis, section)


_REPORT = 12  # items from the beginning of a sentence in which a report names its year


def _report_on_year(analysis: Analysis, section: range) -> tuple[str, Item] | None:
    """ "Theo báo cáo tại hội nghị, trong năm 2023, các đơn vị … đã …": a meeting that hears what a year has brought reviews it."""
    for number in section:
        items = analysis.items[number][:_REPORT]
        if analysis.sentences[number].kind != "body" or not any(item.kind == "MEET" for item in items):
            continue
        told = any(item.kind == "ATTEND" and "báo cáo" in analysis.text(item).lower() for item in items)
        year = next((item for item in items if item.kind == "YEAR"), None)
        if told and year is not None and any(item.kind in ("BLOC", "BLOCREF", "COUNT") for item in items):
            return "annual_review", year
    return None


def _tokens_of_sentence(analysis: Analysis, number: int) -> tuple[int, int]:
    return analysis.sentences[number].first, analysis.sentences[number].last


def lead_sentences(analysis: Analysis, numbers: Sequence[int]) -> list[int]:
    """The first two sentences that are no heading and speak of the meeting."""
    return [number for number in numbers if analysis.sentences[number].kind != "heading"][:2]


def _main_type(items: Sequence[Item], weak: tuple[str, ...] = ()) -> Item | None:
    strong = [item for item in items if item.value not in weak]
    return min(strong, key=lambda item: (_PRIORITY.index(item.value), item.first)) if strong else None


def _half_near(analysis: Analysis, main: Item, numbers: Iterable[int]) -> bool:
    for number in numbers:
        items = analysis.items[number]
        if main in items:
            after = items[items.index(main) + 1 : items.index(main) + 6]
            return any(item.kind == "HALF" and item.value[0] == 1 for item in after)
    return False


def _quarter_near(analysis: Analysis, main: Item, numbers: Iterable[int]) -> bool:
    """ "sơ kết công tác thi đua quý I": a quarter right behind the review, and nothing longer beside it."""
    for number in numbers:
        items = analysis.items[number]
        if main in items:
            after = [item.kind for item in items[items.index(main) + 1 : items.index(main) + 6]]
            return "QUARTER" in after and not {"HALF", "YEAR"} & set(after[: after.index("QUARTER")])
    return False


def meeting_period(analysis: Analysis, kind: str, numbers: Sequence[int], headings: Sequence[int], section: range) -> Finding:
    """The period that the meeting is about, as printed with its type in the heading or the opening."""
    order = list(dict.fromkeys([*headings, *numbers]))
    wanted = {
        "annual_review": "REVIEW",
        "midyear_review": "REVIEW",
        "pact_signing": "PACT",
        "launch": "LAUNCH",
        "kickoff": "KICKOFF",
        "quarterly": "QUARTERLY",
    }.get(kind)
    if kind == "quarterly" and not any(analysis.holds(number, "QUARTERLY") for number in order):
        wanted = "REVIEW"
    for number in order:
        if wanted is None or not analysis.holds(number, wanted):
            continue
        items = analysis.items[number]
        starts = [index for index, item in enumerate(items) if item.kind == wanted]
        for start in starts:
            found = _period_after(kind, items[start:])
            if found is not None:
                return found
    for number in order:
        if not analysis.holds_any(number, _PERIOD_KINDS):
            continue
        found = _period_after(kind, analysis.items[number], anywhere=True)
        if found is not None:
            return found
    return _period_of_text(analysis, kind, section) if kind not in ("sports_cultural", "thematic") else Finding(None)


def _period_after(kind: str, items: Sequence[Item], *, anywhere: bool = False) -> Finding | None:
    for index, item in enumerate(items):
        place = ((item.first, item.last),)
        if item.kind == "SCHOOLYEAR":
            return Finding(item.value, place)
        if kind in ("midyear_review", "kickoff") and item.kind == "HALF":
            half, year = item.value
            if year is None:
                year = next((other.value for other in items[index:] if other.kind == "YEAR"), None) or next(
                    (other.value[1] for other in items[index:] if other.kind == "HALF" and other.value[1]), None
                )
            if year is not None and (kind == "midyear_review" or half == 1):
                return Finding(f"{year}-H1", place)
            if year is not None:
                return Finding(f"{year}-H2" if kind != "midyear_review" else f"{year}-H1", place)
        if kind == "quarterly" and item.kind == "QUARTER":
            quarter, year = item.value
            year = year or next((other.value for other in items if other.kind == "YEAR"), None)
            year = year or next((other.value[1] for other in items if other.kind == "QUARTER" and other.value[1]), None)
            return Finding(f"{year}-Q{quarter}", place) if year else None
        if item.kind == "KICKOFF" and kind.endswith("review") and not anywhere:
            year_item = next((other for other in items[index:] if other.kind == "YEAR"), None)
            if year_item is not None and kind == "annual_review":
                return Finding(str(year_item.value - 1), ((year_item.first, year_item.last),), "derived")
            return None
        if item.kind == "YEAR" and kind != "midyear_review":
            if (
                kind == "annual_review"
                and anywhere
                and any(before.kind in ("KICKOFF", "PACT") for before in items[:index])
                and not any(before.kind == "REVIEW" for before in items[:index])
            ):
                return Finding(str(item.value - 1), place, "derived")
            return Finding(str(item.value), place)
        if item.kind == "YEAR" and kind == "midyear_review":
            return Finding(f"{item.value}-H1", place)
    return None


def beyond_the_half(analysis: Analysis, period: Finding, numbers: Iterable[int]) -> Finding:
    """ "sơ kết 9 tháng đầu năm 2022": more than the half of a year is told by the year alone."""
    words = analysis.tokens.words
    for number in numbers:
        sentence = analysis.sentences[number]
        for at in range(sentence.first + 1, sentence.last) if analysis.holds(number, "REVIEW") else ():
            if words[at] == "tháng" and words[at - 1] in _MOST_MONTHS and words[at + 1 : at + 2] == ["đầu"]:
                return Finding(str(period.value).removesuffix("-H1"), period.ranges, period.origin, period.field)
    return period


def _period_of_text(analysis: Analysis, kind: str, section: range) -> Finding:
    """No year beside the type: the first "năm N" of the running text (a review's text begins with the reviewed year)."""
    seen = 0
    for number in section:
        sentence = analysis.sentences[number]
        if sentence.kind == "heading":
            continue
        seen += sentence.kind == "body"
        if seen > _OPENING:
            break
        if not analysis.holds_any(number, ("YEAR", "HALF", "SCHOOLYEAR")):
            continue
        items = analysis.items[number]
        school = next((item for item in items if item.kind in ("SCHOOLYEAR", "YEAR")), None)
        if school is not None and school.kind == "SCHOOLYEAR" and kind in ("annual_review", "pact_signing", "kickoff"):
            return Finding(school.value, ((school.first, school.last),), "derived")
        for at, item in enumerate(items if seen <= _OPENING // 2 else items[:4]):  # further down only where a sentence begins with it
            if item.kind == "HALF" and item.value[1] and kind == "midyear_review":
                return Finding(f"{item.value[1]}-H1", ((item.first, item.last),), "derived")
            if item.kind == "YEAR":
                suffix = "-H1" if kind == "midyear_review" else ""
                planned = kind == "annual_review" and at > 0 and items[at - 1].kind in ("PACT", "KICKOFF")
                return Finding(f"{item.value - planned}{suffix}", ((item.first, item.last),), "derived")
    return Finding(None)


def period_from_day(kind: str, day: DayFound, published: Finding) -> Finding:
    """No year printed at all: the calendar tells it from the day, or the publication date does."""
    value = day.value.value
    source = day.value
    if not value:
        if published.value is None:
            return Finding(None)
        value, source = published.value.isoformat(), published
    year, month = int(value[:4]), int(value[5:7])
    if kind == "annual_review":
        year -= month <= 4
    text = f"{year}-H1" if kind == "midyear_review" else str(year)
    return Finding(text, source.ranges, "derived", source.field)
