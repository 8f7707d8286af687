"""Full names of organisations in a list: what one member leaves out another says ("Ban Tổ chức, Văn phòng Tỉnh ủy")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from warehouse.events.analysis import Analysis
from warehouse.events.items import Item
from warehouse.events.lexicon import load_toml
from warehouse.events.organisation_parts import Organisation
from warehouse.events.rules import Match

_JOINTS = frozenset(
    (
        "','",
        "AND",
        "';'",
        "POST",
        "UNITWORD",
        "ROLEALONE",
        "ROLEOF",
        "'('",
        "')'",
        "'-'",
        "YEAR",
        "BLOC",
        "IN",
        "TO",
        "COUNT",
        "RECEIVE",
        "AWARD",
    )
)


def complete(organisation: Organisation, following: Sequence[Organisation]) -> Organisation:
    """A bare name takes level and place from the next member of its list that has them; else what it means alone."""
    if not organisation.bare:
        return organisation
    for other in following:
        if other.classification == organisation.classification and other.level and not other.bare:
            return organisation._replace(level=other.level, place=other.place, province=other.province, bare=False)
        if not other.bare:
            break
    return organisation._replace(level=organisation.default_level, bare=False) if organisation.default_level else organisation


_LOCAL_BRANCHES = frozenset(("central_agency_branch", "mass_organization", "front"))
_LOCAL_LEVELS = frozenset(("huyện", "quận", "thị xã", "thành phố", "xã", "phường", "thị trấn"))


def _with_shared_place(organisation: Organisation, items: Sequence[Item], at: int) -> Organisation:
    """ "BHXH, KBNN và LĐLĐ huyện Ia Pa": the district behind the last of a row of local branches is that of them all."""
    if organisation.level or organisation.place or organisation.classification not in _LOCAL_BRANCHES:
        return organisation
    while at + 2 < len(items) and items[at + 1].kind in ("','", "AND") and items[at + 2].kind == "ORG":
        other = items[at + 2].value
        if not isinstance(other, Organisation) or other.classification not in _LOCAL_BRANCHES:
            break
        if other.level or other.place:
            local = other.level in _LOCAL_LEVELS and other.place
            return organisation._replace(level=other.level, place=other.place, province=other.province) if local else organisation
        at += 2
    return organisation


def heads_plural(items: Sequence[Item], item: Item) -> bool:
    """ "LĐLĐ" of "LĐLĐ các huyện Ia Pa, Chư Sê": completed by what follows, no unit itself."""
    following = items.index(item) + 1
    return following < len(items) and items[following].kind == "PLURAL"


def complete_names(analysis: Analysis, items: Sequence[Item], units: Sequence[Item]) -> list[str]:
    """The full names of the units; lists are completed from what follows them in the same sentence."""
    return [complete_name(analysis, items, unit) for unit in units]


def complete_name(analysis: Analysis, items: Sequence[Item], unit: Item) -> str:
    """The full name of one unit of a sentence."""
    organisation, own = unit.value, analysis.own_province
    if not isinstance(organisation, Organisation):
        return analysis.text(unit)
    if not organisation.bare and (organisation.level or organisation.place or organisation.classification not in _LOCAL_BRANCHES):
        return _full_name(organisation, own)  # complete as it stands
    at = next(index for index, item in enumerate(items) if item.first == unit.first)
    shared = _with_shared_place(organisation, items, at)
    if not organisation.bare or shared is not organisation:
        return _full_name(shared, own)
    following: list[Organisation] = []
    for item in items[at + 1 :]:
        if isinstance(item.value, Organisation) and item.kind in ("ORG", "AUTH"):
            following.append(item.value)
        elif item.kind not in _JOINTS and not item.kind.startswith("'"):
            break
    return _full_name(complete(organisation, following), own)


@lru_cache(maxsize=4096)  # an article names the same few units again and again
def _full_name(organisation: Organisation, own_province: str | None) -> str:
    return organisation.full_name(own_province)


def brands(analysis: Analysis, match: Match) -> list[tuple[str, tuple[int, int]]]:
    """A firm under its brand alone, and its tokens: in capitals, said to be a firm ("X là doanh nghiệp …"), or with a director."""
    if "brand" not in match.slots:
        return []
    items = analysis.items[match.sentence][match.first : match.last]
    said = "doanh" in analysis.tokens.words[items[0].first : items[-1].last]
    found = []
    for item in analysis.slot(match, "brand"):
        shown = analysis.text(item)
        if shown.isalpha() and shown.isascii() and len(shown) > 3 and (shown.isupper() or said or _has_director(analysis, shown)):
            found.append((shown, (item.first, item.last)))
    return found


_NO_PART = frozenset(load_toml("organisation_grammar.toml")["inside"]["never"]) | frozenset(
    load_toml("organisation_grammar.toml")["inside"]["adverbs"]
)


def unlisted_name(analysis: Analysis, match: Match) -> tuple[str, tuple[int, int]] | None:
    """A unit that no grammar knows ("Mía đường Lam Giang"), and its tokens; a person, or a clause that begins so, is none.

    Where the article prints a longer name that ends with these words, that one is meant.
    """
    items = analysis.slot(match, "name")
    if not items:
        return None
    first, last = items[0].first, items[-1].last
    words, caps = analysis.tokens.words[first:last], analysis.tokens.caps[first:last]
    person = words[0] in analysis.lexicon.surnames and caps[1:2] == [True]
    if len(words) < 2 or sum(caps) < 2 or person or _NO_PART & set(words):
        return None
    shown = " ".join(analysis.tokens.cased(first, last).split())
    fuller = (
        item.value.full_name(analysis.own_province)
        for sentence in analysis.items
        for item in sentence
        if item.kind == "ORG" and isinstance(item.value, Organisation) and item.value.base.endswith(f" {shown}")
    )
    return next(fuller, shown), (first, last)


def _has_director(analysis: Analysis, shown: str) -> bool:
    return any(
        item.kind == "POST" and "giám đốc" in analysis.text(item).lower() and analysis.text(after) == shown
        for items in analysis.items
        for item, after in pairwise(items)
    )


_KINDS = frozenset(
    (
        "sở",
        "phường",
        "xã",
        "huyện",
        "hội",
        "trường",
        "nhà trường",
        "công ty",
        "chi cục",
        "cục",
        "quận",
        "tỉnh",
        "thị xã",
        "ban",
        "viện",
        "bệnh viện",
    )
)
_OPENING = 4  # sentences in which an article names the unit it is about


def unit_of_article(analysis: Analysis, kind: str) -> str | None:
    """The one unit of this kind that the headline and the first sentences name; ``None`` when they name none, or several."""
    if kind not in _KINDS:
        return None
    noun = "trường" if kind == "nhà trường" else kind
    names = {
        complete_name(analysis, items, item)
        for items in analysis.items[:_OPENING]
        for item in items
        if item.kind in ("ORG", "PLACE") and isinstance(item.value, Organisation) and analysis.text(item).lower().startswith(f"{noun} ")
    }
    folded = {name.lower() for name in names}
    return names.pop() if len(folded) == 1 else None


def first_post(items: Sequence[Item], at: int) -> int:
    """Where the posts begin that stand right before an item ("Phó Chủ tịch UBND tỉnh"); the item itself when none does."""
    while at > 0 and items[at - 1].kind == "POST":
        at -= 1
    return at


def with_post(analysis: Analysis, posts: Sequence[Item], name: str) -> str:
    """A name behind the posts as printed: "Chủ tịch UBND tỉnh"."""
    post = " ".join(map(analysis.text, posts))
    return f"{post[0].upper()}{post[1:]} {name}" if post else name
