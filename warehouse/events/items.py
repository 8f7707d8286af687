"""What the rules see: typed pieces of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from warehouse.events.blocs import Bloc
from warehouse.events.lexicon import AwardTerm


class Role(NamedTuple):
    """A role in a bloc, with the bloc when it is named right behind ("Trưởng Khối thi đua các cơ quan Đảng tỉnh")."""

    role: str  # head | deputy | standing | member
    bloc: Bloc | None


class Award(NamedTuple):
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


BLOC_KINDS = frozenset(("BLOC", "BLOCREF", "ROLEOF", "ROLEALONE"))


@dataclass(slots=True, eq=False)
class Item:
    """One symbol of a sentence: its kind, the tokens ``first`` up to ``last``, and what it means."""

    kind: str
    first: int
    last: int
    value: Any = None


def bloc_of(item: Item) -> Bloc | None:
    """The bloc that an item names, alone or in a role."""
    return item.value if isinstance(item.value, Bloc) else item.value.bloc if isinstance(item.value, Role) else None
