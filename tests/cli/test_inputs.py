"""`thidua events` and `thidua article`: one answer for each input, in order, whatever the inputs are."""

from __future__ import annotations

import errno
import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import Exchange, WarcWriter
from tests.cli.conftest import PROGRAM, Thidua, run_program
from tests.warehouse_core.conftest import LONG, article_page, article_url

MEETING = (
    "Khối thi đua số 4 tỉnh tổng kết công tác thi đua năm 2022\n"
    "Chiều 14/12/2022, Khối thi đua số 4 tổ chức hội nghị tổng kết công tác thi đua, khen thưởng năm 2022. "
    "Tại hội nghị, các đơn vị đã thống nhất bầu Sở Công Thương làm Trưởng khối thi đua năm 2023."
)


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def check_evidence(answer: dict[str, Any], text: str) -> int:
    """Every span quotes the text it points to; the number of spans."""
    spans = 0
    for row in [*answer["meetings"], *answer["lead_units"], *answer["awards"]]:
        assert row["rule"]
        assert 0 < row["confidence"] <= 1
        for evidence in row["evidence"].values():
            assert evidence["origin"] in ("text", "derived", "metadata")
            for span in evidence["spans"]:
                assert text[span["start"] : span["end"]] == span["quote"]
                spans += 1
    return spans


def test_text_files_in_order_with_evidence(thidua: Thidua, tmp_path: Path) -> None:
    found, nothing = tmp_path / "b-meeting.txt", tmp_path / "a-nothing.txt"
    found.write_text("\ufeff" + MEETING, encoding="utf-8")
    nothing.write_text("Giá vàng hôm nay tăng nhẹ.", encoding="utf-8")
    said = thidua("events", found, nothing)
    assert said.code == 0
    assert said.err == ""
    first, second = lines(said.out)
    assert (first["id"], second["id"]) == ("b-meeting", "a-nothing")
    assert list(second) == ["id", "relevant", "province", "meetings", "lead_units", "awards"]
    assert (second["relevant"], second["meetings"], second["awards"]) == (False, [], [])
    assert first["relevant"] is True
    assert first["meetings"][0]["date"] == "2022-12-14"
    assert first["lead_units"][0]["role"] == "head"
    assert check_evidence(first, MEETING) > 3


def test_json_lines_keep_order_and_name_every_bad_line(thidua: Thidua, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows: list[bytes] = [
        json.dumps({"id": "one", "text": MEETING, "site": "baohaiduong.vn"}).encode(),
        json.dumps({"id": "one by id", "text": MEETING, "site": "baohaiduong"}).encode(),
        b"",
        b"{not json",
        b"[1]",
        b'{"text": "no id"}',
        b'{"id": "two"}',
        b'{"id": 7, "text": "s\xe1"}',
        b'{"id": "three", "text": "a \\ud83d b"}',
        b'{"id": "four", "text": "", "url": 5}',
        json.dumps({"id": "five", "text": "", "province": "Hà Giang", "published": "2023-01-01"}).encode(),
    ]
    source.write_bytes(b"\n".join(rows))
    said = thidua("events", "--jsonl", source)
    assert said.code == 3
    answers = lines(said.out)
    assert [answer["id"] for answer in answers] == [
        "one",
        "one by id",
        "line 4",
        "line 5",
        "line 6",
        "two",
        "line 8",
        "three",
        "four",
        "five",
    ]
    errors = [answer.get("error") for answer in answers]
    assert [error is None for error in errors] == [True, True, False, False, False, False, False, False, False, True]
    assert all(list(answer) == ["id", "error"] for answer in answers if "error" in answer)
    assert "lone surrogate at 2" in str(errors[7])
    assert "url is no string" in str(errors[8])
    assert answers[0]["province"] == answers[1]["province"] == "Hải Dương"
    assert answers[-1]["province"] == "Hà Giang"
    assert "7 inputs could not be read" in said.err


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2023-12-22", "2023-12-22"),
        ("2023-12-22T10:00:00+07:00", "2023-12-22"),
        ("2023-12-21T18:30:00Z", "2023-12-22"),
        ("22/12/2023 - 14:05", "2023-12-22"),
        ("Thứ Sáu", None),
        ("2023-13-45", None),
    ],
)
def test_a_line_may_write_its_day_as_pages_do(
    thidua: Thidua, tmp_path: Path, caplog: pytest.LogCaptureFixture, published: str, day: str | None
) -> None:
    text = "Tổng kết Khối thi đua các cơ quan Đảng tỉnh Bắc Kạn\nChiều 22/12, Khối thi đua các cơ quan Đảng tỉnh Bắc Kạn tổ chức tổng kết."
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "one", "text": text, "published": published}), encoding="utf-8")
    said = thidua("events", "--jsonl", source)
    ((meeting,),) = [answer["meetings"] for answer in lines(said.out)]
    assert (said.code, meeting["date"]) == (0, day)
    assert ("is no date such as" in caplog.text) == (day is None)


