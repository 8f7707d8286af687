"""From tokens to typed items, one list a sentence: what the rules see.

Scanned dates and document numbers first, then leftmost-longest lexicon terms; heads of organisations, blocs and roles are
read on by their grammars; numbers with a noun become counts; the rest stays words.
"""

from __future__ import annotations

from warehouse.events.blocs import Bloc, bloc_tail, read_bloc
from warehouse.events.items import Award, Count, Item, Role
from warehouse.events.lexicon import END, Lexicon, Term, longest
from warehouse.events.organisation_parts import Organisation, longest_head
from warehouse.events.organisations import read_organisation
from warehouse.events.scanners import scan
from warehouse.events.shared_names import FEW, SharedNames
from warehouse.events.short_names import read_capitals
from warehouse.events.tokens import Sentence, Tokens
from warehouse.events.word_marks import PLAIN, READ, SCANNED, TERM

_BLOC_HEADS = frozenset(("khối", "cụm", "khu"))
_SEPARATORS = frozenset(("','", "'và'", "AND", "';'", "':'"))
_NAMES = frozenset(("ORG", "PLACE"))
_LONGEST_EPITHET = 18  # words between the quotes of an award's name
_EPITHETS = frozenset(
    ("đơn", "xuất", "dẫn", "nghiệp", "tiêu", "an", "quyết")
)  # đơn vị, xuất sắc, dẫn đầu, vì sự nghiệp, tiêu biểu, an ninh
_AMOUNTED = frozenset(("AWARD", "AUTH", "'tỉnh'"))
_AFTER_AMOUNT = frozenset((",", ";", ".", "+", "-", "và", ")"))
_READ_ON = frozenset(("ORG", "AUTH", "HEAD", "ROLE", "AWARD", "HONORIFIC", "POST"))  # terms whose item goes on behind them


def annotate(tokens: Tokens, lexicon: Lexicon, sentence: Sentence) -> list[Item]:
    """The items of a sentence, in order, covering all its tokens."""
    return _Annotator(tokens, lexicon, sentence).run()


