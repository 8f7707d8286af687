"""A site as the text of its TOML file, in the order and the short lines that the files of the registry have."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from crawlers.registry.schema import Site

_LONGEST_LINE: Final = 150


def site_toml(site: Site) -> str:
    """The file of ``site`` (without comments); loading it gives the same site again. Keys that say nothing new are left out."""
    lines: list[str] = []
    for name, info in Site.model_fields.items():
        value = getattr(site, name)
        if name == "id" or (not info.is_required() and value == info.get_default(call_default_factory=True)):
            continue
        lines += _line(name, value)
    return "\n".join(lines) + "\n"


def _line(name: str, value: Any) -> list[str]:
    whole = f"{name} = {_inline(value)}"
    if len(whole) <= _LONGEST_LINE or not isinstance(value, tuple) or len(value) < 2:
        return [whole]
    rows: list[str] = []
    for item in value:
        piece = f"{_inline(item)},"
        if rows and len(rows[-1]) + len(piece) < _LONGEST_LINE:
            rows[-1] += f" {piece}"
        else:
            rows.append(f"    {piece}")
    return [f"{name} = [", *rows, "]"]


def _inline(value: Any) -> str:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        # a period stands behind what it is the period of
        names = sorted(fields, key=lambda name: name in ("valid_from", "valid_to"))
        return _table((name, getattr(value, name)) for name in names if getattr(value, name) != fields[name].default)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # regular expressions stay readable in single quotes
        return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return str(value)


def _table(items: Iterable[tuple[str, Any]]) -> str:
    return "{ " + ", ".join(f"{name} = {_inline(value)}" for name, value in items) + " }"
