"""Whole articles composed of the parts in composed.toml, each with its label: what one sentence says must not disturb another.

The number of an article decides all its choices, so that a failure names the article that shows it.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

PARTS: dict[str, list[dict[str, Any]]] = tomllib.loads(Path(__file__).with_name("composed.toml").read_text(encoding="utf-8"))
_SESSIONS = {"Sáng": "morning", "Chiều": "afternoon", "Ngày": None}
_DAYS = ("{0.day}/{0.month}", "{0.day}-{0.month}", "{0.day}/{0.month}/{0.year}", "{0:%d/%m/%Y}", "{0.day} tháng {0.month} năm {0.year}")
_REVIEWED = {
    "annual_review": (
        "Hội nghị tổng kết công tác thi đua, khen thưởng năm {year}",
        "Hội nghị tổng kết phong trào thi đua yêu nước năm {year}",
    ),
    "midyear_review": (
        "Hội nghị sơ kết công tác thi đua 6 tháng đầu năm {year}",
        "Hội nghị sơ kết phong trào thi đua 6 tháng đầu năm {year}",
    ),
    "pact_signing": ("Lễ ký kết giao ước thi đua năm {year}", "Lễ ký giao ước thi đua năm {year}"),
}
_TITLES = {
    "annual_review": "{bloc} tổng kết năm {year}",
    "midyear_review": "Sơ kết công tác thi đua {bloc}",
    "pact_signing": "Ký giao ước thi đua năm {year}",
}
_MONTHS = {"annual_review": (11, 12, 1), "midyear_review": (6, 7), "pact_signing": (2, 3)}


@dataclass(frozen=True, slots=True)
class Composed:
    """An article and what it tells: rows of a gold label by table."""

    number: int
    text: str
    published: str
    province: str
    label: dict[str, list[dict[str, Any]]]


def compose(number: int) -> Composed:
    """The article of a number: a headline, the sentence that reports, fillers, and at a yearly review a choice and awards."""
    pick = random.Random(number)
    world = pick.choice(PARTS["world"])
    kind = pick.choice(("annual_review", "annual_review", "midyear_review", "pact_signing"))
    year = pick.randint(2015, 2023)
    month = pick.choice(_MONTHS[kind])
    held_on = date(year + (kind == "annual_review" and month == 1), month, pick.randint(2, 28))
    session = pick.choice(tuple(_SESSIONS))
    when = f"{session} {pick.choice(_DAYS).format(held_on)}"
    words = _words(pick, world, kind, year) | {"when": when, "on": when[0].lower() + when[1:]}
    parts = list(_parts(pick, kind))
    lines = [_TITLES[kind].format(**words), *(_sentence(part["text"], words) for part in parts)]
    opening = parts[0]
    meeting = {
        "type": kind,
        "bloc": words["bloc"],
        "date": held_on.isoformat(),
        "session": _SESSIONS[session],
        "period": f"{year}-H1" if kind == "midyear_review" else str(year),
        "hosts": [words[unit] for unit in opening.get("hosts", ())],
        "member_count": int(words["n"]) if opening.get("members") else None,
    }
    leads = [
        {"unit": words[unit], "role": role, "year": year if when == "now" else int(words["next"])}
        for part in parts
        for unit, role, when in part.get("leads", ())
    ]
    awards = [_award(words, year, *row) for part in parts for row in part.get("awards", ())]
    label = {"meetings": [meeting], "lead_units": leads, "awards": awards}
    return Composed(number, "\n".join(lines), held_on.isoformat(), world["province"], label)


def _words(pick: random.Random, world: dict[str, Any], kind: str, year: int) -> dict[str, str]:
    bloc = pick.choice(world["blocs"])
    group = "cụm" if bloc.startswith("Cụm") else "khối"
    head, deputy = pick.choice(((f"Trưởng {group}", f"Phó Trưởng {group}"), (f"{group.capitalize()} trưởng", f"{group.capitalize()} phó")))
    units = dict(zip("ABCDEF", pick.sample(world["units"], 6), strict=True))
    following = year + 1 if kind == "annual_review" else year
    words = {"bloc": bloc, "group": group, "head": head, "deputy": deputy, "year": str(year), "next": str(following), **units}
    return words | {"n": str(pick.randint(6, 15)), "held": pick.choice(_REVIEWED[kind]).format(year=year)}


def _parts(pick: random.Random, kind: str) -> Iterator[dict[str, Any]]:
    yield pick.choice(PARTS["opening"])
    yield from pick.sample(PARTS["filler"], pick.randint(2, 5))
    if kind == "annual_review":
        if pick.random() < 0.8:
            yield pick.choice(PARTS["award"])
        if pick.random() < 0.8:
            yield pick.choice(PARTS["choice"])


def _sentence(text: str, words: dict[str, str]) -> str:
    sentence = text.format(**words)
    return sentence[0].upper() + sentence[1:]


def _award(words: dict[str, str], year: int, award: str, status: str, recipient: str, count: int, authority: str) -> dict[str, Any]:
    kind = "individual" if recipient == "individual" else "collective"
    row = {"award": award, "status": status, "recipient": words.get(recipient), "recipient_kind": kind, "count": count}
    return row | {"authority": authority or None, "year": year, "decision": None}
