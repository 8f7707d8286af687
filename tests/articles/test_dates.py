"""Publication dates: the declared order of trust, Vietnamese days, and no date rather than an invented one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from crawlers.registry import load_registry
from tests.articles.pages import FIRST, LEAD, SECOND, TITLE, page
from warehouse.articles import Article, Published, read_page
from warehouse.articles.dating import TRUST, parse_stamp

EPI_URL = "https://baobackan.vn/mot-tin-post58731.html"
STATION_URL = "https://nbtv.vn/mot-tin-3120455.html"
PORTAL_URL = "https://baohagiang.vn/thoi-su-chinh-tri/202312/mot-tin-765900/"


def published(url: str, head: str = "", above: str = "", inside: str = "", captured_on: date | None = None) -> Published | None:
    html = page(
        head,
        f"""{above}<h1 class="name cms-title article__title media-heading">{TITLE}</h1>
        <div id="content-detail" class="article__body"><div id="content"><p>{LEAD}</p><p>{FIRST}</p>{inside}<p>{SECOND}</p></div></div>
        <div class="sidebar"><time datetime="2030-01-01T00:00:00+07:00"></time> 02/02/2022</div><footer>Giấy phép số 1 ngày 03/03/2019</footer>""",
    )
    read = read_page(html.encode(), url=url, content_type="text/html", registry=load_registry(), captured_on=captured_on)
    assert isinstance(read, Article), read
    return read.published


JSON_LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"%s"}</script>'
META = '<meta property="article:published_time" content="%s">'


@pytest.mark.parametrize(
    ("url", "parts", "expected"),
    [
        # one source each
        (EPI_URL, {"head": JSON_LD % "2023-12-12T16:48:20+07:00"}, ("2023-12-12T16:48:20+07:00", "second", "json_ld")),
        (EPI_URL, {"head": META % "2023-12-12T16:48:20+0700"}, ("2023-12-12T16:48:20+07:00", "second", "meta")),
        (
            EPI_URL,
            {"above": '<time class="time" datetime="2023-12-12T16:48:20+0700"></time>'},
            ("2023-12-12T16:48:20+07:00", "second", "time_element"),
        ),
        (
            STATION_URL,
            {"above": '<div class="date">Chủ nhật, 10.12.2023 | 06:05:04 [GMT+7]</div>'},
            ("2023-12-10T06:05:04+07:00", "second", "selector"),
        ),
        (PORTAL_URL, {}, ("2023-12", "month", "address")),
        (STATION_URL, {"inside": '<img src="a_23595911122023.jpg">'}, ("2023-12-11", "day", "image_name")),
        # the order
        (
            EPI_URL,
            {"head": META % "2023-12-13T10:00:00+07:00" + JSON_LD % "2023-12-12T10:00:00+07:00"},
            ("2023-12-12T10:00:00+07:00", "second", "json_ld"),
        ),
        (PORTAL_URL, {"above": '<div id="date">11/12/2023</div>'}, ("2023-12-11", "day", "selector")),
        # a finer source that agrees refines, one that disagrees does not
        (
            STATION_URL,
            {"head": JSON_LD % "2023-12-12", "above": '<div class="date">12.12.2023 | 16:38:45</div>'},
            ("2023-12-12T16:38:45+07:00", "second", "selector"),
        ),
        (
            STATION_URL,
            {"head": JSON_LD % "2023-12-12", "above": '<div class="date">13.12.2023 | 16:38:45</div>'},
            ("2023-12-12", "day", "json_ld"),
        ),
        (STATION_URL, {"head": JSON_LD % "2023-12-12", "inside": '<img src="a_23595912122023.jpg">'}, ("2023-12-12", "day", "json_ld")),
        # a stamp in universal time is the Vietnamese day
        (EPI_URL, {"head": JSON_LD % "2023-12-12T18:30:00Z"}, ("2023-12-13T01:30:00+07:00", "second", "json_ld")),
        (EPI_URL, {"head": META % "2023-12-31T17:00Z"}, ("2024-01-01T00:00+07:00", "minute", "meta")),
        (EPI_URL, {"head": META % "2023-12-12T09:48:20.123"}, ("2023-12-12T09:48:20+07:00", "second", "meta")),
        # only a modification, a side column, a footer: no date
        (EPI_URL, {"head": '<meta property="article:modified_time" content="2023-12-12">'}, None),
        (EPI_URL, {"head": '<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2023-12-12"}</script>'}, None),
        (EPI_URL, {}, None),
        # broken sources are passed over
        (
            EPI_URL,
            {"head": '<script type="application/ld+json">{"@type":"NewsArticle",}</script>' + META % "2023-12-12"},
            ("2023-12-12", "day", "meta"),
        ),
        (EPI_URL, {"head": JSON_LD % "0000-00-00T00:00:00" + META % "2023-12-12"}, ("2023-12-12", "day", "meta")),
    ],
)
def test_published(url: str, parts: dict[str, str], expected: tuple[str, str, str] | None) -> None:
    found = published(url, **parts)
    assert (found and (found.value, found.precision, found.origin)) == expected


def test_a_date_after_the_capture_is_not_believed() -> None:
    late = {"head": JSON_LD % "2024-05-05T08:00:00+07:00", "above": '<time class="time" datetime="2023-12-12T08:00:00+07:00"></time>'}
    found = published(EPI_URL, **late, captured_on=date(2023, 12, 12))
    assert found is not None
    assert (found.value, found.origin) == ("2023-12-12T08:00:00+07:00", "time_element")


def test_the_raw_words_are_kept() -> None:
    found = published(STATION_URL, above='<div class="date">Thứ 6, 26.02.2021 | 16:38:45</div>')
    assert found is not None
    assert found.raw == "26.02.2021 | 16:38:45"


@pytest.mark.parametrize("stamp", ["", "hôm nay", "2023-13-01", "2023-12-12T25:00:00", "12/2023", "99999999999"])
def test_stamps_that_say_nothing(stamp: str) -> None:
    assert parse_stamp(stamp) is None


def test_a_day_first_stamp() -> None:
    found = parse_stamp("05/03/2026 14:00")
    assert found is not None
    assert (found[0].month, found[1]) == (3, "minute")


ASP_URL = "https://dangcongsan.vn/kinh-te/mot-tin-601122.html"


@pytest.mark.parametrize(
    ("stamp", "value"),
    [
        ("3/5/2026 2:05:00 PM", "2026-03-05T14:05:00+07:00"),  # English: month first
        ("05/03/2026 2:05:00 CH", "2026-03-05T14:05:00+07:00"),  # Vietnamese: day first
        ("05/03/2026 12:05:00 SA", "2026-03-05T00:05:00+07:00"),
        ("26/01/2024 3:24:00 PM", "2024-01-26T15:24:00+07:00"),  # there is no month 26
        ("05/03/2026 14:05", "2026-03-05T14:05+07:00"),
    ],
)
def test_which_comes_first_day_or_month(stamp: str, value: str) -> None:
    visible = published(ASP_URL, above=f'<div class="post-subinfo">Thứ sáu, {stamp}</div>')
    in_meta = published(ASP_URL, head=f'<meta name="pubdate" content="{stamp}">')
    assert visible is not None
    assert in_meta is not None
    assert (visible.value, in_meta.value) == (value, value)


def test_the_order_of_trust_is_the_documented_one() -> None:
    documents = Path(__file__).resolve().parents[2] / "docs"
    told = re.findall(r"^\| `(\w+)` \|.*\|.*\|$", (documents / "reading.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert told[: len(TRUST)] == list(TRUST)
    assert told[len(TRUST)] == "htmldate_guess"


def test_a_more_trusted_source_wins_and_each_source_alone_is_enough() -> None:
    url = "https://dongkhoi.baovinhlong.vn/mot-tin-08122023-a80176.html"
    parts = {
        "head": JSON_LD % "2023-12-12" + META % "2023-12-11",
        "above": '<time class="pubdate" datetime="2023-12-10"></time><span class="pubdate">09/12/2023</span>',
    }
    assert published(url, **parts) == Published("2023-12-12", "day", "json_ld", "2023-12-12")
    found = [
        published(url, head=META % "2023-12-11", above=parts["above"]),
        published(url, above=parts["above"]),
        published(url, above='<span class="pubdate">09/12/2023</span>'),
        published(url),
    ]
    assert [(one.value, one.origin) for one in found if one] == [
        ("2023-12-11", "meta"),
        ("2023-12-10", "time_element"),
        ("2023-12-09", "selector"),
        ("2023-12-08", "address"),
    ]
