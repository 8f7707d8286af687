"""Names of organisations in running text: listed ones under any alias and level, unlisted ones by grammar.

An unlisted name is a head noun ("Công ty", "Trường THPT", "Sở"), words with capitals, known words between them, and a place.
It comes out with a lower confidence than a listed one, never not at all.
"""

from __future__ import annotations

import re

from warehouse.events.lexicon import Lexicon, OrganisationTerm, Term, load_toml, longest
from warehouse.events.organisation_parts import (
    ROMAN,
    longest_head,
    longest_is,
    person_begins,
    place_parts,
    place_run,
    read_committee,
    short_in_bracket,
    suffix_behind_bracket,
    trailing_province,
)
from warehouse.events.organisation_parts import Organisation as Organisation  # the type of what this module reads
from warehouse.events.organisation_tails import ends_in_region, read_tail
from warehouse.events.short_names import read_lower, read_of_nation, read_short
from warehouse.events.tokens import Tokens

_MAX_NAME = 18
_SHORT_IN_BRACKET = re.compile(r"\s*\([^()\s]+\)(?=\s)")


def read_organisation(
    tokens: Tokens, lexicon: Lexicon, start: int, limit: int, hit: tuple[int, Term], *, after_post: bool
) -> tuple[int, Organisation] | None:
    """The organisation whose alias or head noun was found at ``start``; ``None`` when it is no name after all."""
    found = _read(tokens, lexicon, start, limit, hit, after_post=after_post)
    return None if found is None else read_tail(tokens, lexicon, start, found, limit)


def _read(
    tokens: Tokens, lexicon: Lexicon, start: int, limit: int, hit: tuple[int, Term], *, after_post: bool
) -> tuple[int, Organisation] | None:
    end, term = hit
    if isinstance(term.value, OrganisationTerm):
        return _listed(tokens, lexicon, start, end, limit, term.value)
    if term.value == "committee":
        return read_committee(tokens, lexicon, start, end, limit)
    if term.value == "short":
        return read_short(tokens, lexicon, start, end, limit) or _short_nesting(tokens, lexicon, start, end, limit)
    if term.value == "nation":
        return read_of_nation(tokens, lexicon, start, end, limit)
    if term.value == "place":
        found_end, level, place, province = place_parts(tokens, lexicon, start, limit)
        if not place and level in ("phường", "xã") and not after_post:  # "phường Trần Hưng Đạo" bears a person's name
            found_end, province = place_run(tokens, lexicon, end, limit)
            place = tokens.cased(end, found_end) if found_end > end else ""
        if found_end > end and place and level != "tỉnh":
            return found_end, Organisation(level, "", place, classification="place", province=province)
        return None
    unit = read_lower(tokens, lexicon, start, limit)
    if unit is not None and not tokens.caps[start]:
        return unit
    found = _unlisted(tokens, lexicon, start, end, limit, after_post)
    if unit is not None and (found is None or unit[0] > found[0]):  # "Trung tâm Văn hóa, Thông tin và Thể thao huyện Ia Pa"
        found = unit
    return found


def _display(tokens: Tokens, term: OrganisationTerm, start: int, end: int) -> str:
    if term.alias_kind == "abbreviation":
        return term.name.removesuffix(" tỉnh")
    printed = " ".join(tokens.cased(start, end).split())
    canonical = term.name.removesuffix(" Tỉnh ủy").removesuffix(" tỉnh")
    return canonical if canonical.lower() == printed.lower() else printed[0].upper() + printed[1:]


