"""Where landing parts lie, what counts as committed, and how to read them.

A batch is one part number of one run in up to five tables. Its part in ``captures`` is always written, with no row if
need be, and renamed last: **a part of another table counts only if ``captures`` has the same run and part**. A process that
dies while it commits leaves parts without that partner; :func:`recover` takes them away before anyone reads or writes. The part in
``captures`` also names the tables of its batch: one that lost a part later, by a hand or a disk, goes as a whole and is read again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from crawlers.errors import ThiduaError
from crawlers.home import Home
from warehouse.landing.schemas import SCHEMAS

COMMIT_TABLE: Final = "captures"
BATCH_KEY: Final = "thidua.batch"  # in the metadata of a part of captures: the tables of its batch, with commas
PART_PATTERN: Final = "part-*.parquet"
TEMPORARY_SUFFIX: Final = ".open"
ZERO_RUN: Final = "00000000T000000Z-000000"


def table_folder(landing: Path, table: str) -> Path:
    """``landing/<table>/schema=N`` of the present schema."""
    number, _ = SCHEMAS[table]
    return landing / table / f"schema={number}"


def parts(landing: Path, table: str) -> list[Path]:
    """Every part of ``table``, of all its schemas, sorted by run and number."""
    return sorted((landing / table).glob(f"schema=*/run=*/{PART_PATTERN}"))


def read_table(home: Home, table: str, columns: Sequence[str] | None = None, where: ds.Expression | None = None) -> pa.Table:
    """Rows of ``table`` from all committed parts, in the order of runs and parts, with the columns of the present schema.

    ``where`` is a :mod:`pyarrow.dataset` filter. A landing zone that does not exist gives a table without rows.

    Raises:
        ThiduaError: a part is damaged.
    """
    schema = SCHEMAS[table][1]
    committed = _committed(home.landing)
    files = [str(path) for path in parts(home.landing, table) if _key(path) in committed]
    if not files:
        wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
        return wanted.empty_table()
    dataset = ds.dataset(files, schema=schema, format="parquet")
    try:
        return dataset.to_table(columns=None if columns is None else list(columns), filter=where)
    except (pa.ArrowException, OSError) as error:
        check_parts(home.landing)
        raise _damaged(home.landing, home.landing / table, error) from error


def check_parts(landing: Path) -> None:
    """Open every part and read its footer.

    Raises:
        ThiduaError: one is no whole Parquet file; the sentence names it.
    """
    for table in SCHEMAS:
        for path in parts(landing, table):
            try:
                pq.read_metadata(path)
            except (pa.ArrowException, OSError) as error:
                raise _damaged(landing, path, error) from error


def ensure_zero_parts(landing: Path) -> None:
    """Give each table one typed part without rows, so that ``dbt build`` works before anything was read. Writes nothing twice."""
    for table, (_, schema) in SCHEMAS.items():
        path = table_folder(landing, table) / f"run={ZERO_RUN}" / "part-00000.parquet"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
            pq.write_table(schema.empty_table(), temporary, compression="zstd")
            temporary.replace(path)


def recover(landing: Path) -> int:
    """Take away what a killed process left half done: temporary files, and parts whose batch was never committed or is torn.

    Nothing of value is lost: the captures they came from have no landing row and are read again. Only the holder of the home's
    lock may call it. Returns the number of files taken away.
    """
    torn = list(_torn(landing))
    for path in torn:
        path.unlink()
    leftovers = list(_uncommitted(landing))  # the rest of those batches among them
    for path in leftovers:
        path.unlink()
    return len(torn) + len(leftovers)


def committed_parts(landing: Path) -> set[str]:
    """Names of the committed batches (``run=…/part-NNNNN.parquet``)."""
    return {"/".join(key) for key in _committed(landing)}


def _damaged(landing: Path, path: Path, error: pa.ArrowException | OSError) -> Exception:
    if isinstance(error, OSError) and error.errno:
        return OSError(error.errno, os.strerror(error.errno), str(path))  # the disk or its permissions, not the file
    return ThiduaError(
        f"{path}: is damaged ({' '.join(str(error).split())[:120]}); move {landing} away and run `thidua read`, which makes it anew "
        "from the archive."
    )


def _key(part: Path) -> tuple[str, str]:
    return part.parent.name, part.name


def _committed(landing: Path) -> set[tuple[str, str]]:
    return {_key(part) for part in parts(landing, COMMIT_TABLE)}


def _torn(landing: Path) -> Iterator[Path]:
    """Parts of ``captures`` whose batch has lost a part of another table."""
    found = {table: {_key(part) for part in parts(landing, table)} for table in SCHEMAS}
    for path in parts(landing, COMMIT_TABLE):
        try:
            named = (pq.read_metadata(path).metadata or {}).get(BATCH_KEY.encode(), b"")
        except (pa.ArrowException, OSError):
            continue  # damaged: check_parts names it
        if any(table in found and _key(path) not in found[table] for table in named.decode().split(",")):
            yield path


def _uncommitted(landing: Path) -> Iterator[Path]:
    committed = _committed(landing)
    for table in SCHEMAS:
        yield from (landing / table).glob(f"schema=*/run=*/*{TEMPORARY_SUFFIX}")
        yield from (part for part in parts(landing, table) if _key(part) not in committed)
