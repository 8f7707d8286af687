"""The parts of an organisation's name behind its base: level, place, branch."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.events.lexicon import Lexicon, longest
from warehouse.events.tokens import Tokens

ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"])

_LONGEST_SHORT_PLACE = 7  # "BR - VT"


_NAMED_AFTER = ("đại học ", "trường đại học ", "học viện ")  # their place is their name


class Organisation(NamedTuple):
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
        place = self.place
        if self.province is not None:
            is_short = len(place) <= _LONGEST_SHORT_PLACE and place.replace("-", "").replace(" ", "").isupper()  # "BR-VT"
            place = (
                ""
                if self.province == own_province and not self.base.lower().startswith(_NAMED_AFTER)
                else self.province
                if is_short
                else place
            )
        parts = [self.base]
        if self.level and self.level.lower() not in self.base.lower().split(" (")[0][-len(self.level) :].lower():
            parts.append(self.level)
        if place:
            parts.append(place)
        return " ".join(parts)


_LONGEST_SHORT = 9  # tokens of a short form with its brackets: "(LĐ-TB&XH)"


def place_run(tokens: Tokens, lexicon: Lexicon, start: int, limit: int) -> tuple[int, str | None]:
    """A name of a place at ``start``: where it ends (``start`` when there is none) and the province it is, if it is one."""
    if start >= limit:
        return start, None
    known = longest(lexicon.provinces, tokens.words, start, limit)
    if known is not None and tokens.caps[start]:
        return known[0], known[1].value
    if longest_is(tokens.words, start, limit, "trung ương"):
        return start, None
    position = start
    while position < limit and position - start < 4 and tokens.words[position] not in _BOUNDARY_WORDS:
        word = tokens.words[position]
        if position > start and person_begins(tokens, lexicon, position, position, limit):
            break  # "Chủ tịch UBND huyện Ba Chẽ Lê Văn A"
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
    if hit is not None and hit[1].kind == "HEAD" and hit[0] == position + 1 and _ends_name(lexicon, tokens, position, limit):
        return False
    if hit is not None and hit[1].kind == "HONORIFIC" and tokens.caps[position]:
        if not _person_follows(tokens, hit[0], limit):
            return False  # "Bà Rịa", "Đắk Rơ Ông"
        if hit[0] == position + 1 and position > 0 and tokens.caps[position - 1] and not _shouted(tokens, position):
            return False  # "Hoàng Anh Gia Lai"
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


def _ends_name(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "Trường THPT Chợ Đồn được …": a noun of units that closes a proper name; to begin one, more would have to follow."""
    if not tokens.caps[position] or position == 0 or not tokens.caps[position - 1] or _shouted(tokens, position):
        return False
    following = position + 1
    if following == limit:
        return True
    goes_on = tokens.caps[following] or longest(lexicon.inside, tokens.words, following, limit) is not None
    return not goes_on and tokens.words[following] not in lexicon.place_words and not tokens.words[following].isdecimal()


def _person_follows(tokens: Tokens, position: int, limit: int) -> bool:
    """A form of address stands before a name of two words at least."""
    return position + 1 < limit and tokens.caps[position] and tokens.caps[position + 1]


def _shouted(tokens: Tokens, position: int) -> bool:
    """In a line of capitals the capital of a word says nothing."""
    return tokens.cased(position - 1, position + 1).isupper()


