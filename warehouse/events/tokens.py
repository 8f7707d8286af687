"""Words, sentences and segments of an article: where the heading block ends, what is a caption, what is furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from warehouse.events.normalise import NormalText

SegmentKind = Literal["heading", "body", "caption", "chrome"]

_TOKEN = re.compile(r"([^\W_]+|\n|[^\s\w]|_)")  # a group: splitting gives gap, token, gap, token, …, gap
_MAX_SENTENCE_TOKENS = 400
_ABBREVIATED = frozenset(
    [
        "tp",
        "tx",
        "tt",
        "ths",
        "ts",
        "pgs",
        "gs",
        "ks",
        "bs",
        "cn",
        "đ/c",
        "đc",
        "st",
        "nxb",
        "v",
        "vv",
        "tr",
        "tel",
        "đt",
        "mr",
        "mrs",
        "dr",
    ]
)
_SENTENCE_END = frozenset(".!?…")
_FOLLOWING = re.compile(r"\s*(\S?)")
_GLUED_OPENER = re.compile(
    r"Tại (?:hội nghị|buổi|lễ|đây)|Theo (?:đó|báo cáo)|Phát biểu|Trong (?:năm|khuôn|đó)|Sau khi|Dự (?:hội|lễ|buổi)|"
    r"Nhân dịp|Kết (?:thúc|quả)|Cũng tại"
)
_OPENING_WORDS = frozenset(["Tại", "Theo", "Phát", "Trong", "Sau", "Dự", "Nhân", "Kết", "Cũng"])
_HEADING_LINES = 6
_HEADING_CHARACTERS = 260
_SHOUTING_CHARACTERS = 80
_TOO_MANY_SMALL = 12  # so many letters are 15 % of any beginning

_CHROME_LINE = re.compile(
    r"^\W*(?:"
    r"\d+:\d+(?:\s*/\s*\d+:\d+)?|\d+ ?/ ?\d+ ký tự|đang tải dữ liệu.*|[\d.,]+ lượt (?:xem|đọc)|lượt (?:xem|đọc)\W*[\d.]*|"
    r"ý kiến(?: bạn đọc| của bạn)?\W*|phản hồi|\(?\d*\)?\s*bình luận\W*|chia sẻ.*|gửi bình luận|in bài viết|đọc bài|"
    r"[\w()-]+\.(?:jpe?g|png|gif|webp|mp4)|xem thêm|trở về|về trang chủ|copy link|"
    r"theo dõi .{0,40} trên google news|nguồn\s*:?.{0,60}|(?:tin|bài|ảnh|tin, ảnh|bài, ảnh|tin và ảnh)\s*:.{0,60}|"
    r"email của bạn.*|trả lời|từ khóa.{0,200}|tags?\s*:?.{0,200}|giọng (?:nam|nữ).*|nghe audio.*"
    r")\s*$"
)
# headlines of other articles follow such a line until the text runs in full sentences again
_RELATED_LINE = re.compile(
    r"^\W*(?:(?:các )?tin (?:khác|liên quan|cùng chuyên mục|mới(?: nhất| hơn)?|cũ hơn|đọc nhiều|nổi bật|bài khác)|(?:các )?bài (?:viết )?"
    r"(?:liên quan|khác|cùng chuyên mục|mới)|cùng chuyên mục|nổi bật|mới nhất|đọc nhiều|xem nhiều|đọc thêm|có thể bạn quan tâm|"
    r"có thể bạn cũng quan tâm|tin xem nhiều|tin tức khác|bài viết cùng chuyên mục|tin mới|tin nóng|phản hồi|ý kiến bạn đọc)\W*$"
)
_CAPTION_WORDS = re.compile(
    r"^(?:quang cảnh|toàn cảnh|ảnh|đại diện|lãnh đạo|các đại biểu|đại biểu|đồng chí|các đồng chí|ông|bà|trao|một số|lễ|hội nghị|\()"
)


@dataclass(slots=True, eq=False)
class Sentence:
    """Tokens ``first`` up to ``last`` (exclusive) of a segment."""

    first: int
    last: int
    kind: SegmentKind
    segment: int


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the words and marks of a text; ``words`` in lower case, ``caps`` whether it begins with a capital."""

    text: NormalText
    starts: list[int]
    ends: list[int]
    words: list[str]
    caps: list[bool]
    sentences: list[Sentence]

    def cased(self, first: int, last: int) -> str:
        """The text of tokens ``first`` up to ``last`` in one tone style, white space as printed."""
        return self.text.cased[self.starts[first] : self.ends[last - 1]]


class Segment(NamedTuple):
    """A line of the article: positions in the normalised text and its kind."""

    start: int
    end: int
    kind: SegmentKind


def segments(text: NormalText) -> list[Segment]:
    """The non-empty lines with their kinds.

    The first lines are the heading block (title, kicker, section label, date line) up to the first line that runs like an
    article: a full stop at its end, or longer than a title. Later lines without a full stop are captions or sub-headings.
    """
    found: list[Segment] = []
    position, headings, body_seen, related = 0, 0, False, False
    for line in text.lower.split("\n"):
        start, position = position, position + len(line) + 1
        bare = line.strip()
        if not bare:
            continue
        start += len(line) - len(line.lstrip())
        end = start + len(bare)
        closed = bare[-1] in '.!?…;:"' or bare.endswith("./")
        long = len(bare) > _HEADING_CHARACTERS
        kind: SegmentKind
        if _RELATED_LINE.match(bare):
            related = body_seen
            kind = "chrome"
        elif len(bare) < 300 and _CHROME_LINE.match(bare):
            kind = "chrome"
        elif (
            not body_seen
            and headings < _HEADING_LINES
            and not long
            and (not closed or bare[-1] == ":" or (headings == 0 and "\n" in text.lower))
        ):
            kind = "heading"
            headings += 1
        elif related and not long and not (closed and len(bare) > 120):
            kind = "chrome"
        elif long or closed:
            kind, body_seen, related = "body", True, False
        else:
            kind, body_seen = "caption", True
        found.append(Segment(start, end, kind))
    return found