class _Annotator(SharedNames):
    def __init__(self, tokens: Tokens, lexicon: Lexicon, sentence: Sentence) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self.first, self.limit = sentence.first, sentence.last
        self.previous: Item | None = None
        self.placed = -1
        self.trie, self.counted = lexicon.trie, lexicon.counts.openings
        self.earlier: Item | None = None  # the item before the previous one
        self.before: Item | None = None
        self.plural: Organisation | None = None

    def run(self) -> list[Item]:
        """The items of the sentence. A word in lower case that begins no term is told by one look."""
        words, caps, trie, first, limit = self.tokens.words, self.tokens.caps, self.trie, self.first, self.limit
        marks = [*map(self.lexicon.marks.__getitem__, words[first:limit])]
        scans = self._scans([position for position, mark in enumerate(marks, first) if mark & SCANNED])
        items: list[Item] = []
        append = items.append
        before, earlier, previous = self.before, self.earlier, self.previous
        held: Item | None = None
        position = first
        while position < limit:
            word, mark = words[position], marks[position - first]
            if mark == PLAIN and not caps[position]:
                before = item = Item(f"'{word}'", position, position + 1, word)
                position += 1
            elif not (
                caps[position]
                or mark & READ
                or position in scans
                or (mark & TERM and (END in trie[word] or (position + 1 < limit and words[position + 1] in trie[word])))
            ):
                item = Item(f"'{word}'", position, position + 1, word if word[0].isalnum() else None)
                if word == ")" and held is not None:
                    before, held = held, None  # "UBND các huyện A (Cụm trưởng), B": the list goes on behind the bracket
                elif item.kind not in _SEPARATORS:
                    before = item
                position += 1
            else:
                self.before, self.earlier, self.previous = before, earlier, previous
                item = scans.get(position) or self._item(position)
                if word == "(":
                    held = before
                if item.kind not in _SEPARATORS and not (
                    before is not None and before.kind == "PLURAL" and item.kind in _NAMES and self.placed == item.first
                ):
                    before = item
                position = item.last
            earlier, previous = previous, item
            append(item)
        return items

    def _scans(self, places: list[int]) -> dict[int, Item]:
        """Scanned spans that begin at some tokens, as items by first token; a span that cuts a token in two is dropped."""
        starts, ends = self.tokens.starts, self.tokens.ends
        found: dict[int, Item] = {}
        if not places:
            return found
        position = self.first
        for hit in scan(self.tokens.text.lower, starts[position], ends[self.limit - 1], [starts[place] for place in places]):
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
        capital = self.tokens.caps[position]
        if word in _BLOC_HEADS and (item := self._bloc(position)):
            return item
        if self._may_share(capital) and (item := self._distributed(position)) is not None:
            return item
        if (word in self.counted or word[0].isdecimal()) and (item := self._count(position)) is not None:
            return item
        if word[:2] == "20" and self._is_year_of_role(position):
            return Item("YEAR", position, position + 1, int(word))
        hit = longest(self.trie, words, position, self.limit)
        if hit is not None and hit[1].kind == "HEAD" and (item := self._plural_noun(position, hit)) is not None:
            return item
        known = longest(self.lexicon.provinces, words, position, self.limit) if capital else None
        names_province = known is not None and hit is not None and hit[1].kind == "HONORIFIC" and known[0] > hit[0]  # "Bà Rịa - Vũng Tàu"
        if hit is not None and not names_province and (item := self._term(position, hit)) is not None:
            return item
        if known is not None:
            return Item(
                "PROVINCE",
                position,
                known[0],
                Organisation("", "", self.tokens.cased(position, known[0]), classification="province", province=known[1].value),
            )
        if capital and (unknown := read_capitals(self.tokens, self.lexicon, position, self.limit)) is not None:
            return self._before_places(Item("ORG", position, *unknown))
        return Item("W" if capital else f"'{word}'", position, position + 1, word)

    def _is_year_of_role(self, position: int) -> bool:
        """ "Khối trưởng 2022 Sở Y tế", "Cụm trưởng 2023: …": a bare year right behind a role."""
        word, after = self.tokens.words[position], self.tokens.words[position + 1 : position + 2]
        if self.previous is None or self.previous.kind not in ("ROLEALONE", "ROLEOF") or len(word) != 4 or not word.isdecimal():
            return False
        return after not in (["/"], ["."], ["%"])

    def _bloc(self, position: int) -> Item | None:
        trie_hit = longest(self.lexicon.trie, self.tokens.words, position, self.limit)
        if trie_hit is not None and trie_hit[1].kind in ("ROLE", "WORD"):
            return None
        found = read_bloc(self.tokens, self.lexicon, position, self.first, self.limit)
        owner = self.previous is not None and self.previous.kind == "ORG" and self.previous.last == position
        if found is not None and owner and found[1].kind == "khoi" and found[1].strength == 1 and found[1].number is None:
            return None  # "Hội Cựu chiến binh Khối các cơ quan tỉnh" belongs to the Party's own Khối
        return Item("BLOC" if found[1].strength else "BLOCREF", position, found[0], found[1]) if found else None

    def _names_bloc(self, position: int) -> bool:
        if self.tokens.words[position] not in _BLOC_HEADS:
            return False
        found = read_bloc(self.tokens, self.lexicon, position, self.first, self.limit)
        return found is not None and found[1].named and found[1].strength > 0

    def _term(self, position: int, hit: tuple[int, Term]) -> Item | None:
        end, term = hit
        kind = term.kind
        if kind == "FIRST" and end > position + 1 and self._names_bloc(end - 1):
            end -= 1  # "dẫn đầu, nhất Khối thi đua các cơ quan Đảng": the last word is the head of a bloc's name
        if kind not in _READ_ON:
            return Item(kind, position, end, None if kind == "WORD" else term.value)
        if kind == "ROLE":
            return self._role(position, end, term)
        if kind == "AWARD":
            return self._award(position, end, term)
        if kind == "HONORIFIC":
            return self._person(position, end)
        if kind == "POST":
            return self._post(position, end, term.value)
        return self._organisation(position, hit)

    def _organisation(self, position: int, hit: tuple[int, Term]) -> Item | None:
        after_post = self.previous is not None and self.previous.kind == "POST"
        found = read_organisation(self.tokens, self.lexicon, position, self.limit, hit, after_post=after_post)
        if found is None:
            return None
        end, organisation = found
        if organisation.classification == "place":
            shared = self._same_unit(organisation)
            return Item("PLACE" if shared is None else "ORG", position, end, shared or organisation)
        kind = "ORG"
        if organisation.classification.endswith("_authority"):
            kind = (
                "AUTH"
                if not (
                    organisation.base.startswith(("UBND", "Ủy ban nhân dân", "HĐND", "Hội đồng nhân dân", "Thường trực H"))
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
                kind, organisation = "ORG", organisation._replace(classification="committee", province=None)
            if organisation.code == "UBNDT":
                organisation = organisation._replace(base="UBND")
            if organisation.base == "BTV":
                organisation = organisation._replace(base="Ban Thường vụ Tỉnh ủy")
        elif organisation.level == "Trung ương":
            kind = "AUTH"
        return self._before_places(Item(kind, position, end, organisation))

    def _before_places(self, item: Item) -> Item:
        """Remembers the organisation that the places behind "các" complete: "UBND các huyện: Ia Pa, Chư Păh"."""
        words, end = self.tokens.words, item.last
        if end + 1 < self.limit and self._heads_places(end) and words[end + 1] in self.lexicon.place_words | {"thành", "thị"}:
            self.plural = item.value
            if item.kind == "AUTH":  # the committees of districts receive and lead
                return Item("ORG", item.first, end, item.value)
        return item

    def _heads_places(self, position: int) -> bool:
        """ "các" stands here, or a small number whose places are named right behind: "TAND hai tỉnh A và B"."""
        named = position + 2 < self.limit and self.tokens.caps[position + 2]
        return self.tokens.words[position] == "các" or (named and self.tokens.words[position] in FEW)

    def _role(self, position: int, end: int, term: Term) -> Item:
        words = self.tokens.words
        kind = "cum" if "cụm" in words[position:end] else "khu_vuc" if "khu" in words[position:end] else "khoi"
        bloc: Bloc | None = None
        if end < self.limit:
            follows = read_bloc(self.tokens, self.lexicon, end, self.first, self.limit) if words[end] in _BLOC_HEADS else None
            tail = follows or bloc_tail(self.tokens, self.lexicon, end - 1, end, self.limit, kind)
            if tail is not None and (person := self._person_in_tail(end, tail[0])) is not None:
                return Item("ROLEALONE", position, person, Role(term.value, None))
            if tail is not None and (tail[1].strength == 2 or tail[1].number is not None or (tail[1].name and words[end] in ("các", "cơ"))):
                end, bloc = tail
        return Item("ROLEOF" if bloc is not None and bloc.named else "ROLEALONE", position, end, Role(term.value, bloc))

    def _person_in_tail(self, start: int, stop: int) -> int | None:
        """Where the name of a person begins in "Trưởng khối thi đua Nguyễn Văn A", which names no bloc."""
        words, caps = self.tokens.words, self.tokens.caps
        for at in range(start, min(stop, start + 4)):
            if caps[at]:
                named = at + 1 < stop and words[at] in self.lexicon.surnames and caps[at + 1]
                return at if named and (words[at + 1] in self.lexicon.middle_names or (stop - at == 3 and caps[at + 2])) else None
        return None

    def _award(self, position: int, end: int, term: Term) -> Item | None:
        words, limit = self.tokens.words, self.limit
        stop = self._epithet(end)
        if term.value.titled and not self._titled(position):
            return None
        if term.value.weak and stop == end and not self._flag_of_authority(end):
            return None
        if (
            stop < limit
            and words[stop] == "cấp"
            and stop + 1 < limit
            and words[stop + 1] in ("tỉnh", "bộ", "cơ", "nhà", "ngành", "thành", "huyện", "trung", "toàn")
        ):
            stop += 3 if words[stop + 1] in ("cơ", "nhà", "thành", "trung") and stop + 2 < limit else 2
        return Item("AWARD", position, stop, Award(term.value, " ".join(self.tokens.cased(position, stop).split())))

    def _titled(self, position: int) -> bool:
        """ "đạt Đơn vị tiên tiến", "danh hiệu “đơn vị tiên tiến”": common words become a title by a capital or by what is before."""
        before = [word for word in self.tokens.words[max(self.first, position - 3) : position] if word != '"']
        return before[-2:] == ["danh", "hiệu"] or (bool(before) and self.tokens.caps[position])

    def _epithet(self, end: int) -> int:
        """Where an award ends whose name goes on in quotes: "Cờ “Đơn vị dẫn đầu phong trào thi đua”", "Kỷ niệm chương “Vì sự nghiệp …”"."""
        words, limit = self.tokens.words, self.limit
        if end >= limit or words[end] != '"' or list(words[self.first : end]).count('"') % 2:  # not one that closes
            return end
        close = next((at for at in range(end + 1, min(end + _LONGEST_EPITHET, limit)) if words[at] == '"'), end)
        if close == end or not set(words[end + 1 : close]) & _EPITHETS:
            return end
        follows = longest(self.trie, words, close + 1, limit) if close + 1 < limit else None
        return follows[0] if follows is not None and follows[1].kind == "EMULATION" else close + 1

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
        dotted = end + 1 < self.limit and self.tokens.words[end] == "." and self.tokens.caps[end + 1] and self.tokens.caps[position]
        stop = self._name(end + 1 if dotted and self._is_title(position, end) else end)  # "PGS.TS. Lê Văn Bình"
        return Item("PERSON", position, stop, stop > end)

    def _is_title(self, position: int, end: int) -> bool:
        return any(piece.isupper() and len(piece) > 1 for piece in self.tokens.cased(position, end).replace(".", " ").split())

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
        for back in (3, 2, 1):
            at = end - back
            if (
                at > position
                and (hit := longest(self.lexicon.trie, self.tokens.words, at, self.limit)) is not None
                and hit[0] >= end
                and hit[1].kind in ("ORG", "HEAD")
                and not (hit[0] == end and not self.tokens.caps[at] and self._head_at(end))  # "Chủ tịch Hội đồng trường Trường Đại học A"
            ):
                return Item("POST", position, at, value)
        return Item("POST", position, end, value)

    def _head_at(self, position: int) -> bool:
        """Whether a name of a unit begins here, by its capital and its head noun."""
        hit = longest(self.lexicon.trie, self.tokens.words, position, self.limit)
        return hit is not None and hit[1].kind in ("ORG", "HEAD") and self.tokens.caps[position]

    def _names_unit(self, start: int, end: int) -> bool:
        """ "1 Sở Nội vụ" of a numbered line: the noun with a capital is the head of a name that goes on behind it; "36 Chi hội" counts."""
        if self.tokens.words[start] == "chi":
            return False
        hit = longest(self.trie, self.tokens.words, start, self.limit)
        if hit is None or hit[1].kind not in ("ORG", "HEAD"):
            return False
        found = read_organisation(self.tokens, self.lexicon, start, self.limit, hit, after_post=False)
        return found is not None and found[0] > end

    def _counts_five(self, position: int) -> bool:
        """ "có năm tập thể": the word for a year is the numeral five between such a word and a counted noun."""
        words, counts = self.tokens.words, self.lexicon.counts
        before = words[position - 1] if position > self.first else ""
        return (
            before in counts.before_numerals
            and position + 1 < self.limit
            and longest(counts.nouns, words, position + 1, self.limit) is not None
        )

    def _ends_award(self, end: int) -> bool:
        """ "Tập thể lao động xuất sắc: 15;": a mere number behind an award and a colon says how many there are."""
        if self.previous is None or self.earlier is None or self.previous.kind != "':'" or self.earlier.kind not in _AMOUNTED:
            return False
        return end == self.limit or self.tokens.words[end] in _AFTER_AMOUNT

    def _blocs_of_unit(self, position: int, head: int) -> Item | None:
        """ "3 khối thi đua thuộc Công ty A tổ chức …": all blocs of one unit, which meet alike, are told of as one."""
        words, at = self.tokens.words, head + 3
        if words[head + 1 : at] != ["thi", "đua"] or at >= self.limit or words[at] not in ("thuộc", "trực", "của"):
            return None
        at += 2 if words[at] == "trực" else 1
        hit = longest(self.trie, words, at, self.limit) if at < self.limit and self.tokens.caps[at] else None
        if hit is None or hit[1].kind not in ("ORG", "HEAD"):
            return None
        found = read_organisation(self.tokens, self.lexicon, at, self.limit, hit, after_post=False)
        follows = longest(self.trie, words, found[0], self.limit) if found is not None and found[0] < self.limit else None
        if found is None or follows is None or follows[1].kind != "ORGANISE":
            return None
        name = f"thuộc {' '.join(self.tokens.cased(at, found[0]).split())}"
        return Item(
            "BLOC",
            position,
            found[0],
            Bloc("cum" if words[head] == "cụm" else "khoi", None, name, f"{words[head].capitalize()} thi đua {name}", 2),
        )

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
            if numeral is None and word in counts.years and self._counts_five(position):
                numeral = position + 1, counts.years[word]
            if numeral is None:
                return None
            end, number = numeral[0], numeral[1].value
        if end < limit and words[end] == "(" and end + 2 < limit and words[end + 2] == ")":  # "02 (hai) đơn vị"
            end += 3
        if end < limit and words[end] == "lượt":
            end += 1
        noun = longest(counts.nouns, words, end, limit) if end < limit else None
        award = longest(self.lexicon.trie, words, end, limit) if end < limit and number is not None else None
        if award is not None and award[1].kind == "AWARD" and (noun is None or award[0] > noun[0]):  # "364 lượt Chiến sĩ thi đua"
            return Item("AMOUNT", position, end, number)
        if noun is None and whole is None and word[0].isdecimal() and self._ends_award(end):
            return Item("AMOUNT", position, end, number)
        line = position == self.first or self.previous is None or self.previous.kind != "POST"  # "đại diện 6 Sở Tư pháp" counts
        if noun is None or (line and self.tokens.caps[end] and self._names_unit(end, noun[0])):
            return None
        if (item := self._counted_names(end, noun[0])) is not None:
            return item
        role = longest(self.lexicon.trie, words, end, limit)
        if role is not None and role[1].kind == "ROLE":  # "hai Khối phó"
            return None
        if number is not None and words[end] in _BLOC_HEADS and (item := self._blocs_of_unit(position, end)) is not None:
            return item
        vague = number is None
        if vague and noun[1].value == "collective" and word in ("các", "những", "tất") and words[noun[0] - 1] not in ("thể", "vị", "quan"):
            return None
        return Item("COUNT", position, noun[0], Count(number, noun[1].value, " ".join(words[end : noun[0]]), whole))