def test_standard_input_streams_and_nothing_in_gives_nothing_out() -> None:
    said = run_program("events", "--jsonl", "-", stdin=b'{"id": "a", "text": "x"}\n')
    assert (said.code, [line["id"] for line in lines(said.out)]) == (0, ["a"])
    assert run_program("events", "--jsonl", "-") == (0, "", "")
    assert PROGRAM


def test_html_and_warc_answers_carry_text_and_address(thidua: Thidua, tmp_path: Path) -> None:
    paragraph = MEETING.split("\n", 1)[1]
    body = article_page(MEETING.split("\n", 1)[0], paragraph, LONG)
    page = tmp_path / "page.html"
    page.write_bytes(body)
    with WarcWriter(tmp_path / "run", "baohaiduong") as writer:
        for url, kind, status, content in (
            (article_url(1), "article", 200, body),
            (article_url(2), "article", 404, b"gone"),
            ("https://baohaiduong.vn/thoi-su", "listing", 200, b"<html></html>"),
            (article_url(3), "article", 200, b""),
        ):
            moment = datetime(2026, 11, 1, 2, tzinfo=UTC)
            writer.write(Exchange(url, kind, moment, (), status, (("Content-Type", "text/html; charset=utf-8"),), content))
    warc = tmp_path / "run" / "baohaiduong-00001.warc.gz"
    said = thidua("events", page, warc)
    assert said.code == 3
    of_page, of_warc, empty = lines(said.out)
    assert [of_page["id"], of_warc["id"], empty["id"]] == ["page", "baohaiduong-00001#1", "baohaiduong-00001#2"]
    assert of_warc["url"] == article_url(1)
    assert of_warc["province"] == "Hải Dương"
    assert "empty" in empty["error"]
    for answer in (of_page, of_warc):
        assert answer["meetings"][0]["date"] == "2022-12-14"
        assert check_evidence(answer, answer["text"]) > 3


@pytest.mark.parametrize(
    "name", ["cut.warc.gz", "nothing.warc.gz", "missing.warc.gz", "missing.txt", "missing.html", "folder.txt", "latin.txt"]
)
def test_unreadable_files_are_named_and_the_others_answered(thidua: Thidua, tmp_path: Path, name: str) -> None:
    with WarcWriter(tmp_path / "run", "nbtv") as writer:
        writer.write(Exchange(article_url(1), "article", datetime(2026, 11, 1, tzinfo=UTC), (), 200, (), article_page("Hội chợ", LONG)))
    whole = (tmp_path / "run" / "nbtv-00001.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "nothing.warc.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "latin.txt").write_bytes("café".encode("latin-1"))
    good = tmp_path / "good.txt"
    good.write_text(MEETING, encoding="utf-8")
    said = thidua("events", tmp_path / name, good)
    assert said.code == 3
    *bad, last = lines(said.out)
    assert bad
    assert bad[-1]["id"] == name.split(".", 1)[0]
    assert str(tmp_path / name) in bad[-1]["error"]
    assert last["id"] == "good"
    assert "Traceback" not in said.err


