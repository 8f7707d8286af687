"""Taking records out of finished WARC files, so that every other record stays where it is.

Landing rows and the fetch state point into a file by byte offset. A record that is taken out is therefore replaced, gzip member
by gzip member, by a ``metadata`` record of the very same length: its block says that something was taken out, the rest of the
length is a gzip comment (RFC 1952, FCOMMENT), which readers skip. Record count and size of the file stay, its hash changes.
"""

from __future__ import annotations

import os
import shutil
import struct
import uuid
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from crawlers.archive.manifest import Manifest, manifest_path, read_manifest, verify_warc, write_manifest
from crawlers.archive.members import Member, whole_members
from crawlers.archive.records import WARC_VERSION
from crawlers.errors import ThiduaError
from crawlers.whole_files import file_sha256, sync_folder

_SUFFIX: Final = ".redacting"
_TAKEN_OUT: Final = b"removed: on request\r\n"
_GZIP_WITH_COMMENT: Final = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x02\xff"  # deflate, FCOMMENT, no time, best compression, unknown system
_ANSWERS: Final = frozenset({"response", "revisit", "resource"})


def redact(warc: Path, is_wanted: Callable[[str], bool], taken_out_at: str) -> int:
    """Take every record whose address ``is_wanted`` out of the finished file ``warc``; the number of answers among them.

    ``taken_out_at`` is the WARC-Date (ISO 8601, UTC) of the records in their place. The new file and its manifest are whole on disk
    before they take the place of the old ones; a kill between the two is mended by the next call. A file without them is left alone.

    Raises:
        ThiduaError: the file fails its manifest, or a record is too short to be replaced; the file is as it was.
        OSError: the disk refuses; the file is as it was.
    """
    fresh = warc.with_name(warc.name + _SUFFIX)
    _finish_earlier(warc, fresh)
    verify_warc(warc)
    with warc.open("rb") as handle:
        wanted = [member for member in whole_members(handle) if member.target is not None and is_wanted(member.target)]
    if not wanted:
        return 0
    try:
        shutil.copyfile(warc, fresh)
        with fresh.open("r+b") as handle:
            for member in wanted:
                handle.seek(member.start)
                handle.write(_in_place_of(member, taken_out_at, warc))
            handle.flush()
            os.fsync(handle.fileno())
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    manifest = read_manifest(warc)
    write_manifest(fresh, replace(manifest, sha256=file_sha256(fresh)))
    _take_place(warc, fresh)
    return sum(member.warc_type in _ANSWERS for member in wanted)


def _finish_earlier(warc: Path, fresh: Path) -> None:
    """After a kill: a new file that is whole takes its place, one that is not goes away."""
    if manifest_path(fresh).exists():
        _take_place(warc, fresh)
    fresh.unlink(missing_ok=True)


def _take_place(warc: Path, fresh: Path) -> None:
    manifest: Manifest = read_manifest(fresh)
    if fresh.exists():
        fresh.replace(warc)
        sync_folder(warc.parent)
    write_manifest(warc, manifest)
    manifest_path(fresh).unlink()
    sync_folder(warc.parent)


def _in_place_of(member: Member, taken_out_at: str, warc: Path) -> bytes:
    record = (
        f"WARC/{WARC_VERSION}\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, member.record_id)}>\r\n"
        f"WARC-Date: {taken_out_at}\r\nContent-Type: application/warc-fields\r\nContent-Length: {len(_TAKEN_OUT)}\r\n\r\n"
    ).encode() + _TAKEN_OUT
    record += b"\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush() + struct.pack("<LL", zlib.crc32(record), len(record))
    room = member.end - member.start - len(_GZIP_WITH_COMMENT) - len(packed) - 1
    if room < 0:
        raise ThiduaError(
            f"{warc}: the record at byte {member.start} is too short to be replaced in place; take the file out of the archive, "
            "then run `thidua read --all`."
        )
    return _GZIP_WITH_COMMENT + b" " * room + b"\0" + packed
