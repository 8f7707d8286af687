"""One spelling for one address: what RFC 3986 calls normalisation, plus the tracking tails and mirror hosts of news sites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

MIRROR_PREFIXES: Final = ("www.", "m.", "tab.", "amp.", "mobile.")

# keys that links from social networks, newsletters and advertisements add; none of them ever chooses a page
_TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|igshid|igsh|gidzl|zarsrc|zalo_?\w*|mibextid|mc_[ce]id|_ga|_gl|fb_\w+|__tn__|__cft__.*",
    re.IGNORECASE,
)
# second views of an article that many systems offer: an AMP page, a page to print
_VIEW_PATHS: Final = (
    (re.compile(r"/(?:amp|print)(/.+)"), r"\1"),
    (re.compile(r"(/.+?)/(?:amp|print)(\?.*)?"), r"\1\2"),
    (re.compile(r"(/.+)\.amp(\?.*)?"), r"\1.html\2"),
)
_VIEW_KEY: Final = re.compile(r"(\?|&)amp(?:=(?:1|true)?)?(?=&|$)", re.IGNORECASE)
_UNRESERVED: Final = "-._~"
_PATH_SAFE: Final = _UNRESERVED + "/!$&'()*+,;=:@"
_QUERY_SAFE: Final = _UNRESERVED + "/!$'()*+,;:@?"
_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PADDING: Final = re.compile(r"(?:\+|%20)+$")
_INVISIBLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")


def bare_host(host: str) -> str:
    """Lower-case host name without its final dot, a leading ``www.`` and a port."""
    name = host.strip().lower().rstrip(".")
    if not name.startswith("["):
        name = name.split(":", 1)[0]
    return name.removeprefix("www.")


def host_of(url: str) -> str:
    """Lower-case host name of an address, or the empty string."""
    try:
        return (urlsplit(_INVISIBLE.sub("", url).strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def path_and_query(url: str) -> str:
    """Path with its query, as the address patterns of families see it; ``/`` for an empty path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def normalise(url: str) -> str:
    """The address with https, lower-case host, no default port, user, fragment, tracking tail, trailing slash or needless escapes.

    The case of the path and the order of the remaining query keys are kept: both identify pages. An address that is not
    http(s), or cannot be split, comes back trimmed and otherwise as it was.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", url).strip())
    if text.startswith("//"):
        text = "https:" + text
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return text
    if parts.scheme.lower() not in ("http", "https") or not host:
        return text
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return text
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    path = _without_dots(_reencoded(parts.path, _PATH_SAFE)).rstrip("/") or "/"
    query = _identifying(parts.query)
    return f"https://{place}{path}" + (f"?{query}" if query else "")


def views_folded(path: str) -> Iterator[str]:
    """What the path (with its query) would be if it named a second view of an article; the caller knows which of them are articles."""
    for pattern, replacement in _VIEW_PATHS:
        match = pattern.fullmatch(path)
        if match:
            yield match.expand(replacement)
    if _VIEW_KEY.search(path):
        bare, _, query = path.partition("?")
        kept = "&".join(pair for pair in query.split("&") if not _VIEW_KEY.fullmatch(f"?{pair}"))
        yield bare + (f"?{kept}" if kept else "")


def _reencoded(text: str, safe: str) -> str:
    """Escapes in one spelling: unreserved characters bare, NFC letters as UTF-8, upper-case hexadecimal, reserved escapes kept."""
    out: list[str] = []
    plain: list[str] = []

    def flush() -> None:
        out.append(quote(unicodedata.normalize("NFC", "".join(plain)), safe=safe))
        plain.clear()

    position = 0
    # a run of escapes is decoded as a whole (one letter is two or three of them); NFC may then join a letter with its neighbour's mark
    for match in _ESCAPES.finditer(text):
        plain.append(text[position : match.start()])
        position = match.end()
        for character in unquote_to_bytes(match.group()).decode("utf-8", "surrogateescape"):
            if character.isalnum() or character in _UNRESERVED or unicodedata.combining(character):
                plain.append(character)
            else:
                flush()
                out.append(quote(character.encode("utf-8", "surrogateescape"), safe=""))
    plain.append(text[position:])
    flush()
    return "".join(out)


def _without_dots(path: str) -> str:
    """RFC 3986 §5.2.4, on a path whose escapes are already normal."""
    if "/." not in path and not path.startswith("."):
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    joined = "/".join(kept)
    return joined + "/" if segments[-1] in (".", "..") and not joined.endswith("/") else joined


def _identifying(query: str) -> str:
    kept: list[str] = []
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        key = _reencoded(key, _QUERY_SAFE)
        if not pair or _TRACKING.fullmatch(key):
            continue
        # SharePoint portals pad values with dozens of plus signs, a different number in each link
        kept.append(key + equals + _PADDING.sub("", _reencoded(value, _QUERY_SAFE + "=")))
    return "&".join(kept)