def test_tables_for_people(thidua: Thidua, tmp_path: Path) -> None:
    source = tmp_path / "meeting.txt"
    source.write_text(MEETING, encoding="utf-8")
    said = thidua("events", source, tmp_path / "missing.txt", "--format", "table")
    assert said.code == 3
    for words in ("Meetings", "Lead units", "annual_review", "Sở Công Thương", "2022-12-14", "missing.txt: cannot be read"):
        assert words in said.out


def test_an_article_is_printed_with_its_parts(thidua: Thidua, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(article_page("Khai mạc hội chợ", LONG))
    said = thidua("article", page, "--url", f"{article_url(1)}?utm_source=x")
    assert said.code == 0
    (article,) = lines(said.out)
    assert article["canonical_url"] == article_url(1)
    assert (article["site"], article["title"]) == ("baohaiduong", "Khai mạc hội chợ")
    assert article["published"]["value"].startswith("2026-10-31")
    title = article["segments"][0]
    assert article["text"][title["start"] : title["end"]] == "Khai mạc hội chợ"


def test_pages_that_are_no_articles_say_so(thidua: Thidua, tmp_path: Path) -> None:
    listing = tmp_path / "listing.html"
    listing.write_bytes(article_page("Thời sự", LONG))
    empty = tmp_path / "empty.html"
    empty.touch()
    said = thidua("article", listing, "--url", "https://baohaiduong.vn/thoi-su")
    assert said.code == 0
    assert lines(said.out)[0]["kind"] == "listing"
    said = thidua("article", empty, tmp_path / "missing.html")
    assert said.code == 3
    first, second = lines(said.out)
    assert (first["id"], first["kind"]) == ("empty", "empty")
    assert thidua("article", empty).code == 3
    assert second["id"] == "missing"
    assert "cannot be read" in second["error"]


def test_ids_and_fields_that_no_line_can_carry_cost_only_their_own_line(thidua: Thidua, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [
        r'{"id": "\ud800", "text": "a"}',
        '{"id": null, "text": "a"}',
        '{"id": true, "text": "a"}',
        '{"id": ["a"], "text": "a"}',
        r'{"id": "url", "text": "a", "url": "https://nbtv.vn/\udfff"}',
        r'{"id": "day", "text": "a", "published": "\udfff"}',
        '{"id": "odd", "text": "a", "published": "yesterday", "site": "nowhere", "province": "Atlantis", "url": "http://[::1"}',
        '{"id": 12, "text": "a"}',
    ]
    source.write_text("\n".join(rows), encoding="utf-8")
    said = thidua("events", "--jsonl", source)
    assert said.code == 3
    answers = lines(said.out)
    assert [answer["id"] for answer in answers] == ["line 1", "line 2", "line 3", "line 4", "url", "day", "odd", "12"]
    assert ["error" in answer for answer in answers] == [True] * 6 + [False] * 2
    assert answers[4]["error"] == "line 5: url holds half a character (a lone surrogate at 16)."


def test_a_file_without_the_right_to_read_costs_only_its_own_answer(
    thidua: Thidua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, good = tmp_path / "closed.txt", tmp_path / "good.txt"
    for path in (closed, good):
        path.write_text(MEETING, encoding="utf-8")
    may, read = os.access, Path.read_bytes

    def denied(path: Path) -> bytes:
        if path == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read(path)

    # root may read everything, so the refusal is played: by the kernel, and by what a command line asks before
    monkeypatch.setattr(os, "access", lambda path, mode, **more: str(path) != str(closed) and may(path, mode, **more))
    monkeypatch.setattr(Path, "read_bytes", denied)
    said = thidua("events", closed, good)
    assert said.code == 3
    first, second = lines(said.out)
    assert first == {"id": "closed", "error": f"{closed}: cannot be read (Permission denied); check the name and the permissions."}
    assert second["id"] == "good"
    assert thidua("article", closed).code == 3


def test_json_lines_given_as_a_file_are_not_taken_for_an_article(thidua: Thidua, tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"id": "one", "text": MEETING}), encoding="utf-8")
    said = thidua("events", source)
    assert said.code == 3
    assert lines(said.out) == [{"id": "articles", "error": f"{source}: is JSON, no article; give a file of JSON Lines with --jsonl."}]
