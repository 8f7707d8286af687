"""Who receives: named units, counted units and persons, "nhiều tập thể"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.events.analysis import Analysis
from warehouse.events.items import Count, Item
from warehouse.events.names import brands, complete_name, heads_plural, unit_of_article
from warehouse.events.organisation_parts import Organisation
from warehouse.events.rules import Match

_OPENS_NAMES = frozenset(("'('", "':'", "INCLUDING", "BELONG", "AS"))


@dataclass(slots=True, eq=False)
class Recipient:
    """A named unit (count 1), or a number of unnamed ones; persons are counted, never named."""

    name: str | None
    kind: str  # collective | individual
    count: int | None
    places: tuple[tuple[int, int], ...]
    listed: bool = True


def read_recipients(analysis: Analysis, match: Match, *, provinces: bool) -> list[Recipient]:
    """The recipients of a match, in order; a count followed by the names it announces is replaced by them."""
    items = analysis.items[match.sentence]
    if match.rule.says.get("amount"):
        amount, award = analysis.slot(match, "recipients")[0], analysis.slot(match, "awards")[0]
        kind = "individual" if award.value.term.of_persons else "collective"
        return [Recipient(None, kind, amount.value, ((amount.first, amount.last),))]
    if "brand" in match.slots:
        slot = list(analysis.slot(match, "brand"))
        unit = unit_of_article(analysis, " ".join(analysis.text(item) for item in slot).lower())
        if unit is not None:
            return [Recipient(unit, "collective", 1, ((slot[0].first, slot[-1].last),), False)]
        return [Recipient(name, "collective", 1, (place,), False) for name, place in brands(analysis, match)]
    slot = list(analysis.slot(match, "recipients"))
    names = list(analysis.slot(match, "names"))
    out: list[Recipient] = []
    pending: list[Recipient] = []  # counted ones that may still be named
    announced = False
    before_verb = match.slots["recipients"][0] < match.slots["awards"][0]
    depth, parent = 0, False
    headed: tuple[int, list[Recipient]] | None = (
        None  # how many rows stood before the names that a count announces without a mark, the count
    )
    for at, item in enumerate(slot):
        if item.kind == "'('":
            depth, parent = depth + 1, at > 0 and slot[at - 1].kind in ("ORG", "PLACE")
        elif item.kind == "')'":
            depth, parent = depth - 1, False
        if item.kind in ("ORG", "PLACE") and at > 0 and slot[at - 1].kind in ("OF", "IN") and _comes_from(analysis, item):
            continue
        if depth and parent:  # "Phòng Ngân sách (Sở Tài chính)": what it belongs to
            continue
        if before_verb and item.kind == "BELONG" and analysis.text(item).lower() == "trong đó":  # what stands before it is said elsewhere
            out, pending, announced = [], [], False
        elif before_verb and item.kind == "':'" and out and not pending:  # "Hội thao …: Sở A giành giải Nhất": what a headline is about
            out = []
        elif item.kind in _OPENS_NAMES and pending:
            announced = not analysis.text(item).lower().startswith("trong đó")  # "…, trong đó có A": some are named, all are counted
        elif item.kind == "COUNT":
            if _takes_part(analysis, item) or (_whole(analysis, item) and any(other.kind in ("ORG", "PLACE") for other in slot[at:])):
                continue
            if at > 0 and slot[at - 1].kind == "AS" and out:  # "Sở A và Sở B là hai đơn vị được …": says how many they are
                continue
            if pending and pending[-1].kind == "collective" and _is_part(analysis, slot, at):
                continue
            out += pending
            pending, announced = _counted(item), False
        elif (
            item.kind in ("ORG", "PLACE")
            or (item.kind == "PROVINCE" and (provinces or analysis.tokens.words[max(0, item.first - 2) : item.first] == ["cho", "tỉnh"]))
            or (item.kind == "AUTH" and (item.value.code in ("UBNDT", "HDNDT", "TU") or _takes(items, item)))
        ):
            if (
                _is_post_of_person(items, item)
                or _is_source(items, item)
                or heads_plural(items, item)
                or (item.kind == "PLACE" and _qualifies(slot, at))
            ):
                continue
            if announced:
                pending = []
            elif pending and _heads(slot, at):
                headed, pending = (len(out), pending), []
            if _has_post(items, item):
                _add_person(out, item, joined=not announced)
            else:
                out.append(named_recipient(analysis, items, item))
        elif item.kind == "BLOC" and match.rule.says.get("only") == "giai_thuong":  # a team of a contest
            shown = analysis.text(item)
            out.append(Recipient(f"{shown[0].upper()}{shown[1:]}", "collective", 1, ((item.first, item.last),)))
        elif item.kind == "PERSON" and (item.value or _with_post(items, item) or any(other.kind == "YEAR" for other in items)):
            if announced:  # a mere "Đồng chí" recalls merits
                pending = []
            _add_person(out, item, joined=not announced)
    listed = [
        item for item in names if item.kind in ("ORG", "PLACE") and isinstance(item.value, Organisation) and not heads_plural(items, item)
    ]
    if headed is not None:
        out = _settled(out, *headed)
    if not out and len(pending) == 1 and pending[0].kind == "collective" and pending[0].count is None:
        pending = [_as_many(items, match, pending[0])]
    if listed and pending:
        if not _some_of(analysis, items, match):
            pending = [recipient for recipient in pending if recipient.kind == "individual"]
        out += [named_recipient(analysis, items, item) for item in listed]
    return out + pending


def _as_many(items: Sequence[Item], match: Match, unnamed: Recipient) -> Recipient:
    """ "các đơn vị trong Khối được tặng 02 Cờ thi đua": as many units as awards."""
    amount = items[match.slots["awards"][0] - 1]
    return Recipient(None, unnamed.kind, amount.value, unnamed.places) if amount.kind == "AMOUNT" else unnamed


def _comes_from(analysis: Analysis, item: Item) -> bool:
    """ "các cá nhân đến từ Sở A": where they come from."""
    return analysis.tokens.words[max(0, item.first - 2) : item.first] == ["đến", "từ"]


_TAKING_PART = ("thu hút", "quy tụ", "tham gia của", "góp mặt của", "góp mặt", "tranh tài của", "vượt qua", "vượt", "thắng", "đánh bại")
_WHOLE = ("trong", "trong số", "trong tổng số")


def _takes_part(analysis: Analysis, item: Item) -> bool:
    """ "Hội thi thu hút 15 đội": a number of participants receives nothing."""
    return " ".join(analysis.tokens.words[max(0, item.first - 4) : item.first]).endswith(_TAKING_PART)


def _whole(analysis: Analysis, item: Item) -> bool:
    """ "Trong 7 đơn vị, Sở A được …": the number says of how many one is named."""
    return " ".join(analysis.tokens.words[max(0, item.first - 3) : item.first]).endswith(_WHOLE)


def _is_part(analysis: Analysis, slot: Sequence[Item], at: int) -> bool:
    """ "22 tập thể, trong đó có 8 tập thể ở tỉnh, 14 tập thể ở huyện": parts, unless both kinds were counted at once."""
    opening = next((index for index in range(at - 1, -1, -1) if analysis.text(slot[index]).lower().startswith("trong đó")), None)
    whole = next((item.value for item in slot[: opening or 0] if item.kind == "COUNT"), None)
    return isinstance(whole, Count) and whole.kind != "mixed"


def _heads(slot: Sequence[Item], at: int) -> bool:
    """Whether a count stands before the name with no comma or "và" between ("4 tập thể Sở A, Sở B …", "các đơn vị Sở A …")."""
    for item in reversed(slot[:at]):
        if item.kind in ("','", "AND", "';'"):
            return False
        if item.kind == "COUNT":
            return isinstance(item.value, Count) and (item.value.number is None or item.value.number > 1)
    return False


def _settled(out: list[Recipient], start: int, counted: list[Recipient]) -> list[Recipient]:
    """The names that a count announces take its place when they are as many, or when there are several; else it is an address."""
    names = sum(recipient.name is not None for recipient in out[start:])
    if names == counted[0].count or names > 1:
        return out
    return [*out[:start], *counted, *(recipient for recipient in out[start:] if recipient.name is None)]


def _some_of(analysis: Analysis, items: Sequence[Item], match: Match) -> bool:
    """ "17 đơn vị …, trong đó có Hội A": some are named, all are counted."""
    opening = items[match.slots["recipients"][1] : match.slots["names"][0]]
    return any(analysis.text(item).lower().startswith("trong đó") for item in opening)


def _counted(item: Item) -> list[Recipient]:
    count: Count = item.value
    place = ((item.first, item.last),)
    if count.kind == "mixed":
        return [Recipient(None, "collective", count.number, place)]
    return [Recipient(None, count.kind, count.number, place)]


def named_recipient(analysis: Analysis, items: Sequence[Item], item: Item) -> Recipient:
    """One unit under its complete name."""
    name = complete_name(analysis, items, item)
    listed = not isinstance(item.value, Organisation) or item.value.listed
    return Recipient(name, "collective", 1, ((item.first, item.last),), listed)


def _add_person(out: list[Recipient], item: Item, *, joined: bool) -> None:
    """Persons that stand side by side are one number."""
    previous = out[-1] if out else None
    if previous is not None and previous.kind == "individual" and previous.name is None and previous.count and joined:
        out[-1] = Recipient(None, "individual", previous.count + 1, (*previous.places, (item.first, item.last)))
    else:
        out.append(Recipient(None, "individual", 1, ((item.first, item.last),)))


def _has_post(items: Sequence[Item], item: Item) -> bool:
    """ "Giám đốc Sở Y tế được tặng …": the one who heads the unit, under the post alone."""
    at = items.index(item)
    return at > 0 and item.kind == "ORG" and items[at - 1].kind == "POST" and items[at - 1].value is None


def _with_post(items: Sequence[Item], item: Item) -> bool:
    """ "đồng chí Tổng Biên tập": a person under the post alone."""
    at = items.index(item)
    return at + 1 < len(items) and items[at + 1].kind == "POST" and items[at + 1].value is None


def _is_post_of_person(items: Sequence[Item], item: Item) -> bool:
    """ "đồng chí X, Giám đốc Sở Y": the unit tells who the person is."""
    at = items.index(item)
    if at == 0 or items[at - 1].kind != "POST" or items[at - 1].value == "delegation":
        return False
    return any(before.kind == "PERSON" for before in items[max(0, at - 5) : at])


def _is_source(items: Sequence[Item], item: Item) -> bool:
    """ "Theo quyết định của Chủ tịch UBND tỉnh, Sở X được …": an authority behind "của" or a post gives and does not receive."""
    at = items.index(item)
    return item.kind == "AUTH" and at > 0 and items[at - 1].kind in ("OF", "POST")


_HIGHEST = frozenset(("CTN", "TTG", "CP", "QH"))  # who only ever give


def _takes(items: Sequence[Item], item: Item) -> bool:
    """ "Bộ Y tế được nhận …", "đội Ban Tổ chức Trung ương đạt …", "giải Nhì thuộc về Bộ Y tế": an authority that is said to receive."""
    if item.value.code in _HIGHEST:
        return False
    at = items.index(item)
    behind = next((other.kind for other in items[at + 1 : at + 4] if other.kind not in ("'đã'", "'cũng'", "'vừa'", "AND", "AUTH")), "")
    before = next((other.kind for other in reversed(items[:at]) if other.kind not in ("AND", "','", "AUTH", "ORG", "'đội'")), "")
    return behind in ("RECEIVE", "PASSIVE") or before in ("RECEIVE", "TO")


def _qualifies(slot: Sequence[Item], at: int) -> bool:
    return at > 0 and slot[at - 1].kind in ("ORG", "COUNT", "IN")
