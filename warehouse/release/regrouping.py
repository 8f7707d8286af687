"""Events that are gone because their mentions now belong to others: what a new article tells can join two events, or redate one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from warehouse.release.diff import Key, TableDiff
from warehouse.release.sql import literal, quoted, statement

# where an out table's ids meet the mentions that they stand for, and the column of the id
_BRIDGES: Final = {
    "out_meeting": ("bridge_meeting_mention", "meeting_id"),
    "out_lead_unit": ("bridge_lead_unit_mention", "lead_unit_id"),
    "out_award": ("bridge_award_mention", "award_id"),
    "out_bloc_membership": ("bridge_bloc_membership", "membership_id"),
    "out_campaign": ("fct_campaign", "campaign_id"),
    "out_document_citation": ("fct_document_citation", "citation_id"),
}


def successors(con: duckdb.DuckDBPyConnection, previous: Path, diffs: Sequence[TableDiff]) -> dict[tuple[str, Key], str]:
    """By table and removed key: the id that now stands for most of its mentions. ``con`` has the new release open."""
    found: dict[tuple[str, Key], str] = {}
    con.execute(f"attach {literal(previous / 'warehouse.duckdb')} as previous (read_only)")
    try:
        for diff in diffs:
            if diff.removed and diff.name in _BRIDGES and _is_in_both(con, _BRIDGES[diff.name][0]):
                bridge, column = _BRIDGES[diff.name]
                query = statement(
                    "select o.{id}, n.{id} from previous.marts.{bridge} as o join marts.{bridge} as n using (mention_id) "
                    "where list_contains(?, o.{id}) and n.{id} is not null group by 1, 2 "
                    "qualify row_number() over (partition by o.{id} order by count(*) desc, n.{id}) = 1",
                    id=quoted(column),
                    bridge=quoted(bridge),
                )
                gone = [row.key[0] for row in diff.removed]
                found |= {(diff.name, (old,)): new for old, new in con.execute(query, [gone]).fetchall()}
    finally:
        con.execute("detach previous")
    return found


def _is_in_both(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    query = "select count(*) from duckdb_tables() where schema_name = 'marts' and table_name = ?"
    return con.execute(query, [table]).fetchone() == (2,)
