"""Text as received → text for matching, character by character, with the way back.

Matching works on NFC text in one tone-mark style (old: "hòa, ủy, khỏe"), with plain spaces, dashes and quotes. Evidence
indexes the text as received, so every change keeps its offset: nearly all articles change no length and need no map.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

MAX_CHARACTERS = 250_000
"""An article is never longer; what lies beyond is not read, so that hostile text costs a bounded time."""

_ODD = {
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c", " "),
    **dict.fromkeys("\u2028\u2029\x85\r", "\n"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‘’‚`´", "'"),
    **dict.fromkeys("Ðʗ\u0189", "Đ"),  # Icelandic eth and African D look like Đ
    "\u0256": "đ",
    "\uff1a": ":",
    "\u2044": "/",
}
_ODD_TABLE = str.maketrans(_ODD)
_ODD_CHARACTER = re.compile(f"[{''.join(map(re.escape, _ODD))}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e]")

_NEW_TO_OLD = {
    **dict(zip(("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa"), strict=True)),
    **dict(zip(("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe"), strict=True)),
    **dict(zip(("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy"), strict=True)),
}
_NEW_TO_OLD |= {new.upper(): old.upper() for new, old in _NEW_TO_OLD.items()}
_NEW_TO_OLD |= {new[0].upper() + new[1]: old[0].upper() + old[1] for new, old in _NEW_TO_OLD.items() if new.islower()}
# "toàn", "loài" carry the mark where both styles put it; after q the u belongs to the consonant ("quý")
# the look back stands behind the letters: an expression that begins with a set of letters skips all others at once
_NEW_STYLE = re.compile(r"[oOuU](?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])[ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])(?<![qQ]..)")


def old_tone_style(text: str) -> str:
    """``khoẻ, uỷ`` → ``khỏe, ủy``; same length."""
    return _NEW_STYLE.sub(lambda found: _NEW_TO_OLD.get(found[0], found[0]), text)


def fold_name(text: str) -> str:
    """A name or a lexicon entry as matching sees it: NFC, one tone style, plain characters, lower case, single spaces."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_ODD_TABLE)
    return " ".join(old_tone_style(text).lower().split())


@dataclass(frozen=True, slots=True)
class NormalText:
    """``cased`` and ``lower`` have equal length; ``offsets`` maps their positions to the received text (``None``: same)."""

    received: str
    cased: str
    lower: str
    offsets: tuple[int, ...] | None

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Half-open positions in the received text for positions in ``cased``."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def _compose(text: str) -> tuple[str, list[int]]:
    """NFC without invisible characters, with the received position of each character (and one past the end)."""
    out: list[str] = []
    offsets: list[int] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        while end < length and unicodedata.combining(text[end]):
            end += 1
        composed = _INVISIBLE.sub("", unicodedata.normalize("NFC", text[position:end]))
        out.append(composed)
        offsets.extend([position] * len(composed))
        position = end
    offsets.append(length)
    return "".join(out), offsets


_WRAPPED = re.compile(r"\n(?<![.!?…:;)\"\n]\n)(?=[^\W\d_A-ZĐ])")
_WRAP = re.compile(r"\n(?<![.!?…:;)\"\n]\n)(?![\n(*+•-])")
_ENDING = '.!?…:;)"'
_WIDEST_PAGE = 110  # characters: a line of printed width; paragraphs of the web are longer


def _unwrap(text: str) -> str:
    """Lines broken in mid-sentence become one again; same length. Only where several lines go on in lower case."""
    broken = _broken(text)
    if broken and (width := max(map(len, lines := text.split("\n")))) <= _WIDEST_PAGE:
        full = [line for line, following in pairwise(lines) if _has_no_room(line, following, width) and line[-1] not in _ENDING]
        if len(full) >= 2 and not _broken(filled := _unfilled(lines, width)):
            return filled
    return _WRAP.sub(" ", text) if broken >= 3 and broken * 5 >= text.count("\n") else text


def _broken(text: str) -> int:
    """How many lines go on in lower case behind one that no mark ends."""
    return sum(1 for found in _WRAPPED.finditer(text) if text[found.end()].islower())


def _has_no_room(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line had no room in this one."""
    return bool(line and following) and len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _unfilled(lines: list[str], width: int) -> str:
    """Lines that were filled to a width: one ends only because the first word of the next had no room in it."""
    joined = [lines[0]]
    for line, following in pairwise(lines):
        joined.append((" " if _has_no_room(line, following, width) else "\n") + following)
    return "".join(joined)


_TYPOS: dict[str, str] = tomllib.loads((Path(__file__).parent / "data" / "typos.toml").read_text(encoding="utf-8"))["typos"]
_TYPO = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _TYPOS))})(?!\w)", re.IGNORECASE)


def _corrected(found: re.Match[str]) -> str:
    """The word that is meant, in the case of what is printed."""
    meant = _TYPOS.get(found[0].lower(), found[0])
    return "".join(new.upper() if old.isupper() else new for old, new in zip(found[0], meant, strict=True))


def normalise(received: str) -> NormalText:
    """Normal forms of the first :data:`MAX_CHARACTERS` characters of a text; never raises, whatever the characters."""
    text = received[:MAX_CHARACTERS].replace("\r\n", " \n")  # one line end, same length
    offsets: tuple[int, ...] | None = None
    if not unicodedata.is_normalized("NFC", text) or _INVISIBLE.search(text):
        text, positions = _compose(text)
        offsets = tuple(positions)
    for odd in frozenset(_ODD_CHARACTER.findall(text)):  # a text holds few of them: quicker than a table over all characters
        text = text.replace(odd, _ODD[odd])
    cased = _unwrap(old_tone_style(text))
    lower = cased.lower()
    if any(typo in lower for typo in _TYPOS):
        cased = _TYPO.sub(_corrected, cased)
        lower = cased.lower()
    if len(lower) != len(cased):  # İ and a few others grow
        lower = "".join(low if len(low := character.lower()) == 1 else character for character in cased)
    return NormalText(received, cased, lower, offsets)
