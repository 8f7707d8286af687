"""Names of organisations in running text: listed ones under any alias and level, unlisted ones by grammar.

An unlisted name is a head noun ("Công ty", "Trường THPT", "Sở"), words with capitals, known words between them, and a place.
It comes out with a lower confidence than a listed one, never not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from warehouse.events.lexicon import Lexicon, OrganisationTerm, Term, longest
from warehouse.events.tokens import Tokens

_ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"])
_MAX_NAME = 14


@dataclass(frozen=True, slots=True)
class Organisation:
    """A name as read: words without level and place, the level that governs it, the place, and how it was recognised."""

    base: str  # "Ban Tổ chức", "Sở Y tế", "UBND"
    level: str = ""  # "Tỉnh ủy", "Huyện ủy", "tỉnh", "huyện", "thành phố", …
    place: str = ""  # "Hải Dương", "Kon Plông"
    code: str | None = None  # of organizations.csv
    classification: str = "unlisted"
    bare: bool = False  # the level is said elsewhere, if at all
    listed: bool = False
    default_level: str = ""  # what a bare name means when nothing beside it says more
    province: str | None = None  # when the place is one of the provinces

    def full_name(self, own_province: str | None = None) -> str:
        """The name in full; the article's own province is left out, other places stay."""
        if self.classification == "place":
            return f"{self.base} {self.place}"
        if not self.base:
            return f"tỉnh {self.place}" if self.classification == "province" else self.place
        place = "" if self.province is not None and self.province == own_province else self.place
        parts = [self.base]
        if self.level and self.level.lower() not in self.base.lower().split(" (")[0][-len(self.level) :].lower():
            parts.append(self.level)
        if place:
            parts.append(place)
        return " ".join(parts)


def place_run(tokens: Tokens, lexicon: Lexicon, start: int, limit: int) -> tuple[int, str | None]:
    """A name of a place at ``start``: where it ends (``start`` when there is none) and the province it is, if it is one."""
    if start >= limit:
        return start, None
    known = longest(lexicon.provinces, tokens.words, start, limit)
    if known is not None and tokens.caps[start]:
        return known[0], known[1].value
    position = start
    while position < limit and position - start < 4 and tokens.words[position] not in _BOUNDARY_WORDS:
        word = tokens.words[position]
        if tokens.caps[position] and not (position > start and longest_head(lexicon, tokens, position, limit, words=2)):
            position += 1
        elif position == start and word.isdecimal():
            return position + 1, None
        elif position > start and word in ("'", "-") and position + 1 < limit and tokens.ends[position] == tokens.starts[position + 1]:
            position += 2 if word == "'" or tokens.caps[position + 1] else 1
        else:
            break
    return position, None


_BOUNDARY_WORDS = frozenset(["và", ",", ";", ".", "(", ")", ":", "cùng", "của", "do", "là"])


def longest_head(lexicon: Lexicon, tokens: Tokens, position: int, limit: int, words: int = 1) -> bool:
    """Whether another organisation, post or role begins here, so that the name before it ends; nouns of at least ``words`` words count."""
    hit = longest(lexicon.trie, tokens.words, position, limit)
    if hit is not None and hit[1].kind in ("ORG", "HEAD") and hit[0] - position < words:
        return False
    return hit is not None and hit[1].kind in (
        "ORG",
        "HEAD",
        "AUTH",
        "POST",
        "ROLE",
        "HONORIFIC",
        "RANK",
        "AWARD",
        "NOTAWARD",
        "MEET",
        "REVIEW",
        "PACT",
    )


def read_suffix(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, start: int, limit: int) -> tuple[int, Organisation]:
    """Reads what says the level and the place after a base name: "Tỉnh ủy", "tỉnh Gia Lai", "huyện Ia Pa", "Việt Nam", "khu vực IV"."""
    words, position = tokens.words, start
    if position < limit and words[position] in ("-", "(") and position + 1 < limit and words[position + 1] == "chi":
        position += 1
    if longest_is(words, position, limit, "việt nam") and "việt nam" not in organisation.base.lower():
        organisation = replace(organisation, base=f"{organisation.base} Việt Nam")
        position += 2
    if longest_is(words, position, limit, "chi nhánh"):
        branch = _branch(tokens, lexicon, organisation, position + 2, limit)
        if branch is not None:
            return branch
    party_end, level = _party_level(tokens, lexicon, position, limit)
    if party_end > position:
        place_end, province = place_run(tokens, lexicon, party_end, limit) if level != "Trung ương" else (party_end, None)
        if level == "Tỉnh ủy" and province is None:
            place_end = party_end
        if level == "Thành ủy" and province is None and place_end > party_end and tokens.words[party_end] in lexicon.surnames:
            place_end = party_end
        place = tokens.cased(party_end, place_end) if place_end > party_end else ""
        return place_end, replace(organisation, level=level, place=place, province=province, bare=False)
    end, level, place, province = _place_parts(tokens, lexicon, position, limit)
    if end > position:
        return end, replace(organisation, level=level, place=place, province=province, bare=False)
    if (
        longest_is(words, position, limit, "khu vực")
        and position + 2 < limit
        and (words[position + 2] in _ROMAN or words[position + 2].isdecimal() or tokens.caps[position + 2])
    ):
        stop = position + 3
        while stop < limit and tokens.caps[stop] and stop - position < 6:
            stop += 1
        return stop, replace(organisation, base=f"{organisation.base} {tokens.cased(position, stop)}", bare=False)
    known = longest(lexicon.provinces, words, position, limit) if position < limit and tokens.caps[position] else None
    if known is not None:
        return known[0], replace(organisation, place=tokens.cased(position, known[0]), province=known[1].value, bare=False)
    return position if position != start and organisation.base.endswith("Việt Nam") else start, organisation