def _listed(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int, term: OrganisationTerm) -> tuple[int, Organisation] | None:
    base = _display(tokens, term, start, end)
    level = ""
    if term.classification == "party_organ" and base.endswith(" Tỉnh ủy"):
        base, level = base.removesuffix(" Tỉnh ủy"), "Tỉnh ủy"
    elif term.alias_kind == "abbreviation" and tokens.words[end - 1] == "tỉnh":  # "CA tỉnh": the alias has taken the level in
        level = "tỉnh"
    organisation = Organisation(
        base, level, "", term.code, term.classification, bare=term.bare, listed=True, default_level=_default_level(term)
    )
    if term.classification in ("bank", "enterprise", "school"):
        end, organisation = _own_name(tokens, lexicon, organisation, end, limit)
    elif tokens.words[start:end][-2:] in _AREAS or tokens.words[start:end][-3:] in _AREAS:
        end, organisation = _name_of_area(tokens, lexicon, organisation, end, limit)
    stop, organisation = suffix_behind_bracket(tokens, lexicon, organisation, end, limit)
    if tokens.words[start] == "thành" and organisation.province not in lexicon.cities:  # a town that bears the name of its province
        organisation = organisation._replace(province=None)
    if stop == end and term.code == "TU" and tokens.words[start:end] == ["thành", "ủy"]:
        stop, organisation = _of_town(tokens, lexicon, organisation, end, limit)
    elif stop == end and term.classification in _WITH_BRANCHES:
        stop, organisation = _branch_of_town(tokens, lexicon, organisation, end, limit)
    if stop == end and (longer := _goes_on(tokens, lexicon, start, end, limit)) is not None:
        return longer
    printed_capital = any(tokens.caps[start:end])
    if not printed_capital and (end - start < 2 or (stop == end and term.alias_kind != "abbreviation")) and not _shouting(tokens, start):
        return None
    if organisation.bare and not tokens.caps[start]:
        return None
    if (
        organisation.bare
        and stop == end
        and stop < limit
        and tokens.caps[stop]
        and term.classification == "party_organ"
        and (tokens.words[stop] in ("sở", "cục", "ngành") or not longest_head(lexicon, tokens, stop, limit))
    ):
        unlisted = _unlisted(tokens, lexicon, start, end, limit, False)  # "Văn phòng Đăng ký đất đai tỉnh"
        if unlisted is not None and unlisted[0] > stop + 1:
            return unlisted
        return stop + 1, organisation._replace(base=tokens.cased(start, stop + 1), bare=False, code=None, listed=False)  # "Văn phòng Sở"
    if organisation.bare and end - start == 2 and term.name.startswith(("Thanh tra", "Công an")) and stop == end and not tokens.caps[start]:
        return None
    return stop, organisation


def _of_town(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, end: int, limit: int) -> tuple[int, Organisation]:
    """ "Thành ủy Biên Hòa": the committee of a town; "Bí thư Thành ủy Lê Văn A" goes on with a person."""
    stop, province = place_run(tokens, lexicon, end, limit)
    if stop == end or (tokens.words[end] in lexicon.surnames and stop - end > 2):
        return end, organisation
    return stop, organisation._replace(place=tokens.cased(end, stop), province=province, bare=False)


_WITH_BRANCHES = frozenset(("central_agency_branch", "mass_organization"))


def _branch_of_town(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, end: int, limit: int) -> tuple[int, Organisation]:
    """ "KBNN Phú Thiện", "BHXH An Khê": a place without its level, where the name must end behind it; never a person."""
    stop, province = place_run(tokens, lexicon, end, limit)
    if stop == end or province is not None or stop - end > 3 or tokens.words[end] in lexicon.surnames:
        return end, organisation
    following = longest(lexicon.trie, tokens.words, stop, limit) if stop < limit else None
    ends = stop == limit or tokens.words[stop] in _RUN_ENDS or (following is not None and following[1].kind in _BEHIND_BRANCH)
    if not ends or tokens.words[end].isdecimal() or longest_head(lexicon, tokens, end, limit):
        return end, organisation
    return stop, organisation._replace(place=tokens.cased(end, stop), bare=False)


