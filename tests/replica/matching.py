"""Whether a release holds exactly the facts of ``expected.json``: asked by SQL, compared fact by fact.

Names are taken as printed, and are the same when they differ in spelling only: case, tone-mark style, short forms, the word ``tỉnh`` and the province's own
name. Everything else (type, period, date, session, member count, role, year, class, status, count, kind, decision) has to be equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from tests.replica.expected import authority_class

Ask = Callable[[str], Iterable[tuple[Any, ...]]]

QUERIES = {
    "meetings": "select province_name, bloc_name, meeting_type, period, cast(held_on as varchar), session, member_count, host_names from out_meeting",
    "lead_units": "select province_name, bloc_name, printed_unit_name, lead_role, lead_year from out_lead_unit",
    "awards": "select province_name, award_class, authority_name, printed_recipient_name, recipient_kind, recipient_count, status, achievement_year, decision_number from out_award",
}
_SHORT_FORMS = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc"}
_TONE_STYLES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}


def plain_name(name: str | None, province: str | None) -> str:
    """A name without what spelling may vary in."""
    text = unicodedata.normalize("NFC", name or "").lower()
    for old, new in _TONE_STYLES.items():
        text = re.sub(rf"(?<!q){old}\b", new, text)
    text = " ".join(re.sub(r"[^\w\s]", " ", text).split())
    for short, full in _SHORT_FORMS.items():
        text = re.sub(rf"\b{short}\b", full, text)
    if province:
        text = f" {text} ".replace(f" {province.lower()} ", " ")
    return " ".join(word for word in text.split() if word != "tỉnh")


def _authority(name: str | None, province: str | None) -> str:
    if plain_name(name, province).endswith("ủy ban nhân dân"):
        return "province"
    return plain_name(authority_class(name), province)


def _meeting(
    province: str, bloc: str, kind: str, period: str, date: str, session: str, members: int, hosts: Iterable[str]
) -> tuple[Any, ...]:
    plain_hosts = tuple(sorted(plain_name(host, province) for host in hosts if host))
    return (province, plain_name(bloc, province), kind, period, date, session, members, plain_hosts)


def _lead_unit(province: str, bloc: str, unit: str, role: str, year: int) -> tuple[Any, ...]:
    return (province, plain_name(bloc, province), plain_name(unit, province), role, year)


def _award(
    province: str, award: str, authority: str, recipient: str, kind: str, count: int, status: str, year: int, decision: str
) -> tuple[Any, ...]:
    return (province, award, _authority(authority, province), plain_name(recipient, province), kind, count, status, year, decision)


_SLOTS = {
    "meetings": ("province", "bloc", "type", "period", "date", "session", "member_count", "hosts"),
    "lead_units": ("province", "bloc", "unit", "role", "year"),
    "awards": ("province", "award", "authority", "recipient", "recipient_kind", "count", "status", "year", "decision"),
}
_PLAIN: dict[str, Callable[..., tuple[Any, ...]]] = {"meetings": _meeting, "lead_units": _lead_unit, "awards": _award}


def _wanted(table: str, fact: dict[str, Any]) -> tuple[Any, ...]:
    return _PLAIN[table](*(fact[slot] for slot in _SLOTS[table]))


def _found(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    if table == "meetings":
        row = (*row[:-1], (row[-1] or "").split("|"))
    return _PLAIN[table](*row)


def differences(facts: dict[str, list[dict[str, Any]]], ask: Ask) -> list[str]:
    """One line a fact that is missing from the release or that it has too many; empty when they agree exactly.

    ``facts`` is ``expected["facts"]`` or ``expected["edition_2"]["facts"]``; ``ask`` runs a query on the release and gives its rows.
    """
    lines = []
    for table, query in QUERIES.items():
        wanted = Counter(_wanted(table, fact) for fact in facts[table])
        found = Counter(_found(table, tuple(row)) for row in ask(query))
        lines += [f"{table}: missing {fact}" for fact in sorted((wanted - found).elements(), key=str)]
        lines += [f"{table}: too many {fact}" for fact in sorted((found - wanted).elements(), key=str)]
    return lines
