"""WARC streams out of files that may be hostile: plain, gzip, or inside a WACZ. Nothing is ever extracted to a name.

A WACZ is a ZIP with its WARC files under ``archive/``. They are read where they lie, so neither ``../`` in a name nor a symbolic link
leads anywhere. Every file has a budget of unpacked bytes, counted as they come out, whatever its headers claim.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

_CHUNK_BYTES: Final = 1 << 18
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZIP_MAGIC: Final = b"PK\x03\x04"
_MOST_MEMBERS: Final = 20_000
_WARC_MEMBER: Final = re.compile(r"archive/[^/\\]+\.warc(?:\.gz)?", re.IGNORECASE)


class UnpackingError(Exception):
    """A file that cannot be gone through any further; says why, for a person."""


class Budget:
    """Bytes that may still come out of a file."""

    def __init__(self, most: int) -> None:
        self._most = self._left = most

    def spend(self, count: int) -> None:
        """Take ``count`` bytes.

        Raises:
            UnpackingError: that is more than was left.
        """
        self._left -= count
        if self._left < 0:
            raise UnpackingError(f"unpacks to more than {self._most >> 20} MiB (backfill.unpacked_gib)")


@contextmanager
def warc_streams(path: Path, most_bytes: int) -> Iterator[Iterator[tuple[str, Unpacked]]]:
    """The WARC streams of one file, unpacked on the way: (name, stream) pairs, each to be read before the next is taken.

    A stream raises :class:`UnpackingError` where it is damaged, cut short or beyond ``most_bytes``.

    Raises:
        OSError: the file cannot be read.
        UnpackingError: it is a ZIP that cannot be opened.
    """
    budget = Budget(most_bytes)
    with path.open("rb") as handle:
        magic = handle.read(len(_ZIP_MAGIC))
        handle.seek(0)
        if magic == _ZIP_MAGIC:
            with _zip(handle) as archive:
                yield _wacz_streams(archive, path.name, budget)
        else:
            yield iter([(path.name, Unpacked(handle, budget))])


def _zip(handle: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(handle)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:  # NotImplementedError: a version unknown to zipfile
        raise UnpackingError(f"is not a whole WACZ file ({error})") from error


def _wacz_streams(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[tuple[str, Unpacked]]:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise UnpackingError(f"has {len(members)} members, more than the {_MOST_MEMBERS} that are gone through")
    found = [member for member in members if _is_warc(member)]
    if not found:
        raise UnpackingError("is a ZIP without a WARC file under archive/, so no WACZ")
    for member in found:
        with _opened(archive, member) as stream:
            yield f"{name}/{member.filename}", Unpacked(stream, budget)


def _is_warc(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return bool(_WARC_MEMBER.fullmatch(name)) and name.isprintable() and not stat.S_ISLNK(member.external_attr >> 16)


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> AbstractContextManager[Any]:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # other methods may want gigabytes of memory before the first byte comes out
        raise UnpackingError(f"{member.filename[:100]} is packed as no WACZ is (method {member.compress_type})")
    try:
        return archive.open(member)
    except (zipfile.BadZipFile, RuntimeError) as error:  # RuntimeError: a member under a password, or packed in a way zipfile does not know
        raise UnpackingError(f"{member.filename[:100]} cannot be opened ({error})") from error


class Unpacked:
    """Gzip members of a stream one after another, checksums verified, never more than a chunk in memory; other bytes as they are.

    Has ``read`` and ``tell`` and no more: the WARC parser calls whatever else it finds.
    """

    def __init__(self, handle: Any, budget: Budget) -> None:
        self._handle = handle
        self._budget = budget
        self._packed = b""
        self._decoder: Any = None
        self._is_gzip: bool | None = None
        self._position = 0
        self.verified = 0  # bytes whose gzip members ended with the right checksum

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most ``size`` (or a chunk); empty at the end.

        Raises:
            UnpackingError: damaged, cut short, or more than the budget.
        """
        part = self._next(size if 0 < size < _CHUNK_BYTES else _CHUNK_BYTES)
        self._budget.spend(len(part))
        self._position += len(part)
        return part

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def _next(self, most: int) -> bytes:
        if self._is_gzip is None:
            self._packed = self._read()
            self._is_gzip = self._packed.startswith(_GZIP_MAGIC)
        if not self._is_gzip:
            if not self._packed:
                self._packed = self._read()
            part, self._packed = self._packed[:most], self._packed[most:]
            self.verified = self._position + len(part)
            return part
        while True:
            if self._decoder is None:
                if not self._packed:
                    self._packed = self._read()
                if not self._packed:
                    return b""
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS + 16)
            part = self._step(most)
            if part:
                return part

    def _step(self, most: int) -> bytes:
        packed = self._packed or self._read()
        try:
            part: bytes = self._decoder.decompress(packed, most)
        except zlib.error as error:
            raise UnpackingError(f"is damaged ({error})") from error
        if self._decoder.eof:
            self._packed, self._decoder = self._decoder.unused_data, None
            self.verified = self._position + len(part)
        else:
            self._packed = self._decoder.unconsumed_tail
            if not packed and not part:
                raise UnpackingError("is cut short: its last record is not whole")
        return part

    def _read(self) -> bytes:
        try:
            data: bytes = self._handle.read(_CHUNK_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise UnpackingError(f"is damaged ({error})") from error
        return data
