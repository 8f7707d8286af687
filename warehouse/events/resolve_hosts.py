"""Who chairs or hosts a meeting, and how many members a bloc has."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.items import Count, Item
from warehouse.events.names import complete_names
from warehouse.events.rules import Match

_BEFORE_SUBJECT = frozenset(("','", "':'", "BY", "AND", "UNITWORD", "'-'", "OF", "POST"))
_LONGEST_VENUE = 5  # items from "tại" to the unit: "tại hội trường tầng 2 Sở A"
_OPENING = 2  # sentences in which who organises is told
_BREAKS_LEFT = frozenset(("PROPOSE", "ATTEND", "VENUE", "DATE", "'.'", "CHAIR", "PRESENT", "AWARD"))
_BREAKS_RIGHT = frozenset(("'.'", "ATTEND", "PRESENT", "AWARD", "ORGANISE", "';'"))


def resolve_hosts(analysis: Analysis, numbers: Sequence[int], section: range) -> Finding:
    """Units that chair or host, or for which the person speaks who chairs; in order, each once. A venue is no host."""
    names: list[str] = []
    places: list[tuple[int, int]] = []
    body, counted = 0, section.start
    for match in analysis.matches("host", section):
        number = match.sentence
        body += sum(sentence.kind == "body" for sentence in analysis.sentences[counted : number + 1])
        counted = number + 1
        if number in numbers or body <= 8 or analysis.sentences[number].kind == "caption":
            units = _around_chair(analysis.items[number], match.slots["chair"][0])
            _add(analysis, number, units, names, places)
    if not names:
        for match in _organisers(analysis, numbers, section):
            items = analysis.items[match.sentence]
            if not analysis.holds(match.sentence, "CHAIR"):
                organisers = [*analysis.slot(match, "unit"), *analysis.slot(match, "partner")]
                units = [unit for unit in organisers if not _no_organiser(items, unit)]
                _add(analysis, match.sentence, units, names, places)
    return Finding(names, tuple(places)) if names else Finding([])


def _organisers(analysis: Analysis, numbers: Sequence[int], section: range) -> list[Match]:
    """In the meeting's sentences, else in an opening that says on which day they met: the bloc may be named in the headline only."""
    found = list(analysis.matches("organiser", numbers))
    if found:
        return found
    body = [number for number in section if analysis.sentences[number].kind == "body"][:_OPENING]
    return list(analysis.matches("organiser", [number for number in body if analysis.holds(number, "DATE")]))


def _no_organiser(items: Sequence[Item], unit: Item) -> bool:
    """A member of the list before the verb, the venue, or whose bloc it is ("Cụm các cơ quan thường trú, Đài A tổ chức …")."""
    at = items.index(unit)
    owner = at > 1 and items[at - 1].kind == "','" and items[at - 2].kind == "BLOC"
    return owner or _listed_member(items, unit) or _venue_of_bloc(items, unit)


def _venue_of_bloc(items: Sequence[Item], unit: Item) -> bool:
    """ "tại Hội trường A1, Trường B, Khối thi đua C tổ chức …": the bloc meets at the unit, which is no host."""
    at = items.index(unit)
    after = [item.kind for item in items[at + 1 : at + 12]]
    if "ORGANISE" not in after or "BLOC" not in after[: after.index("ORGANISE")]:
        return False
    before = at - 1
    while before >= 0 and (items[before].kind in ("','", "W", "'.'") or items[before].kind.strip("'").isdecimal()):
        before -= 1
    return before >= 0 and before < at - 2 and items[before].kind == "VENUE"


def _listed_member(items: Sequence[Item], unit: Item) -> bool:
    """ "Khối … gồm 9 đơn vị: A, B và C tổ chức …": the bloc meets, the last of its members is no host."""
    before = items[: items.index(unit)]
    bloc = next((at for at in range(len(before) - 1, -1, -1) if before[at].kind in ("BLOC", "ROLEOF")), None)
    kinds = [item.kind for item in before[bloc + 1 :]] if bloc is not None else []
    return "':'" in kinds and bool({"BELONG", "INCLUDING"} & set(kinds[: kinds.index("':'")])) and "ORGANISE" not in kinds


def _add(analysis: Analysis, number: int, units: Sequence[Item], names: list[str], places: list[tuple[int, int]]) -> None:
    for item, name in zip(units, complete_names(analysis, analysis.items[number], units), strict=True):
        if name.lower() not in (known.lower() for known in names):
            names.append(name)
            places.append((item.first, item.last))


