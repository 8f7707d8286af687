"""Text as it is kept: NFC, one space between words, no invisible characters; and what on a page is never article text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from lxml import etree

# invisible characters, and halves of surrogate pairs: JSON in a page may hold those, and no file can
_INVISIBLE: Final = dict.fromkeys(
    (0xAD, *range(0xD800, 0xE000), *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, *range(0x09), *range(0x0E, 0x20), 0x7F)
)
_HAS_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")

_NEVER_TEXT: Final = re.compile(
    r"""[\w().%+\[\]~-]+\.(?:jpe?g|png|gif|webp|bmp|svg|mp3|mp4|m4a|wav|docx?|pdf)  # a file name
    |\d{1,2}:\d\d(?:\s*/\s*\d{1,2}:\d\d)?                # an audio player at rest
    |[\d.,]+\s*(?:lượt\ xem|lượt\ đọc|lượt\ nghe)|(?:lượt\ xem|lượt\ đọc)\s*:?\s*[\d.,]+
    |\d+\s*/\s*\d+\s*ký\ tự
    |\(?\d*\)?\s*bình\ luận
    |ý\ kiến(?:\ bạn\ đọc)?\s*\(?\s*\d*\s*\)?
    |đang\ tải(?:\ dữ\ liệu)?\W*
    |cỡ\ chữ|mặc\ định|chia\ sẻ|in\ bài(?:\ viết)?
    |\{\{.{0,200}\}\}|\{(?:title|publish|head)\}
    |[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERED_DOUBLE: Final = re.compile(r"\s+ảnh\s+\d+\s*$", re.IGNORECASE)
_CAPTION_END: Final = " \t|.:;,"
_CREDIT: Final = re.compile(r"(?<=\w)[\s.,;|(–-]+ảnh\s*:.{1,60}$", re.IGNORECASE)
_AUTHOR_LABEL: Final = re.compile(
    r"^\s*(?:(?:tin|bài|ảnh|tác giả bài viết|bài viết|bài và ảnh|tin và ảnh|thực hiện|tác giả|theo|nguồn|clip|video|đồ họa)"
    r"(?:\s*(?:,|và|&|-|–|/)\s*)?){1,3}\s*:\s*",
    re.IGNORECASE,
)
_AUTHOR_TAIL: Final = re.compile(r"\s*\([^()]*\)\s*$")
_LONGEST_AUTHOR: Final = 60


def clean(text: str) -> str:
    """NFC, runs of any white space (also no-break spaces) as one space, invisible characters dropped, no space at either end."""
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    text = " ".join(text.split())
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def raw_text(element: etree._Element) -> str:
    """All text below an element, as it stands."""
    return "".join(str(piece) for piece in element.itertext())


def is_never_text(line: str) -> bool:
    """Whether a line is furniture on any site: an image's file name, a player, a counter, an unrendered template, bare signs."""
    return len(line) <= 240 and _NEVER_TEXT.fullmatch(line) is not None


def caption_text(line: str) -> str:
    """A caption without the bar that a table layout leaves at its end."""
    return line.rstrip(" |")


def caption_key(line: str) -> str:
    """What two spellings of a caption share: case, the final stop, who took it and the ending " ảnh 1" of an alt text do not matter."""
    return _CREDIT.sub("", _NUMBERED_DOUBLE.sub("", line.rstrip(_CAPTION_END))).rstrip(_CAPTION_END).casefold()


def without_double_mark(line: str) -> str:
    """A caption without the ending " ảnh 1"."""
    return _NUMBERED_DOUBLE.sub("", line)


def author_name(line: str) -> str:
    """Who wrote, without the label before ("Tin, ảnh:") and a bracket behind ("(nbtv.vn)")."""
    return _AUTHOR_TAIL.sub("", _AUTHOR_LABEL.sub("", line)).strip(" -–|.")


def is_author_line(line: str) -> bool:
    """Whether a last line names authors: a label with a name, or one to three names and nothing else."""
    if len(line) > _LONGEST_AUTHOR or line.endswith((".", "!", "?", "…", ":", ";")):
        return False
    name = author_name(line)
    if not name:
        return False
    if _AUTHOR_LABEL.match(line):
        return True
    if re.search(r"\d", name):
        return False
    people = re.split(r"\s*[-–,&/]\s*|\s+và\s+", name)
    return len(people) <= 3 and all(
        1 <= len(words) <= 5 and all(word[:1].isupper() or (len(word) == 1 and word.isalpha()) for word in words)
        for words in (person.replace(".", " ").split() for person in people)
    )
