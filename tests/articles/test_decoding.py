"""Charsets: what servers and pages declare, what the bytes show, and what is refused."""

from __future__ import annotations

import codecs
import unicodedata

import pytest

from crawlers.registry import load_registry
from tests.articles.pages import FIRST, LEAD, SAMPLES, SECOND, TITLE
from warehouse.articles import Article, NotAnArticle, read_page
from warehouse.articles.decoding import UndecodableError, is_mojibake, to_utf8

SAMPLE = SAMPLES["slug_htm"]
BARE = SAMPLE.html.replace('<meta charset="utf-8">', "")


def read(body: bytes, content_type: str | None = "text/html") -> Article | NotAnArticle:
    return read_page(body, url=SAMPLE.url, content_type=content_type, registry=load_registry())


def windows_1258(text: str) -> bytes:
    """Letters with circumflex, breve or horn as one byte, each tone as a mark behind its letter."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    out = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        out.append(base + "".join(mark for mark in marks if mark in tones))
    return "".join(out).encode("cp1258")


def assert_read(body: bytes, content_type: str | None = "text/html") -> None:
    found = read(body, content_type)
    assert isinstance(found, Article), found
    assert (found.title, found.lead, found.body) == (TITLE, LEAD, f"{FIRST}\n{SECOND}")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (BARE.encode(), "text/html; charset=utf-8"),
        (BARE.encode(), "text/html"),
        (BARE.encode(), None),
        (BARE.encode(), "text/html; charset=ISO-8859-1"),  # a server's default, contradicted by the bytes
        (codecs.BOM_UTF8 + BARE.encode(), "text/html; charset=windows-1258"),
        (codecs.BOM_UTF16_LE + BARE.encode("utf-16-le"), "text/html"),
        (BARE.encode("utf-16-be"), "text/html; charset=utf-16"),
        (windows_1258(BARE), "text/html; charset=windows-1258"),
        (windows_1258(BARE), "text/html"),
        (windows_1258(SAMPLE.html.replace("utf-8", "windows-1258")), "text/html"),
        (windows_1258(SAMPLE.html), "text/html; charset=utf-8"),  # declared twice, wrong twice
        (BARE.encode(), "text/html; charset=hex"),
        (BARE.encode(), "text/html; charset=punycode"),
    ],
)
def test_the_same_text_from_every_charset(body: bytes, content_type: str | None) -> None:
    assert_read(body, content_type)


def test_a_few_damaged_bytes_do_not_turn_the_page_into_another_charset() -> None:
    body = BARE.encode() + "<p>cuối trang bị cắt giữa chữ ".encode() + b"\xe1\xba"
    assert_read(body, "text/html; charset=utf-8")
    assert "\ufffd" in to_utf8(body, None).decode()


TCVN3 = "Khèi thi ®ua c¸c c¬ quan tham m­u tæ chøc héi nghÞ tæng kÕt c«ng t¸c thi ®ua, khen th­ëng n¨m 2003 t¹i trô së TØnh ñy. "
VNI = (
    "Khoái thi ñua caùc cô quan tham möu toå chöùc hoäi nghò toång keát coâng taùc thi ñua, khen thöôûng naêm 2003 taïi truï sôû Tænh uûy. "
)


@pytest.mark.parametrize("letters", [TCVN3, VNI])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_legacy_fonts_are_set_aside(letters: str, charset: str) -> None:
    html = f'<html><h1 class="title">{letters}</h1><div id="dcontent"><p>{letters * 3}</p><p>{letters * 3}</p></div></html>'
    found = read(html.encode(charset), f"text/html; charset={charset}")
    assert isinstance(found, NotAnArticle)
    assert found.outcome == "undecodable"


def test_twice_encoded_text_is_set_aside() -> None:
    twice = BARE.encode().decode("cp1252", "replace")
    found = read(twice.encode(), "text/html; charset=utf-8")
    assert isinstance(found, NotAnArticle)
    assert found.outcome == "undecodable"


@pytest.mark.parametrize("text", [f"{TITLE} {LEAD} {FIRST}", "Khoi thi dua cac co quan", "THÀNH PHỐ HUẾ «Ngày 1° tháng 5»", ""])
def test_vietnamese_is_no_mojibake(text: str) -> None:
    assert not is_mojibake(text)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\xfd" * 50 + b"<p>\x81\x8d\x9d", b"<html>\x00\xff\x00\x01\x00\x02", b"<p>" + bytes(range(128, 256)) * 4]
)
def test_bytes_of_no_charset(body: bytes) -> None:
    if body.startswith(codecs.BOM_UTF16_LE):
        assert b"<" not in to_utf8(body, None)[:1]
    else:
        with pytest.raises(UndecodableError):
            to_utf8(body, "text/html; charset=utf-8")