def _branch(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, start: int, limit: int) -> tuple[int, Organisation] | None:
    """ "chi nhánh tỉnh (P)", "chi nhánh Biên Hòa", "chi nhánh Khu công nghiệp Hải Dương", "chi nhánh Hải Dương II"."""
    base = replace(organisation, base=f"{organisation.base} Chi nhánh", bare=False)
    end, level, place, province = _place_parts(tokens, lexicon, start, limit)
    if end > start:
        return end, replace(base, level=level, place=place, province=province)
    stop = start
    while stop < limit and stop - start < 6:
        inside = longest(lexicon.inside, tokens.words, stop, limit)
        if inside is not None and (tokens.caps[stop] or stop > start):
            stop = inside[0]
        elif (tokens.caps[stop] and not (stop > start and longest_head(lexicon, tokens, stop, limit))) or (
            stop > start and tokens.words[stop] in _ROMAN
        ):
            stop += 1
        else:
            break
    if stop == start:
        return None
    known = longest(lexicon.provinces, tokens.words, start, stop)
    province = known[1].value if known is not None and known[0] == stop else None
    return stop, replace(base, level="", place=tokens.cased(start, stop), province=province)


def longest_is(words: list[str], position: int, limit: int, phrase: str) -> bool:
    """Whether the words of ``phrase`` stand at a position."""
    wanted = phrase.split()
    return position + len(wanted) <= limit and words[position : position + len(wanted)] == wanted


def _party_level(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, str]:
    words = tokens.words
    two = " ".join(words[position : position + 2]) if position + 2 <= limit else ""
    if two in ("tỉnh ủy", "thành ủy", "huyện ủy", "thị ủy", "quận ủy"):
        return position + 2, two[0].upper() + two[1:]
    if two in lexicon.party["central"] or (position < limit and words[position] == "tw"):
        return position + (2 if two in lexicon.party["central"] else 1), "Trung ương"
    if position < limit and words[position] == "tu" and tokens.cased(position, position + 1) == "TU":
        return position + 1, "Tỉnh ủy"
    return position, ""


def _place_parts(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, str, str, str | None]:
    """ "tỉnh (P)", "huyện D (tỉnh P)", "thành phố C": end, level, place, province."""
    words = tokens.words
    for length in (2, 1):
        level = " ".join(words[position : position + length])
        if position + length > limit or level not in lexicon.place_words:
            continue
        after = position + length
        if after < limit and words[after] == "." and level in ("tp", "tx"):
            after += 1
        end, province = place_run(tokens, lexicon, after, limit)
        if level == "tỉnh" and province is None and not (end - after == 2 and words[after] not in lexicon.surnames):
            end = after  # two capitals may be a province in an unusual spelling
        if end > after and province is None and words[after] in lexicon.surnames and end - after >= 3:
            end = after  # "Chủ tịch UBND tỉnh Nguyễn Văn A"
        level = lexicon.abbreviations.get(level, level)
        if end == after:
            return (
                (after, level, "", None)
                if level in ("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường")
                else (position, "", "", None)
            )
        place = tokens.cased(after, end)
        if level != "tỉnh" and province not in lexicon.cities:
            province = None  # "huyện Hòa Bình" and "thành phố Thái Nguyên" are no provinces
        if level not in ("tỉnh",) and end < limit:
            more = end + 1 if words[end] in (",", "-", "(") else end
            if more < limit and words[more] == "tỉnh":
                upper_end, upper = place_run(tokens, lexicon, more + 1, limit)
                end = upper_end if upper is not None else end
        return end, level, place, province
    return position, "", "", None


def _place_after(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, str | None]:
    end, _, _, province = _place_parts(tokens, lexicon, position, limit)
    return (end, province) if end > position else place_run(tokens, lexicon, position, limit)