def _around_chair(items: Sequence[Item], at: int) -> list[Item]:
    """The units before the verb, back to the clause's beginning; for "Chủ trì hội nghị có …" those behind it."""
    left: list[Item] = []
    index, depth = at - 1, 0
    while index >= 0 and (items[index].kind not in _BREAKS_LEFT or depth or _in_name_of_bloc(items, index)):
        depth += (items[index].kind == "')'") - (items[index].kind == "'('")
        if depth > 0:
            index -= 1
            continue
        if items[index].kind == "';'" and items[index + 1].kind not in ("POST", "PERSON"):
            break
        if _may_host(items, index) and not _entrusts(items, index):
            left.append(items[index])
        index -= 1
    if left and index >= 0 and items[index].kind == "VENUE" and _is_venue(items, index, left[-1]):
        left.pop()  # "tại trụ sở Sở A, Sở B chủ trì"
    if left:
        left.reverse()
        return _own_posts(items, left)
    right: list[Item] = []
    index = at + 1
    opened = index < len(items) and items[index].kind == "OF"
    while index < len(items) and items[index].kind not in _BREAKS_RIGHT:
        opened = opened or items[index].kind in ("PERSON", "POST", "AS", "':'", "BY") or items[index].value == "có"
        if opened and (items[index].kind in ("ORG", "AUTH") or _is_province_that_acts(items, index)) and not _of_rank(items, index):
            right.append(items[index])
        index += 1
    return _own_posts(items, right)


def _may_host(items: Sequence[Item], index: int) -> bool:
    """A unit that is neither the seat of another nor what a rank belongs to; a province when it is the subject ("tỉnh A đăng cai")."""
    if items[index].kind == "PROVINCE":
        return _is_province_that_acts(items, index)
    if items[index].kind == "ORG" and index > 1 and items[index].value.base.startswith("Đại học") and items[index - 2].kind == "ORG":
        return not items[index - 2].value.base.startswith("Trường")  # "Trường ĐH A, ĐH B chủ trì"
    return items[index].kind in ("ORG", "AUTH", "PLACE") and not _of_rank(items, index) and not _location(items, index)


def _in_name_of_bloc(items: Sequence[Item], index: int) -> bool:
    """ "Khối trưởng Khối thi đua các trường tại thành phố A": where a bloc is, not where somebody meets."""
    return items[index].kind == "VENUE" and index > 0 and items[index - 1].kind in ("ROLEOF", "BLOC")


def _entrusts(items: Sequence[Item], index: int) -> bool:
    """ "Được sự ủy quyền của Chủ tịch UBND tỉnh, Sở A chủ trì …": who is stood in for does not chair."""
    at = index - 1
    while at >= 0 and items[at].kind in ("POST", "OF"):
        at -= 1
    return at >= 0 and items[at].kind == "ONBEHALF" and items[at].value == "entrusted"


def _is_province_that_acts(items: Sequence[Item], index: int) -> bool:
    province = items[index].kind == "PROVINCE" and index > 0 and items[index - 1].kind == "'tỉnh'"
    return province and (index == 1 or items[index - 2].kind in _BEFORE_SUBJECT)


def _is_venue(items: Sequence[Item], venue: int, unit: Item) -> bool:
    """ "tại Hội trường Sở A, …": the house in which they meet stands between "tại" and the first comma, and no person speaks for it."""
    at = items.index(unit)
    return (
        at - venue <= _LONGEST_VENUE
        and items[at + 1].kind in ("','", "ORGANISE")
        and not {"','", "PERSON", "POST"} & {i.kind for i in items[venue:at]}
    )


def _of_rank(items: Sequence[Item], index: int) -> bool:
    return index > 0 and items[index - 1].kind == "RANK"


def _location(items: Sequence[Item], index: int) -> bool:
    """ "Công ty X, huyện Y", "tại thành phố Y": where it is."""
    if items[index].kind == "PLACE" and index > 0 and items[index - 1].kind == "VENUE":
        return True
    return items[index].kind == "PLACE" and index > 1 and items[index - 1].kind == "','" and items[index - 2].kind == "ORG"


