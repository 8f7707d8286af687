"""Names of emulation blocs: "Khối thi đua các cơ quan Đảng tỉnh", "Cụm thi đua số II", "Khối 5", "Khu vực thi đua …".

"Đảng ủy Khối các cơ quan", "khối đại đoàn kết" and "các khối thi đua của tỉnh" are no blocs.
"""

from __future__ import annotations

from typing import NamedTuple

from warehouse.events.lexicon import BlocGrammar, Lexicon, longest
from warehouse.events.tokens import Tokens

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
    "xiii": 13,
    "xiv": 14,
    "xv": 15,
    "xvi": 16,
}
_MAX_NAME_WORDS = 24
_LONGEST_REMARK = 20  # words of a bracket behind a number
_LONGEST_LIST = 90  # words of a list of members in brackets
_PLURALS = frozenset(["các", "những", "mỗi", "từng", "nhiều", "mọi", "một", "toàn"])
_ROLES = frozenset(("trưởng", "phó"))
_VOUCHING = ("thi đua", "thi đua yêu nước")  # "… giao ước thi đua khối ngân hàng": a bloc without its "thi đua"
_TRAILING = frozenset(["và", "-", ",", "của", "các", "thuộc", "&", "số", "(", "tỉnh"]) - {"tỉnh"}


class Bloc(NamedTuple):
    """A bloc as named at one place. ``strength``: 2 certainly one, 1 by its capital and name or number, 0 a mere reference."""

    kind: str  # khoi | cum | khu_vuc
    number: int | None
    name: str  # the words after head, qualifier and number
    text: str  # as printed, white space folded
    strength: int
    province: str | None = None

    @property
    def named(self) -> bool:
        """Whether a name or a number tells it from other blocs."""
        return bool(self.name or self.number is not None)


def _head(lexicon: Lexicon, tokens: Tokens, start: int, limit: int) -> tuple[int, str] | None:
    words = tokens.words
    for length in (2, 1):
        kind = lexicon.bloc.head_kind.get(" ".join(words[start : start + length]))
        if kind is not None and start + length <= limit:
            return start + length, kind
    return None


def read_bloc(tokens: Tokens, lexicon: Lexicon, start: int, first: int, limit: int) -> tuple[int, Bloc] | None:
    """The bloc named at ``start`` (a head word stands there): its end and what was read."""
    head = _head(lexicon, tokens, start, limit)
    if head is None:
        return None
    end, kind = head
    before = tokens.words[start - 1] if start > first else ""
    if before in ("ủy", "bộ", "đoàn") and start - first > 1 and tokens.words[start - 2] in ("đảng", "công", "ủy", "thanh"):
        return None
    return bloc_tail(
        tokens,
        lexicon,
        start,
        end,
        limit,
        kind,
        first=first,
        plural=before in _PLURALS or _goes_on_plural(tokens.words, start, first),
    )


def _goes_on_plural(words: list[str], start: int, first: int) -> bool:
    """ "các cụm, khối thi đua" and "đại diện 8 khối thi đua và cụm thi đua các huyện": what is told of many blocs."""
    if start - first > 1 and words[start - 1] == "," and words[start - 2] in ("cụm", "khối"):
        return start - first < 3 or words[start - 3] not in _ROLES  # "Sở A - Trưởng khối, Khối thi đua …": a role and one bloc
    before = words[max(first, start - 5) : start]
    if len(before) < 5 or before[1] not in ("cụm", "khối") or before[2:4] != ["thi", "đua"] or before[4] not in ("và", ","):
        return False
    return before[0] in _PLURALS or before[0].isdecimal()


