"""WARC records of one exchange, as bytes ready to be appended: a response (or a revisit) and its request.

A capture taken over from another archive has no request of ours: in its place stands a ``metadata`` record that says where it came from.
"""

from __future__ import annotations

import hashlib
import io
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive.headers import ARCHIVE_FIELD, KIND_FIELD, SITE_FIELD, SOURCE_FIELD
from crawlers.ids import capture_id

WARC_VERSION: Final = "1.1"
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

# The transport has taken chunking off before we see the body: keeping the header would make readers look for chunks.
_HOP_BY_HOP: Final = frozenset({"transfer-encoding"})
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as the client saw them."""

    url: str
    kind: str
    captured_at: datetime  # aware
    request_headers: tuple[tuple[str, str], ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  # transfer-encoding removed, content-encoding kept
    method: str = "GET"
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None
    archive_address: str | None = None  # of a capture taken over: where the other archive keeps it

    @property
    def payload_sha256(self) -> str:
        """SHA-256 of the body as received, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        """First header of the answer of that name, whatever its case; null when absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier capture that a revisit refers to."""

    record_id: str
    url: str
    captured_at: str  # WARC-Date of it
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """Where and as what an exchange now lies on disk."""

    capture_id: str
    record_id: str
    url: str
    captured_at: str  # WARC-Date: ISO 8601, UTC, microseconds
    payload_sha256: str
    payload_bytes: int
    warc_path: str  # relative to archive/
    warc_offset: int
    is_revisit: bool


@dataclass(frozen=True, slots=True)
class EncodedPair:
    """The bytes of a pair of records and what identifies the first of them."""

    data: bytes
    record_id: str
    captured_at: str
    payload_sha256: str
    capture_id: str


def warc_date(moment: datetime) -> str:
    """``moment`` as a WARC/1.1 date with microseconds, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def encode_warcinfo(file_name: str, fields: dict[str, str]) -> bytes:
    """The ``warcinfo`` record that opens a file."""
    out = io.BytesIO()
    writer = _writer(out)
    writer.write_record(writer.create_warcinfo_record(file_name, fields))
    return out.getvalue()


def encode_pair(exchange: Exchange, site_id: str, source: str, original: Original | None = None) -> EncodedPair:
    """A response and its request; with ``original`` a revisit without body (profile by the status: 304 or same payload).

    With an ``archive_address`` the second record is ``metadata`` instead: another archive asked, and its request is not known.
    """
    date = warc_date(exchange.captured_at)
    sha256 = original.payload_sha256 if original else exchange.payload_sha256
    fields = {
        "WARC-Date": date,
        SITE_FIELD: site_id,
        KIND_FIELD: exchange.kind,
        SOURCE_FIELD: source,
        "WARC-Payload-Digest": f"sha256:{sha256}",
    }
    if exchange.ip_address:
        fields["WARC-IP-Address"] = exchange.ip_address
    if exchange.archive_address:
        fields[ARCHIVE_FIELD] = exchange.archive_address
    if original:
        fields["WARC-Profile"] = NOT_MODIFIED if exchange.status == HTTPStatus.NOT_MODIFIED else IDENTICAL_PAYLOAD
        fields["WARC-Refers-To"] = original.record_id
        fields["WARC-Refers-To-Target-URI"] = original.url
        fields["WARC-Refers-To-Date"] = original.captured_at
    out = io.BytesIO()
    writer = _writer(out)
    body = b"" if original else exchange.body
    answer = _record(writer, exchange.url, "revisit" if original else "response", _status_line(exchange), body, fields)
    record_id = str(answer.rec_headers.get_header("WARC-Record-ID"))
    if exchange.archive_address:
        writer.write_record(answer)
        writer.write_record(_provenance(writer, exchange, site_id, record_id))
    else:
        writer.write_request_response_pair(_request(writer, exchange, date, site_id), answer)
    return EncodedPair(out.getvalue(), record_id, date, sha256, capture_id(exchange.url, date, sha256))


def _request(writer: Any, exchange: Exchange, date: str, site_id: str) -> Any:
    target = urlsplit(exchange.url)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    request_line = StatusAndHeaders(
        f"{exchange.method} {path} HTTP/1.1", [("Host", target.netloc), *exchange.request_headers], is_http_request=True
    )
    fields = {"WARC-Date": date, SITE_FIELD: site_id}
    return writer.create_warc_record(exchange.url, "request", http_headers=request_line, warc_headers_dict=fields)


def _provenance(writer: Any, exchange: Exchange, site_id: str, record_id: str) -> Any:
    """A ``metadata`` record about the answer (``via`` is a field of ISO 28500's warc-fields); its date is that of the taking over."""
    block = f"via: {exchange.archive_address}\r\n".encode()
    fields = {"WARC-Date": warc_date(datetime.now(UTC)), "WARC-Concurrent-To": record_id, SITE_FIELD: site_id}
    return writer.create_warc_record(
        exchange.url,
        "metadata",
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type="application/warc-fields",
        warc_headers_dict=fields,
    )


def _writer(out: io.BytesIO) -> Any:
    return WARCWriter(out, gzip=True, warc_version=WARC_VERSION)


def _status_line(exchange: Exchange) -> StatusAndHeaders:
    reason = _REASONS.get(exchange.status, "")
    headers = [(_ascii(name), _ascii(value)) for name, value in exchange.headers if name.lower() not in _HOP_BY_HOP]
    return StatusAndHeaders(f"{exchange.status} {reason}".rstrip(), headers, protocol=exchange.protocol)


def _ascii(text: str) -> str:
    """Header text with its other bytes escaped: servers send UTF-8 there, and the WARC library writes ASCII only."""
    return text if text.isascii() else quote(text.encode("latin-1", "replace"), safe=string.punctuation + " \t")


def _record(writer: Any, url: str, kind: str, http: StatusAndHeaders, body: bytes, fields: dict[str, str]) -> Any:
    http.compute_headers_buffer()
    digest = hashlib.sha256(http.headers_buff + body).hexdigest()
    fields["WARC-Block-Digest"] = f"sha256:{digest}"
    return writer.create_warc_record(url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=fields)