def _own_posts(items: Sequence[Item], units: list[Item]) -> list[Item]:
    """Of a person with several posts the last counts ("Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh" chairs for the UBND)."""
    kept: list[Item] = []
    for unit in units:
        if kept:
            between = items[items.index(kept[-1]) + 1 : items.index(unit)]
            if _posts_of_one_person(between) and _has_post(items, kept[-1]):
                kept[-1] = unit
                continue
        kept.append(unit)
    return kept


def _has_post(items: Sequence[Item], unit: Item) -> bool:
    index = items.index(unit)
    return index > 0 and items[index - 1].kind == "POST" and items[index - 1].value is None


def _posts_of_one_person(between: Sequence[Item]) -> bool:
    """A comma and a further post, but no other person, role or "và" stand between two units."""
    kinds = [item.kind for item in between]
    posts = [item for item in between if item.kind == "POST"]
    return (
        bool(posts)
        and kinds[0] == "','"
        and not {"PERSON", "ROLEALONE", "ROLEOF", "AND"} & set(kinds)
        and all(item.value is None for item in posts)
    )


_OF_BLOC = [[link, bloc] for link in ("IN", "OF") for bloc in ("BLOC", "BLOCREF")]
_OF_ALL = frozenset(("trong", "số", "cả", "bộ"))  # "trong 7 đơn vị thành viên, Sở A được tặng …": the figure is no recipient


def resolve_member_count(analysis: Analysis, section: range) -> Finding:
    """A printed figure of member units."""
    for match in analysis.matches("members", section):
        number = match.sentence
        sentence = analysis.sentences[number]
        for item in analysis.slot(match, "count"):
            if _is_about_awards(analysis, number, item):
                continue
            count = _listed_count(analysis, item) if item.kind == "PLURAL" else item.value
            if not isinstance(count, Count):
                continue
            before = analysis.tokens.words[item.first - 1] if item.first else ""
            if before in ("thêm", "mới"):
                continue
            if _is_delegation(analysis, item):
                continue
            if count.noun in match.rule.says.get("never", ()):
                continue
            if match.rule.says.get("noun", "") not in count.noun or (sentence.kind == "body" and number > 14):
                continue
            if count.kind == "collective" and count.number is not None and 2 <= count.number <= 80 and sentence.kind != "chrome":
                return Finding(count.whole or count.number, ((item.first, item.last),))
    return Finding(None)


def _is_delegation(analysis: Analysis, item: Item) -> bool:
    """ "Đoàn gồm 35 thành viên": who travelled; not "các cơ quan Đảng, đoàn thể gồm 10 đơn vị"."""
    words = analysis.tokens.words
    return any(words[at] == "đoàn" and words[at + 1] != "thể" for at in range(max(0, item.first - 3), item.first))


def _is_about_awards(analysis: Analysis, number: int, count: Item) -> bool:
    """ "cụm có 4 đơn vị được tặng …" counts those with an award; "cụm gồm 8 đơn vị thành viên, có 4 đơn vị được …" says its size first."""
    if not analysis.holds_any(number, ("AWARD", "PROPOSE")):
        return False
    items = analysis.items[number]
    at = next((index for index, item in enumerate(items) if item.first == count.first), 0)
    before = [item.kind for item in items[max(0, at - 2) : at]]
    told = before[-1:] == ["ORG"] and before[:1] in (["BELONG"], ["INCLUDING"])  # "cụm gồm Công an 5 thành phố: …"
    is_size = "thành viên" in analysis.text(count).lower() or told or before[-1:] in (["BELONG"], ["INCLUDING"])
    ends_clause = at + 1 < len(items) and items[at + 1].kind in ("','", "';'", "'('", "':'")
    of_bloc = "thành viên" in analysis.text(count).lower() or [item.kind for item in items[at + 1 : at + 3]] in _OF_BLOC
    of_all = of_bloc and count.first > 0 and analysis.tokens.words[count.first - 1] in _OF_ALL
    first = next((item.first for item in items if item.kind in ("AWARD", "PROPOSE")), count.first)
    subject = of_bloc and count.first < first and not analysis.holds(number, "AWARD")  # "7 sở trong Cụm đã trình UBND tỉnh …"
    return not (is_size and ends_clause) and not of_all and not subject


def _listed_count(analysis: Analysis, item: Item) -> Count | None:
    """ "5 huyện: A, B, C": the noun that the names share is counted."""
    word = analysis.tokens.words[item.first - 1] if item.first else ""
    return Count(int(word), "collective", analysis.text(item).lower()) if word.isdecimal() and len(word) <= 2 else None
