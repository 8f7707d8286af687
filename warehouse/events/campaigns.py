"""Emulation movements, campaigns and themes that an article names: phong trào “…”, cuộc vận động “…”, chủ đề “…”.

Quotes are mixed, nested and often without their other half; one head governs a list of names. A few movements are known without
quotes (campaigns.toml). The same name twice in an article is one mention with all its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from warehouse.events.analysis import Analysis
from warehouse.events.document_numbers import load_grammar
from warehouse.events.further_text import (
    MAX_QUOTE,
    Quote,
    Region,
    alternation,
    named,
    organisation_at,
    organisation_before,
    read_quote,
    token_at,
    tried_at,
    trimmed,
    words,
)
from warehouse.events.lexicon import Term, Trie, add_path, expand, load_toml, longest
from warehouse.events.normalise import fold_name

_Range = tuple[int, int]
_BETWEEN = 90  # characters between a head and the quote it governs
_BEHIND = 90  # characters behind a name in which its years and its launcher stand
_MAX_LIST = 24
_UNCLOSED = 150
_NEXT = re.compile(r"\s*(?:,\s*và|;\s*và|[,;]|và|\+|\n?-)?\s*(?=[\"'])")
_NEXT_KNOWN = re.compile(r"\s*(?:,\s*và|;\s*và|[,;]|và)\s+")
_QUOTE_MARK = re.compile(r"\"|(?<!\w)'(?=\w|')")
_Y = r"(?:19|20)\d\d"
_YEARS = re.compile(
    rf"(?:giai đoạn|thời kỳ|từ năm)\s*\(?(?P<from>{_Y})\s?(?:-|đến)\s?(?:năm\s+)?(?P<to>{_Y})"
    rf"|năm\s+(?P<year>{_Y})(?!\s?-\s?\d|\d)"
)
_YEARS_BEHIND = re.compile(rf"[\s,(]*{_YEARS.pattern}")
_YEARS_BEFORE = re.compile(rf"(?:{_YEARS.pattern})\s*,?\s*(?:với|có|lấy|theo|mang)?\s+$")
_LAUNCHED = re.compile(r"[^.;\n\"]{0,34}?(?<!\w)do\s+")


@dataclass(frozen=True, slots=True)
class _Grammar:
    heads: re.Pattern[str]
    opens: frozenset[str]  # first words of heads
    kinds: Mapping[str, str]
    plain: frozenset[str]
    other_heads: re.Pattern[str]
    launch: re.Pattern[str]
    before: re.Pattern[str]
    ends: re.Pattern[str]
    known: Trie


@dataclass(slots=True)
class Campaign:
    """A movement, campaign or theme; ranges are characters of the normalised text."""

    name: str
    kind: str  # movement | campaign | theme
    places: list[_Range]
    head: _Range
    confidence: float
    rule: str
    year: tuple[int, _Range] | None = None
    period: tuple[str, _Range] | None = None
    launched_by: tuple[str, _Range] | None = None


@cache
def _grammar() -> _Grammar:
    data = load_toml("campaigns.toml")
    kinds = {fold_name(head): kind for kind, heads in data["heads"].items() for head in heads}
    known: Trie = {}
    for entry in data["known"]:
        for alias in entry["aliases"]:
            for form in expand(alias):
                add_path(known, form, Term("CAMPAIGN", entry["name"]))
    others = alternation([fold_name(word) for word in data["between"]["other_heads"]] + list(load_grammar().nouns))
    return _Grammar(
        re.compile(rf"(?<!\w)(?:{alternation(list(kinds))})(?!\w)"),
        frozenset(head.split()[0] for head in kinds),
        kinds,
        frozenset(map(fold_name, data["between"]["plain"])),
        re.compile(rf"(?<!\w)(?:{others})(?!\w)"),
        re.compile(rf"(?:\s+(?:đã|vừa|tổ chức))?\s+(?:{alternation(list(map(fold_name, data['launch']['verbs'])))})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{alternation(list(map(fold_name, data['launch']['before'])))})\s+$"),
        re.compile(rf",\s|\s(?:{alternation(list(map(fold_name, data['quote']['ends'])))})(?!\w)|[.;:\n]"),
        known,
    )


def campaign_heads() -> Iterable[str]:
    """The words that lead to a name."""
    return _grammar().kinds


def find_campaigns(analysis: Analysis, regions: Iterable[Region]) -> list[Campaign]:
    """All movements, campaigns and themes of an article, in the order of their first places.

    ``regions``: its lines, with the places at which :func:`campaign_heads` begin.
    """
    merged: dict[str, Campaign] = {}
    printed, opens = analysis.tokens.words, _grammar().opens
    for region in regions:
        places = [token for token in region.openings if printed[token] in opens]
        for campaign in _in_region(analysis, region, places) if places else ():
            key = " ".join(re.findall(r"\w+", campaign.name.lower()))
            kept = merged.setdefault(key, campaign)
            if kept is not campaign:
                kept.places += campaign.places
                kept.confidence = max(kept.confidence, campaign.confidence)
                kept.year = kept.year or campaign.year
                kept.period = kept.period or campaign.period
                kept.launched_by = kept.launched_by or campaign.launched_by
    return list(merged.values())


def _in_region(analysis: Analysis, region: Region, places: list[int]) -> Iterator[Campaign]:
    heads = [found.span() for found in tried_at(_grammar().heads, analysis.tokens, places, region.end)]
    done = region.start
    for position, head in enumerate(heads):
        if head[0] < done:  # a head inside a name that was read
            continue
        following = heads[position + 1][0] if position + 1 < len(heads) else region.end
        found, after = _behind_head(analysis, region, head, following)
        if not found:
            continue
        done = after
        _complete(analysis, region, found, head, after)
        yield from found


def _behind_head(analysis: Analysis, region: Region, head: _Range, following: int) -> tuple[list[Campaign], int]:
    """The names that a head governs, and where the last of them ends."""
    lower = analysis.tokens.text.lower
    limit = min(following, head[1] + _BETWEEN, region.end)
    mark = _QUOTE_MARK.search(lower, head[1], limit)
    kind = _grammar().kinds[" ".join(lower[head[0] : head[1]].split())]
    if mark is None:
        return _unquoted(analysis, region, kind, head)
    between = lower[head[1] : mark.start()]
    if re.search(r"[.;!?]\s|…", between) or _grammar().other_heads.search(between):
        return [], head[1]
    return _quoted(analysis, region, kind, head, mark.start(), plain=_plain(between))


def _plain(between: str) -> bool:
    """Whether only words that go with every head stand before the quote (or the name of who launches)."""
    rest = re.sub(r"\d+", " ", between)
    return (
        rest.rstrip().endswith(":")
        or (" do " in rest and "," not in rest)
        or all(word in _grammar().plain for word in re.findall(r"\w+", rest))
    )


def _quoted(analysis: Analysis, region: Region, kind: str, head: _Range, position: int, *, plain: bool) -> tuple[list[Campaign], int]:
    text = analysis.tokens.text
    found: list[Campaign] = []
    after = position
    while len(found) < _MAX_LIST:
        quote = read_quote(text, position, region.end)
        if quote is None:
            break
        start, end, closed = _bounds(text.lower, quote)
        if not _is_name(analysis, start, end, plain=plain):
            break
        found.append(_campaign(analysis, kind, head, start, end, "quoted" if closed else "unclosed", 0.9 if closed else 0.7))
        after = quote.after if closed else end
        step = _NEXT.match(text.lower, after, region.end) if closed else None
        if step is None or step.end() == after:
            break
        position = step.end()
    return found, after


def _bounds(lower: str, quote: Quote) -> tuple[int, int, bool]:
    if quote.closed:
        return quote.start, quote.end, True
    stop = min(quote.end, quote.start + _UNCLOSED)
    mark = _grammar().ends.search(lower, quote.start + 8, stop)
    start, end = trimmed(lower, quote.start, mark.start() if mark is not None else stop)
    return start, end, False


def _is_name(analysis: Analysis, start: int, end: int, *, plain: bool) -> bool:
    """No award's name, no ironic word; at least two words, and three with a capital behind words that need not lead to a name."""
    tokens = analysis.tokens
    first, last = token_at(tokens, start), token_at(tokens, end)
    if last - first < 2 or end - start > MAX_QUOTE:
        return False
    hit = longest(analysis.lexicon.trie, tokens.words, first, last)
    if hit is not None and hit[1].kind in ("AWARD", "NOTAWARD") and hit[0] >= last - 1:
        return False
    return plain or (last - first >= 3 and tokens.caps[first])


