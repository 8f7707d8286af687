"""Jinja2 templates, one folder a template generation, with the date formats the sites use."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.replica.model import ROOT

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def portal_v1_date(value: datetime) -> str:
    """``Thứ Ba, 29/09/2020, 08:07 (GMT+7)``."""
    return f"{_WEEKDAYS[value.weekday()]}, {value:%d/%m/%Y, %H:%M} (GMT+7)"


def station_date(value: datetime) -> str:
    """``Thứ 6, 26.02.2021 | 16:38:45``; Sunday is ``Chủ nhật``."""
    day = "Chủ nhật" if value.weekday() == 6 else f"Thứ {value.weekday() + 2}"
    return f"{day}, {value:%d.%m.%Y | %H:%M:%S}"


def iso(value: datetime) -> str:
    """ISO 8601 with a colon in the offset."""
    return value.isoformat(timespec="seconds")


def epi_iso(value: datetime) -> str:
    """ISO 8601 with the offset as EPI writes it: ``+0700``."""
    return f"{value:%Y-%m-%dT%H:%M:%S}+0700"


def rss_date(value: datetime) -> str:
    """RFC 822 date of a feed."""
    return format_datetime(value)


def http_date(value: datetime) -> str:
    """Date of an HTTP header."""
    return format_datetime(value.astimezone(UTC), usegmt=True)


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters.update(portal_v1_date=portal_v1_date, station_date=station_date, iso=iso, epi_iso=epi_iso, rss_date=rss_date)
    environment.filters["fmt"] = lambda value, pattern: value.strftime(pattern)
    return environment


def render(generation: str, template: str, **values: object) -> str:
    """One page of a generation, as text."""
    suffix = "xml" if generation == "shared" else "html"
    return _environment().get_template(f"{generation}/{template}.{suffix}").render(**values)
