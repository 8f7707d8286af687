"""The pages as data: complete, well written down, and each labelled fact's words stand in the page that reports it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.replica.__main__ import main
from tests.replica.addresses import address_of
from tests.replica.expected import expected_document, fact_key, province_of, rows_of
from tests.replica.model import Page, load_pages, load_sites

PAGES = load_pages(2)
MEETING_TYPES = {
    "annual_review",
    "midyear_review",
    "pact_signing",
    "launch",
    "kickoff",
    "quarterly",
    "thematic",
    "sports_cultural",
    "other",
}
AWARDS = {
    "huan_chuong": "Huân chương",
    "co_thi_dua": "Cờ thi đua",
    "bang_khen": "Bằng khen",
    "giay_khen": "Giấy khen",
    "chien_si_thi_dua": "Chiến sĩ thi đua",
    "tap_the_lao_dong_xuat_sac": "Tập thể lao động xuất sắc",
    "ky_niem_chuong": "Kỷ niệm chương",
}
# what the text says for an authority that the law words otherwise
AUTHORITY_WORDS = {"Thủ tướng Chính phủ": ("Thủ tướng", "Chính phủ"), "Chính phủ": ("Chính phủ", "Thủ tướng")}


def whole_text(page: Page) -> str:
    return "\n".join([page.title, page.kicker or "", page.lead, *page.paragraphs(), *page.captions()])


@pytest.fixture(params=PAGES, ids=lambda page: f"{page.site}-{page.stem}-{page.edition}")
def page(request: pytest.FixtureRequest) -> Page:
    found: Page = request.param
    return found


def test_there_are_enough_pages_of_each_kind() -> None:
    first = load_pages(1)
    relevant = [p for p in first if p.expect.get("meetings")]
    other_awards = [p for p in first if p.expect.get("awards") and not p.expect.get("meetings")]
    negatives = [p for p in first if not p.expect.get("awards") and not p.expect.get("meetings")]
    assert len(first) >= 60
    assert len(relevant) >= 20
    assert len(other_awards) >= 6
    assert len(negatives) >= 15
    assert {row["type"] for p in relevant for row in rows_of(p, "meetings")} >= MEETING_TYPES - {"other"}
    assert {p.generation for p in first} == {
        "congress",
        "portal_v1",
        "portal_v2",
        "station_old",
        "station_new",
        "onecms",
        "haiduong_old",
        "epi",
    }


def test_a_page_reads_like_an_article(page: Page) -> None:
    text = whole_text(page)
    assert 800 <= len(text) <= 4500
    assert page.lead.endswith((".", "”", "!"))
    assert len(page.paragraphs()) >= 3
    assert "  " not in text
    assert not re.search(r"[<>{}\[\]]|^[-#]", text, re.M)


def test_addresses_are_unique() -> None:
    sites = load_sites()
    counts = Counter(address_of(p, sites[p.site]) for p in PAGES)
    assert [url for url, count in counts.items() if count > 1] == []


def test_meetings_stand_in_their_page(page: Page) -> None:
    text = whole_text(page)
    for row in rows_of(page, "meetings"):
        assert row["type"] in MEETING_TYPES
        assert set(row["also"]) <= {"pact_signing", "launch"}
        assert row["bloc_key"]
        assert re.sub(r" tỉnh( [A-Z]\w+ [A-Z]\w+)?$", "", row["bloc"]) in text
        held = date.fromisoformat(row["date"])
        assert re.search(rf"\b0?{held.day}[./]0?{held.month}\b", text), row["date"]
        assert page.published is not None
        assert 0 <= (page.published.date() - held).days <= 3
        words = {"morning": "Sáng", "afternoon": "[Cc]hiều", "evening": "Tối", None: "Ngày"}[row["session"]]
        assert re.search(rf"\b{words} {held.day:02d}?[./]?|\b{words} {held.day}[./]", text)
        assert row["period"][:4] in text
        if row["member_count"]:
            assert re.search(rf"\b{row['member_count']} (đơn vị|doanh nghiệp|cơ quan|huyện|địa phương)", text)
        for host in row["hosts"]:
            assert host.lower() in text.lower()


def test_lead_units_stand_in_their_page(page: Page) -> None:
    text = whole_text(page)
    for row in rows_of(page, "lead_units"):
        assert row["unit"].lower() in text.lower()
        word = r"(Trưởng khối|Khối trưởng|Cụm trưởng)" if row["role"] == "head" else r"(Phó [Tt]rưởng [Kk]hối|Khối phó|Cụm phó)"
        assert re.search(word, text)
        assert str(row["year"]) in text


def test_awards_stand_in_their_page(page: Page) -> None:
    text = whole_text(page)
    for row in rows_of(page, "awards"):
        assert AWARDS[row["award"]].lower() in text.lower()
        assert (row["recipient"] is None) != (row["recipient"] is not None and row["count"] == 1)
        if row["recipient"]:
            assert row["recipient"].lower() in text.lower()
        else:
            kind = "tập thể" if row["recipient_kind"] == "collective" else "cá nhân"
            assert f"{row['count']} {kind}" in text
        assert any(words in text for words in AUTHORITY_WORDS.get(row["authority"], (row["authority"],)))
        if row["year"]:
            assert str(row["year"]) in text
        if row["decision"]:
            assert f"số {row['decision']}" in text


def test_only_pages_told_again_share_a_meeting_or_an_award() -> None:
    """A shared key elsewhere would mean two facts that nobody can tell apart."""
    sites = load_sites()
    for table in ("meetings", "awards"):
        owners: dict[tuple[Any, ...], set[str]] = {}
        for p in load_pages(1):
            rows = rows_of(p, table)
            keys = [fact_key(table, province_of(p), row) for row in rows]
            assert len(keys) == len(set(keys)), (p.stem, table)
            for key in keys:
                owners.setdefault(key, set()).add(p.told_again or p.stem)
        assert {str(key) for key, stems in owners.items() if len(stems) > 1} == set(), (table, sites)


def test_a_bloc_has_one_head_and_one_deputy_a_year() -> None:
    seats: dict[tuple[Any, ...], set[str]] = {}
    for p in PAGES:
        for row in rows_of(p, "lead_units"):
            seats.setdefault((province_of(p), row["bloc_key"], row["year"], row["role"]), set()).add(row["unit"])
    assert {seat: units for seat, units in seats.items() if len(units) > 1} == {}


def test_expected_json_is_up_to_date() -> None:
    assert main(["expected", "--check"]) == 0, "write it anew: python -m tests.replica expected"


def test_edition_2_changes_one_page_and_adds_one(expected: dict[str, Any]) -> None:
    second = expected["edition_2"]
    assert [a["stem"] for a in second["changed"]] == ["bk-kinh-te-so-ket-2024"]
    assert len(second["added"]) == 1
    (before,) = second["facts_removed"]["awards"]
    changed = [row for row in second["facts_added"]["awards"] if row["urls"] == before["urls"]]
    assert [(before["count"], row["count"]) for row in changed] == [(4, 5)]
    assert second["facts_removed"]["meetings"] == second["facts_removed"]["lead_units"] == []
    assert {row["urls"][0] for row in second["facts_added"]["meetings"]} == {second["added"][0]["url"]}


def test_facts_count_what_two_pages_tell_once(expected: dict[str, Any]) -> None:
    rows = sum(len(a["meetings"]) for a in expected["articles"] if a["fetched"])
    doubled = sum(bool(a["told_again"]) for a in expected["articles"])
    assert doubled == 2
    assert len(expected["facts"]["meetings"]) == rows - doubled


def test_what_robots_forbid_gives_no_fact(expected: dict[str, Any]) -> None:
    told = {url for table in expected["facts"].values() for row in table for url in row["urls"]}
    assert not told & set(expected["must_not_be_fetched"])


def test_no_sentence_of_the_seed_articles_is_copied() -> None:
    if not (SHARED / "seeds").is_dir():
        assert PAGES, "the seed articles are not here to compare with"
        return
    ours = "\n".join(whole_text(p) for p in PAGES) + json.dumps(expected_document(), ensure_ascii=False)
    for seed in sorted((SHARED / "seeds").glob("*.txt")):
        for line in seed.read_text(encoding="utf-8").splitlines():
            for sentence in [line.strip(), *re.split(r"(?<=[.;:…])\s+", line.strip())]:
                assert len(sentence) <= 60 or sentence not in ours, (seed.name, sentence)
