"""From a record of another archive to an exchange of ours: everything that keeps it from being a whole article page is an outcome."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawlers.archive import Exchange
from crawlers.archive.decoding import BodyTooLargeError, UndecodableBodyError, decode_body
from crawlers.archive.http_message import first_header, split_http, without_chunks
from crawlers.backfill.outcomes import BackfillOutcome, NotTakenError
from crawlers.backfill.unpacking import Unpacked, UnpackingError

ARTICLE: Final = "article"
_ANSWERS: Final = WarcRecordType.response | WarcRecordType.revisit
_HEAD_ROOM: Final = 64 << 10  # HTTP headers beside a body of the largest allowed size
_CHUNK_BYTES: Final = 1 << 18
_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
_HTML_MARKS: Final = (b"<!doctype html", b"<html", b"<body")
_MARKS_WITHIN: Final = 1024


def is_plain(text: str) -> bool:
    """Whether a text of somebody else can stand in a header or a table: printable, no blanks, no halves of characters, not empty."""
    return text.isprintable() and text != "" and " " not in text


class ArchivedAnswer:
    """The response or revisit record that a WARC stream stands at; its body is read by :meth:`exchange`, if it is wanted."""

    def __init__(self, record: WarcRecord) -> None:
        fields = record.headers
        self._record = record
        self.url = (fields.get("WARC-Target-URI") or "").strip("<>")  # WARC/1.0 writers wrap the address
        record_id = (fields.get("WARC-Record-ID") or "").strip("<>")
        self.record_id = record_id if is_plain(record_id) else ""
        self.is_revisit = record.record_type == WarcRecordType.revisit
        self.is_whole_address = is_plain(self.url)
        self._date = fields.get("WARC-Date") or ""
        self._truncated = fields.get("WARC-Truncated")
        self.end = record.stream_pos + record.content_length  # in the unpacked stream; its own headers are not counted

    @property
    def captured_at(self) -> datetime:
        """When the page was captured (UTC).

        Raises:
            NotTakenError: damaged: the record has no date.
        """
        try:
            moment = datetime.fromisoformat(self._date)
        except ValueError as error:
            raise NotTakenError(BackfillOutcome.DAMAGED, f"its date {self._date[:40]!r} is not ISO 8601") from error
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def exchange(self, archive_address: str, limit: int) -> Exchange:
        """The archived answer; ``limit`` bounds its body in bytes.

        Raises:
            NotTakenError: revisit, truncated, too_large or damaged.
        """
        if self.is_revisit:
            raise NotTakenError(BackfillOutcome.REVISIT, "a record without a body of its own")
        if self._truncated:
            raise NotTakenError(BackfillOutcome.TRUNCATED, f"cut by the archive ({self._truncated[:40]})")
        if self._record.content_length > limit + _HEAD_ROOM:
            raise NotTakenError(BackfillOutcome.TOO_LARGE, f"{self._record.content_length} bytes")
        block = self._block()
        status, headers, payload = split_http(block)
        if not status:
            raise NotTakenError(BackfillOutcome.DAMAGED, "the record holds no HTTP answer")
        return Exchange(
            url=self.url,
            kind=ARTICLE,
            captured_at=self.captured_at,
            request_headers=(),
            status=status,
            headers=headers,
            body=without_chunks(payload, headers),
            archive_address=archive_address,
        )

    def _block(self) -> bytes:
        block = io.BytesIO()
        while chunk := self._record.reader.read(_CHUNK_BYTES):
            block.write(chunk)
        if block.tell() != self._record.content_length:
            raise NotTakenError(BackfillOutcome.TRUNCATED, f"{block.tell()} bytes where the record says {self._record.content_length}")
        return block.getvalue()


def archived_answers(stream: Unpacked) -> Iterator[ArchivedAnswer]:
    """The response and revisit records of a WARC stream, in order.

    Raises:
        UnpackingError: the stream cannot be gone through any further, or is no WARC from there on.
    """
    reader: Any = stream
    try:
        for record in ArchiveIterator(reader, record_types=_ANSWERS, parse_http=False, stream_detect=False):
            yield ArchivedAnswer(record)
    except (OSError, ValueError) as error:
        raise UnpackingError(f"is no WARC from some point on ({error})") from error
    except BaseException as error:
        # the parser is native: what it did not foresee comes out as a panic, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UnpackingError("holds a record that the WARC parser fails on") from error


def checked(exchange: Exchange, limit: int) -> Exchange:
    """``exchange``, if it is a page with a body that can be read; ``limit`` bounds the unpacked body in bytes.

    Raises:
        NotTakenError: redirected, http_error, empty, too_large, undecodable or not_html.
    """
    if 300 <= exchange.status < 400:
        raise NotTakenError(BackfillOutcome.REDIRECTED, f"{exchange.status} to {(exchange.header('location') or 'nowhere')[:200]}")
    if exchange.status != HTTPStatus.OK:
        raise NotTakenError(BackfillOutcome.HTTP_ERROR, str(exchange.status))
    if not exchange.body:
        raise NotTakenError(BackfillOutcome.EMPTY, "no body")
    codings = ",".join(value for name, value in exchange.headers if name.lower() == "content-encoding")
    try:
        page = decode_body(exchange.body, codings, limit)
    except BodyTooLargeError as error:
        raise NotTakenError(BackfillOutcome.TOO_LARGE, str(error)) from error
    except UndecodableBodyError as error:
        raise NotTakenError(BackfillOutcome.UNDECODABLE, str(error)) from error
    if not page.strip():
        raise NotTakenError(BackfillOutcome.EMPTY, "only blanks")
    declared = (first_header(exchange.headers, "content-type") or "").partition(";")[0].strip().lower()
    head = page[:_MARKS_WITHIN].lower()
    if declared not in _HTML_TYPES and not any(mark in head for mark in _HTML_MARKS):
        raise NotTakenError(BackfillOutcome.NOT_HTML, declared[:80] or "no content type")
    return exchange
