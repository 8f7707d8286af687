"""What must change nothing in a whole article, and what hostile text may cost at most."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawlers.registry import load_registry
from warehouse.cli import main
from warehouse.evaluation.gold import GOLD, load_gold
from warehouse.events import Document, extract, to_json

TABLES = ("meetings", "lead_units", "awards")
AFTER = [
    "\nTin liên quan\nKhối thi đua các huyện, thành phố tổng kết năm 2004\nKý kết giao ước thi đua Cụm thi đua số 13\n",
    "\nCác tin khác\nCông an tỉnh đón nhận Cờ thi đua của Chính phủ (12/3/2005)\nTrao Huân chương Lao động cho 5 tập thể\n",
    "\nBình luận\nGửi bình luận\nEmail của bạn\n0/1000 ký tự\n",
    "\nTừ khóa: thi đua, khen thưởng, khối thi đua\nChia sẻ\n123 lượt xem\nIn bài viết\n",
    "\nTin cùng chuyên mục\nSở Y tế làm Trưởng khối thi đua năm 2001\nHội nghị tổng kết Khối thi đua số 19\n",
]
BEFORE = ["Trang chủ\nThời sự\n", "Trang chủ | Thời sự | Chính trị | Kinh tế | Văn hóa\n", "Chính trị\n"]


@cache
def gold_documents() -> list[Document]:
    """Every third article of the dev half. Texts with hard line breaks stay out: what a line is there, is a guess."""
    articles = load_gold(GOLD, "dev", load_registry())
    whole = [article for article in articles if not is_hard_wrapped(article.document.text)]
    return [article.document for article in whole[::3]]


def is_hard_wrapped(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(line[0].islower() for line in lines) > len(lines) / 5


def facts(document: Document, text: str) -> dict[str, Any]:
    """The answer without its evidence, names in NFC."""
    found = to_json(extract(replace(document, text=text), province_of_host=load_registry().province_for_host), all_stages=True)
    rows = {table: [{slot: value for slot, value in row.items() if slot != "evidence"} for row in found[table]] for table in TABLES}
    whole = json.dumps(rows | {"relevant": found["relevant"], "province": found["province"]}, ensure_ascii=False)
    normal: dict[str, Any] = json.loads(unicodedata.normalize("NFC", whole))
    return normal


@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: "\ufeff" + text.replace(" ", " \u200b"),
    ],
    ids=["decomposed", "crlf", "no-break spaces", "invisible marks"],
)
def test_how_a_text_is_encoded_changes_no_fact(change: Callable[[str], str]) -> None:
    for document in gold_documents():
        composed = unicodedata.normalize("NFC", document.text)
        assert facts(document, change(composed)) == facts(document, composed), document.id


@pytest.mark.parametrize("furniture", AFTER, ids=range(len(AFTER)))
def test_furniture_behind_an_article_changes_no_fact(furniture: str) -> None:
    for document in gold_documents():
        assert facts(document, document.text.rstrip() + furniture) == facts(document, document.text), document.id


@pytest.mark.parametrize("furniture", BEFORE, ids=range(len(BEFORE)))
def test_a_menu_before_an_article_changes_no_fact(furniture: str) -> None:
    for document in gold_documents():
        assert facts(document, furniture + document.text) == facts(document, document.text), document.id


def test_the_order_of_files_changes_nothing_but_the_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for document in gold_documents()[:8]:
        path = tmp_path / f"{document.id}.txt"
        path.write_bytes(document.text.encode())
        paths.append(str(path))

    def lines(arguments: list[str]) -> list[str]:
        assert main(["events", "--format", "jsonl", *arguments]) == 0
        return capsys.readouterr().out.splitlines()

    forward = lines(paths)
    assert len(forward) == 8
    assert lines(paths[::-1]) == forward[::-1]
    assert lines(paths) == forward


def name_of(number: int) -> str:
    return "".join("BCDGHKLMNP"[int(digit)] + "a" for digit in str(number)).title()


GROWING: dict[str, Callable[[int], str]] = {
    "emulation": lambda _: "thi đua ",
    "open brackets": lambda _: "(",
    "award after award": lambda _: "Cờ thi đua của ",
    "proposals": lambda _: "đề nghị UBND tỉnh tặng ",
    "other recipients": lambda number: f"UBND tỉnh tặng Bằng khen cho Công ty {name_of(number)}. ",
    "other heads": lambda number: f"Công ty {name_of(number)} làm Trưởng khối. ",
    "other blocs": lambda number: f"Ngày 12/5/2023, Khối thi đua {name_of(number)} tổ chức hội nghị tổng kết năm 2022.\n",
    "captions": lambda number: f"Khối thi đua {name_of(number)} họp\n",
    "districts": lambda _: "UBND các huyện: A, ",
    "roles": lambda _: "Phó Trưởng khối, ",
    "decisions": lambda number: f"Quyết định số {number}/QĐ-UBND tặng Bằng khen cho 3 tập thể; ",
    "combining marks": lambda _: "a\u0301\u0323",
    "sentence ends": lambda _: ". ",
    "headlines of others": lambda _: "Tin liên quan\n",
}


@pytest.mark.parametrize("piece", GROWING.values(), ids=GROWING.keys())
def test_four_times_the_text_costs_about_four_times_the_time(piece: Callable[[int], str]) -> None:
    opening = "Khối thi đua số 4 tổng kết năm 2022\nKhối thi đua số 4 tổ chức hội nghị tổng kết năm 2022. "

    def seconds(characters: int) -> float:
        body = "".join(piece(number) for number in range(characters // len(piece(100))))
        best = float("inf")
        for _ in range(2):
            started = time.process_time()
            extract(Document("x", opening + body))
            best = min(best, time.process_time() - started)
        return best

    extract(Document("x", opening))
    small, large = seconds(25_000), seconds(100_000)
    # linear is 4, quadratic 16; what lies between is noise of a busy machine
    assert large < 9 * small + 0.1


MEASURE = """
import sys
from warehouse.events import Document, extract
text = eval(sys.argv[1])
extract(Document("x", text))
status = open("/proc/self/status").read() if sys.platform == "linux" else ""
import resource
peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(peak // 1024)
"""


@pytest.mark.parametrize(
    "text",
    [
        "'Khối thi đua họp. ' + 'thi đua ' * 650_000",
        "'Cờ thi đua ' + '(' * 100_000 + ')' * 100_000",
        "'UBND tỉnh tặng Bằng khen cho Sở Y tế và ' * 120_000",
    ],
    ids=["five megabytes", "nested brackets", "award without end"],
)
def test_peak_memory_stays_under_300_mb(text: str) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE, text], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300, f"{done.stdout.strip()} MiB"
