"""One capture as the archive gives it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived answer of a server: a WARC ``response`` or ``revisit`` record.

    ``site_id``, ``kind`` and ``source`` are what our own writer noted; a WARC of somebody else gives ``""``, ``""`` and
    ``"warc"``, and the caller classifies by address.
    """

    capture_id: str
    record_id: str  # WARC-Record-ID, <urn:uuid:…>
    site_id: str
    url: str  # address as fetched
    captured_at: datetime  # aware, UTC
    http_status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes  # content-decoded; empty for a revisit and where body_fault says why
    body_fault: str | None  # too_large | undecodable
    payload_sha256: str  # hex, of the body as received; of a revisit: that of the capture it repeats
    payload_bytes: int  # of the body as received; 0 for a revisit
    warc_path: str  # relative to archive/, with forward slashes; absolute for a file elsewhere
    warc_offset: int
    source: str  # live | commoncrawl | wayback | warc
    is_revisit: bool
    kind: str  # article | listing | feed | sitemap | robots | other

    def header(self, name: str) -> str | None:
        """First HTTP header of that name, whatever its case; None when absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