def read_suffix(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, start: int, limit: int) -> tuple[int, Organisation]:
    """Reads what says the level and the place after a base name: "Tỉnh ủy", "tỉnh Gia Lai", "huyện Ia Pa", "Việt Nam", "khu vực IV"."""
    words, position = tokens.words, start
    if position < limit and words[position] in ("-", "(") and position + 1 < limit and words[position + 1] == "chi":
        position += 1
    if longest_is(words, position, limit, "việt nam") and "việt nam" not in organisation.base.lower():
        organisation = organisation._replace(base=f"{organisation.base} Việt Nam")
        position += 2
    elif position < limit and words[position] == "vn" and tokens.caps[position] and "việt nam" not in organisation.base.lower():
        organisation = organisation._replace(base=f"{organisation.base} Việt Nam")
        position += 1
    if organisation.base.lower().endswith(" khu vực"):
        while position < limit and position - start < 7:
            if person_begins(tokens, lexicon, position, position, limit):
                break
            if tokens.caps[position] or words[position].isdecimal():
                position += 1
            elif words[position] == "-" and start < position < limit - 1 and _plain_place(tokens, lexicon, position + 1, limit):
                position += 2  # "Chi cục Thuế khu vực Cư Jút - Đắk Mil"
            else:
                break
        return position, organisation._replace(base=" ".join((organisation.base, *tokens.cased(start, position).split())), bare=False)
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
        return place_end, organisation._replace(level=level, place=place, province=province, bare=False)
    end, level, place, province = place_parts(tokens, lexicon, position, limit)
    if end > position:
        return end, organisation._replace(level=level, place=place, province=province, bare=False)
    if (
        longest_is(words, position, limit, "khu vực")
        and position + 2 < limit
        and (words[position + 2] in ROMAN or words[position + 2].isdecimal() or tokens.caps[position + 2])
    ):
        stop = part = position + 3
        while stop < limit and not person_begins(tokens, lexicon, stop, stop, limit):
            if stop - part < 3 and tokens.caps[stop]:
                stop += 1
            elif words[stop] == "-" and stop + 1 < limit and part == position + 3 and _plain_place(tokens, lexicon, stop + 1, limit):
                part = stop = stop + 2
            else:
                break
        return stop, organisation._replace(base=f"{organisation.base} {tokens.cased(position, stop)}", bare=False)
    known = longest(lexicon.provinces, words, position, limit) if position < limit and tokens.caps[position] else None
    if known is not None:
        return known[0], organisation._replace(place=tokens.cased(position, known[0]), province=known[1].value, bare=False)
    return position if position != start and organisation.base.endswith("Việt Nam") else start, organisation


def suffix_behind_bracket(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, start: int, limit: int) -> tuple[int, Organisation]:
    """Like :func:`read_suffix`, over a short form in between: "Ngân hàng Nhà nước (NHNN) Chi nhánh tỉnh …"."""
    after = short_in_bracket(tokens, start, limit) or start
    stop, organisation = read_suffix(tokens, lexicon, organisation, after, limit)
    return (start if stop == after else stop), organisation


def short_in_bracket(tokens: Tokens, opening: int, limit: int) -> int | None:
    """Where a bracket ends that holds nothing but a short form: "(ĐH)", "(GD&ĐT)", "(LĐ-TB&XH)"."""
    if opening + 2 >= limit or tokens.words[opening] != "(" or not tokens.caps[opening + 1]:
        return None
    for at in range(opening + 1, min(opening + _LONGEST_SHORT, limit)):
        if tokens.words[at] == ")":
            short = tokens.cased(opening + 1, at)
            return at + 1 if " " not in short and (short.isupper() or at == opening + 2) and not short.isdecimal() else None
    return None


def trailing_province(tokens: Tokens, lexicon: Lexicon, start: int, end: int) -> tuple[int, str] | None:
    """Where the name of a province begins that ends the words ``start`` up to ``end``."""
    for position in range(max(start, end - 5), end):
        known = longest(lexicon.provinces, tokens.words, position, end)
        if known is not None and known[0] == end:
            return (position, known[1].value) if position > start else None
    return None


def _branch(tokens: Tokens, lexicon: Lexicon, organisation: Organisation, start: int, limit: int) -> tuple[int, Organisation] | None:
    """ "chi nhánh tỉnh (P)", "chi nhánh Biên Hòa", "chi nhánh Khu công nghiệp Hải Dương", "chi nhánh Hải Dương II"."""
    base = organisation._replace(base=f"{organisation.base} Chi nhánh", bare=False)
    end, level, place, province = place_parts(tokens, lexicon, start, limit)
    if end > start:
        return end, base._replace(level=level, place=place, province=province)
    stop = start
    while stop < limit and stop - start < 6 and not (stop > start and person_begins(tokens, lexicon, start, stop, limit)):
        inside = longest(lexicon.inside, tokens.words, stop, limit)
        if inside is not None and (tokens.caps[stop] or stop > start):
            stop = inside[0]
        elif (tokens.caps[stop] and not (stop > start and longest_head(lexicon, tokens, stop, limit))) or (
            stop > start and tokens.words[stop] in ROMAN
        ):
            stop += 1
        else:
            break
    if stop == start:
        return None
    known = longest(lexicon.provinces, tokens.words, start, stop)
    province = known[1].value if known is not None and known[0] == stop else None
    return stop, base._replace(level="", place=tokens.cased(start, stop), province=province)


