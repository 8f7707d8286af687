"""What the report page shows, read from the ``out`` tables of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import duckdb

from crawlers.reference import reference_rows
from warehouse.release.diff import TableDiff
from warehouse.release.sql import statement

SHOWN: Final = 100
MONTHS: Final = 18

_HEAT_STEPS: Final = (0, 5, 25, 100)  # articles a month above which a cell gets its next shade

_PROOF: Final = "quote, article_title, article_url, site_name, province_name"


@dataclass(frozen=True, slots=True)
class News:
    """One line of the table of changes."""

    name: str
    rows: int
    added: int
    changed: int
    removed: int

    @classmethod
    def of(cls, diff: TableDiff) -> Self:
        """The counts of one table's diff."""
        return cls(diff.name, diff.rows, len(diff.added), len(diff.changed), len(diff.removed))


class _Labels:
    """Vietnamese and English names of the values of the enumerations; a value without a name stands for itself."""

    def __init__(self) -> None:
        self._names = {(row["enum"], row["code"]): (row["label_vi"], row["label_en"]) for row in reference_rows("enum_labels")}

    def of(self, enum: str, code: str | None) -> tuple[str, str]:
        return self._names.get((enum, code or ""), (code or "–", code or "–"))


def collect(con: duckdb.DuckDBPyConnection, diffs: Sequence[TableDiff]) -> dict[str, Any]:
    """Everything the template asks for, besides version, style and files. Rows that ``diffs`` add are marked as new."""
    labels = _Labels()
    new = {(diff.name, key[0]) for diff in diffs for key in diff.added if key}
    first, last = _one(con, "select min(published_on), max(published_on) from out.out_article where published_on is not null")
    return {
        "data_from": _day(first),
        "data_to": _day(last),
        "figures": _figures(con),
        "meetings": _meetings(con, labels, new),
        "lead_units": _lead_units(con, labels, new),
        "awards": [_awards(con, labels, new, status) for status in ("conferred", "proposed")],
        "award_bars": _award_bars(con, labels),
        "coverage": _coverage(con),
    }


def _one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = con.execute(query).fetchone()
    return row if row is not None else ()


