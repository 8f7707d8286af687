"""From tokens to typed items, one list a sentence: what the rules see.

Scanned dates and document numbers first, then leftmost-longest lexicon terms; heads of organisations, blocs and roles are
read on by their grammars; numbers with a noun become counts; the rest stays words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from warehouse.events.blocs import Bloc, bloc_tail, read_bloc
from warehouse.events.lexicon import AwardTerm, Lexicon, OrganisationTerm, Term, longest
from warehouse.events.organisations import Organisation, longest_head, place_run, read_organisation, read_suffix
from warehouse.events.scanners import scan
from warehouse.events.tokens import Sentence, Tokens

_BLOC_HEADS = frozenset(("khối", "cụm", "khu"))


@dataclass(frozen=True, slots=True)
class Role:
    """A role in a bloc, with the bloc when it is named right behind ("Trưởng Khối thi đua các cơ quan Đảng tỉnh")."""

    role: str  # head | deputy | standing | member
    bloc: Bloc | None


@dataclass(frozen=True, slots=True)
class Award:
    """An award as printed."""

    term: AwardTerm
    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """Counted recipients or members: ``number`` is ``None`` for "nhiều"; ``whole`` the second figure of "6/6"."""

    number: int | None
    kind: str  # collective | individual | mixed
    noun: str
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One symbol of a sentence: its kind, the tokens ``first`` up to ``last``, and what it means."""

    kind: str
    first: int
    last: int
    value: Any = None


def annotate(tokens: Tokens, lexicon: Lexicon, sentence: Sentence) -> list[Item]:
    """The items of a sentence, in order, covering all its tokens."""
    annotator = _Annotator(tokens, lexicon, sentence)
    return list(annotator.run())