def person_begins(tokens: Tokens, lexicon: Lexicon, start: int, at: int, limit: int) -> bool:
    """ "Giám đốc … chi nhánh (P) Nguyễn Văn A": a surname, and a middle name behind it or a province before it."""
    if tokens.words[at] not in lexicon.surnames or at + 1 >= limit or not tokens.caps[at] or not tokens.caps[at + 1]:
        return False
    if tokens.words[at + 1] in lexicon.middle_names and at + 2 < limit and tokens.caps[at + 2]:
        return True
    return any(
        (known := longest(lexicon.provinces, tokens.words, before, at)) is not None and known[0] == at for before in range(start, at)
    )


def _plain_place(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> bool:
    return tokens.caps[position] and not longest_head(lexicon, tokens, position, limit)


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


_BEFORE_SHORT_LEVELS = frozenset(("ubnd", "ca"))


def place_parts(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, str, str, str | None]:
    """ "tỉnh (P)", "huyện D (tỉnh P)", "thành phố C": end, level, place, province."""
    words = tokens.words
    for length in (2, 1):
        level = " ".join(words[position : position + length])
        short = length == 1 and level in lexicon.short_levels and words[position - 1] in _BEFORE_SHORT_LEVELS and tokens.caps[position]
        if position + length > limit or (level not in lexicon.place_words and not short):
            continue
        after = position + length
        if after < limit and words[after] == "." and (short or level in ("tp", "tx")):
            after += 1
        end, province = place_run(tokens, lexicon, after, limit)
        if level == "tỉnh" and province is None and not (end - after == 2 and words[after] not in lexicon.surnames):
            end = after  # two capitals may be a province in an unusual spelling
        if end - after >= 3 and province is None and words[after] in lexicon.surnames and words[after + 1] in lexicon.middle_names:
            end = after  # "Chủ tịch UBND tỉnh Nguyễn Văn A"
        level = lexicon.short_levels[level] if short else lexicon.abbreviations.get(level, level)
        if end == after and not short:
            return (
                (after, level, "", None)
                if level in ("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường")
                else (position, "", "", None)
            )
        if end == after:
            continue
        place = tokens.cased(after, end)
        if level == "thành phố" and place in lexicon.cities:  # a bare "Hồ Chí Minh" is no province, "TP. Hồ Chí Minh" is
            province = place
        elif level != "tỉnh" and province not in lexicon.cities:
            province = None  # "huyện Hòa Bình" and "thành phố Thái Nguyên" are no provinces
        if level not in ("tỉnh",) and end < limit:
            more = end + 1 if words[end] in (",", "-", "(") else end
            if more < limit and words[more] == "tỉnh":
                upper_end, upper = place_run(tokens, lexicon, more + 1, limit)
                end = upper_end if upper is not None else end
        return end, level, place, province
    return position, "", "", None


def _place_after(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int, str | None]:
    end, _, _, province = place_parts(tokens, lexicon, position, limit)
    return (end, province) if end > position else place_run(tokens, lexicon, position, limit)


def read_committee(tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int) -> tuple[int, Organisation] | None:
    """ "UBND huyện Ia Pa", "Thành ủy Pleiku": a committee and the place it serves."""
    after = end + 1 if end < limit and tokens.words[end] == "." and tokens.words[end - 1] in ("tp", "tx") else end
    stop, province = place_run(tokens, lexicon, after, limit)
    if stop - after >= 3 and tokens.words[after] in lexicon.surnames and tokens.words[after + 1] in lexicon.middle_names:
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
