"""Rule matches → the meeting that an article reports: which bloc met, for what, about which period, when, and who chaired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.annotate import Item, Role
from warehouse.events.blocs import Bloc, bloc_family
from warehouse.events.resolve_dates import DayFound, published_on, resolve_day
from warehouse.events.resolve_hosts import resolve_hosts, resolve_member_count
from warehouse.events.rules import Match

_TYPE_KINDS = ("REVIEW", "PACT", "LAUNCH", "KICKOFF", "QUARTERLY", "THEMATIC", "SPORT", "OTHERMEET")
_PRIORITY = ("midyear_review", "annual_review", "pact_signing", "sports_cultural", "thematic", "quarterly", "launch", "kickoff", "other")
_GENERIC = frozenset(
    "khối cụm khu vực thi đua giao ước khen thưởng số tỉnh thành phố tp các cơ quan đơn vị của và thuộc trực , - và".split()
)


@dataclass(slots=True)
class Meeting:
    """The meeting with its findings; further resolvers read period, type and day from it."""

    bloc: Bloc
    bloc_finding: Finding
    kind: str
    also: tuple[str, ...]
    type_finding: Finding
    period: Finding
    day: DayFound
    hosts: Finding
    member_count: Finding
    family: str | None
    match: Match
    confidence: float
    sentences: tuple[int, ...] = field(default=())

    @property
    def year(self) -> int | None:
        """The year that the meeting reviews or plans."""
        value = self.period.value
        return int(value[:4]) if isinstance(value, str) and value[:4].isdigit() else None


def bloc_words(bloc: Bloc, province: str | None) -> set[str]:
    """The telling words of a bloc's name."""
    own = set((province or "").lower().split())
    return {word for word in bloc.name.lower().replace(",", " ").replace("-", " ").split() if word not in _GENERIC} - own


def same_bloc(left: Bloc, right: Bloc, province: str | None) -> bool:
    """Whether two mentions can be one bloc: no two numbers, one name says no other thing than the other."""
    if left.number is not None and right.number is not None:
        return left.number == right.number and left.kind == right.kind
    words, other = bloc_words(left, province), bloc_words(right, province)
    return not words or not other or words <= other or other <= words


def blocs_of(items: Iterable[Item]) -> list[tuple[Item, Bloc]]:
    """Items that name a bloc, and the bloc; roles included ("Trưởng Khối thi đua …")."""
    found = []
    for item in items:
        bloc = item.value if isinstance(item.value, Bloc) else item.value.bloc if isinstance(item.value, Role) else None
        if bloc is not None and bloc.strength:
            found.append((item, bloc))
    return found


def resolve_meeting(analysis: Analysis, province: str | None) -> Meeting | None:
    """The meeting of the article's bloc, or ``None`` when it reports none."""
    candidates = _candidates(analysis)
    if not candidates:
        return None
    best, bloc = candidates[0]
    numbers = tuple(sorted({match.sentence for match, other in candidates if same_bloc(bloc, other, province)}))
    full, finding = _full_bloc(analysis, bloc, province, best)
    kind, also, type_finding = _type(analysis, numbers)
    period = _period(analysis, kind, numbers)
    published = published_on(analysis)
    year = int(period.value[:4]) if period.value else None
    school = bool(period.value) and len(str(period.value)) == 9
    day = _day(analysis, numbers, f"school_{kind}" if school else kind, year, published)
    if period.value is None:
        period = _period_from_day(kind, day)
    hosts = resolve_hosts(analysis, numbers)
    members = resolve_member_count(analysis, full, province)
    confidence = best.rule.confidence * (1.0 if full.strength == 2 else 0.9)
    return Meeting(
        full,
        finding,
        kind,
        also,
        type_finding,
        period,
        day,
        hosts,
        members,
        bloc_family(analysis.lexicon, full.name),
        best,
        round(confidence, 3),
        numbers,
    )


def _candidates(analysis: Analysis) -> list[tuple[Match, Bloc]]:
    """Meeting matches worth believing, best first: the heading and the opening say what the article reports."""
    found: list[tuple[float, int, Match, Bloc]] = []
    emulation = _about_emulation(analysis)
    body_rank = 0
    rank: dict[int, int] = {}
    for number, sentence in enumerate(analysis.sentences):
        if sentence.kind == "body":
            rank[number] = body_rank
            body_rank += 1
    for order, match in enumerate(analysis.matches("meeting")):
        bloc_items = blocs_of(analysis.slot(match, "bloc"))
        if not bloc_items:
            continue
        item, bloc = bloc_items[0]
        sentence = analysis.sentences[match.sentence]
        if bloc.strength < 2 and not emulation:
            analysis.drop("meeting", item.first, item.last, "no word of emulation in the opening, and the bloc is not called one")
            continue
        score = _score(analysis, match, sentence.kind, rank.get(match.sentence, 99), bloc)
        if score <= 0:
            analysis.drop("meeting", item.first, item.last, f"{match.rule.id}: a bloc is named, but no meeting of it reported here")
            continue
        found.append((score, -order, match, bloc))
    if not found or max(score for score, *_ in found) < 2:
        for _, _, match, _ in found:
            analysis.drop("meeting", *_tokens(analysis, match), f"{match.rule.id}: too weak alone")
        return []
    found.sort(key=lambda entry: (-entry[0], -entry[1]))
    return [(match, bloc) for _, _, match, bloc in found]


