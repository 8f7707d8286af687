"""What stands beside the tables of a release: licence, citation, checksums, where the facts come from and what coded them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import duckdb

from crawlers.whole_files import file_sha256
from warehouse.release.datapackage import DESCRIPTION, KEYWORDS, LICENCE, TITLE
from warehouse.release.sql import literal, quoted, statement

CHECKSUMS: Final = "SHA256SUMS"


def sources(con: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """The sites whose articles were read, as data package sources (title, path), sorted by site."""
    rows = con.execute(
        "select site.publisher, site.main_host from marts.dim_source_site as site "
        "where site.site_id in (select article.site_id from marts.fct_article as article) order by site.site_id"
    ).fetchall()
    return [{"title": publisher, "path": f"https://{host}"} for publisher, host in rows]


def code_versions(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Versions of the rules and of the reader that made the rows of this build, sorted."""
    found: dict[str, list[str]] = {}
    for key, column in (("rules", "rules_version"), ("readers", "reader_version")):
        query = statement("select distinct {column} from staging.stg_articles where {column} is not null order by 1", column=quoted(column))
        found[key] = [row[0] for row in con.execute(query).fetchall()]
    return found


def edited_articles(con: duckdb.DuckDBPyConnection, previous: Path) -> frozenset[str]:
    """Articles whose site changed them since the release in ``previous``; ``con`` has the new release open.

    Empty when that release was made by a program that kept no content hash: an id is then gone for another reason or for none.
    """
    con.execute(f"attach {literal(previous / 'warehouse.duckdb')} as previous (read_only)")
    try:
        keeping = con.execute("select count(*) from duckdb_columns() where table_name = 'fct_article' and column_name = 'content_sha256'")
        if keeping.fetchone() != (2,):
            return frozenset()
        rows = con.execute(
            "select article_id from marts.fct_article as now join previous.marts.fct_article as before using (article_id) "
            "where now.content_sha256 <> before.content_sha256"
        ).fetchall()
    finally:
        con.execute("detach previous")
    return frozenset(row[0] for row in rows)


def write_licence_and_citation(folder: Path, version: str) -> None:
    """``LICENSE`` and ``CITATION.cff`` (Citation File Format 1.2.0)."""
    (folder / "LICENSE").write_text(_licence(), encoding="utf-8")
    (folder / "CITATION.cff").write_text(_citation(version), encoding="utf-8")


def _licence() -> str:
    return (
        f"The facts in this folder are published under {LICENCE['title']} ({LICENCE['name']}).\n"
        f"Its text: {LICENCE['path']}legalcode\n\n"
        "Name the source when you use them (see CITATION.cff), and for a single fact the newspaper whose article proves it: site, title\n"
        "and address stand in every row. Quotes of at most 300 characters are taken from those articles as proof; the rights in the\n"
        "articles stay with their publishers.\n"
    )


def _citation(version: str) -> str:
    # JSON strings are YAML strings; the day is part of the version
    day = version.rpartition("-")[0].replace(".", "-")
    keywords = "".join(f"  - {json.dumps(word, ensure_ascii=False)}\n" for word in KEYWORDS)
    return (
        "cff-version: 1.2.0\n"
        'message: "If you use these data, please cite them as below, and for a single fact the article named in its row."\n'
        f"title: {json.dumps(TITLE, ensure_ascii=False)}\n"
        f"abstract: {json.dumps(DESCRIPTION, ensure_ascii=False)}\n"
        "type: dataset\n"
        f'version: "{version}"\n'
        f"date-released: {day}\n"
        f"license: {LICENCE['name']}\n"
        'authors:\n  - name: "The Thi đua contributors"\n'
        f"keywords:\n{keywords}"
    )


def write_checksums(folder: Path) -> None:
    """``SHA256SUMS`` of every file of the release, for ``sha256sum --check``."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    (folder / CHECKSUMS).write_text("".join(f"{file_sha256(folder / name)}  {name}\n" for name in files), encoding="utf-8")


def damaged_file(folder: Path) -> str | None:
    """The first file of a release that is gone or is not the one of its ``SHA256SUMS``; None for a whole release, or one without sums."""
    sums = folder / CHECKSUMS
    if not sums.exists():
        return None if (folder / "datapackage.json").exists() else "datapackage.json"
    for line in sums.read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        if not (folder / name).is_file() or file_sha256(folder / name) != digest:
            return name
    return None
