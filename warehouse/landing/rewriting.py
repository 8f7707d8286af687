"""Taking rows out of committed landing parts. Parts are append-only for everything but a request to forget."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from crawlers.whole_files import sync_folder
from warehouse.landing.store import BATCH_KEY, TEMPORARY_SUFFIX, parts


def drop_rows(landing: Path, wanted: Mapping[str, pc.Expression]) -> dict[str, int]:
    """Take the rows that ``wanted`` (a filter a table) out of every part, and count them by table.

    A part is replaced whole or not at all, keeps the order of its rows, and stays, without rows if need be, since it marks its
    batch as committed. May be run again after a kill. The caller holds the home's lock.

    Raises:
        OSError: the disk refuses.
        pyarrow.ArrowException: a part is damaged.
    """
    dropped = dict.fromkeys(wanted, 0)
    for table, expression in wanted.items():
        for path in parts(landing, table):
            rows = pq.read_table(path, partitioning=None)
            kept = rows.filter(~expression)
            if kept.num_rows == rows.num_rows:
                continue
            temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
            pq.write_table(kept.replace_schema_metadata(_of_batch(path)), temporary, compression="zstd")
            with temporary.open("rb") as handle:
                os.fsync(handle.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
            dropped[table] += rows.num_rows - kept.num_rows
    return dropped


def _of_batch(path: Path) -> dict[str, bytes]:
    named = (pq.read_metadata(path).metadata or {}).get(BATCH_KEY.encode())
    return {} if named is None else {BATCH_KEY: named}
