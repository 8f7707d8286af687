"""When a page was published, from the most trusted source that says it; never the day of reading.

:data:`TRUST` is the order. A less trusted source that names the same moment more finely (a visible hour beside a bare JSON-LD day)
refines the first one. A date after the capture is refused: it is a typing error or a script's "now".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from crawlers.registry import Family
from crawlers.registry.addresses import path_and_query
from crawlers.registry.date_formats import DateFormat, compile_date_format
from warehouse.articles.cleaning import clean, is_author_line, raw_text
from warehouse.articles.heads import Head
from warehouse.articles.model import DateOrigin, Precision, Published
from warehouse.articles.selecting import Dom

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
# most trusted first: what is written for machines, then what the family's file points at, what stands below the headline, and stamps
TRUST: Final[tuple[DateOrigin, ...]] = ("json_ld", "meta", "time_element", "selector", "text", "address", "image_name")
_META_NAMES: Final = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
)
_ISO: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]+(?P<clock>\d{1,2}:\d{2})(?P<second>:\d{2})?(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_WRITTEN: Final = tuple(
    compile_date_format(text)
    for text in (
        *("MM/DD/YYYY HH:mm:ss A", "DD/MM/YYYY HH:mm:ss A", "HH:mm A - DD/MM/YYYY", "DD/MM/YYYY HH:mm:ss", "DD/MM/YYYY HH:mm"),
        *("HH:mm DD/MM/YYYY", "HH:mm, DD/MM/YYYY", "DD/MM/YYYY - HH:mm", "DD/MM/YYYY, HH:mm", "DD/MM/YYYY | HH:mm"),
        *("HH:mm - DD/MM/YYYY", "HH:mm | DD/MM/YYYY", "DD.MM.YYYY | HH:mm:ss", "DD.MM.YYYY HH:mm", "DD.MM.YYYY - HH:mm"),
        *("DD/MM/YYYY", "DD.MM.YYYY"),
    )
)
_FINENESS: Final[dict[Precision, int]] = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 4}
_SHAPES: Final[dict[Precision, str]] = {
    "year": "%Y",
    "month": "%Y-%m",
    "day": "%Y-%m-%d",
    "minute": "%Y-%m-%dT%H:%M",
    "second": "%Y-%m-%dT%H:%M:%S",
}
_REFINING: Final = frozenset({"json_ld", "meta", "time_element", "selector", "text"})
_LONGEST: Final = 400
_LONGEST_HEAD_LINE: Final = 160
_MOST_OTHER_LETTERS: Final = 60  # behind a time of day: name of the author, of the section
_SIGNS: Final = " \t|-–—•·,;:()[]/"
_LABELS: Final = re.compile(
    r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|(?:cập\s+nhật|ngày\s+đăng|đăng|xuất\s+bản|ngày)(?:\s+(?:lúc|ngày|bởi))?|tác\s+giả|lượt\s+(?:xem|đọc)|gmt",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[^\W\d_]")
_MOST_IMAGES: Final = 40


@dataclass(frozen=True, slots=True)
class _Stated:
    """One source's word: a wall-clock moment in Việt Nam."""

    moment: datetime
    precision: Precision
    origin: DateOrigin
    raw: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a page may say when it was published; ``head_lines`` gives the lines between headline and text, when they are asked for."""

    dom: Dom
    head: Head
    family: Family | None
    url: str
    body: etree._Element | None
    head_lines: Callable[[], Sequence[str]] = tuple


def published(sources: Sources, captured_on: date | None) -> Published | None:
    """The publication time, or null when no source says it."""
    latest = captured_on + timedelta(days=1) if captured_on else None
    best: _Stated | None = None
    for stated in _stated_by(sources):
        if latest is not None and stated.moment.date() > latest:
            continue
        if best is None or _refines(stated, best):
            best = stated
        if _FINENESS[best.precision] >= _FINENESS["minute"]:
            break
    return _as_published(best) if best else None


def guessed(text_date: str, raw: str) -> Published:
    """A day (YYYY-MM-DD) that htmldate found, marked as the guess it is."""
    return Published(text_date, "day", "htmldate_guess", raw)


def parse_stamp(text: str, formats: tuple[DateFormat, ...] = ()) -> tuple[datetime, Precision, str] | None:
    """A machine-written stamp: ISO 8601 (an offset is turned into Vietnamese time), else one of ``formats``, or as people write."""
    text = clean(text[:_LONGEST])
    match = _ISO.search(text)
    if match:
        try:
            day = date.fromisoformat(match["day"])
            if match["clock"] is None:
                return datetime(day.year, day.month, day.day), "day", match.group()
            zone = (match["zone"] or "").upper().replace("Z", "+00:00")
            hour = match["clock"].rjust(5, "0")
            moment = datetime.fromisoformat(f"{match['day']}T{hour}{match['second'] or ''}{zone}")
        except ValueError:
            return None
        if moment.tzinfo is not None:
            moment = moment.astimezone(VIETNAM).replace(tzinfo=None)
        return moment, "second" if match["second"] else "minute", match.group().strip()
    return _written(text, (*formats, *_WRITTEN))


def _stated_by(sources: Sources) -> Iterator[_Stated]:
    """All that states a date, most trusted first; lazily, since the first is nearly always enough."""
    for origin in TRUST:
        yield from _READERS[origin](sources)


def _of_json_ld(sources: Sources) -> Iterator[_Stated]:
    stamp = sources.head.json_ld.get("datePublished")
    return _stated("json_ld", [stamp] if isinstance(stamp, str) else [], sources.family)


def _of_meta(sources: Sources) -> Iterator[_Stated]:
    meta = sources.head.meta
    return _stated("meta", [meta[name] for name in _META_NAMES if name in meta], sources.family)


def _of_time_elements(sources: Sources) -> Iterator[_Stated]:
    named = [element for element in _dated_elements(sources) if element.tag == "time" and element.get("datetime")]
    times = named or _own_times(sources)
    return _stated("time_element", [str(element.get("datetime")) for element in times], sources.family)


def _of_selectors(sources: Sources) -> Iterator[_Stated]:
    texts = [clean(raw_text(element)[:_LONGEST]) for element in _dated_elements(sources)]
    return _from_formats("selector", sources.family.visible_dates if sources.family else (), texts)


def _of_text(sources: Sources) -> Iterator[_Stated]:
    """Short lines below the headline that are a date, or a time of day beside a name or a counter: never a date in a sentence."""
    formats = (sources.family.visible_dates if sources.family else ()) or _WRITTEN
    for line in sources.head_lines():
        found = _written(line, formats) if len(line) <= _LONGEST_HEAD_LINE else None
        if found and _is_dateline(line, found[2], has_clock=_FINENESS[found[1]] >= _FINENESS["minute"]):
            yield _Stated(found[0], found[1], "text", found[2])


def _is_dateline(line: str, stamp: str, *, has_clock: bool) -> bool:
    before, _, after = line.partition(stamp)
    before, after = _LABELS.sub("", before).strip(_SIGNS), _LABELS.sub("", after)
    if not has_clock:
        return _LETTERS.search(before + after) is None
    # a name may be glued to the clock where only a style sheet sets them apart
    is_apart = _LETTERS.search(after) is None or after.lstrip()[0] in _SIGNS or after[0].isupper()
    return is_apart and len(_LETTERS.findall(after)) <= _MOST_OTHER_LETTERS and (_LETTERS.search(before) is None or is_author_line(before))


def _of_address(sources: Sources) -> Iterator[_Stated]:
    return _from_formats("address", sources.family.address_dates if sources.family else (), [path_and_query(sources.url)])


def _of_images(sources: Sources) -> Iterator[_Stated]:
    if sources.family is None or not sources.family.image_dates or sources.body is None:
        return
    images = list(sources.body.iter("img"))[:_MOST_IMAGES]
    names = [src for image in images for key in ("data-src", "data-original", "src") if (src := image.get(key))]
    for stated in _from_formats("image_name", sources.family.image_dates, names):
        # an image is stamped when it is uploaded: the day is near, the second means nothing
        precision: Precision = stated.precision if _FINENESS[stated.precision] < _FINENESS["day"] else "day"
        yield _Stated(stated.moment, precision, stated.origin, stated.raw)


_READERS: Final[dict[DateOrigin, Callable[[Sources], Iterator[_Stated]]]] = {
    "json_ld": _of_json_ld,
    "meta": _of_meta,
    "time_element": _of_time_elements,
    "selector": _of_selectors,
    "text": _of_text,
    "address": _of_address,
    "image_name": _of_images,
}


def _dated_elements(sources: Sources) -> Iterator[etree._Element]:
    for selector in sources.family.selectors.date if sources.family else ():
        yield from sources.dom.select(selector)


def _stated(origin: DateOrigin, stamps: Iterable[str], family: Family | None) -> Iterator[_Stated]:
    for stamp in stamps:
        found = parse_stamp(stamp, family.visible_dates if family else ())
        if found:
            yield _Stated(found[0], found[1], origin, found[2])


def _from_formats(origin: DateOrigin, formats: tuple[DateFormat, ...], texts: Iterable[str]) -> Iterator[_Stated]:
    for text in texts:
        found = _written(text, formats)
        if found:
            yield _Stated(found[0], found[1], origin, found[2])


def _written(text: str, formats: tuple[DateFormat, ...]) -> tuple[datetime, Precision, str] | None:
    for date_format in formats:
        found = date_format.find(text)
        if found:
            return found.moment, found.precision, found.raw
    return None


def _own_times(sources: Sources) -> list[etree._Element]:
    """The ``<time>`` element that nobody named and that is the page's own, as a list: lists of other articles have theirs.

    It is shown below the headline or, on a page of no known family, marked as the publication or the only one there is.
    """
    times = [element for element in sources.dom.root.iter("time") if element.get("datetime")]
    if not times:
        return []
    if sources.family is None:
        marked = [element for element in times if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None]
        if marked or len(times) == 1:
            return marked[:1] or times
    lines = sources.head_lines()
    return [element for element in times if (text := clean(raw_text(element)[:_LONGEST])) and any(text in line for line in lines)][:1]


def _refines(stated: _Stated, best: _Stated) -> bool:
    """Whether a source says the same as the best one so far, only more finely."""
    shape = _SHAPES[best.precision]
    return (
        stated.origin in _REFINING
        and _FINENESS[stated.precision] > _FINENESS[best.precision]
        and stated.moment.strftime(shape) == best.moment.strftime(shape)
    )


def _as_published(stated: _Stated) -> Published:
    value = f"{stated.moment:%Y}".rjust(4, "0") + stated.moment.strftime(_SHAPES[stated.precision])[4:]
    if stated.precision in ("minute", "second"):
        value += "+07:00"
    return Published(value, stated.precision, stated.origin, stated.raw)