class _Annotator:
    def __init__(self, tokens: Tokens, lexicon: Lexicon, sentence: Sentence) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self.first, self.limit = sentence.first, sentence.last
        self.previous: Item | None = None
        self.placed = -1  # first token of the last name that a plural noun completed
        self.earlier: Item | None = None  # the item before the previous one
        self.before: Item | None = None  # the one before the separator
        self.plural: Organisation | None = None  # "UBND các huyện": what the following names belong to

    def run(self) -> Iterator[Item]:
        scans = self._scans()
        position = self.first
        while position < self.limit:
            item = scans.get(position) or self._item(position)
            if item.kind not in ("','", "'và'", "AND", "';'", "':'") and not (
                self.before is not None and self.before.kind == "PLURAL" and item.kind in ("ORG", "PLACE") and self.placed == item.first
            ):
                self.before = item
            self.earlier, self.previous = self.previous, item
            position = item.last
            yield item

    def _scans(self) -> dict[int, Item]:
        """Scanned spans as items, by first token; a span that cuts a token in two is dropped."""
        starts, ends = self.tokens.starts, self.tokens.ends
        found: dict[int, Item] = {}
        if self.first >= self.limit:
            return found
        position = self.first
        for hit in scan(self.tokens.text.lower, starts[self.first], ends[self.limit - 1]):
            while position < self.limit and ends[position] <= hit.start:
                position += 1
            last = position
            while last < self.limit and starts[last] < hit.end:
                last += 1
            if last > position:
                found[position] = Item(hit.kind, position, last, hit.value)
                position = last
        return found

    def _item(self, position: int) -> Item:
        words = self.tokens.words
        word = words[position]
        if not word[0].isalnum():
            return Item(f"'{word}'", position, position + 1)
        if word in _BLOC_HEADS and (item := self._bloc(position)):
            return item
        if (item := self._distributed(position)) is not None:
            return item
        if (item := self._count(position)) is not None:
            return item
        hit = longest(self.lexicon.trie, words, position, self.limit)
        if hit is not None and (item := self._plural_noun(position, hit)) is not None:
            return item
        if hit is not None and (item := self._term(position, hit)) is not None:
            return item
        known = longest(self.lexicon.provinces, words, position, self.limit) if self.tokens.caps[position] else None
        if known is not None:
            return Item(
                "PROVINCE",
                position,
                known[0],
                Organisation("", "", self.tokens.cased(position, known[0]), classification="province", province=known[1].value),
            )
        return Item("W" if self.tokens.caps[position] else f"'{word}'", position, position + 1, word)

    def _bloc(self, position: int) -> Item | None:
        trie_hit = longest(self.lexicon.trie, self.tokens.words, position, self.limit)
        if trie_hit is not None and trie_hit[1].kind in ("ROLE", "WORD"):
            return None
        found = read_bloc(self.tokens, self.lexicon, position, self.first, self.limit)
        return Item("BLOC" if found[1].strength else "BLOCREF", position, found[0], found[1]) if found else None

    def _term(self, position: int, hit: tuple[int, Term]) -> Item | None:
        end, term = hit
        if term.kind in ("ORG", "AUTH", "HEAD"):
            return self._organisation(position, hit)
        if term.kind == "ROLE":
            return self._role(position, end, term)
        if term.kind == "AWARD":
            return self._award(position, end, term)
        if term.kind == "HONORIFIC":
            return self._person(position, end)
        if term.kind == "POST":
            return self._post(position, end, term.value)
        if term.kind == "WORD":
            return Item("WORD", position, end, None)
        return Item(term.kind, position, end, term.value)

    def _organisation(self, position: int, hit: tuple[int, Term]) -> Item | None:
        after_post = self.previous is not None and self.previous.kind == "POST"
        found = read_organisation(self.tokens, self.lexicon, position, self.limit, hit, after_post=after_post)
        if found is None:
            return None
        end, organisation = found
        kind = "PLACE" if organisation.classification == "place" else "ORG"
        if organisation.classification.endswith("_authority"):
            kind = (
                "AUTH"
                if not (
                    organisation.base.startswith(("UBND", "Ủy ban nhân dân", "HĐND"))
                    and organisation.level not in ("", "tỉnh", "thành phố")
                )
                else "ORG"
            )
            if kind == "AUTH" and organisation.level == "thành phố" and organisation.province is None and organisation.place:
                kind = "ORG"
            if (
                kind == "AUTH"
                and organisation.code == "TU"
                and organisation.base == "Thành ủy"
                and organisation.place
                and organisation.province not in self.lexicon.cities
            ):
                kind, organisation = "ORG", replace(organisation, classification="committee", province=None)
            if organisation.code == "UBNDT":
                organisation = replace(organisation, base="UBND")
        elif organisation.level == "Trung ương":
            kind = "AUTH"
        if (
            end < self.limit
            and self.tokens.words[end] == "các"
            and end + 1 < self.limit
            and self.tokens.words[end + 1] in self.lexicon.place_words | {"thành", "thị"}
        ):
            self.plural = organisation
        return Item(kind, position, end, organisation)

    def _distributed(self, position: int) -> Item | None:
        """Members of a list that leave out what the first one said: "Sở Y tế, Tư pháp", "UBND các huyện: Ia Pa, Chư Păh"."""
        before, previous = self.before, self.previous
        words = self.tokens.words
        if self.plural is not None and words[position] == "các":
            return self._plural_head(position)
        if (
            previous is None
            or before is None
            or previous.kind not in ("','", "AND", "'và'", "':'", "';'")
            or not self.tokens.caps[position]
        ):
            if previous is None or before is None or previous.kind != "PLURAL" or not self.tokens.caps[position]:
                return None
        if before.kind == "PLURAL":
            return self._placed(position, before.value)
        if before.kind != "ORG" or not isinstance(before.value, Organisation):
            return None
        organisation = before.value
        if (item := self._same_head(position, organisation)) is not None:
            return item
        if organisation.base.startswith("Sở "):
            sector = longest(self.lexicon.sectors, words, position, self.limit)
            if sector is not None and not longest_head(self.lexicon, self.tokens, position, sector[0]):
                term: OrganisationTerm = sector[1].value
                name = term.name if term.alias_kind == "abbreviation" else f"Sở {self.tokens.cased(position, sector[0])}"
                return Item(
                    "ORG",
                    position,
                    sector[0],
                    Organisation(
                        name,
                        organisation.level,
                        organisation.place,
                        term.code,
                        term.classification,
                        listed=True,
                        province=organisation.province,
                    ),
                )
        if (
            organisation.level in ("huyện", "thị xã", "xã", "phường", "thị trấn")
            and organisation.place
            and not longest_head(self.lexicon, self.tokens, position, self.limit)
        ):
            return self._placed(position, organisation)
        return None

    def _same_head(self, position: int, organisation: Organisation) -> Item | None:
        """ "Ban Dân vận, Nội chính Tỉnh ủy", "các ban: Dân vận, Nội chính": the head noun of the first holds for the next."""
        head = organisation.base.split()[0].lower() if organisation.base else ""
        if head not in ("ban", "hội"):
            return None
        words = [head, *self.tokens.words[position : min(position + 9, self.limit)]]
        hit = longest(self.lexicon.trie, words, 0, len(words))
        if hit is None or hit[1].kind != "ORG" or hit[0] < 3 or longest_head(self.lexicon, self.tokens, position, self.limit):
            return None
        end = position + hit[0] - 1
        term: OrganisationTerm = hit[1].value
        base = f"{head.capitalize()} {self.tokens.cased(position, end)}"
        stop, found = read_suffix(
            self.tokens,
            self.lexicon,
            Organisation(base, code=term.code, classification=term.classification, bare=term.bare, listed=True, default_level="Tỉnh ủy" if term.name.endswith("Tỉnh ủy") else ""),
            end,
            self.limit,
        )
        self.placed = position
        return Item("ORG", position, stop, found)

    def _plural_head(self, position: int) -> Item | None:
        """ "các huyện, thành phố:" after an organisation: a marker; the names that follow complete it."""
        words, end = self.tokens.words, position + 1
        level = ""
        while end < self.limit and (
            words[end] in (",", "và", "phố", "xã", "trấn") or words[end] in self.lexicon.place_words | {"thành", "thị", "khu", "đặc"}
        ):
            if words[end] in self.lexicon.place_words and not level:
                level = words[end]
            end += 1
        organisation, self.plural = self.plural, None
        if organisation is None or end == position + 1:
            return None
        return Item("PLURAL", position, end, replace(organisation, level=level or "huyện", place="", bare=False))

    def _plural_noun(self, position: int, hit: tuple[int, Term]) -> Item | None:
        """ "các xã Phong Điền, Nhơn Ái": a noun in lower case behind "các", and a list of names that share it."""
        end, term = hit
        if term.kind != "HEAD" or self.tokens.caps[position] or self.previous is None or self.previous.kind != "'các'":
            return None
        start = end + 1 if end < self.limit and self.tokens.words[end] == ":" else end
        if start >= self.limit or not self.tokens.caps[start] or longest_head(self.lexicon, self.tokens, start, self.limit):
            return None
        noun = self.tokens.cased(position, end)
        if start > end and noun.lower() in ("ban", "hội"):
            return Item("PLURAL", position, end, Organisation(noun.capitalize(), "", "", classification="unlisted"))
        stop, _ = place_run(self.tokens, self.lexicon, start, self.limit)
        if stop >= self.limit or self.tokens.words[stop] not in (",", "và"):
            return None
        if term.value == "place":
            return Item("PLURAL", position, end, Organisation("", noun, "", classification="place"))
        return Item("PLURAL", position, end, Organisation(noun[0].upper() + noun[1:], "", "", classification="unlisted"))

    def _counted_names(self, start: int, end: int) -> Item | None:
        """ "Ba bệnh viện A, Mắt và Tâm thần": the names share the counted noun."""
        head = longest(self.lexicon.trie, self.tokens.words, start, self.limit)
        colon = end < self.limit and self.tokens.words[end] == ":"
        names = end + 1 if colon else end
        if head is None or head[0] != end or head[1].kind != "HEAD" or names >= self.limit or not self.tokens.caps[names]:
            return None
        stop, _ = place_run(self.tokens, self.lexicon, names, self.limit)
        if (
            stop == names
            or stop >= self.limit
            or self.tokens.words[stop] not in (",", "và")
            or longest_head(self.lexicon, self.tokens, names, self.limit)
        ):
            return None
        noun = self.tokens.cased(start, end)
        if head[1].value == "place":
            return Item("PLURAL", start, end, Organisation("", noun, "", classification="place"))
        return Item("PLURAL", start, end, Organisation(noun[0].upper() + noun[1:], "", ""))

    def _placed(self, position: int, organisation: Organisation) -> Item | None:
        if longest_head(self.lexicon, self.tokens, position, self.limit):
            return None
        if (item := self._same_head(position, organisation)) is not None:
            return item
        end, province = place_run(self.tokens, self.lexicon, position, self.limit)
        inside = longest(self.lexicon.inside, self.tokens.words, position, self.limit)
        if inside is not None and inside[0] > end:  # "Ba bệnh viện A, Mắt và Tâm thần"
            end, province = inside[0], None
        if end == position or (
            end < self.limit
            and self.tokens.words[end] not in (",", ".", ";", ")", "và", "(", ":", "-", "cùng", "là", "được", "làm", "đã", "tặng", "nhận")
        ):
            return None
        self.placed = position
        if organisation.classification == "place":
            return Item(
                "PLACE",
                position,
                end,
                replace(
                    organisation,
                    base=organisation.base or organisation.level,
                    level="",
                    place=self.tokens.cased(position, end),
                    province=province,
                ),
            )
        return Item("ORG", position, end, replace(organisation, place=self.tokens.cased(position, end), province=province))

    def _role(self, position: int, end: int, term: Term) -> Item:
        words = self.tokens.words
        kind = "cum" if "cụm" in words[position:end] else "khu_vuc" if "khu" in words[position:end] else "khoi"
        bloc: Bloc | None = None
        if end < self.limit:
            follows = read_bloc(self.tokens, self.lexicon, end, self.first, self.limit) if words[end] in _BLOC_HEADS else None
            tail = follows or bloc_tail(self.tokens, self.lexicon, end - 1, end, self.limit, kind)
            if tail is not None and (tail[1].strength == 2 or tail[1].number is not None or (tail[1].name and words[end] in ("các", "cơ"))):
                end, bloc = tail
        return Item("ROLEOF" if bloc is not None and bloc.named else "ROLEALONE", position, end, Role(term.value, bloc))

    def _award(self, position: int, end: int, term: Term) -> Item | None:
        words, limit = self.tokens.words, self.limit
        if term.value.weak and not self._flag_of_authority(end):
            return None
        stop = end
        if (
            stop < limit
            and words[stop] == "cấp"
            and stop + 1 < limit
            and words[stop + 1] in ("tỉnh", "bộ", "cơ", "nhà", "ngành", "thành", "huyện", "trung", "toàn")
        ):
            stop += 3 if words[stop + 1] in ("cơ", "nhà", "thành", "trung") and stop + 2 < limit else 2
        return Item("AWARD", position, stop, Award(term.value, " ".join(self.tokens.cased(position, stop).split())))

    def _flag_of_authority(self, end: int) -> bool:
        """A mere "cờ" is an award when an authority stands behind it, or gives it right before ("Chính phủ tặng cờ")."""
        if end < self.limit and (
            self.tokens.words[end] in ("của", "chính", "cấp") or longest_head(self.lexicon, self.tokens, end, self.limit)
        ):
            return True
        return (
            self.previous is not None
            and self.previous.kind in ("CONFER", "PRESENT")
            and self.earlier is not None
            and self.earlier.kind == "AUTH"
        )

    def _person(self, position: int, end: int) -> Item:
        stop = self._name(end)
        return Item("PERSON", position, stop, stop > end)

    def _name(self, start: int) -> int:
        stop = start
        while (
            stop < self.limit
            and stop - start < 5
            and self.tokens.caps[stop]
            and not longest_head(self.lexicon, self.tokens, stop, self.limit)
        ):
            stop += 1
        return stop

    def _post(self, position: int, end: int, value: str | None) -> Item:
        """A post keeps the head noun of a unit that it has swallowed: "Chánh Văn phòng Tỉnh ủy", "Trưởng ban Dân vận Tỉnh ủy"."""
        for back in (2, 1):
            at = end - back
            if (
                at > position
                and (hit := longest(self.lexicon.trie, self.tokens.words, at, self.limit)) is not None
                and hit[0] >= end
                and hit[1].kind in ("ORG", "HEAD")
            ):
                return Item("POST", position, at, value)
        return Item("POST", position, end, value)

    def _count(self, position: int) -> Item | None:
        words, limit, counts = self.tokens.words, self.limit, self.lexicon.counts
        word, whole = words[position], None
        number: int | None
        if word[0].isdecimal():
            if not word.isdecimal() or len(word) > 9:
                return None
            number, end = int(word), position + 1
            while (
                end + 1 < limit
                and words[end] in (".", ",")
                and len(words[end + 1]) == 3
                and words[end + 1].isdecimal()
                and self.tokens.ends[end - 1] == self.tokens.starts[end]
            ):
                number, end = number * 1000 + int(words[end + 1]), end + 2
            if end + 1 < limit and words[end] == "/" and words[end + 1].isdecimal():
                whole, end = int(words[end + 1]), end + 2
        else:
            numeral = longest(counts.numerals, words, position, limit) or longest(counts.vague, words, position, limit)
            if numeral is None:
                return None
            end, number = numeral[0], numeral[1].value
        if end < limit and words[end] == "(" and end + 2 < limit and words[end + 2] == ")":  # "02 (hai) đơn vị"
            end += 3
        if end < limit and words[end] == "lượt":
            end += 1
        noun = longest(counts.nouns, words, end, limit) if end < limit else None
        if noun is None:
            return None
        if (item := self._counted_names(end, noun[0])) is not None:
            return item
        role = longest(self.lexicon.trie, words, end, limit)
        if role is not None and role[1].kind == "ROLE":  # "hai Khối phó"
            return None
        vague = number is None
        if vague and noun[1].value == "collective" and word in ("các", "những", "tất") and words[noun[0] - 1] not in ("thể", "vị", "quan"):
            return None
        return Item("COUNT", position, noun[0], Count(number, noun[1].value, " ".join(words[end : noun[0]]), whole))
