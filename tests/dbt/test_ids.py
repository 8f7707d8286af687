"""One recipe for ids in SQL and in Python."""

from __future__ import annotations

from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.ids import stable_id
from tests.dbt.building import PROJECT

# letters of any script, marks, quotes, backslashes, emoji, line breaks; other control characters occur in no field
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t\"\\'"), max_size=20)
FIELDS = st.lists(st.none() | TEXT, min_size=1, max_size=5)


def _sql(prefix: str, count: int) -> str:
    environment = jinja2.Environment(autoescape=False)
    macros = environment.from_string(Path(PROJECT / "macros" / "stable_id.sql").read_text(encoding="utf-8"))
    return str(macros.module.stable_id(prefix, ["?"] * count))


def _by_sql(prefix: str, fields: list[str | None]) -> str:
    with duckdb.connect() as connection:
        row = connection.execute(f"select {_sql(prefix, len(fields))}", fields).fetchone()
    assert row is not None
    return str(row[0])


@given(FIELDS)
def test_the_macro_and_python_agree(fields: list[str | None]) -> None:
    assert _by_sql("tst", fields) == stable_id("tst", *fields)


@pytest.mark.parametrize(
    "fields",
    [[None], [""], [None, "a"], ["a-b", "c"], ["a", "b-c"], ['"quoted"', "back\\slash"], ["Đắk Lắk", "hoà/hòa"], ["😀\n\t"]],
    ids=repr,
)
def test_they_agree_on_what_breaks_other_recipes(fields: list[str | None]) -> None:
    assert _by_sql("tst", fields) == stable_id("tst", *fields)


def test_nothing_empty_text_and_other_cuts_differ() -> None:
    ids = [_by_sql("tst", fields) for fields in ([None], [""], ["a", "b"], ["ab"], ["a,b"], ["a", None, "b"])]
    assert len(set(ids)) == len(ids)