def read_organisation(
    tokens: Tokens, lexicon: Lexicon, start: int, limit: int, hit: tuple[int, Term], *, after_post: bool
) -> tuple[int, Organisation] | None:
    """The organisation whose alias or head noun was found at ``start``; ``None`` when it is no name after all."""
    end, term = hit
    if isinstance(term.value, OrganisationTerm):
        return _with_upper_province(tokens, lexicon, _listed(tokens, lexicon, start, end, limit, term.value), limit)
    if term.value == "committee":
        return _with_upper_province(tokens, lexicon, _committee(tokens, lexicon, start, end, limit), limit)
    if term.value == "place":
        found_end, level, place, province = _place_parts(tokens, lexicon, start, limit)
        if found_end > end and place and level != "tỉnh":
            return found_end, Organisation(level, "", place, classification="place", province=province)
        return None
    return _with_upper_province(tokens, lexicon, _unlisted(tokens, lexicon, start, end, limit, after_post), limit)


def _with_upper_province(
    tokens: Tokens, lexicon: Lexicon, found: tuple[int, Organisation] | None, limit: int
) -> tuple[int, Organisation] | None:
    """ "UBND thị xã Kiến Tường, tỉnh Long An": the province of a district belongs to its name, but tells nothing more."""
    if found is None or not found[1].place or found[1].province is not None:
        return found
    end, organisation = found
    at = end + 1 if end < limit and tokens.words[end] in (",", "-", "(") else end
    if at + 1 < limit and tokens.words[at] == "tỉnh":
        known = longest(lexicon.provinces, tokens.words, at + 1, limit)
        if known is not None and tokens.caps[at + 1]:
            return known[0], organisation
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
    organisation = Organisation(base, level, "", term.code, term.classification, bare=term.bare, listed=True, default_level=_default_level(term))
    if term.classification in ("bank", "enterprise", "school"):
        end, organisation = _own_name(tokens, lexicon, organisation, end, limit)
    after = end
    if end + 2 < limit and tokens.words[end] == "(" and tokens.words[end + 2] == ")" and tokens.cased(end + 1, end + 2).isupper():
        after = end + 3  # "Ngân hàng Nhà nước (NHNN) Chi nhánh tỉnh …"
    stop, organisation = read_suffix(tokens, lexicon, organisation, after, limit)
    stop = end if stop == after else stop
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
        return stop + 1, replace(organisation, base=tokens.cased(start, stop + 1), bare=False, code=None, listed=False)  # "Văn phòng Sở"
    if organisation.bare and end - start == 2 and term.name.startswith(("Thanh tra", "Công an")) and stop == end and not tokens.caps[start]:
        return None
    return stop, organisation


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
        return stop, replace(organisation, base=f"{organisation.base} {tokens.cased(end, stop)}")
    if stop > end + 1 and province is None and organisation.classification == "school":
        return stop, replace(organisation, base=f"{organisation.base} {tokens.cased(end, stop)}")
    return end, organisation


def _committee(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int) -> tuple[int, Organisation] | None:
    after = end + 1 if end < limit and tokens.words[end] == "." and tokens.words[end - 1] in ("tp", "tx") else end
    stop, province = place_run(tokens, lexicon, after, limit)
    if stop > after and tokens.words[after] in lexicon.surnames and stop - after >= 3:
        stop = after
    words = tokens.words[start:end]
    printed = tokens.cased(start, end)
    if words[0] == "ubnd":
        base, level = "UBND", lexicon.abbreviations.get(words[1], " ".join(words[1:]))
    else:
        base, level = printed[0].upper() + printed[1:], ""
    if words[0] == "ubnd" and level == "thành phố" and (stop == after or province in lexicon.cities):  # a city that is a province
        place = tokens.cased(after, stop) if stop > after else ""
        return max(stop, end), Organisation(base, level, place, "UBNDT", "provincial_authority", listed=True, province=province)
    if stop == after:
        provincial = words[0] in ("thành",) and len(words) == 2
        return None if provincial else (end, Organisation(base, level, "", classification="committee", bare=False))
    province = province if words[0] in ("thành",) and province in lexicon.cities else None  # districts bear names of provinces, too
    return stop, Organisation(base, level, tokens.cased(after, stop), classification="committee", province=province)


