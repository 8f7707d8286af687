"""Who is asked to give what a later sentence only proposes: "… đề nghị UBND tỉnh tặng Cờ thi đua. … Đề nghị tặng Cờ thi đua cho A."."""

from __future__ import annotations

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.names import complete_name

_Asked = list[tuple[int, Finding]]  # sentence, giver


def asked_givers(analysis: Analysis) -> dict[str, _Asked]:
    """By class of award: the givers that the article asks for it, in text order."""
    found: dict[str, _Asked] = {}
    for match in analysis.matches("giver"):
        items, giver = analysis.items[match.sentence], analysis.slot(match, "giver")
        name = complete_name(analysis, items, giver[-1])
        post = " ".join(analysis.text(item) for item in giver[:-1])
        finding = Finding(f"{post[0].upper()}{post[1:]} {name}" if post else name, ((giver[0].first, giver[-1].last),), "derived")
        for item in analysis.slot(match, "awards"):
            if item.kind == "AWARD":
                found.setdefault(item.value.term.label, []).append((match.sentence, finding))
    return found


def carried_giver(givers: dict[str, _Asked], label: str, sentence: int) -> Finding | None:
    """The one giver that earlier sentences ask for an award of this class; ``None`` when they ask nobody, or several."""
    before = [finding for number, finding in givers.get(label, ()) if number < sentence]
    return before[0] if before and len({str(finding.value).lower() for finding in before}) == 1 else None
