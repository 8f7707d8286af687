"""Named fields of our own in WARC records (ISO 28500 §4 lets writers add fields; readers ignore those they do not know)."""

from __future__ import annotations

from typing import Final

SITE_FIELD: Final = "WARC-Thidua-Site"
KIND_FIELD: Final = "WARC-Thidua-Kind"
SOURCE_FIELD: Final = "WARC-Thidua-Source"
ARCHIVE_FIELD: Final = "WARC-Thidua-Archive"  # where another archive keeps the capture: an address, or a file and what is in it
