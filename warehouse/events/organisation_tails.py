"""What still belongs to a name of an organisation behind the end that its own grammar found.

"Thanh tra" + "Bộ Y tế", "Ban Quản lý Khu kinh tế" + ", công nghiệp tỉnh", "Chi cục Hải quan" + "cửa khẩu Lệ Thanh".
"""

from __future__ import annotations

from warehouse.events.lexicon import Lexicon, OrganisationTerm, load_toml, longest
from warehouse.events.organisation_parts import ROMAN, Organisation, person_begins, place_parts, place_run, read_suffix
from warehouse.events.tokens import Tokens

_BRANCHES = tuple(load_toml("organisation_grammar.toml")["branches"]["heads"])
_ENDS = frozenset((",", ".", ";", ":", "(", ")", "-", '"'))
_ROLES_AND_VERBS = frozenset(("AS", "PASSIVE", "ROLE", "RECEIVE", "CHAIR", "HOST", "ORGANISE", "CONFER", "TOGETHER", "FIRST", "TAKEOVER"))


def read_tail(tokens: Tokens, lexicon: Lexicon, start: int, found: tuple[int, Organisation], limit: int) -> tuple[int, Organisation]:
    """The name with what follows it, or as it was. One look at the next word decides for nearly all names."""
    end, organisation = found
    if end >= limit or organisation.classification == "place":
        return found
    if tokens.words[end] == "tại":
        return _at_its_place(tokens, lexicon, found, limit)
    if organisation.place:
        return _with_upper_province(tokens, lexicon, found, limit)
    if not tokens.caps[start]:
        return found
    word = tokens.words[end]
    if word in (",", "và", "-"):
        return _further_areas(tokens, lexicon, start, found, limit)
    if tokens.caps[end] and not organisation.level:
        return _of_central_organ(tokens, lexicon, start, found, limit)
    if word == "cửa":
        return _at_the_border(tokens, found, lexicon, limit)
    return found


def _with_upper_province(tokens: Tokens, lexicon: Lexicon, found: tuple[int, Organisation], limit: int) -> tuple[int, Organisation]:
    """ "UBND thị xã Kiến Tường, tỉnh Long An": the province of a district belongs to its name, but tells nothing more."""
    if not found[1].place or found[1].province is not None:
        return found
    end, organisation = found
    at = end + 1 if end < limit and tokens.words[end] in (",", "-", "(") else end
    if at + 1 < limit and tokens.words[at] == "tỉnh":
        known = longest(lexicon.provinces, tokens.words, at + 1, limit)
        if known is not None and tokens.caps[at + 1]:
            return known[0], organisation
    return found


def _at_its_place(tokens: Tokens, lexicon: Lexicon, found: tuple[int, Organisation], limit: int) -> tuple[int, Organisation]:
    """ "Phân hiệu Đại học A tại Hà Giang", "Viện Kiểm sát nhân dân cấp cao tại Đà Nẵng": where a branch sits belongs to its name."""
    end, organisation = found
    if not organisation.base.lower().startswith(_BRANCHES):
        return found
    stop, _, place, _ = place_parts(tokens, lexicon, end + 1, limit)
    if not place:
        stop, _ = place_run(tokens, lexicon, end + 1, limit)
        known = longest(lexicon.provinces, tokens.words, end + 1, limit)
        if known is None or known[0] != stop:
            return found
    name = f"{organisation.full_name()} {tokens.cased(end, stop)}"
    return stop, organisation._replace(base=name, level="", place="", province=None, bare=False)


def _of_central_organ(
    tokens: Tokens, lexicon: Lexicon, start: int, found: tuple[int, Organisation], limit: int
) -> tuple[int, Organisation]:
    """ "Thanh tra Bộ Y tế", "Chi hội Luật gia Bộ Công an", "Văn phòng Quốc hội": the organ tells which of its kind it is."""
    end = found[0]
    owned = longest(lexicon.of_central, tokens.words, start, end)
    hit = longest(lexicon.trie, tokens.words, end, limit)
    if owned is None or hit is None or hit[1].kind != "AUTH" or not isinstance(hit[1].value, OrganisationTerm):
        return found
    if hit[1].value.classification != "central_authority":
        return found
    printed = " ".join(tokens.cased(start, hit[0]).split())
    return hit[0], Organisation(printed, classification="unlisted", bare=False)


def _further_areas(tokens: Tokens, lexicon: Lexicon, start: int, found: tuple[int, Organisation], limit: int) -> tuple[int, Organisation]:
    """ "Ban Quản lý Khu kinh tế, công nghiệp tỉnh", "Ban Quản lý các Khu công nghiệp và chế xuất": what a board manages is a list."""
    end, organisation = found
    words = tokens.words
    if not any(longest_ending(lexicon, words, at, end) for at in range(max(start + 1, end - 4), end)):
        return found
    stop = end
    while stop + 1 < limit and words[stop] in (",", "và", "-") and (more := longest(lexicon.areas, words, stop + 1, limit)) is not None:
        stop = more[0]
    if stop == end:
        return found
    base = " ".join((organisation.base, *tokens.cased(end, stop).split())).replace(" ,", ",")
    return read_suffix(tokens, lexicon, organisation._replace(base=base, bare=False), stop, limit)


def longest_ending(lexicon: Lexicon, words: list[str], start: int, end: int) -> bool:
    """Whether an area that a board manages fills the words up to ``end``."""
    hit = longest(lexicon.areas, words, start, end)
    return hit is not None and hit[0] == end


def _at_the_border(tokens: Tokens, found: tuple[int, Organisation], lexicon: Lexicon, limit: int) -> tuple[int, Organisation]:
    """ "Chi cục Hải quan cửa khẩu Lệ Thanh", "… cửa khẩu quốc tế Bờ Y": the gate has a name of its own."""
    end, organisation = found
    words = tokens.words
    at = end + 2
    if words[end : end + 2] != ["cửa", "khẩu"]:
        return found
    if words[at : at + 2] in (["quốc", "tế"], ["quốc", "gia"]):
        at += 2
    stop, _ = place_run(tokens, lexicon, at, limit)
    return found if stop == at else (stop, organisation._replace(base=f"{organisation.base} {' '.join(tokens.cased(end, stop).split())}"))


def ends_in_region(tokens: Tokens, lexicon: Lexicon, at: int, limit: int) -> int | None:
    """Where a name ends that a part of the country or a number at ``at`` closes ("… điện miền Trung", "… tải điện 3"), if one does."""
    words = tokens.words
    region = longest(lexicon.regions, words, at, limit)
    if region is not None and any(tokens.caps[at : region[0]]):
        stop = region[0]
    elif words[at].isdecimal() or (words[at] in ROMAN and tokens.caps[at]):
        stop = at + 1
    else:
        return None
    if stop == limit or words[stop] in _ENDS or (words[stop] == "và" and stop + 1 < limit and tokens.caps[stop + 1]):
        return stop
    hit = longest(lexicon.trie, words, stop, limit)
    ends = (hit is not None and hit[1].kind in _ROLES_AND_VERBS) or person_begins(tokens, lexicon, stop, stop, limit)
    return stop if ends else None
