"""Common Crawl: one index a crawl (paged by numbers), and records by byte range out of its WARC files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from crawlers.archive import Exchange
from crawlers.backfill.answers import archived_answers
from crawlers.backfill.client import Answer, ArchiveClient, UnansweredError
from crawlers.backfill.outcomes import BackfillOutcome, NotTakenError
from crawlers.backfill.report import Period
from crawlers.backfill.sources import IndexAnswer, IndexRow, Query, moment_of, timestamp_of
from crawlers.backfill.state import Listed
from crawlers.backfill.unpacking import Budget, Unpacked, UnpackingError

_MOST_INDEX_BYTES: Final = 256 << 20
_HEAD_ROOM: Final = 256 << 10  # WARC and HTTP headers of a record
_CRAWL_NAME: Final = re.compile(r"CC-MAIN-(\d{4})(?:-(\d{4}))?(?:-\d{2})?")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9_\-]+(?:/[A-Za-z0-9_.\-]+)+")
_YEAR: Final = re.compile(r"(\d{4})-\d{2}-\d{2}T")


class CommonCrawl:
    """A source; see :class:`crawlers.backfill.sources.Source`."""

    name = "commoncrawl"

    def __init__(self, client: ArchiveClient, collections: str, data: str) -> None:
        self._client = client
        self._collections = collections
        self._data = data if data.endswith("/") else f"{data}/"

    def queries(self, hosts: Sequence[str], period: Period, slug: str) -> list[Query]:
        """One a host and crawl of the years, by the list of crawls as it is today; newest crawl first, as the list has them."""
        answer = self._client.get(self._collections, most_bytes=_MOST_INDEX_BYTES)
        if answer.status != 200:
            raise UnansweredError(f"the list of crawls cannot be had (status {answer.status})")
        crawls = [(name, address) for name, address, years in self._crawls(answer.body) if _overlap(years, period)]
        return [Query(f"{host}/* {name} {slug}".rstrip(), host, address, slug) for name, address in crawls for host in hosts]

    def ask(self, query: Query, cursor: str | None) -> IndexAnswer:
        """A page of HTML captures with status 200; the cursor is "page/number of pages"."""
        fields = [
            ("url", f"{query.host}/*"),
            ("output", "json"),
            ("filter", "=status:200"),
            ("filter", "~mime:.*html.*"),
        ]
        if query.slug:
            fields.append(("filter", f"~url:.*{re.escape(query.slug)}.*"))
        if cursor is None:
            count = self._number_of_pages(self._get(query, [*fields, ("showNumPages", "true")]))
            page = 0
        else:
            page, count = (int(part) for part in cursor.split("/"))
        if page >= count:
            return IndexAnswer([], None)
        answer = self._get(query, [*fields, ("page", str(page))])
        rows = [] if _is_nothing(answer) else [_row(line) for line in answer.body.splitlines() if line.strip()]
        return IndexAnswer(rows, f"{page + 1}/{count}" if page + 1 < count else None)

    def fetch(self, listed: Listed, limit: int) -> Exchange:
        """The record, by its place in a WARC file."""
        name, offset, length = listed.place["file"], listed.place["offset"], listed.place["length"]
        if length > limit + _HEAD_ROOM:
            raise NotTakenError(BackfillOutcome.TOO_LARGE, f"a record of {length} bytes")
        address = urljoin(self._data, name)
        last = offset + length - 1
        answer = self._client.get(address, most_bytes=length, headers={"Range": f"bytes={offset}-{last}"})
        if answer.status in (403, 451):
            raise NotTakenError(BackfillOutcome.REFUSED, f"status {answer.status}")
        if answer.status != 206:
            raise NotTakenError(BackfillOutcome.MISSING, f"status {answer.status}, and no part of the file")
        if len(answer.body) != length:
            raise NotTakenError(BackfillOutcome.TRUNCATED, f"{len(answer.body)} bytes where the index says {length}")
        return _exchange(answer.body, listed, f"{address}#bytes={offset}-{last}", limit)

    def _crawls(self, body: bytes) -> list[tuple[str, str, tuple[int, int] | None]]:
        try:
            crawls: Any = json.loads(body)
            found = [(str(crawl["id"]), urljoin(self._collections, str(crawl["cdx-api"])), _years(crawl)) for crawl in crawls]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise UnansweredError("the list of crawls is not what it was (a list of objects with id and cdx-api)") from error
        if not found:
            raise UnansweredError("the list of crawls is empty, which it is when the archive has an outage")
        # the list decides what is asked next: it may name indexes of its own server only
        server = urlsplit(self._collections).netloc
        return [crawl for crawl in found if urlsplit(crawl[1]).netloc == server]

    def _get(self, query: Query, fields: Sequence[tuple[str, str]]) -> Answer:
        answer = self._client.get(query.at, fields, most_bytes=_MOST_INDEX_BYTES)
        if answer.status != 200 and not _is_nothing(answer):
            raise UnansweredError(f"status {answer.status}")
        return answer

    def _number_of_pages(self, answer: Answer) -> int:
        if _is_nothing(answer):
            return 0
        try:
            return int(json.loads(answer.body)["pages"])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise UnansweredError(f"the index does not tell its pages ({answer.body[:100]!r})") from error


def _is_nothing(answer: Answer) -> bool:
    """An index without captures of the host says so with a 404."""
    return answer.status == 404


def _years(crawl: dict[str, Any]) -> tuple[int, int] | None:
    """The years of a crawl: by the moments that the list gives, else by its name; null when neither tells."""
    found = [_YEAR.match(str(crawl.get(key, ""))) for key in ("from", "to")]
    if found[0] and found[1]:
        return int(found[0][1]), int(found[1][1])
    named = _CRAWL_NAME.fullmatch(str(crawl["id"]))
    return (int(named[1]), int(named[2] or named[1])) if named else None


def _overlap(years: tuple[int, int] | None, period: Period) -> bool:
    return years is None or (years[0] <= period.last and years[1] >= period.first)


def _row(line: bytes) -> IndexRow:
    """One line of JSON; one that is none, or lacks the place, becomes a row without a moment, which is counted as damaged."""
    try:
        fields: dict[str, Any] = json.loads(line)
        name, offset, length = str(fields["filename"]), int(fields["offset"]), int(fields["length"])
        if not _FILE_NAME.fullmatch(name) or ".." in name or offset < 0 or length <= 0:
            raise ValueError("a place outside the archive")
        return IndexRow(
            url=str(fields["url"]),
            moment=moment_of(str(fields["timestamp"])),
            status=str(fields.get("status", "")),
            mime=str(fields.get("mime", "")),
            digest=str(fields.get("digest", "")).removeprefix("sha1:"),
            truncated=str(fields.get("truncated") or ""),
            place={"file": name, "offset": offset, "length": length},
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return IndexRow("", None, "", "", "", "", {})


def _exchange(record: bytes, listed: Listed, archive_address: str, limit: int) -> Exchange:
    try:
        answer = next(archived_answers(Unpacked(io.BytesIO(record), Budget(limit + _HEAD_ROOM + 1))), None)
        if answer is None:
            raise NotTakenError(BackfillOutcome.DAMAGED, "no response record at its place")
        if answer.url != listed.url or timestamp_of(answer.captured_at) != timestamp_of(listed.moment):
            raise NotTakenError(BackfillOutcome.DAMAGED, "another record at its place")
        return answer.exchange(archive_address, limit)
    except UnpackingError as error:
        raise NotTakenError(BackfillOutcome.DAMAGED, str(error)) from error