def _unquoted(analysis: Analysis, region: Region, kind: str, head: _Range) -> tuple[list[Campaign], int]:
    """Movements that are known by name need no quotes."""
    tokens, known = analysis.tokens, _grammar().known
    limit = token_at(tokens, region.end)
    token = token_at(tokens, head[1])
    if token < limit and tokens.words[token] == ":":
        token += 1
    hit = named(known, analysis, token, limit)
    if hit is None and token > 1:  # "phong trào thi đua quyết thắng": the name takes a word of the head
        hit = named(known, analysis, token - 2, limit) if " ".join(tokens.words[token - 2 : token]) == "thi đua" else None
    found: list[Campaign] = []
    after = head[1]
    while hit is not None and len(found) < _MAX_LIST:
        start, after = tokens.starts[token], tokens.ends[hit[0] - 1]
        campaign = _campaign(analysis, kind, head, start, after, "known", 0.85)
        found.append(campaign)
        step = _NEXT_KNOWN.match(tokens.text.lower, after, region.end)
        if step is None:
            break
        token = token_at(tokens, step.end())
        hit = named(known, analysis, token, limit)
    return found, after


def _campaign(analysis: Analysis, kind: str, head: _Range, start: int, end: int, rule: str, confidence: float) -> Campaign:
    """The name as printed, a known one in its usual spelling."""
    name = words(analysis, start, end)
    tokens = analysis.tokens
    first, last = token_at(tokens, start), token_at(tokens, end)
    known = named(_grammar().known, analysis, first, last)
    if known is not None and known[0] == last:
        name = known[1].value
    return Campaign(name, kind, [(start, end)], head, confidence, f"campaign.{rule}")


