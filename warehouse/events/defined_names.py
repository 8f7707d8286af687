"""Short names that an article defines itself: "Đại học Kinh tế (UEH)", then "… bầu UEH làm Trưởng khối"."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.items import Item
from warehouse.events.lexicon import Lexicon
from warehouse.events.organisation_parts import Organisation
from warehouse.events.tokens import Tokens

_SHORTEST, _LONGEST = 2, 8
_OF_SHORT_FORMS = frozenset(("W", "ORG", "'-'", "'&'"))
_SAID_SHORT = frozenset(("gọi", "viết"))  # "(gọi tắt là X)", "(sau đây viết tắt là X)"


class DefinedNames:
    """The short names met so far; :meth:`read` puts the organisation in the place of each that comes later."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self._tokens, self._lexicon = tokens, lexicon
        self._names: dict[str, Organisation] = {}

    def read(self, items: list[Item]) -> None:
        """Completes the items of one sentence in place, and learns what it defines."""
        for at, item in enumerate(items):
            if item.kind == "W" and self._names and (known := self._names.get(self._printed(item))) is not None:
                items[at] = Item("ORG", item.first, item.last, known)
            elif item.kind == "'('" and at and items[at - 1].kind == "ORG" and (short := self._defined(items, at)) is not None:
                self._names.setdefault(short, items[at - 1].value)
        self._without_short_forms(items)

    def _without_short_forms(self, items: list[Item]) -> None:
        """ "Sở Giáo dục và Đào tạo (GD&ĐT) làm Trưởng khối": the short form behind the name says nothing more, and is taken out."""
        for at in range(len(items) - 3, 0, -1):
            if items[at].kind == "'('" and items[at - 1].kind == "ORG":
                close = next((index for index in range(at + 2, min(at + 9, len(items))) if items[index].kind == "')'"), None)
                if close is not None and all(item.kind in _OF_SHORT_FORMS for item in items[at + 1 : close]):
                    short = self._tokens.cased(items[at + 1].first, items[close - 1].last)
                    if short.isupper() and " " not in short and short[0].isalpha():
                        del items[at : close + 1]

    def _defined(self, items: Sequence[Item], at: int) -> str | None:
        """The short name alone in the bracket that opens at ``at``, or last behind "gọi tắt là"."""
        close = next((index for index in range(at + 2, min(at + 8, len(items))) if items[index].kind == "')'"), None)
        if close is None or items[close - 1].kind != "W":
            return None
        if close != at + 2 and not any(item.value in _SAID_SHORT for item in items[at + 1 : close - 1]):
            return None
        short = self._printed(items[close - 1])
        is_short = _SHORTEST <= len(short) <= _LONGEST and short.isupper() and short.isalpha()
        return short if is_short and short.lower() not in self._lexicon.short_no_unit else None

    def _printed(self, item: Item) -> str:
        return self._tokens.cased(item.first, item.last)
