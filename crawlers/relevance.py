"""A cheap guess whether a page is about the emulation movement, from its address or title alone; terms and weights are relevance.toml.

It decides what is fetched first and what may be left out. It never decides what a page says.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawlers.errors import ConfigurationError

TERMS_FILE: Final = Path(__file__).with_name("relevance.toml")
_FEWEST_WORDS: Final = 3
_WORD: Final = re.compile(r"[a-z]{2,}")
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")
_ENDING: Final = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Terms(_Record):
    """Terms of one weight, without tone marks, in lower case."""

    weight: float
    words: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _are_folded(self) -> Terms:
        for words in self.words:
            if words != folded(words).strip():
                raise ValueError(f"{words!r} must be written {folded(words).strip()!r}")
        return self


class Example(_Record):
    """A title or an address with the side of the line it belongs on."""

    text: str
    is_relevant: bool


class _File(_Record):
    line: float
    terms: list[Terms] = Field(min_length=1)
    examples: list[Example] = Field(min_length=1)


class Score(NamedTuple):
    """``is_wordless``: there are no words to judge by, so that the value says nothing."""

    value: float
    is_wordless: bool


class Relevance:
    """Scores titles and addresses. ``line`` is the score from which on a page is worth fetching."""

    def __init__(self, line: float, weights: dict[str, float], examples: tuple[Example, ...] = ()) -> None:
        self.line = line
        self.examples = examples
        self._weights = {f" {words} ": weight for words, weight in weights.items()}

    def of_title(self, title: str) -> Score:
        """Score of a title."""
        return self._of(folded(title))

    def of_address(self, url: str) -> Score:
        """Score of an address, by the words of its path and query."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return Score(0, True)
        path = unquote(parts.path).rstrip("/")
        score = self._of(folded(f"{_ENDING.sub('', path)} {unquote(parts.query)}"))
        last = max(path.split("/")[-2:], key=len)  # some systems end with the number of the page
        words = _WORD.findall(folded(_ENDING.sub("", last)))
        return score if len(words) >= _FEWEST_WORDS else Score(score.value, True)

    def is_below(self, url: str) -> bool:
        """Whether an address scores below the line: a key to sort by, relevant ones first."""
        return self.of_address(url).value < self.line

    def _of(self, text: str) -> Score:
        # overlapping terms all count
        value = sum(weight for term, weight in self._weights.items() if term in text)
        return Score(value, len(_WORD.findall(text)) < _FEWEST_WORDS)


def folded(text: str) -> str:
    """Lower case without tone marks, words between single blanks, a blank at either end."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return f" {_NOT_A_WORD.sub(' ', ''.join(mark for mark in plain if not unicodedata.combining(mark))).strip()} "


@cache
def load_relevance(path: Path = TERMS_FILE) -> Relevance:
    """The terms of ``path``.

    Raises:
        ConfigurationError: the file is malformed, or an example is on the wrong side of the line.
    """
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"{path}: cannot be used as relevance terms ({error}); correct it.") from error
    weights = {words: terms.weight for terms in found.terms for words in terms.words}
    return Relevance(found.line, weights, tuple(found.examples))
