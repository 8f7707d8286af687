"""Names in a list that leave out what the first member, or a plural noun before them, has said.

"Sở Y tế, Tư pháp", "UBND các huyện: Ia Pa, Chư Păh", "các ban: Dân vận, Nội chính", "Ba bệnh viện A, Mắt và Tâm thần".
"""

from __future__ import annotations

from warehouse.events.items import Item
from warehouse.events.lexicon import Lexicon, OrganisationTerm, Term, longest
from warehouse.events.organisation_parts import ROMAN, Organisation, longest_head, place_parts, place_run, read_suffix
from warehouse.events.organisations import parts_names
from warehouse.events.tokens import Tokens

_AFTER_NAMES = frozenset(
    (",", ".", ";", ")", "(", ":", "và", "cùng", "là", "được", "đã", "vinh", "nhận", "đón", "đạt", "đề", "làm", "vì", "có", "trong")
)
_AFTER_PLACES = _AFTER_NAMES | {
    "-",
    "tặng",
    "năm",
    "đạt",
    "do",
    "với",
    "thuộc",
    "đứng",
    "xếp",
    "dẫn",
    "hoàn",
    "cũng",
    "để",
    "nhân",
    "theo",
    "tại",
    "về",
    "mỗi",
}
_BEFORE_SHARED = frozenset(("','", "AND", "'và'", "':'", "';'", "PLURAL"))
_BEGIN_ROLES = frozenset(("cụm", "khối", "trưởng", "phó", "đơn"))  # "các huyện: A (Cụm trưởng), B (đơn vị Cụm phó), …"
FEW = frozenset(("hai", "ba", "2", "02", "3", "03"))  # how many places share the unit before them, when they are named
_JOINS = frozenset(("','", "AND", "'và'"))
_RANKS = {
    "huyện": 1, "thị xã": 1, "thành phố": 1, "quận": 1,
    "xã": 2, "phường": 2, "thị trấn": 2,
}  # fmt: skip


