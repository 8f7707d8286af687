"""Who is asked to give what a later sentence only proposes."""

from __future__ import annotations

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.names import complete_name, first_post, with_post

_LONGEST_LIST = 8  # items, until nobody remembers who was asked
_Asked = list[tuple[int, Finding]]  # sentence, giver


def asked_givers(analysis: Analysis) -> dict[str, _Asked]:
    """By class of award: the givers that the article asks for it, in text order."""
    found: dict[str, _Asked] = {}
    for match in analysis.matches("giver"):
        items, giver = analysis.items[match.sentence], analysis.slot(match, "giver")
        name = with_post(analysis, giver[:-1], complete_name(analysis, items, giver[-1]))
        finding = Finding(name, ((giver[0].first, giver[-1].last),), "derived")
        for item in analysis.slot(match, "awards"):
            if item.kind == "AWARD":
                found.setdefault(item.value.term.label, []).append((match.sentence, finding))
    return found


def carried_giver(givers: dict[str, _Asked], label: str, sentence: int) -> Finding | None:
    """The one giver that earlier sentences ask for an award of this class; ``None`` when they ask nobody, or several."""
    before = [finding for number, finding in givers.get(label, ()) if number < sentence]
    return before[0] if before and len({str(finding.value).lower() for finding in before}) == 1 else None


def asked_above(analysis: Analysis, number: int) -> Finding:
    """ "Khối đề nghị UBND tỉnh:" above a list: who is asked gives what its items name nobody for."""
    for before in range(number - 1, max(number - _LONGEST_LIST, 0) - 1, -1):
        items = analysis.items[before]
        if not items or items[-1].kind != "':'":
            continue
        for at in range(len(items) - 2, max(len(items) - 7, 0), -1):
            if items[at].kind != "AUTH":
                continue
            start = first_post(items, at)
            if start == 0 or items[start - 1].kind != "PROPOSE":
                break
            name = with_post(analysis, items[start:at], complete_name(analysis, items, items[at]))
            return Finding(name, ((items[start].first, items[at].last),), "derived")
        break
    return Finding(None)
