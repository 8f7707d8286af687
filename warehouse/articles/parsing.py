"""UTF-8 to one lxml tree. libxml2 stops 256 levels deep; what it drops is noticed and never passed over in silence."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from warehouse.articles.selecting import Dom

_LEFT_BEHIND: Final = 2000
_PARAGRAPH: Final = re.compile(rb"<(?:p|div|h1|article)\b", re.IGNORECASE)
_END_TAGS: Final = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_END_OF_PAGE: Final = re.compile(rb"</html\s*>", re.IGNORECASE)


class UnparsableError(ValueError):
    """No usable tree; ``str()`` says why in a clause."""


def parse_html(page: bytes) -> Dom:
    """A UTF-8 page as a tree without comments and processing instructions.

    Raises:
        UnparsableError: There is nothing to parse, or the nesting is deeper than libxml2 keeps.
    """
    page = page.replace(b"\x00", b"")
    root = _parse(page)
    if _is_cut_short(page, root):
        # without its end tags the page is one document again (a lenient parser in Python takes minutes on hostile markup, this is linear)
        root = _parse(_END_TAGS.sub(b"", page))
    return Dom(root)


def _parse(page: bytes) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(page, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnparsableError(f"the markup cannot be parsed: {error}") from error
    # a parser asked to recover gives null for a page without a single element
    if root is None:
        raise UnparsableError("the body holds no element")
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise UnparsableError("the markup is nested more than 255 elements deep")
    return root


def _is_cut_short(page: bytes, root: etree._Element) -> bool:
    """Whether ``</html>`` came early (one paper closes it right after opening it): libxml2 drops all that follows."""
    end = _END_OF_PAGE.search(page)
    if end is None:
        return False
    left = len(page) - end.end()
    body = root.find("body")
    is_bare = body is None or (len(body) == 0 and not (body.text or "").strip())
    return (is_bare or left > _LEFT_BEHIND) and _PARAGRAPH.search(page, end.end()) is not None