def _goes_on(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int) -> tuple[int, Organisation] | None:
    """ "Trung tâm Truyền thông - Giáo dục sức khỏe": a dash and a further field make another unit of a listed name.

    So does what a board manages beyond its listed name: "Ban Quản lý dự án các công trình điện miền Trung".
    """
    if tokens.words[start : start + 3] == _BOARD and end < limit and tokens.caps[start]:
        board = _unlisted(tokens, lexicon, start, start + 3, limit, False)
        return board if board is not None and board[0] > end else None
    if end + 1 >= limit or tokens.words[end] != "-" or not tokens.caps[end + 1] or not tokens.caps[start]:
        return None
    head = longest(lexicon.trie, tokens.words, start, start + 2)
    field = longest(lexicon.inside, tokens.words, end + 1, limit)
    if head is None or head[1].kind != "HEAD" or field is None or field[0] == end + 2 or longest_head(lexicon, tokens, end + 1, limit):
        return None
    found = _unlisted(tokens, lexicon, start, head[0], limit, False)
    return found if found is not None and found[0] >= field[0] else None


def _default_level(term: OrganisationTerm) -> str:
    return "Tỉnh ủy" if term.name.endswith("Tỉnh ủy") else ""


def _shouting(tokens: Tokens, position: int) -> bool:
    return not tokens.caps[position] and tokens.text.cased[tokens.starts[position]].isupper()


def _own_name(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, end: int, limit: int) -> tuple[int, Organisation]:
    """The honorific of a school ("Trường Chính trị Lê Duẩn"), the town of a branch ("Agribank Đông Anh")."""
    stop, province = place_run(tokens, lexicon, end, limit)
    if (
        stop > end
        and province is None
        and not longest_head(lexicon, tokens, end, limit)
        and tokens.words[end] not in lexicon.surnames | {"việt"}
    ):
        return stop, organisation._replace(base=f"{organisation.base} {tokens.cased(end, stop)}")
    if stop > end + 1 and province is None and organisation.classification == "school":
        return stop, organisation._replace(base=f"{organisation.base} {tokens.cased(end, stop)}")
    return end, organisation


def _name_of_area(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, end: int, limit: int) -> tuple[int, Organisation]:
    """ "Ban Quản lý Khu kinh tế Hòn La và các khu công nghiệp tỉnh …": an area has a name, and more may be managed beside it."""
    stop, province = place_run(tokens, lexicon, end, limit)
    if stop == end or province is not None or (tokens.words[end] in lexicon.surnames and tokens.words[end + 1] in lexicon.middle_names):
        return end, organisation
    if stop + 1 < limit and tokens.words[stop] == "và" and (more := longest(lexicon.inside, tokens.words, stop + 1, limit)) is not None:
        stop = more[0] if more[0] > stop + 2 else stop
    return stop, organisation._replace(base=f"{organisation.base} {tokens.cased(end, stop)}")


def _short_nesting(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int) -> tuple[int, Organisation] | None:
    """ "CĐCS Trường THPT Chu Văn An": the short form of a body inside another organisation."""
    full = lexicon.short_heads[" ".join(tokens.words[start:end])]
    if end >= limit or not tokens.caps[start] or full.lower().split()[:2] not in _NESTING:
        return None
    nested = _nested(tokens, lexicon, end, limit)
    return None if nested is None else (nested[0], Organisation(f"{full} {nested[1].full_name()}"))