def _glued_at(word: str) -> int:
    """Where two paragraphs were glued without a space ("nghịVới"), or 0; "MobiFone" begins with a capital and stays."""
    for index in range(2, len(word) - 1):
        if word[index].isupper() and word[index - 1].islower() and word[index + 1].islower():
            return index
    return 0


def _all_capitals(beginning: str) -> bool:
    """Whether a line shouts, judged by its beginning."""
    if beginning[1:].islower() or sum(map(str.islower, beginning[: _SHOUTING_CHARACTERS // 2])) >= _TOO_MANY_SMALL:
        return False  # most lines: decided without a look at every letter
    letters = [*filter(str.isalpha, beginning)]
    return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.85 * len(letters)


def tokenise(text: NormalText) -> Tokens:
    """Tokens and sentences of all segments that are not furniture. Linear in the length of the text."""
    tokens = Tokens(text, [], [], [], [], [])
    for number, segment in enumerate(segments(text)):
        if segment.kind != "chrome":
            _tokenise_segment(tokens, segment, number)
    return tokens


def _tokenise_segment(tokens: Tokens, segment: Segment, number: int) -> None:
    """Adds the tokens of a segment in one go, then looks at the few that can end a sentence: capitals and marks."""
    cased, lower, limit = tokens.text.cased, tokens.text.lower, segment.end
    pieces = _TOKEN.split(cased[segment.start : limit])
    bounds = [*accumulate(map(len, pieces), initial=segment.start)]
    printed, starts, ends = pieces[1::2], bounds[1:-1:2], bounds[2::2]
    plain, telling = printed.copy(), []  # most words are printed in lower case
    for index in [index for index, word in enumerate(printed) if not word.islower()]:
        plain[index] = low = lower[starts[index] : ends[index]]
        if (word := printed[index]) != low or word in _SENTENCE_END:
            telling.append(index)
    seam_ends: frozenset[int] = frozenset()  # where a paragraph ends inside a printed word
    if seams := _seams(printed, plain, telling):
        seam_ends = frozenset(starts[index] + seam for index, seam in seams.items())
        starts, ends = sorted([*starts, *seam_ends]), sorted([*ends, *seam_ends])
        printed, plain = ([text[start:end] for start, end in zip(starts, ends, strict=True)] for text in (cased, lower))
        telling = [*range(len(starts))]
    shouting = _all_capitals(cased[segment.start : min(limit, segment.start + _SHOUTING_CHARACTERS)])
    caps = [False] * len(starts)
    first, offset, kind = 0, len(tokens.starts), segment.kind

    def close(end: int) -> None:
        nonlocal first
        while first < end:
            last = min(end, first + _MAX_SENTENCE_TOKENS)
            tokens.sentences.append(Sentence(offset + first, offset + last, kind, number))
            first = last

    for index in telling:
        word, start, end = printed[index], starts[index], ends[index]
        if word[0] != plain[index][0] or start in seam_ends:
            if word in _OPENING_WORDS and index > first and not caps[index - 1] and _opens_paragraph(cased, start, plain[index - 1]):
                close(index)
            caps[index] = not shouting
        elif word in _SENTENCE_END:
            before = plain[index - 1] if index else tokens.words[-1] if offset else ""
            if _ends_sentence(cased, start, end, limit, before):
                close(index + 1)
        if end in seam_ends:
            close(index + 1)
    close(len(starts))
    tokens.starts += starts
    tokens.ends += ends
    tokens.words += plain
    tokens.caps += caps


def _seams(printed: list[str], plain: list[str], telling: list[int]) -> dict[int, int]:
    """Where words of two paragraphs are glued: token → characters of its first half."""
    return {
        index: seam
        for index in telling
        if printed[index][0] == plain[index][0] and len(printed[index]) > 3 and (seam := _glued_at(printed[index]))
    }


def _opens_paragraph(cased: str, start: int, before: str) -> bool:
    """ "… ký giao ước thi đua Tại hội nghị …": two paragraphs glued with a space."""
    return before.isalpha() and _GLUED_OPENER.match(cased, start) is not None


def _ends_sentence(cased: str, start: int, end: int, limit: int, before: str) -> bool:
    """A mark ends a sentence before white space and a capital, a digit or a quote, unless an abbreviation stands before it."""
    if end < limit and not cased[end].isspace() and not (cased[end].isupper() and cased[start - 1 : start].islower()):
        return False
    if (
        cased[start] == "."
        and end < limit
        and cased[end].isspace()
        and (before in _ABBREVIATED or (len(before) == 1 and before.isalpha() and cased[start - 1].isupper()))
    ):
        return False
    following = found[1] if (found := _FOLLOWING.match(cased, end, limit)) else ""
    return not following or following.isupper() or following.isdecimal() or following in "\"'([-+*•"