def _unlisted(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int, after_post: bool) -> tuple[int, Organisation] | None:
    words, caps = tokens.words, tokens.caps
    position = end
    proper = end - start > 1 and caps[start] and any(caps[start + 1 : end])  # "Bệnh viện Đa khoa …"
    while position < limit and position - start < _MAX_NAME:
        word = words[position]
        inside = longest(lexicon.inside, words, position, limit)
        if (word in lexicon.place_words or " ".join(words[position : position + 2]) in lexicon.place_words) and not (
            caps[position] and position == end
        ):
            break
        if not caps[position] and position > end and _is_verb(lexicon, tokens, position, limit):
            break
        if inside is not None and inside[0] > position + 1 and (caps[position] or position > end):
            proper = proper or caps[position]
            position = inside[0]
        elif caps[position]:
            if longest_head(lexicon, tokens, position, limit) and position > end and not _continues(lexicon, tokens, position, limit):
                if words[start : start + 2] in _NESTING and (nested := _nested(tokens, lexicon, position, limit)) is not None:
                    return nested[0], Organisation(f"{_clean(tokens, lexicon, start, position)} {nested[1].full_name()}")
                break
            if after_post and position - end >= 2 and word in lexicon.surnames and position + 1 < limit and caps[position + 1]:
                break
            proper = True
            position += 1
        elif inside is not None:
            position = inside[0]
        elif position == end + 1 and caps[end] and _second_syllable(lexicon, tokens, position, limit):
            position += 1
        elif (word.isdecimal() or word in _ROMAN) and position > end:
            position += 1
        elif word == "số" and position + 1 < limit and (words[position + 1].isdecimal() or words[position + 1] in _ROMAN):
            position += 2
            proper = True
        elif (
            word in ("-", "&", "/", ".")
            and position + 1 < limit
            and (caps[position + 1] or words[position + 1].isdecimal())
            and position > end
            and _tight(tokens, position, word)
        ) or (word in ("và", ",") and position > end and position + 1 < limit and _joins(tokens, lexicon, position, limit, word)):
            position += 1
        else:
            break
    while position > end and words[position - 1] in ("-", "&", "/", ".", "và", ","):
        position -= 1
    if not proper and position == end and end - start > 1 and caps[start] and any(caps[start + 1 : end]):
        return read_suffix(tokens, lexicon, Organisation(_clean(tokens, lexicon, start, end)), end, limit)
    if not proper and position == end:
        stop, organisation = read_suffix(tokens, lexicon, Organisation(_clean(tokens, lexicon, start, end)), end, limit)
        return (stop, organisation) if stop > end and organisation.place and caps[start] else None
    if not proper or (not caps[start] and end - start < 2 and words[start] not in ("trường", "báo", "đài", "hội", "phòng")):
        return None
    known = _trailing_province(tokens, lexicon, end, position)
    base = Organisation(_clean(tokens, lexicon, start, known[0] if known else position))
    if known:
        return position, replace(base, place=tokens.cased(known[0], position), province=known[1])
    return read_suffix(tokens, lexicon, base, position, limit)


_NESTING = [["công", "đoàn"], ["đảng", "bộ"], ["đảng", "ủy"], ["chi", "bộ"]]


def _nested(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, Organisation] | None:
    """ "Công đoàn cơ sở Công ty X": the name of another organisation is part of the name."""
    hit = longest(lexicon.trie, tokens.words, position, limit)
    if hit is None or hit[1].kind not in ("ORG", "HEAD"):
        return None
    return read_organisation(tokens, lexicon, position, limit, hit, after_post=False)


_FUNCTION_WORDS = frozenset("và do tại ở của là đã được có với từ cho về cùng trong đến vào ra cũng sẽ vừa đang nêu này trên thuộc theo như nên mà thì khi để".split())


def _second_syllable(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "Bao bì", "Gang thép": the first word of a proper name may have a second syllable in lower case."""
    word = tokens.words[position]
    if not word.isalpha() or word in _FUNCTION_WORDS or longest(lexicon.bloc.stops, tokens.words, position, limit) is not None:
        return False
    return longest(lexicon.trie, tokens.words, position, limit) is None and tokens.words[position - 1] not in lexicon.surnames


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


def _joins(tokens: Tokens, lexicon: Lexicon, position: int, limit: int, word: str) -> bool:
    """Whether "và" or a comma belongs to the name: another capital that begins no organisation follows a word of the name."""
    following = position + 1
    if word == ",":
        return False
    return (tokens.caps[following] and not longest_head(lexicon, tokens, following, limit)) or (
        longest(lexicon.inside, tokens.words, following, limit) is not None and not tokens.caps[following]
    )


def _trailing_province(tokens: Tokens, lexicon: Lexicon, start: int, end: int) -> tuple[int, str] | None:
    for position in range(max(start, end - 5), end):
        known = longest(lexicon.provinces, tokens.words, position, end)
        if known is not None and known[0] == end:
            return (position, known[1].value) if position > start else None
    return None


def _clean(tokens: Tokens, lexicon: Lexicon, start: int, end: int) -> str:
    """The printed words with abbreviations in full and one space between them."""
    out: list[str] = []
    for piece in tokens.cased(start, end).split():
        out.append(lexicon.abbreviations.get(piece.lower(), piece))
    name = " ".join(out)
    return name[0].upper() + name[1:]
