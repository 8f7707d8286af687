"""The Wayback Machine: its CDX server (one query a host and year, paged by resume keys) and captures as they were received (``id_``)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, unquote_plus

from crawlers.archive import Exchange
from crawlers.backfill.answers import ARTICLE
from crawlers.backfill.client import Answer, ArchiveClient, UnansweredError
from crawlers.backfill.outcomes import BackfillOutcome, NotTakenError
from crawlers.backfill.report import Period, printable
from crawlers.backfill.sources import IndexAnswer, IndexRow, Query, moment_of, timestamp_of
from crawlers.backfill.state import Listed

_FIELDS: Final = ("timestamp", "original", "mimetype", "statuscode", "digest", "length")
_MOST_INDEX_BYTES: Final = 256 << 20
_HEAD_ROOM: Final = 64 << 10
_HEAD_BYTES: Final = 1024
_ORIGINAL: Final = "x-archive-orig-"
_MEMENTO: Final = "memento-datetime"
_GZIP_MAGIC: Final = b"\x1f\x8b"


class Wayback:
    """A source; see :class:`crawlers.backfill.sources.Source`."""

    name = "wayback"

    def __init__(self, client: ArchiveClient, index: str, captures: str, rows: int) -> None:
        self._client = client
        self._index = index
        self._captures = captures if captures.endswith("/") else f"{captures}/"
        self._rows = rows

    def queries(self, hosts: Sequence[str], period: Period, slug: str) -> list[Query]:
        """One a host and year. The index folds scheme and ``www.`` itself."""
        return [
            Query(f"{host}/* {year} {slug}".rstrip(), host, str(year), slug)
            for host in hosts
            for year in range(period.first, period.last + 1)
        ]

    def ask(self, query: Query, cursor: str | None) -> IndexAnswer:
        """Up to ``backfill.index_rows`` captures of HTML pages with status 200."""
        fields = [
            ("url", f"{query.host}/*"),
            ("output", "json"),
            ("fl", ",".join(_FIELDS)),
            ("from", query.at),
            ("to", query.at),
            ("filter", "statuscode:200"),
            ("filter", "mimetype:(text/html|application/xhtml.xml)"),
            ("limit", str(self._rows)),
            ("showResumeKey", "true"),
        ]
        if query.slug:
            fields.append(("filter", f"original:.*{re.escape(query.slug)}.*"))
        if cursor:
            fields.append(("resumeKey", cursor))
        answer = self._client.get(self._index, fields, most_bytes=_MOST_INDEX_BYTES)
        if answer.status in (403, 451):
            said = printable(answer.body[:200].decode("utf-8", "replace"))
            raise UnansweredError(f"the index refuses {query.host} ({answer.status} {said})")
        if answer.status != 200:
            raise UnansweredError(f"status {answer.status}")
        return _rows(answer.body)

    def fetch(self, listed: Listed, limit: int) -> Exchange:
        """The capture of that very moment, or an outcome: the nearest one in its place would be another capture."""
        stamp = timestamp_of(listed.moment)
        address = f"{self._captures}{stamp}id_/{quote(listed.url, safe=_KEPT_IN_ADDRESSES)}"
        answer = self._client.get(address, most_bytes=limit + _HEAD_ROOM, is_meant=_is_memento)
        if not _is_memento(answer):
            if answer.status in (403, 451):
                raise NotTakenError(BackfillOutcome.REFUSED, f"status {answer.status}")
            where = answer.headers.get("location", "")
            raise NotTakenError(BackfillOutcome.MISSING, f"status {answer.status}" + (f", {where[:200]} offered" if where else ""))
        moment = parsedate_to_datetime(answer.headers[_MEMENTO])
        if timestamp_of(moment) != stamp:
            raise NotTakenError(BackfillOutcome.MISSING, f"the capture of {timestamp_of(moment)} was given in its place")
        return Exchange(
            url=listed.url,
            kind=ARTICLE,
            captured_at=listed.moment,
            request_headers=(),
            status=answer.status,
            headers=_original_headers(answer),
            body=answer.body,
            archive_address=address,
        )


_KEPT_IN_ADDRESSES: Final = "!$%&'()*+,/:;=?@[]~"


def _rows(body: bytes) -> IndexAnswer:
    """The answer is a list of lists: names of the fields, captures, and, if there is more, an empty list and the resume key."""
    try:
        # an answer without captures is an empty list, or nothing at all
        lines: Any = json.loads(body) if body.strip() else []
    except (ValueError, RecursionError) as error:
        raise UnansweredError(f"the index gave no JSON ({body[:100]!r})") from error
    if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
        raise UnansweredError("the index gave JSON of another shape")
    cursor = None
    if len(lines) >= 2 and not lines[-2] and len(lines[-1]) == 1:
        cursor = str(lines[-1][0])
        # some servers give the key escaped; a key as it is has the bracket of its reversed host name
        cursor = cursor if ")" in cursor else unquote_plus(cursor)
        lines = lines[:-2]
    if not lines:
        return IndexAnswer([], cursor)
    names = [str(name) for name in lines[0]]
    if "original" not in names or "timestamp" not in names:
        raise UnansweredError(f"the index names other fields ({', '.join(names)[:100]})")
    return IndexAnswer([_row(dict(zip(names, map(str, line), strict=False))) for line in lines[1:] if line], cursor)


def _row(fields: dict[str, str]) -> IndexRow:
    return IndexRow(
        url=fields.get("original", ""),
        moment=moment_of(fields.get("timestamp", "")),
        status=fields.get("statuscode", ""),
        mime=fields.get("mimetype", ""),
        digest=fields.get("digest", "").strip("-"),
        truncated="",
        place={},
    )


def _is_memento(answer: Answer) -> bool:
    """Whether the answer is an archived one (RFC 7089): then its status and headers are those of years ago."""
    try:
        return _MEMENTO in answer.headers and parsedate_to_datetime(answer.headers[_MEMENTO]) is not None
    except ValueError:
        return False


def _original_headers(answer: Answer) -> tuple[tuple[str, str], ...]:
    kept = {name.removeprefix(_ORIGINAL): value for name, value in answer.headers.items() if name.startswith(_ORIGINAL)}
    kept.setdefault("content-type", answer.headers.get("content-type", ""))
    if "location" in answer.headers:
        kept.setdefault("location", answer.headers["location"])
    # some of the archive's stores keep bodies unpacked: what it says of this very answer counts, then what the body looks like
    once = kept.pop("content-encoding", "")
    coding = answer.headers.get("content-encoding") or ("gzip" if answer.body.startswith(_GZIP_MAGIC) else "")
    if not coding and b"<" not in answer.body[:_HEAD_BYTES]:
        coding = once
    if coding:
        kept["content-encoding"] = coding
    return tuple(sorted(kept.items()))
