"""By whose authority an award is given: not who hands it over, nor who proposes it."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.events.analysis import Analysis, Finding
from warehouse.events.award_decisions import decision_of, is_decision
from warehouse.events.award_stages import Stage
from warehouse.events.items import Item
from warehouse.events.names import complete_name, first_post, with_post

_BLOC = frozenset(("BLOC", "BLOCREF", "ROLEALONE"))
_BARE = frozenset(("sở", "cục", "trường", "viện", "chi cục", "công ty"))
_BEFORE_HANDING_ON = frozenset(("'xét'", "'xem'", "','", "'và'", "AND", "TABLED", "'để'"))
_COMMITTEES = frozenset(("ban thường vụ", "ban chấp hành", "ban chấp hành trung ương", "ban thường trực", "đoàn chủ tịch", "btv", "bch"))


def authority_behind(analysis: Analysis, items: Sequence[Item], index: int) -> Finding:
    """What stands right behind the award: "của Chủ tịch UBND tỉnh", "Chính phủ", "của tỉnh"."""
    at, award = index + 1, items[index]
    if at < len(items) and items[at].kind == "'\"'":  # the closing mark of a quoted award
        at, index = at + 1, index + 1
    if at < len(items) and items[at].kind in ("OF", "BY"):
        at += 1
    start = at
    while at < len(items) and items[at].kind == "POST":
        at += 1
    if award.value.term.label == "giay_khen" and start == at < len(items) and items[at].kind in _BLOC and items[at - 1].kind == "OF":
        return _bloc_named(analysis, items[at])
    if at < len(items) and items[at].kind in ("AUTH", "ORG") and (items[index + 1].kind in ("OF", "BY") or items[at].kind == "AUTH"):
        at += _is_committee(analysis, items, at)
        return Finding(_authority_name(analysis, items, start, at), ((items[start].first, items[at].last),))
    if start == at < len(items) and _is_brand(analysis, items, at) and analysis.tokens.words[items[at].first - 1] != "ngành":
        return Finding(analysis.text(items[at]), ((items[at].first, items[at].last),))
    if start == at > index + 1 and at < len(items) and items[at].kind == "'tỉnh'":
        return Finding("UBND tỉnh", ((items[at].first, items[at].last),))
    if at < len(items) and items[index + 1].kind == "OF" and items[start].kind == "POST" and start < at:
        return Finding(analysis.text(items[start]), ((items[start].first, items[at - 1].last),))
    return Finding(None)


def _bloc_named(analysis: Analysis, item: Item) -> Finding:
    """A bloc, or its head, that gives a certificate of its own."""
    shown = analysis.text(item)
    return Finding(f"{shown[0].upper()}{shown[1:]}", ((item.first, item.last),))


def _is_brand(analysis: Analysis, items: Sequence[Item], at: int) -> bool:
    """A group or firm under its capitals alone ("VRG tặng Cờ thi đua", "Bằng khen của EVN")."""
    if items[at].kind != "W" or (at + 1 < len(items) and items[at + 1].kind in ("AUTH", "ORG", "W", "PROVINCE")):
        return False
    shown = analysis.text(items[at])
    return len(shown) >= 3 and shown.isupper() and shown.isascii() and shown.isalpha() and not set(shown) <= set("IVX")


def _is_committee(analysis: Analysis, items: Sequence[Item], at: int) -> bool:
    """Whether an organisation stands behind its own committee: "Ban Thường vụ Hội Nông dân tỉnh", "Đoàn Chủ tịch Tổng Liên đoàn …"."""
    if at + 1 >= len(items) or items[at + 1].kind not in ("ORG", "AUTH"):
        return False
    return analysis.text(items[at]).lower() in _COMMITTEES


def _authority_name(analysis: Analysis, items: Sequence[Item], start: int, at: int) -> str:
    name = complete_name(analysis, items, items[at])
    if start < at and _is_committee(analysis, items, at - 1):
        name, at = f"{analysis.text(items[at - 1])} {name}", at - 1
    return with_post(analysis, items[start:at], name)


def later_authority(items: Sequence[Item], authorities: dict[int, Finding], index: int) -> Finding | None:
    """ "cờ thi đua và bằng khen của Chủ tịch UBND tỉnh": what the last one says holds for those before it, none in quotation marks."""
    order = items[index].value.term.label == "huan_chuong"  # which only the president confers
    for at, found in authorities.items():
        if at > index and found.value and (not order or found.value == "Chủ tịch nước"):
            return None if any(item.kind == "'\"'" for item in items[index + 1 : at]) else found
    return None


def agent(analysis: Analysis, number: int, stage: Stage, index: int) -> Finding:
    """Who is asked to give, or gives: the nearest authority between the governing verb and the award, else before the verb."""
    items = analysis.items[number]
    if analysis.holds(number, "ONBEHALF") and (on_behalf := _on_behalf(analysis, items, index)).value:
        return on_behalf
    low = max(0, min(stage.index, index) - 6) if not stage.carried else 0
    if items[index].value.term.label == "giay_khen" and stage.name in ("decided", "presented") and stage.index < index:
        bloc = next((item for item in reversed(items[: stage.index]) if item.kind not in ("'đã'", "'cũng'")), None)
        if bloc is not None and bloc.kind in _BLOC:
            return _bloc_named(analysis, bloc)
    if analysis.holds(number, "DOC") and any(
        item.kind == "DOC" for item in items[low : stage.index]
    ):  # "… có Quyết định số 1/QĐ-CTN, 2/QĐ-CTN ngày … tặng"
        low = max(0, low - 8)
    passive = stage.name == "received" or (
        stage.name == "proposed" and 0 < stage.index < index and items[stage.index - 1].kind == "PASSIVE"
    )
    for at in range(index - 1, low - 1, -1):
        item = items[at]
        if item.kind not in _TELLS_WHO_GIVES:
            continue
        if passive and at < stage.index and item.kind in ("AWARD", "';'"):  # another clause
            break
        if item.kind in ("CONFER", "PRESENT") and at > 0 and (giver := _brand_before(analysis, items, at)).value:
            return giver
        if item.kind == "AUTH" or (item.kind == "ORG" and (_gives(items, at) or _rewards(analysis, items[at + 1]))):
            start = first_post(items, at - 1 if at > 0 and _is_committee(analysis, items, at - 1) else at)
            post = " ".join(analysis.tokens.words[items[start].first : items[at].first])
            if (
                post.startswith("phó")
                or any(between.kind == "PERSON" for between in items[at + 1 : index])
                or (start > 1 and items[start - 1].kind in ("','", "'nguyên'") and _of_person(items, start))
                or (start > 0 and items[start - 1].kind in ("ATTEND", "RANK", "IN"))
            ):
                continue
            if at + 1 < len(items) and (items[at + 1].kind == "TO" or _passes_on(items, at)):
                continue
            if start > 1 and items[start - 1].kind == "OF" and items[start - 2].kind == "AWARD":  # of another award
                continue
            if (start > 0 and items[start - 1].kind == "AWARD") or _receives(items, at):
                continue
            return Finding(_authority_name(analysis, items, start, at), ((items[start].first, items[at].last),))
    return _subject_before(analysis, items, min(low, index)) if stage.name in ("decided", "presented") else Finding(None)


def _passes_on(items: Sequence[Item], at: int) -> bool:
    """ "… Hội đồng Thi đua - Khen thưởng tỉnh xét, trình cấp có thẩm quyền tặng": who only hands a proposal on gives nothing."""
    behind = (item.kind for item in items[at + 1 : at + 5] if item.kind not in _BEFORE_HANDING_ON)
    return next(behind, "") == "PROPOSE"


def _of_person(items: Sequence[Item], start: int) -> bool:
    """ "ông A, nguyên Chủ tịch UBND tỉnh; …": what a person is who receives, or hands over."""
    at = start - 1
    while at > 0 and items[at].kind in ("'nguyên'", "','", "RANK"):
        at -= 1
    return items[at].kind == "PERSON"


def _receives(items: Sequence[Item], at: int) -> bool:
    """ "Bộ Y tế đã đạt giải Nhất": who has an award gives none."""
    following = [item.kind for item in items[at + 1 : at + 4] if item.kind not in ("'đã'", "'cũng'", "'vừa'")]
    return following[:1] == ["RECEIVE"] or following[:2] == ["PASSIVE", "RECEIVE"]


def _brand_before(analysis: Analysis, items: Sequence[Item], verb: int) -> Finding:
    at = verb - 2 if verb > 1 and items[verb - 1].kind == "'đã'" else verb - 1
    if _is_brand(analysis, items, at):
        return Finding(analysis.text(items[at]), ((items[at].first, items[at].last),))
    if at > 0 and items[at - 1].kind == "POST" and analysis.text(items[at]).lower() in _BARE:  # "Giám đốc Sở tặng Giấy khen"
        return Finding(f"{analysis.text(items[at - 1])} {analysis.text(items[at])}", ((items[at - 1].first, items[at].last),))
    return Finding(None)


def _subject_before(analysis: Analysis, items: Sequence[Item], before: int) -> Finding:
    """ "Chủ tịch UBND tỉnh tặng Cờ … cho A; công nhận …; tặng Bằng khen cho B": who gave first gives on."""
    for at in range(before - 1, -1, -1):
        if items[at].kind not in _GIVERS:
            continue
        following = next((item for item in items[at + 1 : at + 3] if item.kind not in ("'đã'", "'cũng'", "PROVINCE")), None)
        gives = following is not None and (following.kind in ("CONFER", "PRESENT") or _rewards(analysis, following))
        if following is None or not gives:
            continue
        if _is_brand(analysis, items, at):
            return Finding(analysis.text(items[at]), ((items[at].first, items[at].last),))
        if items[at].kind == "AUTH" or (items[at].kind == "ORG" and (_gives(items, at) or _rewards(analysis, following))):
            start = first_post(items, at)
            if start == 0 or items[start - 1].kind not in ("PASSIVE", "PROPOSE", "VOTE"):
                return Finding(_authority_name(analysis, items, start, at), ((items[start].first, items[at].last),))
    return Finding(None)


def _rewards(analysis: Analysis, item: Item) -> bool:
    """ "UBND tỉnh khen thưởng 15 tập thể; trong đó tặng Bằng khen …": the noun of the field is a verb behind who gives."""
    return item.kind == "EMULATION" and analysis.text(item).lower() == "khen thưởng"


def agent_before(analysis: Analysis, items: Sequence[Item], first: int) -> Finding:
    """ "3 tập thể được UBND tỉnh tặng Cờ thi đua và 8 tập thể được tặng Bằng khen": the clause before "và" says who gives."""
    if first < 2 or items[first - 1].kind != "AND":
        return Finding(None)
    for at in range(first - 2, 0, -1):
        if items[at].kind in ("';'", "TO"):
            break
        if items[at].kind == "AWARD":
            verb = at - 1
            if items[verb].kind in ("CONFER", "PRESENT") and verb > 0 and items[verb - 1].kind == "AUTH":
                start = first_post(items, verb - 1)
                return Finding(_authority_name(analysis, items, start, verb - 1), ((items[start].first, items[verb - 1].last),))
            break
    return Finding(None)


def _on_behalf(analysis: Analysis, items: Sequence[Item], index: int) -> Finding:
    """ "Thừa ủy quyền của Chủ tịch nước, đồng chí … trao": the one who is stood in for confers, the other presents."""
    for at in range(index - 1, -1, -1):
        if items[at].kind == "ONBEHALF":
            start = at + 1
            end = start
            while end < len(items) and items[end].kind == "POST":
                end += 1
            if end < len(items) and items[end].kind == "AUTH":
                return Finding(_authority_name(analysis, items, start, end), ((items[start].first, items[end].last),))
    return Finding(None)


def signer(analysis: Analysis, items: Sequence[Item], decision: Finding) -> Finding:
    """ "theo Quyết định số … ngày … của Chủ tịch nước": who signed the decision confers."""
    at = next((index for index, item in enumerate(items) if (item.first, item.last) == decision.ranges[0]), len(items))
    for index in range(at + 1, min(at + 6, len(items))):
        if items[index].kind == "OF":
            start = index + 1
            while start < len(items) and items[start].kind == "POST":
                start += 1
            if start < len(items) and items[start].kind == "AUTH":
                return Finding(_authority_name(analysis, items, index + 1, start), ((items[index + 1].first, items[start].last),))
    return Finding(None)


def _certificate_follows(items: Sequence[Item], verb: int) -> bool:
    """The office that keeps the awards of a province hands over those of others, but gives certificates (giấy khen) of its own."""
    award = next((item for item in items[verb + 1 : verb + 4] if item.kind == "AWARD"), None)
    return award is not None and award.value.term.label == "giay_khen"


_TELLS_WHO_GIVES = frozenset(("AUTH", "ORG", "CONFER", "PRESENT", "AWARD", "';'"))
_GIVERS = frozenset(("AUTH", "ORG", "W"))
_OWN = frozenset(("YEAR", "DOC", "DATE", "SCHOOLYEAR", "SPAN"))
_GOES_ON = ("theo đó", "cụ thể", "trong đó")


def takes_up(analysis: Analysis, number: int) -> bool:
    """Whether a sentence goes on with what the one before has announced: "Theo đó, …", or the same award without year or decision."""
    if number == 0:
        return False
    items, before = analysis.items[number], analysis.items[number - 1]
    if " ".join(analysis.tokens.words[items[0].first : items[0].first + 2]) in _GOES_ON:
        return True
    if analysis.sentences[number].segment != analysis.sentences[number - 1].segment or any(item.kind in _OWN for item in items):
        return False
    said = {item.value.term.label for item in before if item.kind == "AWARD"}
    same = said and said == {item.value.term.label for item in items if item.kind == "AWARD"}
    return bool(same) and any(item.kind == "DOC" for item in before)


def announced(analysis: Analysis, number: int) -> tuple[Finding, Finding]:
    """ "Chủ tịch UBND tỉnh ký Quyết định số … khen thưởng …. Theo đó, tặng Bằng khen cho A": authority and decision said before."""
    nothing = Finding(None), Finding(None)
    if not takes_up(analysis, number):
        return nothing
    items = analysis.items[number - 1]
    decisions = [item for item in items if is_decision(item)]
    decision = Finding(None)
    if len(decisions) == 1:
        decision = decision_of(analysis, decisions[0])
    elif not any(item.kind == "CONFER" for item in items):
        return nothing
    if decision.value and (signed := signer(analysis, items, decision)).value:
        return signed, decision
    for at, item in enumerate(items):
        if item.kind in ("CONFER", "DOC", "AWARD"):
            break
        if item.kind == "AUTH":
            start = first_post(items, at)
            return Finding(_authority_name(analysis, items, start, at), ((items[start].first, item.last),)), decision
    return Finding(None), decision


def _gives(items: Sequence[Item], at: int) -> bool:
    """An organisation right before the verb gives the award itself, unless it only hands it over for another."""
    verb = at + 2 if at + 2 < len(items) and items[at + 1].kind == "'đã'" else at + 1
    if verb >= len(items) or items[verb].kind not in ("CONFER", "PRESENT"):
        return False
    if items[at].value.code in ("SNV", "BTDKT") and not _certificate_follows(items, verb):
        return False
    if items[at].value.bare and items[at].value.code == "BTCTU":  # the organisers of a contest
        return False
    return not (at > 0 and items[at - 1].kind == "POST" and items[at - 1].value == "delegation")