def _records(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = con.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _number(value: int) -> str:
    """Thousands by a thin space, which Vietnamese and English readers take the same way."""
    return f"{value:,}".replace(",", "\u202f")


def _figures(con: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    meetings, leads, conferred, proposed, articles, sites = _one(
        con,
        "select (select count(*) from out.out_meeting), (select count(*) from out.out_lead_unit), "
        "(select count(*) from out.out_award where status = 'conferred'), (select count(*) from out.out_award where status = 'proposed'), "
        "(select count(*) from out.out_article), (select count(distinct site_id) from out.out_article)",
    )
    return [
        {"vi": "Hội nghị", "en": "Meetings", "text": _number(meetings), "tone": ""},
        {"vi": "Đơn vị đứng đầu", "en": "Lead units", "text": _number(leads), "tone": ""},
        {"vi": "Khen thưởng đã tặng", "en": "Awards conferred", "text": _number(conferred), "tone": "conferred"},
        {"vi": "Khen thưởng được đề nghị", "en": "Awards proposed", "text": _number(proposed), "tone": "proposed"},
        {"vi": "Bài báo", "en": "Articles", "text": _number(articles), "tone": ""},
        {"vi": "Trang báo", "en": "Sites", "text": _number(sites), "tone": ""},
    ]


def _proof(row: Mapping[str, Any], identifier: str, table: str, new: set[tuple[str, str]]) -> dict[str, Any]:
    return {
        "id": row[identifier],
        "is_new": (table, row[identifier]) in new,
        "quote": row["quote"],
        "title": row["article_title"],
        "url": row["article_url"],
        "site": row["site_name"],
        "province": row["province_name"],
    }


def _meetings(con: duckdb.DuckDBPyConnection, labels: _Labels, new: set[tuple[str, str]]) -> dict[str, Any]:
    query = (
        "select {proof}, meeting_id, bloc_name, meeting_type, period, held_on, date_partial, host_names, member_count, "
        "count(*) over () as total from out.out_meeting "
        "order by coalesce(held_on, article_published_on) desc nulls last, meeting_id limit {limit}"
    )
    rows = _records(con, statement(query, proof=_PROOF, limit=str(SHOWN)))
    facts = []
    for row in rows:
        kind_vi, kind_en = labels.of("meeting_type", row["meeting_type"])
        month, _, day = (row["date_partial"] or "").partition("-")
        facts.append(
            {
                **_proof(row, "meeting_id", "out_meeting", new),
                "on": row["held_on"].isoformat() if row["held_on"] else None,
                "on_text": _day(row["held_on"]) or (f"{day}/{month}" if day else ""),
                "bloc": row["bloc_name"],
                "kind_vi": kind_vi,
                "kind_en": kind_en,
                "period": row["period"],
                "members": row["member_count"],
                "hosts": (row["host_names"] or "").replace("|", ", "),
            }
        )
    return {"rows": facts, "total": rows[0]["total"] if rows else 0}


def _lead_units(con: duckdb.DuckDBPyConnection, labels: _Labels, new: set[tuple[str, str]]) -> dict[str, Any]:
    query = (
        "select {proof}, lead_unit_id, bloc_name, unit_name, lead_role, lead_year, count(*) over () as total from out.out_lead_unit "
        "order by lead_year desc nulls last, article_published_on desc nulls last, bloc_name, lead_role desc, lead_unit_id limit {limit}"
    )
    rows = _records(con, statement(query, proof=_PROOF, limit=str(SHOWN)))
    facts = []
    for row in rows:
        kind_vi, kind_en = labels.of("role", row["lead_role"])
        proof = _proof(row, "lead_unit_id", "out_lead_unit", new)
        facts.append(
            {**proof, "year": row["lead_year"], "kind_vi": kind_vi, "kind_en": kind_en, "unit": row["unit_name"], "bloc": row["bloc_name"]}
        )
    return {"rows": facts, "total": rows[0]["total"] if rows else 0}


def _awards(con: duckdb.DuckDBPyConnection, labels: _Labels, new: set[tuple[str, str]], status: str) -> dict[str, Any]:
    query = (
        "select {proof}, award_id, award_name, authority_name, recipient_kind, recipient_name, recipient_count, stage, achievement_year, "
        "count(*) over () as total from out.out_award where status = $status "
        "order by coalesce(article_published_on, first_reported_on) desc nulls last, award_name, award_id limit {limit}"
    )
    cursor = con.execute(statement(query, proof=_PROOF, limit=str(SHOWN)), {"status": status})
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    facts = []
    for row in rows:
        stage_vi, stage_en = labels.of("stage", row["stage"])
        facts.append(
            {
                **_proof(row, "award_id", "out_award", new),
                "year": row["achievement_year"],
                "kind_vi": row["award_name"],
                "stage_vi": stage_vi,
                "stage_en": stage_en,
                "recipient": row["recipient_name"] or _counted(row, labels),
                "authority": row["authority_name"],
            }
        )
    vi, en = labels.of("status", status)
    return {"status": status, "vi": vi, "en": en, "rows": facts, "total": rows[0]["total"] if rows else 0}


def _counted(row: Mapping[str, Any], labels: _Labels) -> str:
    """Recipients of whom only the number is known or may be told; ``nhiều`` (many) when not even that."""
    count = row["recipient_count"]
    return f"{count if count is not None else 'nhiều'} {labels.of('recipient_kind', row['recipient_kind'])[0].lower()}"


def _award_bars(con: duckdb.DuckDBPyConnection, labels: _Labels) -> list[dict[str, Any]]:
    """Rows by class of award; the two statuses side by side, on one scale, never summed."""
    rows = _records(
        con,
        "select award_class, count(*) filter (where status = 'conferred') as conferred, "
        "count(*) filter (where status = 'proposed') as proposed from out.out_award group by award_class "
        "order by conferred desc, proposed desc, award_class",
    )
    widest = max((max(row["conferred"], row["proposed"]) for row in rows), default=0)
    bars = []
    for row in rows:
        vi, en = labels.of("award_class", row["award_class"])
        shares = {f"{status}_share": round(100 * row[status] / widest, 1) if widest else 0 for status in ("conferred", "proposed")}
        bars.append({"vi": vi, "en": en, "conferred": row["conferred"], "proposed": row["proposed"], **shares})
    return bars


def _coverage(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Articles read, by the site's province and the month of publication: the newest months, each province with anything in them."""
    rows = con.execute(
        "with names as (select province_id, arg_max(name_vi, valid_from) as name_vi from marts.dim_province group by province_id) "
        "select coalesce(names.name_vi, 'Toàn quốc') as province, coverage.month_on, sum(coverage.articles_published)::integer as articles "
        "from out.out_coverage as coverage left join names on coverage.site_province_id = names.province_id "
        "where coverage.month_on in (select distinct month_on from out.out_coverage order by month_on desc limit $months) "
        "group by all order by province, month_on",
        {"months": MONTHS},
    ).fetchall()
    months = sorted({month for _, month, _ in rows})
    by_province: dict[str, dict[date, int]] = {}
    for province, month, articles in rows:
        by_province.setdefault(province, {})[month] = articles
    table = []
    for province, counts in sorted(by_province.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        cells = [
            {"text": str(counts[month]), "level": _level(counts[month])} if month in counts else {"text": "", "level": "-none"}
            for month in months
        ]
        table.append({"province": province, "cells": cells, "total": sum(counts.values())})
    return {"months": [{"value": f"{month:%Y-%m}", "text": f"{month:%m/%y}"} for month in months], "rows": table}


def _level(articles: int) -> int:
    return sum(articles > step for step in _HEAT_STEPS)
