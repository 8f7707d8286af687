"""The code of the award_types seed that an award's words, or its authority, support; the most specific one, or none."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from crawlers.reference import reference_rows
from warehouse.events.items import Award
from warehouse.events.normalise import fold_name

_ORDERS = {"hclđ": "huân chương lao động", "hcđl": "huân chương độc lập", "hcqc": "huân chương quân công", "hccc": "huân chương chiến công"}
_CLASSES = {"i": "nhất", "ii": "nhì", "iii": "ba", "hai": "nhì"}
_CLASS = re.compile(r" (?:hạng )?(nhất|nhì|ba|hai|iii|ii|i)(?= |$)")
_AGAIN = re.compile(r" \(?lần thứ (?:nhất|hai|ba|i{1,3})\)?")
_PARTICLES = re.compile(r"^(?:danh hiệu|lá|tấm) |,")
_UNSPECIFIC = ("UNSPEC_", "BADGE", "KNC_")  # a type to fall back on, decided by the authority or not at all
_BY_AUTHORITY = ("co_thi_dua", "bang_khen", "giay_khen")  # an epithet ("xuất sắc") says nothing about the level


@cache
def _names() -> tuple[tuple[str, str, str], ...]:
    """(folded name, code, label class) of all types and aliases, the longest first."""
    found = set()
    for row in reference_rows("award_types"):
        for name in (row["name_vi"], *row["aliases"].split("|")):
            plain = _plain(name.split(" (")[0])
            if row["label_class"] and len(plain.split()) > 1:
                found.add((plain, row["code"], row["label_class"]))
    return tuple(sorted(found, key=lambda entry: (-len(entry[0]), entry)))


def _plain(name: str) -> str:
    """Folded, in full words, the class as "hạng nhất", no "lần thứ hai"."""
    text = " ".join(_PARTICLES.sub(" ", fold_name(name)).replace("chiến sỹ", "chiến sĩ").split())
    first, _, rest = text.partition(" ")
    text = _AGAIN.sub("", f"{_ORDERS.get(first, first)} {rest}".strip())
    return _CLASS.sub(lambda found: f" hạng {_CLASSES.get(found[1], found[1])}", text) if text.startswith("huân chương") else text


@cache
def _authorities() -> tuple[tuple[str, str], ...]:
    rows = [(fold_name(row["authority_prefix"]), row["authority_code"]) for row in reference_rows("authorities")]
    return tuple(sorted(rows, key=lambda entry: -len(entry[0])))


@cache
def _by_authority() -> dict[tuple[str, str], str]:
    return {(row["award_class"], row["authority_code"]): row["award_type_code"] for row in reference_rows("award_type_by_authority")}


def award_type(award: Award, authority: str | None) -> str | None:
    """The code, or ``None`` when neither the award's own words nor its authority tell more than the label class does."""
    return _type_of(award.term.label, award.term.award_type, award.text, authority)


@lru_cache(maxsize=4096)  # articles print the same few awards and authorities again and again
def _type_of(label: str, stated: str, text: str, authority: str | None) -> str | None:
    printed = _plain(text)
    if label not in _BY_AUTHORITY:
        named = next((code for name, code, kind in _names() if kind == label and f"{printed} ".startswith(f"{name} ")), None)
        if named is not None and not named.startswith(_UNSPECIFIC):
            return named
        if stated and not stated.startswith(_UNSPECIFIC) and not (stated == "IND_BASE" and printed.endswith("thi đua")):
            return stated
    elif authority is None and printed.endswith("cấp tỉnh"):
        return _by_authority().get((label, "provincial_committee"))
    folded = fold_name(authority or "")
    code = next((code for prefix, code in _authorities() if folded and f"{folded} ".startswith(f"{prefix} ")), None)
    return _by_authority().get((label, code)) if code is not None else None
