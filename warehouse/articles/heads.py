"""What a page says about itself: meta elements, JSON-LD and the canonical link, read once from the tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from warehouse.articles.cleaning import clean, raw_text

_ARTICLE_TYPES: Final = frozenset({"article", "newsarticle", "reportagenewsarticle", "blogposting", "webpage"})
_LARGEST_JSON: Final = 300_000
_MOST_NODES: Final = 2000
_TITLE_TAIL: Final = re.compile(r"\s+[|–-]\s+(?=[^|–-]*$)")
_SITE_NAME: Final = re.compile(
    r"\b(?:báo|đài|cổng thông tin|trang tin|trang thông tin|truyền hình|tạp chí)\b|\.vn\b|\.com\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Head:
    """Meta contents by lower-case name (the first of each), the article's JSON-LD object, and the links of the head."""

    meta: dict[str, str]
    json_ld: dict[str, Any] = field(default_factory=dict)
    canonical: str | None = None
    base: str | None = None
    title: str = ""

    def first_meta(self, *names: str) -> str:
        """The first of these meta contents that is there and not blank."""
        return next((value for name in names if (value := self.meta.get(name, ""))), "")


def read_head(root: etree._Element) -> Head:
    """Read the head (and JSON-LD wherever it stands)."""
    meta: dict[str, str] = {}
    canonical = base = None
    title = ""
    for element in root.iter("meta", "link", "base", "title"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = clean(element.get("content") or "")
            if name and content:
                meta.setdefault(name.strip().lower(), content)
        elif element.tag == "link":
            if canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                canonical = (element.get("href") or "").strip() or None
        elif element.tag == "base":
            base = base or (element.get("href") or "").strip() or None
        elif not title:
            title = clean(raw_text(element))
    return Head(meta, _article_object(root), canonical, base, title)


def without_site_name(title: str, site_names: frozenset[str]) -> str:
    """A head title without the site's name behind a bar or dash (``site_names`` in lower case)."""
    match = _TITLE_TAIL.search(title)
    if match is None:
        return title
    tail = title[match.end() :]
    is_name = tail.casefold() in site_names or (len(tail) <= 60 and _SITE_NAME.search(tail) is not None) or "|" in match.group()
    return title[: match.start()].rstrip() if is_name and match.start() > 0 else title


def name_of(value: Any) -> str:
    """A name from JSON-LD: a string, an object with ``name``, or a list of either."""
    if isinstance(value, list):
        return ", ".join(name for item in value[:5] if (name := name_of(item)))
    if isinstance(value, dict):
        value = value.get("name")
    return clean(value) if isinstance(value, str) else ""


def _article_object(root: etree._Element) -> dict[str, Any]:
    fallback: dict[str, Any] = {}
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = raw_text(script)
        if len(text) > _LARGEST_JSON:
            continue
        try:
            document = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # hand-written JSON-LD is broken on many sites; the other sources of the head stay
        for node in _objects(document):
            kinds = node.get("@type")
            names = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
            if names & _ARTICLE_TYPES:
                if "webpage" not in names:
                    return node
                fallback = fallback or node
    return fallback


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    queue, seen = [document], 0
    while queue and seen < _MOST_NODES:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, dict):
            yield node
            queue.extend(value for key, value in node.items() if key in ("@graph", "mainEntity", "itemListElement"))
        elif isinstance(node, list):
            queue.extend(node[:_MOST_NODES])