def bloc_tail(
    tokens: Tokens, lexicon: Lexicon, start: int, end: int, limit: int, kind: str, *, plural: bool = False, first: int | None = None
) -> tuple[int, Bloc] | None:
    """What follows the head word of a bloc, which ends at ``end``: qualifier, number, name."""
    words, caps = tokens.words, tokens.caps
    capital = caps[start] or (start == first and end < limit and tokens.cased(start, end + 1).isupper())  # a headline in capitals
    strength, position = 0, end
    vouched = not capital and first is not None and " ".join(words[max(first, start - 4) : start]).endswith(_VOUCHING)
    qualifier = longest(lexicon.bloc.qualifiers, words, end, limit) if end < limit else None
    if qualifier is not None:
        strength, position = 2, qualifier[0]
    number, position = _number(tokens, lexicon, position, limit)
    name_start = position
    if number is not None and position < limit and words[position] in ("-", ",", "(", ":", "."):
        ahead = position + 1
        if (ahead < limit and words[position] in ("-", "(") and (caps[ahead] or words[ahead] in ("các", "khối", "ngành", "cụm"))) or (
            words[position] == "," and ahead < limit and words[ahead] in ("ngành",)
        ):
            name_start = ahead
            owner = _members_in_bracket(tokens, lexicon, position, limit) if words[position] == "(" and (capital or strength) else None
            if owner is not None:
                name, head = " ".join(tokens.cased(*owner).split()) if owner[1] > owner[0] else "", tokens.cased(start, position)
                text = " ".join(f"{head} {name}".split())
                return owner[1] if name else position, Bloc(kind, number, name, text, max(strength, 1))
    quoted = strength == 2 and number is None and position < limit and words[position] == '"'
    if quoted:  # Khối thi đua "Các cơ quan Đảng"
        name_start = position + 1
    inner = _head(lexicon, tokens, name_start, limit) if name_start < limit else None
    if inner is not None and name_start > position and (again := longest(lexicon.bloc.qualifiers, words, inner[0], limit)) is not None:
        name_start = again[0]  # "Khối thi đua IV – Khối thi đua các cơ quan Đảng": named twice
    name_end = _name_end(tokens, lexicon, name_start, limit, strong=strength == 2 or number is not None)
    if quoted and not (name_end > name_start and name_end < limit and words[name_end] == '"'):
        name_start = name_end = position
    name = tokens.cased(name_start, name_end) if name_end > name_start else ""
    if name_end == name_start:
        name_end = position
    elif name_start > position and words[name_start - 1] == "(" and (name_end >= limit or words[name_end] != ")"):
        close = next((at for at in range(name_end, min(name_end + _LONGEST_REMARK, limit)) if words[at] == ")"), None)
        # "Khối thi đua số 2 (khối cấp sư đoàn, lữ đoàn)": a remark; "… (Sở A là Trưởng khối)" tells who leads
        tells = close is not None and not _ROLES.isdisjoint(words[name_start:close])
        name, name_end = "", position if close is None or tells else close + 1
    if not strength:
        if (number is not None and (capital or "số" in words[end:position])) or (name and capital and not plural):
            strength = 1
        elif not capital and not name:
            return (end, Bloc(kind, None, "", tokens.cased(start, end), 0)) if not plural and number is None else None
        elif vouched and name and not plural:
            strength = 1
        elif not capital:
            return (end, Bloc(kind, None, "", tokens.cased(start, end), 0)) if words[end] in ("thi",) else None
    if plural and number is None:
        return None
    province = None
    if name:
        for at in range(name_start, name_end):
            known = longest(lexicon.provinces, words, at, name_end)
            if known is not None and caps[at]:
                province = known[1].value if province is None else "" if known[1].value != province else province
    if name and tokens.words[name_start - 1] == "(" and name_end < limit and words[name_end] == ")":
        name_end += 1  # "Khối thi đua số 5 (các doanh nghiệp)"
    text = tokens.cased(start, name_end if name or name_end == position else position)
    if quoted and name:
        text, name_end = f"{tokens.cased(start, position)} {name}", name_end + 1
    text = f"{' '.join(text.split())} ".replace(" TĐ ", " thi đua ", 1).rstrip()
    return name_end, Bloc(kind, number, " ".join(name.split()), text, strength, province or None)


