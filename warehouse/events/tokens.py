"""Words, sentences and segments of an article: where the heading block ends, what is a caption, what is furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
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
            beginning = text.cased[segment.start : min(segment.end, segment.start + _SHOUTING_CHARACTERS)]
            _tokenise_segment(tokens, segment, number, shouting=_all_capitals(beginning))
    return tokens


def _tokenise_segment(tokens: Tokens, segment: Segment, number: int, *, shouting: bool) -> None:
    """Adds the tokens of a segment in one go, then looks at the few that can end a sentence: marks and words that open paragraphs."""
    cased, lower, limit = tokens.text.cased, tokens.text.lower, segment.end
    pieces = _TOKEN.split(cased[segment.start : limit])
    bounds = [*accumulate(map(len, pieces), initial=segment.start)]
    words, starts, ends = pieces[1::2], bounds[1:-1:2], bounds[2::2]
    capitals: list[int] = []
    breaks: list[int] = []
    seams: list[int] = []
    for index in [index for index, word in enumerate(words) if not word.islower()]:  # most words are printed in lower case
        word = words[index]
        if word in _SENTENCE_END:
            breaks.append(index)
        elif (low := lower[starts[index] : ends[index]]) != word:
            words[index] = low
            if word[0] != low[0]:
                capitals.append(index)
                if word in _OPENING_WORDS:
                    breaks.append(index)
            elif len(word) > 3 and (seam := _glued_at(word)):
                seams.append(starts[index] + seam)
    if seams:
        for start, end in pairwise([segment.start, *seams, limit]):
            _tokenise_segment(tokens, Segment(start, end, segment.kind), number, shouting=shouting)
        return
    caps = [False] * len(words)
    for index in capitals if not shouting else ():
        caps[index] = True
    first, offset = 0, len(tokens.words)
    for index in breaks:
        last = 0
        if words[index] in _SENTENCE_END:
            before = words[index - 1] if index else tokens.words[-1] if offset else ""
            if _ends_sentence(cased, starts[index], ends[index], limit, before):
                last = index + 1
        elif index > first and not caps[index - 1] and _opens_paragraph(cased, starts[index], words[index - 1]):
            last = index
        if last:
            _add_sentence(tokens.sentences, offset + first, offset + last, segment.kind, number)
            first = last
    _add_sentence(tokens.sentences, offset + first, offset + len(words), segment.kind, number)
    tokens.starts += starts
    tokens.ends += ends
    tokens.words += words
    tokens.caps += caps


def _add_sentence(sentences: list[Sentence], first: int, last: int, kind: SegmentKind, number: int) -> None:
    """A sentence, or several when it is too long for one; none when it is empty."""
    while first < last:
        end = min(last, first + _MAX_SENTENCE_TOKENS)
        sentences.append(Sentence(first, end, kind, number))
        first = end


def _opens_paragraph(cased: str, start: int, before: str) -> bool:
    """ "… ký giao ước thi đua Tại hội nghị …": two paragraphs glued with a space."""
    return before.isalpha() and _GLUED_OPENER.match(cased, start) is not None


def _ends_sentence(cased: str, start: int, end: int, limit: int, before: str) -> bool:
    """A mark ends a sentence before white space and a capital, a digit or a quote, unless an abbreviation stands before it."""
    if end == limit:
        return True
    if not cased[end].isspace() and not (cased[end].isupper() and cased[start - 1 : start].islower()):
        return False
    if (
        cased[start] == "."
        and cased[end].isspace()
        and (before in _ABBREVIATED or (len(before) == 1 and before.isalpha() and cased[start - 1].isupper()))
    ):
        return False
    following = found[1] if (found := _FOLLOWING.match(cased, end, limit)) else ""
    return not following or following.isupper() or following.isdecimal() or following in "\"'([-+*•"
