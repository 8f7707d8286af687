"""Text made to hurt costs a bounded time and never raises."""

from __future__ import annotations

import time

import pytest

from warehouse.events import Document, extract

HOSTILE = {
    "five megabytes of emulation": "thi đua " * 650_000,
    "blocs without end": "Khối thi đua số 5 tổng kết năm 2021, " * 130_000,
    "nested brackets": "Khối thi đua (" * 50_000 + "Trưởng khối)" * 50_000,
    "only brackets": "(" * 100_000 + "Cờ thi đua" + ")" * 100_000,
    "awards and recipients": "tặng Cờ thi đua cho Sở Y tế, Sở Tư pháp và " * 100_000,
    "gaps that never close": "suy tôn Sở Y tế và Sở Xây dựng, đề nghị " * 100_000 + "Cờ thi đua",
    "roles": "Khối thi đua số 1 bầu Sở Y tế làm Trưởng khối và " * 80_000,
    "dates": "Khối thi đua ngày 1/1/ " * 200_000,
    "document numbers": "Khối thi đua 770/QĐ-TTg-" * 150_000,
    "one word": "khốithiđua" * 500_000,
    "combining marks": "Khối thi đua e" + "\u0301" * 300_000,
    "capitals": "Khối thi đua " + "Sở A " * 200_000,
    "list that never ends": "Khối thi đua họp. Hội nghị tặng Bằng khen cho " + "xã A, " * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_bounded(text: str) -> None:
    started = time.process_time()
    extraction = extract(Document("x", text))
    assert time.process_time() - started < 12
    for mention in extraction.mentions:
        assert text[mention.trigger.start : mention.trigger.end] == mention.trigger.quote


@pytest.mark.parametrize(
    "unit", ["tặng Cờ thi đua cho Sở Y tế, Sở Tư pháp và ", "Khối thi đua số 1 bầu Sở Y tế làm Trưởng khối và ", "( Khối thi đua "]
)
def test_time_grows_with_length_not_faster(unit: str) -> None:
    def seconds(repeats: int) -> float:
        text = unit * repeats
        best = 9.0
        for _ in range(2):
            started = time.process_time()
            extract(Document("x", text))
            best = min(best, time.process_time() - started)
        return best

    small, large = seconds(300), seconds(2400)
    assert large < 30 * small + 0.2


def test_an_article_without_bloc_and_award_is_left_at_once() -> None:
    text = "Sở Y tế tổ chức hội nghị tập huấn cho cán bộ trạm y tế xã. " * 60
    extract(Document("x", text))
    started = time.process_time()
    for _ in range(50):
        assert extract(Document("x", text)).mentions == ()
    assert (time.process_time() - started) / 50 < 0.002
