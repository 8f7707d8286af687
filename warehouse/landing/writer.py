"""Writes landing rows: row groups under a temporary name, whole batches made visible together."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.home import Home
from crawlers.whole_files import sync_folder
from warehouse.landing.schemas import SCHEMAS
from warehouse.landing.store import BATCH_KEY, COMMIT_TABLE, TEMPORARY_SUFFIX, parts, recover, table_folder

_ROW_GROUP_ROWS: Final = 512
_ROWS_PER_BATCH: Final = 20_000


class LandingWriter:
    """Appends rows of one run. Use it as a context manager: leaving it well commits, leaving it by an exception drops the open batch.

    Rows are buffered up to a row group (512 rows a table), so memory does not grow with the batch. :meth:`commit` makes the batch
    visible at a point where its rows belong together.
    """

    def __init__(self, home: Home, run_id: str) -> None:
        self._landing = home.landing
        self._run_id = run_id
        self._rows: dict[str, list[Mapping[str, Any]]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._batch_rows = 0
        self.counts: dict[str, int] = dict.fromkeys(SCHEMAS, 0)
        recover(self._landing)
        numbers = [
            int(part.stem.removeprefix("part-")) for part in parts(self._landing, COMMIT_TABLE) if part.parent.name == f"run={run_id}"
        ]
        self._number = max(numbers, default=-1) + 1

    def append(self, table: str, row: Mapping[str, Any]) -> None:
        """Add one row; ``run_id`` is filled in where the row does not give it.

        Raises:
            ValueError: a key that is no column of ``table``.
        """
        _, schema = SCHEMAS[table]
        unknown = row.keys() - set(schema.names)
        if unknown:
            raise ValueError(f"{table} has no column {sorted(unknown)}")
        rows = self._rows.setdefault(table, [])
        rows.append({"run_id": self._run_id, **row})
        self._batch_rows += 1
        self.counts[table] += 1
        if len(rows) >= _ROW_GROUP_ROWS:
            self._write_group(table)

    @property
    def is_full(self) -> bool:
        """Has the batch grown to 20,000 rows? The caller commits where rows that belong together are complete."""
        return self._batch_rows >= _ROWS_PER_BATCH

    def commit(self) -> None:
        """Make the batch visible: parts flushed to disk, renamed, ``captures`` last. Without rows it does nothing."""
        if not self._batch_rows:
            return
        for table in [*self._rows, COMMIT_TABLE]:
            self._write_group(table)
        self._writers[COMMIT_TABLE].add_key_value_metadata({BATCH_KEY: ",".join(sorted(self._writers))})
        for writer in self._writers.values():
            writer.close()
        for table in sorted(self._writers, key=lambda name: name == COMMIT_TABLE):
            final = self._path(table)
            temporary = final.with_name(final.name + TEMPORARY_SUFFIX)
            _sync_file(temporary)
            temporary.replace(final)
            sync_folder(final.parent)
        self._forget_batch()
        self._number += 1

    def discard(self) -> None:
        """Drop the open batch; committed ones stay."""
        for table, writer in self._writers.items():
            # a full disk refuses the footer as well; the file goes away all the same
            with contextlib.suppress(OSError):
                writer.close()
            final = self._path(table)
            final.with_name(final.name + TEMPORARY_SUFFIX).unlink(missing_ok=True)
        self._forget_batch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()

    def _path(self, table: str) -> Path:
        return table_folder(self._landing, table) / f"run={self._run_id}" / f"part-{self._number:05d}.parquet"

    def _write_group(self, table: str) -> None:
        schema = SCHEMAS[table][1]
        writer = self._writers.get(table)
        if writer is None:
            path = self._path(table)
            path.parent.mkdir(parents=True, exist_ok=True)
            writer = self._writers[table] = pq.ParquetWriter(path.with_name(path.name + TEMPORARY_SUFFIX), schema, compression="zstd")
        rows = self._rows.pop(table, [])
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))

    def _forget_batch(self) -> None:
        self._rows.clear()
        self._writers.clear()
        self._batch_rows = 0


def _sync_file(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
