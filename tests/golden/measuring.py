"""Reading quality on the golden pages: by family, by the generic path, and by trafilatura alone, against what was reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import trafilatura

from benchmarks.reading import pad
from crawlers.registry import load_registry
from tests.golden.library import GoldenPage, as_expectation, golden_articles
from tests.golden.scoring import Score, score
from warehouse.articles import read_page

Form = Literal["as_is", "padded", "nameless"]
UNKNOWN: Final = "unknown.example"
_NAMES: Final = re.compile(rb"\s(?:class|id|itemprop)=(?:\"[^\"]*\"|'[^']*'|[^\s>]+)")
_PARTS: Final = ("title", "kicker", "lead", "body", "captions", "author", "section", "canonical_url")
# of the other hazards none is about the text
TEXT_HAZARDS: Final = frozenset(
    {
        *("ad_in_body", "audio_player", "body_in_script", "caption_debris", "caption_in_table", "captcha_form", "early_html_end"),
        *("unrendered_template", "wrong_first_h1", "amp_twin", "print_twin", "month_first_date", "views_behind_date"),
    }
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page by its three readings. Dates: whether the family's path gives the expected one, and what the generic path makes of it."""

    page: GoldenPage
    family: str
    by_family: Score
    generic: Score
    trafilatura: Score
    is_whole_by_family: bool  # title, lead, body, captions, author and section, all to the letter
    family_date: str  # right, coarser (right as far as it goes), none, wrong, or invented (the page has none)
    is_title_right: bool  # these three on the generic path
    are_captions_right: bool
    is_author_right: bool
    generic_date: str

    @property
    def is_date_right(self) -> bool:
        """Whether the family's path gives the date to the letter, or none where there is none."""
        return self.family_date == "right"

    @property
    def is_hazardous(self) -> bool:
        """Whether the page shows a hazard of the text."""
        return bool(self.page.shows & TEXT_HAZARDS)


@cache
def measured_pages(form: Form = "as_is") -> tuple[Measured, ...]:
    """All golden articles in one form.

    ``padded``: among menus and lists of other articles, 85 KB and 290 links as on the real sites. ``nameless``: padded, and without class
    names and ids, as when a site has changed its template and no selector finds anything any more.
    """
    pages = [page for page in golden_articles() if page.expected()["outcome"] == "article"]
    return tuple(_measured(page, _in_form(page.body, number, form)) for number, page in enumerate(pages))


def _in_form(body: bytes, number: int, form: Form) -> bytes:
    if form == "as_is":
        return body
    return pad(_NAMES.sub(b"", body) if form == "nameless" else body, number)


def family_of(page: GoldenPage) -> str:
    """The family that reads the page or, where the generic path does, the first whose address grammar fits."""
    registry = load_registry()
    named = page.expected().get("family")
    return str(named or registry.classify(registry.canonical_url(page.url)).families[0].id)


def mean_f1(scores: Sequence[Score]) -> float:
    """Mean over pages, as the benchmarks have it."""
    return fmean(one.f1 for one in scores)


def table() -> Iterator[tuple[str, ...]]:
    """Rows of the documentation's table, a family a row: pages, worst F1 by family, F1 by the generic path, F1 of trafilatura, dates."""
    by_family: dict[str, list[Measured]] = {}
    for one in measured_pages():
        by_family.setdefault(one.family, []).append(one)
    for family, pages in sorted(by_family.items()):
        right = sum(one.is_date_right for one in pages)
        yield (
            family,
            str(len(pages)),
            f"{min(one.by_family.f1 for one in pages):.3f}",
            f"{mean_f1([one.generic for one in pages]):.3f}",
            f"{mean_f1([one.trafilatura for one in pages]):.3f}",
            f"{right}/{len(pages)}",
        )


def _measured(page: GoldenPage, body: bytes) -> Measured:
    expected = page.expected()
    registry = load_registry()
    wanted = "\n".join([expected["lead"], *expected["body"]])
    captions = expected["captions"]
    known = as_expectation(read_page(body, url=page.url, content_type=page.content_type, registry=registry), page.url)
    parts = urlsplit(page.url)
    address = f"https://{UNKNOWN}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    unknown = as_expectation(read_page(body, url=address, content_type=page.content_type, registry=registry), address)
    plain = trafilatura.extract(body.decode(), include_comments=False) or ""
    return Measured(
        page,
        family_of(page),
        score(_text(known), wanted, captions),
        score(_text(unknown), wanted, captions),
        score(plain, wanted, [*captions, expected["title"]]),
        all(known.get(part) == expected[part] for part in _PARTS),
        _judged(known.get("published"), expected["published"]),
        unknown.get("title") == expected["title"],
        unknown.get("captions") == captions,
        unknown.get("author") == expected["author"],
        _judged(unknown.get("published"), expected["published"]),
    )


def _text(reading: dict[str, Any]) -> str:
    return "\n".join([reading["lead"], *reading["body"]]) if reading["outcome"] == "article" else ""


def _judged(found: dict[str, str] | None, expected: dict[str, str] | None) -> str:
    if found is None:
        return "right" if expected is None else "none"
    if expected is None:
        return "invented"
    if found["value"] == expected["value"]:
        return "right"
    bare = found["value"].removesuffix("+07:00")
    return "coarser" if expected["value"].startswith(bare) else "wrong"