def _unlisted(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int, after_post: bool) -> tuple[int, Organisation] | None:
    words, caps = tokens.words, tokens.caps
    if words[start:end] == ["đội"] and end < limit and caps[end] and _sends_a_team(lexicon, words, end):
        return None  # "Đội Công an tỉnh giành giải Nhất": the unit receives
    position = end
    proper = end - start > 1 and caps[start] and any(caps[start + 1 : end])  # "Bệnh viện Đa khoa …"
    while position < limit and position - start < _MAX_NAME:
        word = words[position]
        inside = longest(lexicon.inside, words, position, limit)
        if (word in lexicon.place_words or " ".join(words[position : position + 2]) in lexicon.place_words) and not (
            (caps[position] and position == end)
            or (inside is not None and inside[0] > position + 1 and not any(caps[position : inside[0]]))
        ):
            break
        if not caps[position] and position > end and _is_verb(lexicon, tokens, position, limit):
            break
        if inside is not None and inside[0] > position + 1 and (caps[position] or position > end):
            proper = proper or caps[position]
            position = inside[0]
        elif caps[position]:
            nests = position == end and words[start : start + 2] in _NESTING
            if (
                longest_head(lexicon, tokens, position, limit)
                and (position > end or nests)
                and not _continues(lexicon, tokens, position, limit)
                and not (position > end and _last_syllable(lexicon, tokens, position, limit))
            ):
                if words[start : start + 2] in _NESTING and (nested := _nested(tokens, lexicon, position, limit)) is not None:
                    return nested[0], Organisation(f"{_clean(tokens, lexicon, start, position)} {nested[1].full_name()}")
                break
            if position > end and person_begins(tokens, lexicon, position, position, limit) and words[position + 1] in _OF_PERSONS:
                break  # "Hiệu trưởng Trường THPT Pleiku Lê Văn A"
            if after_post and position - end >= 2 and word in lexicon.surnames and position + 1 < limit and caps[position + 1]:
                break
            proper = True
            position += 1
        elif inside is not None:
            position = inside[0]
        elif (
            (position == end + 1 or words[position - 2] in ("-", "&"))
            and position > end
            and caps[position - 1]
            and _second_syllable(lexicon, tokens, position, limit)
        ) or ((word.isdecimal() or word in ROMAN) and position > end):
            position += 1
        elif word == "(" and caps[start] and (stop := short_in_bracket(tokens, position, limit)) is not None:
            if stop >= limit or not caps[stop] or (position > end and longest_head(lexicon, tokens, stop, limit)):
                break
            end, position = (stop if position == end else end), stop  # "Trường Đại học (ĐH) Ngoại ngữ"
        elif word == '"' and words[position + 2 : position + 3] == ['"'] and len(words[position + 1]) == 1 and position + 3 < limit:
            position += 3  # 'Trường Tiểu học "A" Long Bình'
        elif position == end and word.isdecimal() and caps[start] and " ".join(words[start:end]) in _NUMBERED:
            proper, position = True, position + 1
        elif word == "số" and position + 1 < limit and (words[position + 1].isdecimal() or words[position + 1] in ROMAN):
            position += 2
            proper = True
        elif (
            word in ("-", "&", "/", ".")
            and position + 1 < limit
            and (
                caps[position + 1]
                or words[position + 1].isdecimal()
                or (
                    word == "-"
                    and longest(lexicon.inside, words, position + 1, limit)
                    and not _is_verb(lexicon, tokens, position + 1, limit)
                )
            )
            and position > end
            and _tight(tokens, position, word)
        ) or (word in ("và", ",") and position > end and position + 1 < limit and _joins(tokens, lexicon, position, limit, word)):
            position += 1
        elif caps[start] and (stop := _lower_run(lexicon, tokens, end, position, limit)) is not None:
            proper, position = True, stop
        else:
            break
    while position > end and words[position - 1] in ("-", "&", "/", ".", "và", ","):
        position -= 1
    if not proper and position == end and end - start > 1 and caps[start] and any(caps[start + 1 : end]):
        return suffix_behind_bracket(tokens, lexicon, Organisation(_clean(tokens, lexicon, start, end)), end, limit)
    if not proper and position == end:
        stop, organisation = suffix_behind_bracket(tokens, lexicon, Organisation(_clean(tokens, lexicon, start, end)), end, limit)
        is_name = organisation.place or (organisation.level == "tỉnh" and end - start > 3)  # "Công đoàn các khu công nghiệp tỉnh"
        return (stop, organisation) if stop > end and is_name and caps[start] else None
    if not proper or (not caps[start] and end - start < 2 and words[start] not in ("trường", "báo", "đài", "hội", "phòng")):
        return None
    known = trailing_province(tokens, lexicon, end, position)
    base = Organisation(_clean(tokens, lexicon, start, known[0] if known else position))
    if known:
        return position, base._replace(place=tokens.cased(known[0], position), province=known[1])
    return suffix_behind_bracket(tokens, lexicon, base, position, limit)


