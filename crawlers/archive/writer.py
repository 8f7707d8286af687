"""Writing WARC files: a pair counts as captured once it is flushed and fsynced, and a failure costs that pair only."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from crawlers.archive.manifest import OPEN_SUFFIX, WARC_SUFFIX, Manifest, write_manifest
from crawlers.archive.records import Exchange, Original, StoredCapture, encode_pair, encode_warcinfo, warc_date
from crawlers.errors import ThiduaError
from crawlers.whole_files import sync_folder

DEFAULT_MAX_BYTES: Final = 256 << 20
_RECORDS_A_PAIR: Final = 2
_FIDELITY_NOTE: Final = (
    "Bodies are as received with their content-encoding. The client normalises the case and the order of header names and removes "
    "transfer-encoding (chunking), which is left out of the headers; the records are therefore no byte-exact copy of the wire."
)


class WarcWriter(AbstractContextManager["WarcWriter"]):
    """The WARC files of one site in one run, one open at a time: ``<site>-<nnnnn>.warc.gz.open`` until it is closed.

    A file is begun by the first pair, and the next one when ``max_bytes`` are reached. Numbers go on after what lies in the
    folder, so that a run taken up again overwrites nothing. Closing writes the manifest and takes ``.open`` off the name.
    """

    def __init__(
        self,
        run_dir: Path,
        site_id: str,
        *,
        run_id: str | None = None,
        software: str = "thidua",
        operator: str | None = None,
        source: str = "live",
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> None:
        self.run_dir = run_dir
        self.site_id = site_id
        self.source = source
        self.max_bytes = max_bytes
        self._info = {
            "software": software,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": run_id or run_dir.name,
            "operator": operator or "",
            "description": _FIDELITY_NOTE,
        }
        self._next_number = _next_number(run_dir, site_id)
        self._file: _OpenFile | None = None

    def write(self, exchange: Exchange) -> StoredCapture:
        """Append a response and its request; when this returns, both are on disk.

        Raises:
            ThiduaError: the disk is full or refuses; what was written before is kept and stays readable.
        """
        return self._append(exchange, None)

    def write_revisit(self, exchange: Exchange, original: Original) -> StoredCapture:
        """Append a revisit (no body) of ``original`` and its request: a 304, or a body with the same SHA-256.

        Raises:
            ThiduaError: as :meth:`write`.
        """
        return self._append(exchange, original)

    def close(self) -> Path | None:
        """Finish the open file, if any, and return its final path.

        Raises:
            ThiduaError: the manifest cannot be written; the ``.open`` file stays for :func:`crawlers.archive.salvage`.
        """
        if self._file is None:
            return None
        file, self._file = self._file, None
        return file.finish()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _append(self, exchange: Exchange, original: Original | None) -> StoredCapture:
        pair = encode_pair(exchange, self.site_id, self.source, original)
        if self._file is None:
            self._file = self._begin()
        offset = self._file.append(pair.data, _RECORDS_A_PAIR)
        stored = StoredCapture(
            capture_id=pair.capture_id,
            record_id=pair.record_id,
            url=exchange.url,
            captured_at=pair.captured_at,
            payload_sha256=pair.payload_sha256,
            payload_bytes=0 if original else len(exchange.body),
            warc_path=f"{self.run_dir.name}/{self._file.final.name}",
            warc_offset=offset,
            is_revisit=original is not None,
        )
        if self._file.size >= self.max_bytes:
            self.close()
        return stored

    def _begin(self) -> _OpenFile:
        name = f"{self.site_id}-{self._next_number:05d}{WARC_SUFFIX}"
        file = _OpenFile(self.run_dir / name)
        file.append(encode_warcinfo(name, self._info), 1)
        self._next_number += 1
        return file


class RunArchive(AbstractContextManager["RunArchive"]):
    """All WARC files of one run: a :class:`WarcWriter` a site, made when its first page arrives."""

    def __init__(
        self, run_dir: Path, *, software: str, operator: str | None, source: str = "live", max_bytes: int = DEFAULT_MAX_BYTES
    ) -> None:
        self.run_dir = run_dir
        self._software = software
        self._operator = operator
        self._source = source
        self._max_bytes = max_bytes
        self._writers: dict[str, WarcWriter] = {}

    def writer(self, site_id: str) -> WarcWriter:
        """The writer of one site."""
        if site_id not in self._writers:
            self._writers[site_id] = WarcWriter(
                self.run_dir,
                site_id,
                software=self._software,
                operator=self._operator,
                source=self._source,
                max_bytes=self._max_bytes,
            )
        return self._writers[site_id]

    def close(self) -> list[Path]:
        """Finish every open file.

        Raises:
            ThiduaError: the first failure, after all files were tried.
        """
        finished: list[Path] = []
        failure: ThiduaError | None = None
        for writer in self._writers.values():
            try:
                path = writer.close()
            except ThiduaError as error:
                failure = failure or error
            else:
                finished += [path] if path else []
        self._writers.clear()
        if failure:
            raise failure
        return finished

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _OpenFile:
    """One file while it grows. Unbuffered: what a write returned from is in the kernel, what :meth:`append` returned from on disk."""

    def __init__(self, final: Path) -> None:
        self.final = final
        self.path = final.with_name(final.name.removesuffix(WARC_SUFFIX) + OPEN_SUFFIX)
        self.size = 0
        self._records = 0
        self._digest = hashlib.sha256()
        self._started_at = warc_date(datetime.now(UTC))
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            self._handle = self.path.open("xb", buffering=0)
            # held until the file has its final name: nobody salvages a file that is being written
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sync_folder(final.parent)
        except OSError as error:
            raise _refused(self.path, error) from error

    def append(self, data: bytes, records: int) -> int:
        """Write ``data`` whole and fsync it, or leave the file as it was; returns the offset where it begins."""
        offset = self.size
        try:
            view = memoryview(data)
            while view:
                view = view[self._handle.write(view) :]
            os.fsync(self._handle.fileno())
        except OSError as error:
            self._cut_back(offset)
            raise _refused(self.path, error) from error
        self.size += len(data)
        self._records += records
        self._digest.update(data)
        return offset

    def finish(self) -> Path:
        manifest = Manifest(
            file=self.final.name,
            records=self._records,
            bytes=self.size,
            sha256=self._digest.hexdigest(),
            started_at=self._started_at,
            finished_at=warc_date(datetime.now(UTC)),
        )
        try:
            write_manifest(self.final, manifest)
            self.path.rename(self.final)
            sync_folder(self.final.parent)
        except OSError as error:
            raise _refused(self.path, error) from error
        finally:
            self._handle.close()
        return self.final

    def _cut_back(self, size: int) -> None:
        """Take a half-written pair off again, which also frees the room that a manifest needs; salvage would do the same later."""
        os.truncate(self._handle.fileno(), size)
        self._handle.seek(size)


def _refused(path: Path, error: OSError) -> ThiduaError:
    return ThiduaError(
        f"{path}: the disk does not take more ({error.strerror}); everything captured so far is kept. Free some room, then run again."
    )


def _next_number(run_dir: Path, site_id: str) -> int:
    taken = [int(path.name.split(".", 1)[0].rpartition("-")[2]) for path in run_dir.glob(f"{site_id}-[0-9][0-9][0-9][0-9][0-9].warc.gz*")]
    return max(taken, default=0) + 1
