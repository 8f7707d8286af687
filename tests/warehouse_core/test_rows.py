"""Articles and mentions as landing rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from warehouse.articles.model import Article, Published, Segment
from warehouse.events.model import Evidence, Extraction, Mention, Span
from warehouse.landing.rows import article_row, content_sha256, mention_rows, published_at, published_on

TEXT = "Khối thi đua số 1\nHội nghị do Sở A và Sở B đồng chủ trì, trao 2 Bằng khen."
VERSIONS = {"reader_version": "1-a", "rules_version": "2-b"}


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


ARTICLE = Article(
    url="https://m.baohaiduong.vn/a-1.html",
    canonical_url="https://baohaiduong.vn/a-1.html",
    site="baohaiduong",
    family=None,
    title="Khối thi đua số 1",
    lead="",
    body="Hội nghị do Sở A và Sở B đồng chủ trì, trao 2 Bằng khen.",
    captions=(),
    author=None,
    section=None,
    published=Published("2023-12-22T23:30:00+07:00", "minute", "json_ld", "2023-12-22T23:30"),
    text=TEXT,
    segments=(Segment("title", 0, 17),),
)
MEETING = Mention(
    "meeting",
    {"type": "annual_review", "also": [], "bloc": "Khối thi đua số 1", "date": None, "hosts": ["Sở A", "Sở B"], "member_count": 10},
    {
        "type": Evidence("derived", (span("Hội nghị"), span("Khối thi đua số 1"))),
        "bloc": Evidence("text", (span("Khối thi đua số 1"),)),
        "hosts": Evidence("text", (span("Sở A"), span("Sở B"))),
        "member_count": Evidence("metadata", (), "published"),
    },
    span("Hội nghị"),
    "meeting_held",
    "meeting",
    0.9,
)
AWARD = Mention(
    "award",
    {"award": "bang_khen", "count": 2},
    {"award": Evidence("text", (span("Bằng khen"),)), "count": Evidence("text", (span("2"),))},
    span("Bằng khen"),
    "award_given",
    "award",
    0.8,
    stage="presented",
)
EXTRACTION = Extraction("x", True, "Hải Dương", Evidence("metadata", (), "site"), (MEETING, AWARD))


def rows_of(extraction: Extraction, table: str) -> list[dict[str, object]]:
    return [row for name, row in mention_rows("art_1", "cap_1", extraction, VERSIONS) if name == table]


def test_every_filled_slot_has_a_row_for_each_value_and_span() -> None:
    slots = rows_of(EXTRACTION, "mention_slots")
    shown = [(row["slot"], row["ordinal"], row["value"], row["origin"], row["span_no"], row["quote"]) for row in slots]
    assert shown == [
        ("type", 0, "annual_review", "derived", 0, "Hội nghị"),
        ("type", 0, "annual_review", "derived", 1, "Khối thi đua số 1"),
        ("bloc", 0, "Khối thi đua số 1", "text", 0, "Khối thi đua số 1"),
        ("hosts", 0, "Sở A", "text", 0, "Sở A"),
        ("hosts", 1, "Sở B", "text", 1, "Sở B"),
        ("member_count", 0, "10", "metadata", 0, None),
        ("award", 0, "bang_khen", "text", 0, "Bằng khen"),
        ("count", 0, "2", "text", 0, "2"),
    ]
    for row in slots:
        if row["start"] is not None:
            assert TEXT[row["start"] : row["end"]] == row["quote"]
    assert next(row["metadata_field"] for row in slots if row["slot"] == "member_count") == "published"


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        ("voted", "proposed"),
        ("proposed", "proposed"),
        ("decided", "conferred"),
        ("presented", "conferred"),
        ("received", "conferred"),
        ("aimed", None),
        ("recited", None),
    ],
)
def test_a_stage_is_never_guessed_up(stage: str, status: str | None) -> None:
    extraction = replace(EXTRACTION, mentions=(replace(AWARD, stage=stage),))
    (row,) = rows_of(extraction, "mentions")
    assert (row["stage"], row["status"]) == (stage, status)


def test_mention_ids_hang_on_article_type_trigger_and_rule_family_only() -> None:
    before = [row["mention_id"] for row in rows_of(EXTRACTION, "mentions")]
    changed = replace(EXTRACTION, mentions=tuple(replace(one, rule="other_rule", confidence=0.1) for one in reversed(EXTRACTION.mentions)))
    assert sorted(before) == sorted(row["mention_id"] for row in rows_of(changed, "mentions"))
    assert len(set(before)) == 2
    assert {row["mention_id"] for row in rows_of(EXTRACTION, "mention_slots")} == set(before)


def test_a_slot_without_evidence_is_refused() -> None:
    bare = replace(EXTRACTION, mentions=(replace(AWARD, evidence={}),))
    with pytest.raises(ValueError, match="slot 'award' of a award by rule award_given has no evidence"):
        rows_of(bare, "mentions")


def test_an_article_row_keeps_day_in_vietnam_and_moment_in_utc() -> None:
    row = article_row(ARTICLE, EXTRACTION, VERSIONS, identity="art_1", capture_id="cap_1", site_id="baohaiduong")
    assert row["published_at"] == datetime(2023, 12, 22, 16, 30, tzinfo=UTC)
    assert row["published_on"] == date(2023, 12, 22)
    assert (row["province"], row["province_origin"], row["is_relevant"]) == ("Hải Dương", "site", True)
    assert (row["reader_version"], row["rules_version"]) == ("1-a", "2-b")
    undated = article_row(replace(ARTICLE, published=None), EXTRACTION, VERSIONS, identity="a", capture_id="c", site_id="s")
    assert (undated["published_at"], undated["published_on"], undated["published_precision"]) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "precision", "moment", "day"),
    [
        ("2023-12-22", "day", None, date(2023, 12, 22)),
        ("2023-12", "month", None, None),
        ("2023", "year", None, None),
        ("2023-12-22T23:30:00", "second", datetime(2023, 12, 22, 16, 30, tzinfo=UTC), date(2023, 12, 22)),
        ("2023-12-22T20:30:00+00:00", "minute", datetime(2023, 12, 22, 20, 30, tzinfo=UTC), date(2023, 12, 23)),
    ],
)
def test_dates_are_no_more_precise_than_the_page(value: str, precision: str, moment: datetime | None, day: date | None) -> None:
    published = Published(value, precision, "meta", value)
    assert published_at(published) == moment
    assert published_on(published) == day


def test_a_version_is_identified_by_its_content_alone() -> None:
    assert content_sha256(ARTICLE) == content_sha256(replace(ARTICLE, url="https://x.vn/", author="Ai", section="Tin"))
    assert content_sha256(ARTICLE) != content_sha256(replace(ARTICLE, captions=("Ảnh",)))
    assert content_sha256(replace(ARTICLE, title="ab", lead="c")) != content_sha256(replace(ARTICLE, title="a", lead="bc"))
