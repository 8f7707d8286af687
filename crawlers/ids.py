"""Stable ids: a hash of the fewest raw fields, unambiguously serialised, prefixed by kind.

The same recipe exists in SQL as the dbt macro ``stable_id`` (``to_json([...])`` hashed with SHA-256); a test holds both
to the same answer. Ids never contain cleaned titles, rule versions, list positions or run ids.
"""

from __future__ import annotations

import hashlib
import json

_HEX_DIGITS = 20


def stable_id(prefix: str, *fields: str | None) -> str:
    """``<prefix>_<20 hex digits>`` from the JSON array of the fields; ``None`` differs from the empty string.

    All fields are text: callers write integers and dates in their one canonical form first.
    """
    serialised = json.dumps(list(fields), ensure_ascii=False, separators=(",", ":"))
    return f"{prefix}_{hashlib.sha256(serialised.encode()).hexdigest()[:_HEX_DIGITS]}"


def article_id(site_id: str, canonical_url: str) -> str:
    """Id of an article: its site and canonical address."""
    return stable_id("art", site_id, canonical_url)


def capture_id(url: str, captured_at: str, payload_sha256: str) -> str:
    """Id of a capture: address, WARC-Date (ISO 8601, UTC, ``Z``) and SHA-256 of the body as received."""
    return stable_id("cap", url, captured_at, payload_sha256)


def mention_id(article: str, mention_type: str, start: int, end: int, rule_family: str) -> str:
    """Id of a mention: article, type, span of its trigger (code points of the article's text) and rule family."""
    return stable_id("men", article, mention_type, str(start), str(end), rule_family)