def _tokens(analysis: Analysis, match: Match) -> tuple[int, int]:
    items = analysis.items[match.sentence]
    return items[match.first].first, items[match.last - 1].last


def _about_emulation(analysis: Analysis) -> bool:
    seen = 0
    for number, sentence in enumerate(analysis.sentences):
        if any(item.kind in ("EMULATION", "PACT") for item in analysis.items[number]):
            return True
        if sentence.kind == "body":
            seen += 1
            if seen >= 3:
                break
    return False


def _score(analysis: Analysis, match: Match, segment: str, rank: int, bloc: Bloc) -> float:
    items = analysis.items[match.sentence]
    kinds = {item.kind for item in items}
    score = 3.0 if segment == "heading" else 1.2 if segment == "caption" else 3.0 if rank < 2 else 1.2 if rank < 5 else 0.6
    loose = match.rule.says.get("loose", False)
    if loose and segment == "body" and not kinds & {"MEET", "DATE", "ORGANISE"}:
        score -= 1.5
    if segment == "caption" and not loose and bloc.named:
        score += 0.9
    if segment == "body" and not loose and rank >= 2:
        score += 0.8
    if match.rule.id == "meeting.at_conference":
        score -= 0.6
    if "DATE" in kinds and kinds & {"ORGANISE", "MEET", "CHAIR"}:
        score += 1
    if not bloc.named:
        score -= 1.2
    return score


def _full_bloc(analysis: Analysis, bloc: Bloc, province: str | None, match: Match) -> tuple[Bloc, Finding]:
    """The name at its fullest: a number from one mention and the field from another belong together."""
    best, places = bloc, [(item.first, item.last) for item in analysis.slot(match, "bloc")]
    mentions = [pair for items in analysis.items for pair in blocs_of(items) if same_bloc(bloc, pair[1], province)]
    for item, other in mentions:
        if not same_bloc(best, other, province):
            continue
        gains_number = best.number is None and other.number is not None
        gains_name = bloc_words(best, None) < bloc_words(other, None) and len(other.name.split()) <= 16
        if best.number is not None and other.number is None and gains_name and not bloc_words(best, None):
            best = replace(other, number=best.number, text=f"{best.text} - {other.name}")
        elif gains_number and bloc_words(best, None) and not bloc_words(other, None):
            best = replace(best, number=other.number, text=f"{_with_number(best, other)}")
        elif gains_number and bloc_words(best, None) <= bloc_words(other, None):
            best = other
        elif gains_name and (best.number is None or other.number == best.number):
            best = other
        elif other.strength > best.strength and bloc_words(best, None) == bloc_words(other, None) and other.number == best.number:
            best = other
        else:
            continue
        places.append((item.first, item.last))
    text = best.text[0].upper() + best.text[1:]
    return replace(best, text=text), Finding(text, tuple(places), "text" if len(places) == 1 else "derived")


def _with_number(named: Bloc, numbered: Bloc) -> str:
    return f"{named.text} (số {numbered.number})"


def _type_items(analysis: Analysis, numbers: Iterable[int]) -> list[Item]:
    return [item for number in numbers for item in analysis.items[number] if item.kind in _TYPE_KINDS and item.value]


def _type(analysis: Analysis, numbers: Sequence[int]) -> tuple[str, tuple[str, ...], Finding]:
    """The type that the headline says, else the opening; what stands beside it goes into ``also``."""
    headings = [number for number, sentence in enumerate(analysis.sentences) if sentence.kind == "heading"]
    lead = _lead_sentences(analysis, numbers)
    heading_items, lead_items = _type_items(analysis, headings), _type_items(analysis, lead)
    main = (
        _main_type(heading_items, weak=("kickoff", "launch", "other", "thematic"))
        or _main_type(lead_items)
        or _main_type(heading_items)
        or _main_type(_type_items(analysis, numbers))
    )
    if main is None:
        return "other", (), Finding("other", tuple(_tokens_of_sentence(analysis, number) for number in numbers[:1]), "derived")
    kind = str(main.value)
    if kind == "annual_review" and _half_near(analysis, main, [*headings, *lead]):
        kind = "midyear_review"
    also = []
    reviews = kind.endswith("_review")
    beside = [
        *heading_items,
        *(
            lead_items
            if main not in lead_items
            else [item for number in lead if main in analysis.items[number] for item in _type_items(analysis, [number])]
        ),
    ]
    beside += _type_items(analysis, lead[:1])
    for item in beside:
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


def _tokens_of_sentence(analysis: Analysis, number: int) -> tuple[int, int]:
    return analysis.sentences[number].first, analysis.sentences[number].last


def _lead_sentences(analysis: Analysis, numbers: Sequence[int]) -> list[int]:
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


