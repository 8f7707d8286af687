"""Bodies that a page brings as a value in an inline script, to be put in place by the browser: HTML in a string, or Editor.js blocks.

Nothing is run: the value behind a named variable is read as JSON, or as a string literal of JavaScript (ECMA-262, 12.9.4).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from lxml import etree

from warehouse.articles.cleaning import raw_text

_LARGEST: Final = 2_000_000  # characters of a script
_MOST_ASSIGNMENTS: Final = 10
_STRING: Final = re.compile(r"""(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)""", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


def scripted_body(root: etree._Element, names: Iterable[str]) -> str:
    """HTML of the body that a script of the page assigns to a variable (or key) of one of these names; empty without one."""
    for name in names:
        assigned = re.compile(rf"(?<![\w$.]){re.escape(name)}\s*[=:](?!=)\s*")
        for script in root.iter("script"):
            text = raw_text(script)
            if len(text) > _LARGEST or name not in text:
                continue
            for match in islice(assigned.finditer(text), _MOST_ASSIGNMENTS):
                found = _markup(_value(text, match.end()))
                if found.strip():
                    return found
    return ""


def _value(text: str, start: int) -> Any:
    """The literal that starts there: a string, or a JSON object or array; null for anything that would have to be computed."""
    if text[start : start + 1] in ("{", "["):
        try:
            return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            return None
    string = _STRING.match(text, start)
    return _ESCAPE.sub(_unescaped, string["text"]) if string else None


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        # half of a surrogate pair, or no code point at all, is no letter
        return "\ufffd" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)
    return _SIMPLE.get(match[4], match[4])


def _markup(value: Any) -> str:
    if isinstance(value, str):
        if value.lstrip().startswith("{"):
            try:
                return _markup(json.loads(value, strict=False))
            except (ValueError, RecursionError):
                return ""
        return value
    blocks = value.get("blocks") if isinstance(value, dict) else None
    return "".join(_block(block) for block in blocks if isinstance(block, dict)) if isinstance(blocks, list) else ""


def _block(block: dict[str, Any]) -> str:
    """One Editor.js block; their texts are inline HTML already."""
    data = block.get("data")
    if not isinstance(data, dict):
        return ""
    kind, text = block.get("type"), data.get("text")
    if kind == "list":
        return f"<ul>{''.join(f'<li>{item}</li>' for item in _items(data.get('items')))}</ul>"
    if kind in ("image", "simpleImage"):
        file = data.get("file")
        address = file.get("url") if isinstance(file, dict) else data.get("url")
        caption = data.get("caption")
        shown = f"<figcaption>{caption}</figcaption>" if isinstance(caption, str) and caption else ""
        return f'<figure><img src="{html.escape(str(address or ""))}">{shown}</figure>'
    if kind == "header" and isinstance(text, str):
        return f"<h3>{text}</h3>"
    if kind == "raw" and isinstance(data.get("html"), str):
        return str(data["html"])
    return f"<p>{text}</p>" if isinstance(text, str) else ""


def _items(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else ():
        text = item.get("content") if isinstance(item, dict) else item
        if isinstance(text, str):
            yield text
