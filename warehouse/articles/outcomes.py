"""The closed list of what reading a capture can come to. A capture is counted once a run under exactly one of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal

ReadOutcome = Literal["article", "listing", "no_text", "empty", "too_large", "undecodable", "unreadable", "timeout", "not_html"]

READ_OUTCOMES: Final = MappingProxyType(
    {
        "article": "an article was read",
        "listing": "the page lists articles: a section, a tag, a topic, a front page",
        "no_text": "the page has no article text: an error page, a script shell, a picture without words",
        "empty": "the body has no bytes, or only white space",
        "too_large": "the body, or the article's text, is larger than the cap",
        "undecodable": "the bytes are in no known charset, or the letters are of a legacy Vietnamese font",
        "unreadable": "the markup cannot be parsed, or is nested deeper than any real page",
        "timeout": "reading took longer than the time allowed for a page",
        "not_html": "the body is no HTML: a PDF, a picture, a feed, plain data",
    }
)