def _period(analysis: Analysis, kind: str, numbers: Sequence[int]) -> Finding:
    """The period that the meeting is about, as printed with its type in the heading or the opening."""
    headings = [number for number, sentence in enumerate(analysis.sentences) if sentence.kind == "heading"]
    order = list(dict.fromkeys([*headings, *numbers]))
    wanted = {
        "annual_review": "REVIEW",
        "midyear_review": "REVIEW",
        "pact_signing": "PACT",
        "launch": "LAUNCH",
        "kickoff": "KICKOFF",
        "quarterly": "QUARTERLY",
    }.get(kind)
    for number in order:
        items = analysis.items[number]
        starts = [index for index, item in enumerate(items) if item.kind == wanted]
        for start in starts:
            found = _period_after(kind, items[start:])
            if found is not None:
                return found
    for number in order:
        found = _period_after(kind, analysis.items[number], anywhere=True)
        if found is not None:
            return found
    return _period_of_text(analysis, kind) if kind in ("annual_review", "midyear_review", "pact_signing") else Finding(None)


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


def _period_of_text(analysis: Analysis, kind: str) -> Finding:
    """No year beside the type: the first "năm N" of the running text (a review's text begins with the reviewed year)."""
    seen = 0
    for number, sentence in enumerate(analysis.sentences):
        if sentence.kind == "heading":
            continue
        seen += sentence.kind == "body"
        if seen > 3:
            break
        for item in analysis.items[number]:
            if item.kind == "HALF" and item.value[1] and kind == "midyear_review":
                return Finding(f"{item.value[1]}-H1", ((item.first, item.last),), "derived")
            if item.kind == "YEAR":
                suffix = "-H1" if kind == "midyear_review" else ""
                return Finding(f"{item.value}{suffix}", ((item.first, item.last),), "derived")
    return Finding(None)


def _period_from_day(kind: str, day: DayFound) -> Finding:
    """No year printed at all: the calendar tells it from the day."""
    value = day.value.value
    if not value:
        return Finding(None)
    year, month = int(value[:4]), int(value[5:7])
    if kind == "annual_review":
        year -= month <= 4
    text = f"{year}-H1" if kind == "midyear_review" else str(year)
    return (
        Finding(text, day.value.ranges, "derived", day.value.field)
        if kind not in ("other", "sports_cultural", "thematic", "quarterly")
        else Finding(None)
    )


def _day(analysis: Analysis, numbers: Sequence[int], kind: str, year: int | None, published: Finding) -> DayFound:
    """The day said in the meeting's sentences, then in the first sentences of the body."""
    order = [number for number in numbers if analysis.sentences[number].kind != "heading"]
    order += [number for number, sentence in enumerate(analysis.sentences) if sentence.kind != "heading" and number not in order][:4]
    empty = DayFound(Finding(None), None, None, Finding(None), "date.none")
    fallback: DayFound | None = None
    for number in order:
        items = analysis.items[number]
        for index, item in enumerate(items):
            if item.kind == "DATE" and not _of_document(items, index) and not _anniversary(items, index):
                found = resolve_day(item, kind=kind, year=year, published=published)
                if found.value.value is not None or found.partial is not None:
                    if number in numbers or _opens(items, index):
                        return found
                    fallback = fallback or None
    for number, sentence in enumerate(analysis.sentences):  # "Ngày 5/12, …" only in the headline
        if sentence.kind == "heading":
            for index, item in enumerate(analysis.items[number]):
                if item.kind == "DATE" and item.value.year is None and not _of_document(analysis.items[number], index):
                    return resolve_day(item, kind=kind, year=year, published=published)
    return fallback or empty


def _opens(items: Sequence[Item], index: int) -> bool:
    """A date at the beginning of a sentence (perhaps behind a by-line mark) dates what is reported."""
    return index <= 4


def _of_document(items: Sequence[Item], index: int) -> bool:
    return any(item.kind == "DOC" for item in items[max(0, index - 3) : index])


def _anniversary(items: Sequence[Item], index: int) -> bool:
    """ "kỷ niệm 75 năm ngày …", "ngày thành lập 26/3": not the day of the meeting."""
    return any(
        item.value in ("niệm", "lập", "truyền", "sinh", "mừng") for item in items[max(0, index - 6) : index] if isinstance(item.value, str)
    )


def as_slots(meeting: Meeting) -> dict[str, Any]:
    """The row of the contract."""
    day = meeting.day
    slots: dict[str, Any] = {
        "type": meeting.kind,
        "also": list(meeting.also),
        "bloc": meeting.bloc.text,
        "date": day.value.value,
        "session": day.session.value,
        "period": meeting.period.value,
        "hosts": meeting.hosts.value or [],
        "member_count": meeting.member_count.value,
        "bloc_kind": meeting.bloc.kind,
        "bloc_number": meeting.bloc.number,
        "bloc_family": meeting.family,
    }
    if day.value.value is None and day.partial:
        slots["date_partial"] = day.partial
    if day.end:
        slots["date_end"] = day.end
    return slots
