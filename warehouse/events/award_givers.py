"""Who is asked to give what a later sentence only proposes, and the decision that a text is: what holds for all awards of it."""

from __future__ import annotations

import re
from bisect import bisect_left

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.names import complete_name

_HEADING = 1_500  # characters of a document above its first article
_OWN_NUMBER = re.compile(r"\bsố\s*:?\s*(\d{1,5}\s?/\s?qđ\s?-\s?[^\W_]+(?:[.-][^\W_]+)*)")
_TITLE = re.compile(r"^\s*quyết định\s*:?\s*$", re.MULTILINE)
_LONGEST_LIST = 8  # items, until nobody remembers who was asked
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


def asked_above(analysis: Analysis, number: int) -> Finding:
    """ "Khối đề nghị UBND tỉnh:" above a list: who is asked gives what its items name nobody for."""
    for before in range(number - 1, max(number - _LONGEST_LIST, 0) - 1, -1):
        items = analysis.items[before]
        if not items or items[-1].kind != "':'":
            continue
        for at in range(len(items) - 2, max(len(items) - 7, 0), -1):
            if items[at].kind != "AUTH":
                continue
            start = at
            while start > 0 and items[start - 1].kind == "POST":
                start -= 1
            if start == 0 or items[start - 1].kind != "PROPOSE":
                break
            post = " ".join(analysis.text(item) for item in items[start:at])
            name = complete_name(analysis, items, items[at])
            return Finding(f"{post[0].upper()}{post[1:]} {name}" if post else name, ((items[start].first, items[at].last),), "derived")
        break
    return Finding(None)


def own_decision(analysis: Analysis) -> Finding:
    """The number in the head of a text that is itself a decision ("Số: 42/QĐ-UBND … QUYẾT ĐỊNH …"): what it gives, it gives by it."""
    head = analysis.tokens.text.lower[:_HEADING]
    number = _OWN_NUMBER.search(head) if "/qđ" in head.replace(" /", "/") else None
    if number is None or not _TITLE.search(head, number.end()):
        return Finding(None)
    first = bisect_left(analysis.tokens.starts, number.start(1))
    last = bisect_left(analysis.tokens.starts, number.end(1))
    return Finding("".join(analysis.tokens.cased(first, last).split()), ((first, last),))
