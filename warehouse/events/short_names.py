"""Units under a short form before a place: "TTYT huyện Ia Pa", "BVĐK khu vực Long Thành", "CA huyện Chư Prông".

The short forms are the tables ``short_heads`` and ``short_heads_of_level`` of organisation_grammar.toml. Capitals that no table
knows keep their printed form, so that a place never stands for the unit before it.
"""

from __future__ import annotations

from warehouse.events.lexicon import Lexicon, OrganisationTerm, longest
from warehouse.events.organisation_parts import Organisation, longest_head, place_parts, place_run, read_suffix
from warehouse.events.tokens import Tokens

_LONGEST_OF_NATION = 6  # words of a branch up to "Việt Nam"


def read_short(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int) -> tuple[int, Organisation] | None:
    """ "TTYT huyện Ia Pa", "BVĐK khu vực Long Thành", "Đồn BP Roòn": a short form with the level or the place that it needs."""
    words = tokens.words
    if not tokens.caps[start] or _many(words, start):
        return None
    after = end
    while after - 1 > start and " ".join(words[max(start, after - 2) : after]) in lexicon.place_words | {"thị xã", "thành phố", "thị trấn"}:
        after -= 2
    levels = lexicon.short_levels if words[start] == "ca" else ()
    if after == end and end - start > 1 and (words[end - 1] in lexicon.place_words or words[end - 1] in levels or words[end - 1] == "các"):
        after -= 1
    if not any(piece.isupper() and len(piece) > 1 for piece in tokens.cased(start, after).split()) and after - start < 3:
        return None
    full = lexicon.short_heads[" ".join(words[start:end])]
    known = longest(lexicon.trie, spelled := full.lower().split(), 0, len(spelled))
    named = Organisation(full)
    if known is not None and known[0] == len(spelled) and isinstance(term := known[1].value, OrganisationTerm):
        named = Organisation(full, code=term.code, classification=term.classification, listed=True)
    if _shared_by_places(tokens, lexicon, after, limit):
        return after, named
    stop, organisation = read_suffix(tokens, lexicon, named, after, limit)
    if stop > after and (organisation.place or organisation.level == "tỉnh" or organisation.base != named.base):
        return stop, organisation
    stop, _ = place_run(tokens, lexicon, after, limit)
    if after < end or stop == after or words[after].isdecimal() or longest_head(lexicon, tokens, after, limit):
        return None
    return stop, named._replace(base=f"{named.base} {tokens.cased(after, stop)}")


def read_of_nation(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int) -> tuple[int, Organisation] | None:
    """ "CĐ Điện lực VN", "CĐ Dầu khí Việt Nam": what the short form means is told by the end of the name."""
    words = tokens.words
    if end >= limit or not (tokens.caps[start] and tokens.caps[end]) or _many(words, start):
        return None
    for at in range(end + 1, min(end + _LONGEST_OF_NATION, limit)):
        stop = at + 1 if words[at] == "vn" else at + 2 if words[at : at + 2] == ["việt", "nam"] else 0
        if stop and tokens.caps[at] and stop <= limit:
            name = " ".join(tokens.cased(end, at).split())
            return stop, Organisation(f"{lexicon.short_heads[words[start]]} {name} Việt Nam")
        if not words[at].isalpha():
            return None
    return None


def _shared_by_places(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> bool:
    """ "TTYT các huyện: Ia Pa, Phú Thiện": the places behind complete the name, each its own unit."""
    words = tokens.words
    return position + 1 < limit and words[position] == "các" and words[position + 1] in lexicon.place_words | {"thành", "thị"}


def _many(words: list[str], start: int) -> bool:
    """ "các CCB huyện …", "5 TTYT …": persons or units in the plural, not one unit."""
    return start > 0 and (words[start - 1] in ("các", "những", "mỗi", "nhiều") or words[start - 1].isdecimal())


def read_capitals(tokens: Tokens, lexicon: Lexicon, start: int, limit: int) -> tuple[int, Organisation] | None:
    """Capitals that no list knows right before a place ("TTVHTT&TT huyện Ia Pa"): a unit under its printed name, never the place alone."""
    end = start + 1
    while end + 1 < limit and tokens.words[end] in ("&", "-") and tokens.cased(end + 1, end + 2).isupper():
        end += 2
    shown = tokens.cased(start, end)
    if (
        not tokens.caps[start]
        or len(shown) < 3
        or not shown.isupper()
        or tokens.words[start] in lexicon.short_no_unit
        or _many(tokens.words, start)
    ):
        return None
    if not all(piece.isalpha() for piece in tokens.words[start:end:2]) or set(tokens.words[start]) <= set("ivx"):
        return None
    if _shared_by_places(tokens, lexicon, end, limit):
        return end, Organisation(shown)
    stop, level, place, province = place_parts(tokens, lexicon, end, limit)
    return (stop, Organisation(shown, level, place, province=province)) if place and level != "tỉnh" else None


def read_lower(tokens: Tokens, lexicon: Lexicon, start: int, limit: int) -> tuple[int, Organisation] | None:
    """ "trung tâm y tế huyện Ia Pa": a unit in lower case with its level and place, which would else stand alone."""
    unit = longest(lexicon.lower_units, tokens.words, start, limit)
    if unit is None or _many(tokens.words, start):
        return None
    if _shared_by_places(tokens, lexicon, unit[0], limit):
        return unit[0], Organisation(_capitalised(tokens, start, unit[0]))
    end, level, place, province = place_parts(tokens, lexicon, unit[0], limit)
    return (end, Organisation(_capitalised(tokens, start, unit[0]), level, place, province=province)) if place else None


def _capitalised(tokens: Tokens, start: int, end: int) -> str:
    printed = " ".join(tokens.cased(start, end).split())
    return printed[0].upper() + printed[1:]
