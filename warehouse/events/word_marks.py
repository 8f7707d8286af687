"""What a word or mark can begin, worked out once for each word: the annotator asks it of every word of a text."""

from __future__ import annotations

from collections.abc import Container

from warehouse.events.scanners import may_begin

SCANNED = 1  # a date, a period, a document number
TERM = 2  # a term of the trie, if its next word goes on with it
READ = 4  # what only the annotator can tell: a number, a bloc, a list
PLAIN = 8  # a word that begins nothing
_MOST = 50_000  # Vietnamese has some 7,000 syllables; numbers and names have no end


class WordMarks(dict[str, int]):
    """Word → bits. Forgets all when it has grown too big, so that no text can fill the memory."""

    def __init__(self, terms: Container[str], read: Container[str]) -> None:
        super().__init__()
        self._terms, self._read = terms, read

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST:
            self.clear()
        marks = SCANNED if may_begin(word) else 0
        marks |= TERM if word in self._terms else 0
        marks |= READ if word in self._read or word[0].isdecimal() else 0
        marks = marks or (PLAIN if word[0].isalnum() else 0)
        self[word] = marks
        return marks