class SharedNames:
    """The part of the annotator that remembers what later names of a list share."""

    tokens: Tokens
    lexicon: Lexicon
    limit: int
    previous: Item | None
    before: Item | None  # the item before the separator
    plural: Organisation | None  # "UBND các huyện": what the following names belong to
    placed: int  # first token of the last name that a plural noun completed

    def _may_share(self, capital: bool) -> bool:
        """Whether :meth:`_distributed` is worth asking: only behind a mark of a list, or where a plural noun waits for its names."""
        if self.plural is not None:
            return True
        shared = capital or (self.before is not None and self.before.kind == "PLURAL")
        return shared and self.previous is not None and self.previous.kind in _BEFORE_SHARED

    def _distributed(self, position: int) -> Item | None:
        """Members of a list that leave out what the first one said: "Sở Y tế, Tư pháp", "UBND các huyện: Ia Pa, Chư Păh"."""
        before, previous = self.before, self.previous
        words = self.tokens.words
        if self.plural is not None and (words[position] == "các" or words[position] in FEW):
            return self._plural_head(position)
        if previous is None or before is None or previous.kind not in _BEFORE_SHARED:
            return None
        if not self.tokens.caps[position]:
            return self._of_other_level(position, before.value) if before.kind == "PLURAL" else None
        if before.kind == "PLURAL":
            return self._placed(position, before.value)
        if before.kind != "ORG" or not isinstance(before.value, Organisation):
            return None
        organisation = before.value
        if (item := self._same_head(position, organisation)) is not None:
            return item
        if (item := self._same_kind(position, before, organisation)) is not None:
            return item
        if organisation.province and organisation.listed and (item := self._same_in_province(position, organisation)) is not None:
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

    def _same_in_province(self, position: int, organisation: Organisation) -> Item | None:
        """ "Công an tỉnh A, B và C", "Sở Tư pháp A, B", "Liên minh HTX TP. A, B": the same organ of the next province."""
        known = longest(self.lexicon.provinces, self.tokens.words, position, self.limit)
        if known is None or known[1].value == organisation.province:
            return None
        if longest_head(self.lexicon, self.tokens, position, self.limit, words=2):
            return None
        level = "tỉnh" if organisation.level == "thành phố" and known[1].value not in self.lexicon.cities else organisation.level
        place = self.tokens.cased(position, known[0])
        return Item("ORG", position, known[0], organisation._replace(level=level, place=place, province=known[1].value))

    def _of_other_level(self, position: int, organisation: Organisation) -> Item | None:
        """ "UBND các huyện: Ia Pa, Chư Păh và thị xã An Khê": a place of another level belongs to the same organisation."""
        if organisation.classification == "place" or not organisation.base:
            return None
        end, level, place, _ = place_parts(self.tokens, self.lexicon, position, self.limit)
        if not place or level == "tỉnh":
            return None
        self.placed = position
        return Item("ORG", position, end, organisation._replace(level=level, place=place))

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
            Organisation(
                base,
                code=term.code,
                classification=term.classification,
                bare=term.bare,
                listed=True,
                default_level="Tỉnh ủy" if term.name.endswith("Tỉnh ủy") else "",
            ),
            end,
            self.limit,
        )
        self.placed = position
        return Item("ORG", position, stop, found)

    def _same_kind(self, position: int, before: Item, organisation: Organisation) -> Item | None:
        """ "Công ty Bến Tre và Phú Lợi được …", "Nông trường IV, VI": the next proper name, or number, shares the head noun."""
        words, caps = self.tokens.words, self.tokens.caps
        base = organisation.base.lower().split()
        head = longest(self.lexicon.trie, base, 0, len(base))
        if head is None or head[1].kind != "HEAD" or head[1].value != "named" or organisation.listed or head[0] >= len(base):
            return None
        stop = position
        if words[position] in ROMAN and words[before.last - 1] in ROMAN:
            stop = position + 1
        elif self.previous is not None and self.previous.kind == "AND" and parts_names(self.tokens, self.lexicon, position - 1, self.limit):
            while stop < self.limit and (caps[stop] or (words[stop] == "-" and stop + 1 < self.limit and caps[stop + 1])):
                stop += 1
        if (
            stop == position
            or (stop < self.limit and words[stop] not in _AFTER_NAMES)
            or longest_head(self.lexicon, self.tokens, position, self.limit)
        ):
            return None
        self.placed = position
        return Item(
            "ORG", position, stop, Organisation(f"{' '.join(organisation.base.split()[: head[0]])} {self.tokens.cased(position, stop)}")
        )

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
        return Item("PLURAL", position, end, organisation._replace(level=level or "huyện", place="", bare=False))

    def _plural_noun(self, position: int, hit: tuple[int, Term]) -> Item | None:
        """ "các xã Phong Điền, Nhơn Ái": a head noun in lower case behind "các", and a list of names that share it."""
        end, term = hit
        if self.tokens.caps[position] or self.previous is None or self.previous.kind != "'các'":
            return None
        start = end + 1 if end < self.limit and self.tokens.words[end] == ":" else end
        if start >= self.limit or not self.tokens.caps[start] or longest_head(self.lexicon, self.tokens, start, self.limit):
            return None
        noun = self.tokens.cased(position, end)
        if start > end and noun.lower() in ("ban", "hội"):
            return Item("PLURAL", position, end, Organisation(noun.capitalize(), "", "", classification="unlisted"))
        stop, _ = place_run(self.tokens, self.lexicon, start, self.limit)
        if not self._goes_on_as_list(stop):
            return None
        if term.value == "place":
            return Item("PLURAL", position, end, Organisation("", noun, "", classification="place"))
        return Item("PLURAL", position, end, Organisation(noun[0].upper() + noun[1:], "", "", classification="unlisted"))

    def _goes_on_as_list(self, stop: int) -> bool:
        """Whether the first name of a list ends at ``stop``: before a comma, or the bracket with its role."""
        words = self.tokens.words
        return stop + 1 < self.limit and (words[stop] in (",", "và") or (words[stop] == "(" and words[stop + 1] in _BEGIN_ROLES))

    def _same_unit(self, place: Organisation) -> Organisation | None:
        """ "Hội Nông dân các huyện A, B và thành phố C", "LĐLĐ huyện A, thị xã B": places of one rank share the unit of the first."""
        before, previous = self.before, self.previous
        if previous is None or previous.kind not in _JOINS or before is None or before.kind not in ("ORG", "PLURAL"):
            return None
        unit, rank = before.value, _RANKS.get(place.base.lower())
        if not isinstance(unit, Organisation) or not unit.base or rank is None or _RANKS.get(unit.level) != rank or not place.place:
            return None
        if before.kind == "ORG" and not unit.place:
            return None
        return unit._replace(level=place.base.lower(), place=place.place, province=None)

    def _counted_names(self, start: int, end: int) -> Item | None:
        """ "Ba bệnh viện A, Mắt và Tâm thần": the names share the counted noun."""
        head = longest(self.lexicon.trie, self.tokens.words, start, self.limit)
        colon = end < self.limit and self.tokens.words[end] == ":"
        names = end + 1 if colon else end
        if head is None or head[0] != end or head[1].kind != "HEAD" or names >= self.limit or not self.tokens.caps[names]:
            return None
        stop, _ = place_run(self.tokens, self.lexicon, names, self.limit)
        if stop == names or not self._goes_on_as_list(stop) or longest_head(self.lexicon, self.tokens, names, self.limit):
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
        if end == position or (end < self.limit and self.tokens.words[end] not in _AFTER_PLACES):
            return None
        self.placed = position
        if organisation.classification == "place":
            return Item(
                "PLACE",
                position,
                end,
                organisation._replace(
                    base=organisation.base or organisation.level,
                    level="",
                    place=self.tokens.cased(position, end),
                    province=province,
                ),
            )
        return Item("ORG", position, end, organisation._replace(place=self.tokens.cased(position, end), province=province))
