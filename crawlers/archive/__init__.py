"""The WARC archive: what was fetched, kept as it was received; the one thing that can never be made again.

ISO 28500 (WARC/1.1): every record its own gzip member, a ``request`` record after each ``response`` or ``revisit``. A file
is called ``<site>-<nnnnn>.warc.gz.open`` while it is written and loses the last suffix when it is closed; a manifest
beside it holds its record count, size and SHA-256. The manifest is the gate: a WARC cut inside a record passes ordinary
checkers and reads as a shorter page.

Imports neither Scrapy nor Twisted.
"""

from crawlers.archive.capture import Capture
from crawlers.archive.leftovers import SalvageReport, salvage
from crawlers.archive.manifest import Manifest, archive_files, manifest_path, verify_warc
from crawlers.archive.reader import iter_captures, read_capture
from crawlers.archive.records import Exchange, Original, StoredCapture
from crawlers.archive.writer import RunArchive, WarcWriter

__all__ = [
    "Capture",
    "Exchange",
    "Manifest",
    "Original",
    "RunArchive",
    "SalvageReport",
    "StoredCapture",
    "WarcWriter",
    "archive_files",
    "iter_captures",
    "manifest_path",
    "read_capture",
    "salvage",
    "verify_warc",
]