_NESTING = [["chi", "đoàn"], ["chi", "hội"], ["công", "đoàn"], ["đảng", "bộ"], ["đảng", "ủy"], ["chi", "bộ"]]


def _nested(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, Organisation] | None:
    """ "Công đoàn cơ sở Công ty X": the name of another organisation is part of the name."""
    hit = longest(lexicon.trie, tokens.words, position, limit)
    if hit is None or hit[1].kind not in ("ORG", "HEAD"):
        return None
    return read_organisation(tokens, lexicon, position, limit, hit, after_post=False)


_BOARD = ["ban", "quản", "lý"]
_AREAS = [phrase.split() for phrase in load_toml("organisation_grammar.toml")["named_areas"]["words"]]
_NUMBERED = frozenset(load_toml("organisation_grammar.toml")["numbered"]["words"])
_OF_PERSONS = frozenset(load_toml("organisation_grammar.toml")["inside"]["of_persons"])
_FUNCTION_WORDS = frozenset(load_toml("organisation_grammar.toml")["inside"]["never"])
_NEVER_IN_RUN = _FUNCTION_WORDS | frozenset(load_toml("organisation_grammar.toml")["inside"]["adverbs"])


def _second_syllable(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "Bao bì", "Gang thép": the first word of a proper name may have a second syllable in lower case."""
    word = tokens.words[position]
    if not word.isalpha() or word in _FUNCTION_WORDS or longest(lexicon.bloc.stops, tokens.words, position, limit) is not None:
        return False
    return longest(lexicon.trie, tokens.words, position, limit) is None and tokens.words[position - 1] not in lexicon.surnames


_LONGEST_RUN = 9
_SHORT_RUN = 2  # behind several capitals, and only up to a level ("Quỹ Bảo tồn và Phát triển văn hóa tỉnh …")
_RUN_ENDS = frozenset((",", ".", ";", ":", "(", ")", "-", '"'))
_BEHIND_BRANCH = frozenset(("AS", "PASSIVE", "AND", "ROLE", "RECEIVE", "CHAIR", "HOST", "ORGANISE", "REPLACE"))
_ENDING_KINDS = frozenset(("PASSIVE", "AS", "RECEIVE", "CONFER", "CHAIR", "HOST", "ORGANISE", "FIRST", "ROLE", "TOGETHER"))


def _lower_run(lexicon: Lexicon, tokens: Tokens, end: int, position: int, limit: int) -> int | None:
    """Where a name ends that goes on in lower case ("Hội Bảo trợ phụ nữ và trẻ em nghèo tỉnh"); ``None`` when nothing says so.

    Only behind the head noun or one proper word: behind a full proper name ("Trường THPT Chu Văn An tích cực …") the words
    are no part of it. What follows must end a name: a mark, a level, a province, a verb that units have.
    """
    words, caps = tokens.words, tokens.caps
    if position > end and words[end] in lexicon.surnames:
        return None
    longest_run = _LONGEST_RUN if sum(caps[end:position]) <= 1 else _SHORT_RUN
    at = position
    while at < limit and at - position <= longest_run:
        word = words[at]
        if (stop := ends_in_region(tokens, lexicon, at, limit)) is not None:
            return stop
        level = word in lexicon.place_words or " ".join(words[at : at + 2]) in lexicon.place_words
        if longest_run == _SHORT_RUN and not level and (word in _RUN_ENDS or caps[at]):
            return None
        if word in _RUN_ENDS or level or (caps[at] and longest(lexicon.provinces, words, at, limit) is not None):
            return at if at > position else None
        hit = longest(lexicon.trie, words, at, limit)
        if hit is not None and hit[1].kind in _ENDING_KINDS:
            return at if at > position else None
        if word == "và" and at > position and at + 1 < limit and caps[at + 1]:
            return at
        joins = word == "và" and at > position and at + 1 < limit and not caps[at + 1] and words[at + 1] not in _FUNCTION_WORDS
        inside = longest(lexicon.inside, words, at, limit)
        if inside is not None and not caps[at]:
            at = inside[0]
            continue
        if (
            caps[at]
            or not word.isalpha()
            or (word in _NEVER_IN_RUN and not joins)
            or (hit is not None and not joins and hit[1].kind not in ("WORD", "HEAD"))
        ):
            return None
        if at == position and longest(lexicon.bloc.stops, words, at, limit) is not None:
            return None
        at += 1
    return at if at == limit and at > position else None


def _is_verb(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "tổ chức", "đăng ký" in lower case end a name although they occur inside others."""
    hit = longest(lexicon.trie, tokens.words, position, limit)
    return hit is not None and hit[1].kind in (
        "ORGANISE",
        "AIM",
        "CHAIR",
        "HOST",
        "ATTEND",
        "CONFER",
        "PRESENT",
        "RECEIVE",
        "PROPOSE",
        "PASSIVE",
        "TOGETHER",
        "AS",
        "ELECT",
        "VOTE",
    )


def _tight(tokens: Tokens, position: int, word: str) -> bool:
    """A full stop joins only without spaces ("TP.HCM"), a dash also with them ("Báo - Đài")."""
    return word != "." or tokens.ends[position] == tokens.starts[position + 1]


def _continues(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "Chi nhánh" and fields of work go on a name although they can begin one."""
    return longest_is(tokens.words, position, limit, "chi nhánh") or longest(lexicon.sectors, tokens.words, position, limit) is not None


def _sends_a_team(lexicon: Lexicon, words: list[str], position: int) -> bool:
    """Whether the name of a unit with a head noun of its own begins here."""
    head = longest(lexicon.trie, words, position, position + 1)
    field = longest(lexicon.inside, words, position, len(words))  # "Đội Phòng cháy, chữa cháy"
    return words[position : position + 2] == ["công", "an"] or (head is not None and head[1].kind == "HEAD" and field is None)


def _last_syllable(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "Cảng hàng không quốc tế Vân Đồn", "Nam Trung Bộ": a head noun of one word with no name behind it ends the one before."""
    hit = longest(lexicon.trie, tokens.words, position, limit)
    if hit is None or hit[1].kind not in ("HEAD", "ORG") or hit[0] != position + 1:
        return False
    return hit[0] == limit or not (tokens.caps[hit[0]] or tokens.words[hit[0]].isdecimal())


def _joins(tokens: Tokens, lexicon: Lexicon, position: int, limit: int, word: str) -> bool:
    """Whether "và" or a comma belongs to the name: another capital that begins no organisation follows a word of the name."""
    following = position + 1
    if word == "," or parts_names(tokens, lexicon, position, limit):
        return False
    return (tokens.caps[following] and not longest_head(lexicon, tokens, following, limit)) or (
        longest(lexicon.inside, tokens.words, following, limit) is not None and not tokens.caps[following]
    )


def parts_names(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> bool:
    """ "Trường THPT Chu Văn An và Phan Bội Châu": a proper name of several syllables on both sides of "và" is two names."""
    caps, words = tokens.caps, tokens.words
    if (
        position < 2
        or position + 2 >= limit
        or not all(caps[at] and words[at].isalpha() for at in (position - 2, position - 1, position + 1, position + 2))
    ):
        return False
    return not any(longest(lexicon.inside, words, at, limit) is not None for at in (position - 2, position + 1))


def _clean(tokens: Tokens, lexicon: Lexicon, start: int, end: int) -> str:
    """The printed words with abbreviations in full and one space between them."""
    printed = _SHORT_IN_BRACKET.sub(" ", tokens.cased(start, end))
    name = " ".join(lexicon.abbreviations.get(piece.lower(), piece) for piece in printed.split())
    return name[0].upper() + name[1:]
