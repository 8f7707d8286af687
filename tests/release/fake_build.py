"""A finished build without dbt: the tables a release reads, filled by hand, with the mark of success beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from crawlers.home import Home
from warehouse.build.catalog import Catalog, Column, Table
from warehouse.build.success import Success, database_file

_PROOF = (
    "quote varchar, article_id varchar, article_title varchar, article_url varchar, site_id varchar, site_name varchar, "
    "article_published_on date, captured_at timestamptz, first_reported_on date, first_seen_at timestamptz"
)
_TABLES: dict[str, str] = {
    "marts.fct_article": "article_id varchar, site_id varchar, content_sha256 varchar, run_id varchar",
    "marts.dim_source_site": "site_id varchar, publisher varchar, main_host varchar",
    "marts.dim_province": "province_id varchar, name_vi varchar, valid_from date",
    "out.out_article": "article_id varchar, site_id varchar, article_title varchar, published_on date, published_at timestamptz, is_relevant boolean",
    "out.out_meeting": "meeting_id varchar, province_name varchar, bloc_name varchar, meeting_type varchar, period varchar, held_on date, "
    "date_partial varchar, host_names varchar, member_count integer, also_types varchar[], confidence double, " + _PROOF,
    "out.out_lead_unit": "lead_unit_id varchar, province_name varchar, bloc_name varchar, unit_name varchar, lead_role varchar, lead_year integer, "
    + _PROOF,
    "out.out_award": "award_id varchar, province_name varchar, award_class varchar, award_name varchar, authority_name varchar, recipient_kind varchar, "
    "recipient_name varchar, recipient_count integer, status varchar, stage varchar, achievement_year integer, " + _PROOF,
    "out.out_coverage": "coverage_id varchar, site_id varchar, site_province_id varchar, month_on date, articles_published bigint",
    "marts.bridge_award_mention": "mention_id varchar, award_id varchar",
    "out.out_yearly_count": "count_id varchar, counted bigint",
    "staging.stg_articles": "rules_version varchar, reader_version varchar",
}
_PRIVATE = {("fct_article", "run_id")}

DEFAULTS: dict[str, dict[str, Any]] = {
    "out.out_meeting": {
        "province_name": "Hải Dương",
        "bloc_name": "Khối thi đua các cơ quan Đảng tỉnh",
        "meeting_type": "annual_review",
        "period": "2023",
        "held_on": "2023-12-22",
        "also_types": ["pact_signing"],
        "confidence": 0.95,
        "member_count": 10,
    },
    "out.out_lead_unit": {
        "province_name": "Hải Dương",
        "bloc_name": "Khối A",
        "unit_name": "Ban Tổ chức Tỉnh ủy",
        "lead_role": "head",
        "lead_year": 2024,
    },
    "out.out_award": {
        "award_class": "co_thi_dua",
        "award_name": "Cờ thi đua của Chính phủ",
        "recipient_kind": "collective",
        "recipient_name": "Ban Tuyên giáo Tỉnh ủy",
        "recipient_count": 1,
        "status": "proposed",
        "stage": "proposed",
        "achievement_year": 2023,
    },
}
PROOF_DEFAULTS: dict[str, Any] = {
    "quote": "Câu làm chứng.",
    "article_id": "art_1",
    "article_title": "Tổng kết khối thi đua",
    "article_url": "https://baohaiduong.vn/a-1.html",
    "site_id": "baohaiduong",
    "site_name": "Báo Hải Dương",
    "captured_at": "2023-12-22T10:00:00Z",
}


@dataclass
class FakeBuild:
    """Rows by table; :meth:`finish` writes them as a successful build of ``home``."""

    home: Home
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    rules: str = "rules-1"
    readers: str = "reader-1"
    project: str = "project-1"
    extra_columns: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    months: tuple[str, ...] = ("cov_1", "cov_2")

    def article(self, identifier: str, content: str = "content-1", site: str = "baohaiduong") -> None:
        self._put("marts.fct_article", identifier, {"site_id": site, "content_sha256": content, "run_id": "20260101T000000Z-000000"})
        self._put("out.out_article", identifier, {"site_id": site, "article_title": f"Bài {identifier}", "published_on": "2023-12-22"})

    def meeting(self, identifier: str, **values: Any) -> None:
        self._put("out.out_meeting", identifier, {**PROOF_DEFAULTS, **DEFAULTS["out.out_meeting"], **values})

    def lead_unit(self, identifier: str, **values: Any) -> None:
        self._put("out.out_lead_unit", identifier, {**PROOF_DEFAULTS, **DEFAULTS["out.out_lead_unit"], **values})

    def award(self, identifier: str, **values: Any) -> None:
        self._put("out.out_award", identifier, {**PROOF_DEFAULTS, **DEFAULTS["out.out_award"], **values})

    def mention(self, identifier: str, award: str) -> None:
        self._put("marts.bridge_award_mention", identifier, {"award_id": award})

    def count(self, identifier: str) -> None:
        self._put("out.out_yearly_count", identifier, {"counted": 3})

    def remove(self, table: str, identifier: str) -> None:
        del self.rows[table][identifier]

    def _put(self, table: str, identifier: str, values: Mapping[str, Any]) -> None:
        self.rows.setdefault(table, {})[identifier] = dict(values)

    def finish(self) -> None:
        path = database_file(self.home)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as con:
            con.execute("set TimeZone = 'UTC'; create schema marts; create schema out; create schema staging")
            for table, columns in _TABLES.items():
                con.execute(f"create table {table} ({columns}{self.extra_columns.get(table, '')})")
                for identifier, values in self.rows.get(table, {}).items():
                    key = columns.split()[0]
                    names = [key, *values]
                    con.execute(
                        f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})", [identifier, *values.values()]
                    )
            con.execute("insert into staging.stg_articles values (?, ?)", [self.rules or None, self.readers or None])
            con.execute(
                "insert into marts.dim_source_site values ('baohaiduong', 'Báo Hải Dương', 'baohaiduong.vn'), ('unread', 'Báo khác', 'example.vn')"
            )
            con.execute("insert into marts.dim_province values ('p30', 'Hải Dương', '1997-01-01')")
            for number, month in enumerate(self.months):
                con.execute(
                    "insert into out.out_coverage values (?, 'baohaiduong', 'p30', ?, ?)",
                    [month, f"2023-{12 - number}-01", 7 * (number == 0)],
                )
            catalog = self._catalog(con)
        Success("fingerprint", self.project, {"model": 1}, (), catalog).save(self.home)

    def _catalog(self, con: duckdb.DuckDBPyConnection) -> Catalog:
        tables = []
        for name in sorted(_TABLES):
            schema, table = name.split(".")
            if schema == "staging":
                continue
            described = con.execute(f"describe {name}").fetchall()
            columns = tuple(
                Column(
                    name=column,
                    type="",
                    description=self.descriptions.get(column, f"Cột {column}."),
                    is_published=(table, column) not in _PRIVATE,
                    is_required=position == 0,
                    is_unique=position == 0,
                    accepted_values=("proposed", "conferred") if column == "status" else (),
                )
                for position, (column, *_) in enumerate(described)
            )
            tables.append(Table(schema, table, f"Bảng {table}.", "một dòng", columns, (columns[0].name,)))
        return Catalog(tuple(tables))


def first_build(home: Home) -> FakeBuild:
    """Two articles, one meeting, one lead unit, a proposed and a conferred award."""
    fake = FakeBuild(home)
    fake.article("art_1")
    fake.article("art_2")
    fake.meeting("mtg_1")
    fake.lead_unit("led_1")
    fake.award("awd_1")
    fake.award("awd_2", article_id="art_2", status="conferred", stage="presented", recipient_name=None, recipient_count=15)
    return fake
