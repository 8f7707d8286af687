"""A meeting told in none of the known sentence forms: a bloc that the text keeps speaking of, and signs that somebody met.

The signs are the rules of family ``sign``. Such a meeting comes out with a lower confidence than one that a sentence states,
and not at all beside a second bloc or a gathering of another kind (a congress, a council, a rally).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from warehouse.events.analysis import Analysis
from warehouse.events.blocs import Bloc, bloc_family
from warehouse.events.resolve_blocs import blocs_of, same_bloc
from warehouse.events.rules import Match

_NEEDED = 3.5
_MOST_OF_A_KIND = 2  # a sign that is repeated says little more
_GATHERINGS = (
    r"(?:đại hội|hội đồng thi đua|hội đồng tđkt|mít tinh|lễ phát động|kỳ họp|họp báo|chào cờ|lễ kỷ niệm|lễ công bố|cuộc thi|"
    r"giải báo chí|bổ nhiệm|điều động|luân chuyển|nghỉ hưu)"
)
_NAMED_GATHERING = re.compile(rf"(?<!\w){_GATHERINGS}(?!\w)")
_HELD_GATHERING = re.compile(
    rf"(?<!\w)(?:tổ chức|diễn ra|khai mạc|dự|tại|họp|mở) (?:thành công |long trọng |trọng thể )?{_GATHERINGS}(?!\w)"
)
_SET_UP = re.compile(
    r"(?<!\w)(?:thành lập|củng cố|kiện toàn|phân chia|chia|điều chỉnh|sắp xếp|quy chế|hướng dẫn|giao nhiệm vụ)\b[^.;]{0,40}?"
    r"(?<!\w)(?:\d+|các|thành) (?:cụm|khối)(?!\w)"
)  # "Sở Nội vụ chia lại các cụm, khối thi đua": about blocs, and none of them met
_OPENING_SENTENCES = 2


def meetings_by_signs(analysis: Analysis, province: str | None) -> list[tuple[float, Match, Bloc]]:
    """The mentions of the one bloc of the article when signs of a meeting suffice, the fullest name first; else nothing."""
    mentions = [
        (match, blocs_of(analysis.slot(match, "bloc"))[0][1])
        for match in analysis.matches("named_bloc")
        if blocs_of(analysis.slot(match, "bloc"))
    ]
    named = [(match, bloc) for match, bloc in mentions if bloc.named and bloc.strength]
    if not named or _another_gathering(analysis):
        return []
    best = max(named, key=lambda pair: (pair[1].strength, -pair[0].sentence))
    if any(not _may_be_one(analysis, best[1], bloc, province) for _, bloc in named):
        return []
    score = float(_headlined(analysis, best[0])) + sum(weight for weight, _ in _signs(analysis))
    score += min(_MOST_OF_A_KIND, 0.5 * (len(mentions) + _references(analysis) - 1))
    if score < _NEEDED:
        analysis.drop("meeting", *_place(analysis, best[0]), f"a bloc is named, but the signs of a meeting do not suffice ({score:.1f})")
        return []
    confidence = round(min(0.75, 0.55 + 0.05 * (score - _NEEDED)), 3)
    signed = {match.sentence for _, match in _signs(analysis)}
    ordered = sorted(named, key=lambda pair: (pair[0] is not best[0], pair[0].sentence not in signed, pair[0].sentence))
    return [(confidence, replace(match, rule=replace(match.rule, confidence=confidence)), bloc) for match, bloc in ordered]


def _headlined(analysis: Analysis, mention: Match) -> bool:
    """Whether the headline begins with the bloc."""
    return analysis.sentences[mention.sentence].kind == "heading" and mention.first <= 1


def _place(analysis: Analysis, match: Match) -> tuple[int, int]:
    items = analysis.items[match.sentence]
    return items[match.first].first, items[match.last - 1].last


def _may_be_one(analysis: Analysis, left: Bloc, right: Bloc, province: str | None) -> bool:
    """ "Khối thi đua số 3" and "Cụm thi đua 3", a number and a name, two names of one kind: one bloc under careless names."""
    if left.number is not None and right.number is not None:
        return left.number == right.number
    if same_bloc(left, right, province) or (left.number is None) != (right.number is None):
        return True
    family = bloc_family(analysis.lexicon, left.name)
    return family is not None and family == bloc_family(analysis.lexicon, right.name)


def _another_gathering(analysis: Analysis) -> bool:
    """Whether the heading or the first sentences say that something else is reported."""
    text, seen = analysis.tokens.text.lower, 0
    for sentence in analysis.sentences:
        pattern = _NAMED_GATHERING if sentence.kind == "heading" else _HELD_GATHERING
        place = analysis.tokens.starts[sentence.first], analysis.tokens.ends[sentence.last - 1]
        if pattern.search(text, *place) or (sentence.kind == "heading" and _SET_UP.search(text, *place)):
            return True
        seen += sentence.kind == "body"
        if seen >= _OPENING_SENTENCES:
            break
    return False


def _signs(analysis: Analysis) -> Iterator[tuple[float, Match]]:
    """Weights of the signs, each kind counted a few times only."""
    often: dict[str, int] = {}
    for match in analysis.matches("sign"):
        words = match.rule.says.get("any")
        spoken = analysis.tokens.words[slice(*_place(analysis, match))]
        if words and not any(word in spoken for word in words):
            continue
        often[match.rule.id] = often.get(match.rule.id, 0) + 1
        if often[match.rule.id] <= _MOST_OF_A_KIND:
            yield float(match.rule.says["weight"]), match


def _references(analysis: Analysis) -> int:
    """How often the text says "trong khối", "của cụm", "các thành viên của khối"."""
    return sum(item.kind == "BLOCREF" for items in analysis.items for item in items)