def _complete(analysis: Analysis, region: Region, found: list[Campaign], head: _Range, after: int) -> None:
    """Years and launcher: in the name, between head and first name, or behind the last one."""
    lower = analysis.tokens.text.lower
    first = found[0].places[0][0]
    shared_launcher = _launcher(analysis, head[1], first) or _launched_before(analysis, region, head)
    behind = min(region.end, after + _BEHIND)
    years_behind = _YEARS_BEHIND.match(lower, after, behind)
    years_before = _YEARS_BEFORE.search(lower, max(region.start, head[0] - 40), head[0]) if found[0].kind == "theme" else None
    years_between = _YEARS.search(lower, head[1], first) or years_before
    launcher_behind = _launcher(analysis, after, behind) if lower[after : after + 1] not in ".;" else None
    plural = lower[max(region.start, head[0] - 4) : head[0]].strip() == "các"
    for campaign in found:
        last = campaign is found[-1]
        inside = _YEARS.search(lower, *campaign.places[0])
        _set_years(campaign, years_between or inside or (years_behind if last or plural else None))
        campaign.launched_by = shared_launcher or (launcher_behind if last or plural else None)


def _set_years(campaign: Campaign, found: re.Match[str] | None) -> None:
    if found is None:
        return
    if found["year"]:
        campaign.year = int(found["year"]), found.span("year")
    else:
        campaign.period = f"{found['from']}-{found['to']}", (found.start("from"), found.end("to"))


def _launcher(analysis: Analysis, start: int, end: int) -> tuple[str, _Range] | None:
    """ "… do UBND tỉnh phát động"."""
    tokens = analysis.tokens
    found = _LAUNCHED.match(tokens.text.lower, start, end)
    if found is None:
        return None
    token = token_at(tokens, found.end())
    organisation = organisation_at(analysis, token, min(len(tokens.words), token + 16))
    if organisation is None:
        return None
    last = tokens.ends[organisation[0] - 1]
    if _grammar().launch.match(tokens.text.lower, last, last + 30) is None:
        return None
    return organisation[1], (tokens.starts[token], last)


def _launched_before(analysis: Analysis, region: Region, head: _Range) -> tuple[str, _Range] | None:
    """ "UBND tỉnh phát động phong trào …"."""
    tokens = analysis.tokens
    begin = max(region.start, head[0] - 120)
    verb = _grammar().before.search(tokens.text.lower, max(begin, head[0] - 30), head[0])
    if verb is None:
        return None
    token = token_at(tokens, verb.start())
    found = organisation_before(analysis, token, token_at(tokens, begin))
    return (found[1], (tokens.starts[found[0]], tokens.ends[token - 1])) if found is not None else None
