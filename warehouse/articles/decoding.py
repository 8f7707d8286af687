"""Bytes of a page to UTF-8, and the refusal of bytes that cannot be Vietnamese text.

Order of trust: byte order mark; the bytes themselves when they are valid UTF-8 beyond ASCII (no other encoding is so by chance, while
servers often declare a default); the charset of the HTTP header; that of the page's meta; UTF-8 with a few damaged bytes; windows-1258.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

_HEADER_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE | re.ASCII)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# encodings of the web that a page may ask for; Python knows others (punycode, unicode_escape) that no page should choose
_ALLOWED: Final = re.compile(
    r"utf-8|utf-16(-[lb]e)?|ascii|cp125[0-8]|cp874|iso8859-\d+|koi8-[ru]|gb18030|gbk|gb2312|big5|shift_jis|euc_(jp|kr)"
)
_DAMAGED_SHARE: Final = 0.01  # of all characters beyond ASCII

_VIETNAMESE_LETTER: Final = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
# what the legacy fonts TCVN3 and VNI, and UTF-8 read as windows-1252, put between the letters of a word
_FOREIGN_IN_WORD: Final = re.compile(
    "(?<=[A-Za-z])[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce\u00cf\u00d0\u00d1\u00d6-\u00d8\u00db\u00dc\u00de-\u00df\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f0\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
    "|[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce\u00cf\u00d0\u00d1\u00d6-\u00d8\u00db\u00dc\u00de-\u00df\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f0\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff](?=[A-Za-z])"
)
_MOJIBAKE_FLOOR: Final = 12


class UndecodableError(ValueError):
    """The bytes cannot be read as text; ``str()`` says why in a clause."""


def to_utf8(body: bytes, content_type: str | None) -> bytes:
    """The page as UTF-8 without byte order mark.

    Raises:
        UndecodableError: No charset fits.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            rest = body[len(mark) :]
            return rest if name == "utf-8" and _is_utf8(rest) else rest.decode(name, "replace").encode("utf-8", "replace")
    if b"\x00" in body[:256]:
        return _decoded_utf16(body)
    if _is_utf8(body):
        return body
    declared = _declared(body, content_type)
    for name in declared:
        if name not in ("utf-8", "ascii"):
            try:
                return body.decode(name).encode("utf-8", "replace")
            except UnicodeDecodeError:
                continue
    lenient = body.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    if damaged <= _DAMAGED_SHARE * (len(lenient) - len(lenient.encode("ascii", "ignore"))):
        return lenient.encode("utf-8")
    return _decoded_1258(body, declared)


def is_mojibake(text: str) -> bool:
    """Whether the letters are of a legacy font (TCVN3, VNI) or twice encoded: foreign signs inside words, hardly a Vietnamese letter."""
    foreign = sum(1 for _ in _FOREIGN_IN_WORD.finditer(text))
    return foreign >= _MOJIBAKE_FLOOR and foreign > 2 * sum(1 for _ in _VIETNAMESE_LETTER.finditer(text))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Python names of the allowed charsets that header and meta declare, in this order."""
    # few pages are not UTF-8: only they pay for the import
    from bs4.dammit import EncodingDetector

    names: list[str] = []
    in_header = _HEADER_CHARSET.search(content_type or "")
    for charset in (in_header.group(1) if in_header else None, EncodingDetector.find_declared_encoding(body, is_html=True)):
        try:
            name = codecs.lookup(charset or "").name
        except LookupError:
            continue
        # browsers read latin-1 as windows-1252
        name = "cp1252" if name == "iso8859-1" else name
        if _ALLOWED.fullmatch(name):
            names.append(name)
    return names


def _decoded_utf16(body: bytes) -> bytes:
    head = body[:256]
    name = "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"
    text = body.decode(name, "replace")
    if text.count("\ufffd") > len(text) // 100 or "<" not in text:
        raise UndecodableError("the body holds NUL bytes and is no UTF-16 page")
    return text.encode("utf-8", "replace")


def _decoded_1258(body: bytes, declared: list[str]) -> bytes:
    asked = f"the page declares {' and '.join(dict.fromkeys(declared))} but" if declared else "no charset is declared and"
    try:
        text = unicodedata.normalize("NFC", body.decode("cp1258"))
    except UnicodeDecodeError:
        raise UndecodableError(f"{asked} the bytes fit neither UTF-8 nor windows-1258") from None
    letters = sum(1 for _ in _VIETNAMESE_LETTER.finditer(text))
    if letters < _MOJIBAKE_FLOOR or is_mojibake(text):
        raise UndecodableError(f"{asked} the letters are neither UTF-8 nor windows-1258 Vietnamese")
    return text.encode("utf-8")