def _members_in_bracket(tokens: Tokens, lexicon: Lexicon, opening: int, limit: int) -> tuple[int, int] | None:
    """ "Cụm thi đua số 2 (các đồn và Hải đội 3) thuộc Bộ đội Biên phòng tỉnh": members stand in the bracket, the owner behind it.

    The tokens of the owner (an empty range when none is named), or ``None`` when the bracket holds the name of the bloc.
    """
    words = tokens.words
    close = next((at for at in range(opening + 1, min(opening + _LONGEST_LIST, limit)) if words[at] == ")"), None)
    if close is None or words[opening + 1] in ("khối", "cụm", "ngành") or not {",", "và"} & set(words[opening:close]):
        return None
    units = [at for at in range(opening + 1, close) if tokens.caps[at] and words[at - 1] in (",", "và", "(", ":")]
    if not any((hit := longest(lexicon.trie, words, at, close)) is not None and hit[1].kind in ("ORG", "HEAD") for at in units):
        return None
    start = close + 2
    if start >= limit or words[close + 1] not in ("thuộc", "của") or not tokens.caps[start]:
        return close, close
    stop = _name_end(tokens, lexicon, start, limit, strong=True)
    return (start, stop) if stop > start else (close, close)


def _number(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> tuple[int | None, int]:
    words = tokens.words
    at = position + 1 if position < limit and words[position] in lexicon.bloc.number_marks else position
    if at >= limit:
        return None, position
    word = words[at]
    if (
        word.isdecimal()
        and len(word) <= 3
        and not (at + 1 < limit and words[at + 1] in ("/", "%"))
        and (at > position or not _counts(tokens, lexicon, at, limit))
    ):
        return int(word), at + 1
    if word in _ROMAN and tokens.cased(at, at + 1).isupper():
        return _ROMAN[word], at + 1
    return None, position


def _counts(tokens: Tokens, lexicon: Lexicon, at: int, limit: int) -> bool:
    """ "Khối 10 đơn vị": a count, no number of the bloc; "Khối thi đua 10 tỉnh Phú Yên" is one of the blocs of that province."""
    words = tokens.words
    if words[at + 1 : at + 2] == ["tỉnh"] and at + 2 < limit and tokens.caps[at + 2]:
        province = longest(lexicon.provinces, words, at + 2, limit)
        if province is not None and words[province[0] : province[0] + 1] != [","]:
            return False
    return at + 1 < limit and words[at + 1] in (
        "đơn",
        "cơ",
        "tỉnh",
        "huyện",
        "thành",
        "trường",
        "sở",
        "xã",
        "doanh",
        "tập",
        "tháng",
        "phường",
        "quận",
        "ngân",
        "bệnh",
    )


def _name_end(tokens: Tokens, lexicon: Lexicon, start: int, limit: int, *, strong: bool) -> int:
    """Where the words of a name end: at a verb or another stop word, at a mark that joins no two nouns of a list."""
    words, caps = tokens.words, tokens.caps
    data = lexicon.bloc
    position = start
    while position < limit and position - start < _MAX_NAME_WORDS:
        word = words[position]
        phrase = longest(data.phrases, words, position, limit)
        stop = longest(data.stops, words, position, limit)
        province = longest(lexicon.provinces, words, position, limit) if caps[position] else None
        listed = _listed_inside(lexicon, tokens, position, limit) if position == start or words[position - 1] not in (",", "-") else None
        if listed is not None:  # "Mặt trận Tổ quốc", "thuộc Ban Tổ chức Trung ương": no word of it ends the name
            position = listed
        elif province is not None and (
            position == start
            or words[position - 1] in ("tỉnh", "phố", "tp", ":", "và", ",")
            or not _province_list_ahead(words, province[0], limit)
        ):
            position = province[0]
            if words[position - 1] and not (position < limit and words[position] in ("và", ",", "-")):
                break
        elif phrase is not None and (stop is None or phrase[0] >= stop[0]) and not _is_verb_here(words, position):
            position = phrase[0]
        elif word in (",", "-", "/", "&"):
            if position == start or not _joins_list(tokens, lexicon, position, limit):
                break
            position += 1
        elif word in ("và",):
            following = position + 1
            if position == start or following >= limit or _stops(data, words, following, limit) or _begins_bloc(data, tokens, following):
                break
            position += 1
        elif (
            not word[0].isalnum()
            or (word == "của" and position + 1 < limit and words[position + 1].isdecimal())  # "Cụm thi đua số 4 của 5 trường"
            or (word.isdecimal() and position + 1 < limit and words[position + 1] == "tháng")  # "Cụm thi đua 6 tháng đầu năm"
            or (stop is not None and not _in_proper_name(lexicon, tokens, start, position, stop[0]))
            or _verb(lexicon, words, position, limit)
            or _person(lexicon, tokens, position, limit)
            or (
                tokens.caps[position]
                and longest(lexicon.trie, words, position, limit) is not None
                and _starts_other(lexicon, tokens, position, limit, start)
            )
            or (position == start and not _begins_name(tokens, lexicon, position, limit, strong=strong))
        ):
            break
        else:
            position += 1
    while position > start and words[position - 1] in _TRAILING and words[max(start, position - 2) : position] != ["trực", "thuộc"]:
        position -= 1
    return position


def _begins_bloc(data: BlocGrammar, tokens: Tokens, position: int) -> bool:
    """ "Khối thi đua các sở và Khối thi đua các doanh nghiệp": a second bloc beside the first."""
    words = tokens.words
    if words[position] not in data.head_kind:
        return False
    return words[position + 1 : position + 3] == ["thi", "đua"] or (tokens.caps[position] and words[position + 1 : position + 2] == ["số"])


_VERBS = frozenset(
    (
        "CHAIR",
        "HOST",
        "ORGANISE",
        "ATTEND",
        "REVIEW",
        "PACT",
        "LAUNCH",
        "KICKOFF",
        "ELECT",
        "VOTE",
        "AGREE",
        "PROPOSE",
        "PRESENT",
        "RECEIVE",
        "PASSIVE",
        "AIM",
        "HANDOVER",
        "TAKEOVER",
        "CONFER",
        "FIRST",
    )
)


def _verb(lexicon: Lexicon, words: list[str], position: int, limit: int) -> bool:
    hit = longest(lexicon.trie, words, position, limit)
    return hit is not None and hit[1].kind in _VERBS


def _in_proper_name(lexicon: Lexicon, tokens: Tokens, start: int, position: int, end: int) -> bool:
    """ "Nội chính - Tư pháp", "thành phố Hạ Long", "huyện Tân Bình": with a capital a stop word of one syllable goes on a name."""
    words, caps = tokens.words, tokens.caps
    if not caps[position] or position == start or end != position + 1:
        return False
    if words[position - 1] in lexicon.place_words and position + 1 < len(caps) and caps[position + 1]:  # "huyện Bình Liêu"
        return True
    levels = (words[position - 2], " ".join(words[max(start, position - 3) : position - 1])) if position - start > 1 else ()
    return words[position] in ("nhân", "tư") or (caps[position - 1] and any(level in lexicon.place_words for level in levels))


def _person(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    """ "Trưởng khối thi đua Trần Văn A": who holds the post, no word of the bloc's name."""
    words, caps = tokens.words, tokens.caps
    if words[position] not in lexicon.surnames or not caps[position] or position + 1 >= limit or not caps[position + 1]:
        return False
    return longest(lexicon.trie, words, position, limit) is None and longest(lexicon.bloc.nouns, words, position, limit) is None


def _province_list_ahead(words: list[str], position: int, limit: int) -> bool:
    return position < limit and words[position] in ("-",)


def _is_verb_here(words: list[str], position: int) -> bool:
    """ "kiểm tra", "tuyên truyền" right after a noun phrase with "đã", "tổ chức" are verbs."""
    return position > 0 and words[position - 1] in ("đã", "tổ", "tiến", "hành")


def _stops(data: BlocGrammar, words: list[str], position: int, limit: int) -> bool:
    phrase = longest(data.phrases, words, position, limit)
    stop = longest(data.stops, words, position, limit)
    return stop is not None and (phrase is None or phrase[0] < stop[0])


def _begins_name(tokens: Tokens, lexicon: Lexicon, position: int, limit: int, *, strong: bool) -> bool:
    """A name begins with "các", a noun of institutions, or a capital; behind "thi đua" or a number with any word of a name."""
    words, data = tokens.words, lexicon.bloc
    if tokens.caps[position]:
        return strong or not words[position].isdecimal()
    if longest(data.openers, words, position, limit) is not None or longest(data.nouns, words, position, limit) is not None:
        return True
    if not strong:
        return False
    if words[position][0].isdecimal() or words[position] in lexicon.bloc.number_marks:  # "5 thành phố …", "số 1B"
        return True
    named = longest(lexicon.trie, words, position, limit)
    return longest(data.phrases, words, position, limit) is not None or (named is not None and named[1].kind in ("ORG", "AUTH", "HEAD"))


_LONGEST_NOUN = 4  # words: "mặt trận tổ quốc"


def _joins_list(tokens: Tokens, lexicon: Lexicon, position: int, limit: int) -> bool:
    words, data = tokens.words, lexicon.bloc
    following = position + 1
    if following >= limit or _stops(data, words, following, limit):
        return False
    if words[position] in ("-", "/", "&"):
        return (
            tokens.caps[following]
            or longest(data.phrases, words, following, limit) is not None
            or longest(data.nouns, words, following, limit) is not None
        )
    left = next(
        (
            at
            for at in range(max(0, position - _LONGEST_NOUN), position)
            if (noun := longest(data.nouns, words, at, position)) is not None and noun[0] == position
        ),
        None,
    )
    right = longest(data.nouns, words, following, limit)
    if left is None or right is None or (tokens.caps[following] and _names_unit(lexicon, tokens, following, limit)):
        return False
    # "Cụm thi đua các huyện miền núi, huyện Sơn Hà": a place with its name goes on only among places
    is_named_place = " ".join(words[following : right[0]]) in lexicon.place_words and right[0] < limit and tokens.caps[right[0]]
    return not is_named_place or " ".join(words[left:position]) in lexicon.place_words


def _listed_inside(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> int | None:
    """Where a listed organisation of several words ends that begins here with a capital."""
    hit = longest(lexicon.trie, tokens.words, position, limit) if tokens.caps[position] else None
    return hit[0] if hit is not None and hit[1].kind in ("ORG", "AUTH") and hit[0] > position + 1 else None


def _names_unit(lexicon: Lexicon, tokens: Tokens, position: int, limit: int) -> bool:
    hit = longest(lexicon.trie, tokens.words, position, limit)
    return hit is not None and hit[1].kind == "ORG" and hit[0] > position + 1


def _starts_other(lexicon: Lexicon, tokens: Tokens, position: int, limit: int, start: int) -> bool:
    """A capital that begins a meeting word, a role or a person ends the name; an organisation's name may be part of it."""
    hit = longest(lexicon.trie, tokens.words, position, limit)
    return (
        hit is not None and position > start and hit[1].kind in ("ROLE", "HONORIFIC", "MEET", "POST", "RANK", "REVIEW", "PACT", "ORGANISE")
    )


def bloc_family(lexicon: Lexicon, name: str) -> str | None:
    """The English code of the kind of bloc its name tells, or ``None``."""
    folded = f" {' '.join(name.lower().split())} "
    for code, words in lexicon.bloc.families:
        for word in words:
            if word in folded and f" {word} " in folded:
                return code
    return None
