"""Addresses and captures of a paper's archive, and a backfill that is killed on its way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crawlers.home import Home
from tests.backfill.archive_server import Kept, WebArchive
from tests.backfill.warcs import page

HOST = "http://baohagiang.vn"


def relevant(number: int, year: int = 2019, host: str = HOST) -> str:
    return f"{host}/thoi-su-chinh-tri/{year}12/khoi-thi-dua-so-{number}-tong-ket-{700000 + number}/"


def other(number: int, year: int = 2019) -> str:
    return f"{HOST}/kinh-te/{year}11/khai-mac-hoi-cho-thuong-mai-lan-{number}-{710000 + number}/"


def kept(url: str, stamp: str = "20191210021500", **more: Any) -> Kept:
    return Kept(url, stamp, more.pop("body", page(url)), **more)


class Gate:
    """Holds back the answer to the ``number``-th request for a path until it is opened."""

    def __init__(self, archive: WebArchive, path: str, number: int) -> None:
        self._reached, self._opened = threading.Event(), threading.Event()

        def hold(asked: str) -> None:
            if asked.startswith(path) and len(archive.asked(path)) == number:
                self._reached.set()
                self._opened.wait(60)

        archive.before = hold

    def wait(self) -> None:
        assert self._reached.wait(60), "the backfill did not get there"

    def open(self) -> None:
        self._opened.set()


SCRIPT = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from crawlers.backfill.choosing import Wishes
    from crawlers.backfill.report import Period
    from crawlers.backfill.run import backfill
    from crawlers.config import load_config
    from crawlers.home import Home, new_run_id
    from crawlers.registry import load_registry

    home, registry = Home(Path(sys.argv[1])), load_registry()
    site = registry.site("baohagiang")
    backfill(home, load_config(home), registry, new_run_id(), site, sys.argv[2], period=Period(2015, 2025), wishes=Wishes())
    """
)


def kill_thrice(archive: WebArchive, home: Home, tmp_path: Path, source: str, points: Sequence[tuple[str, int]]) -> None:
    """Start a backfill and kill it with SIGKILL while the archive holds back the n-th answer to a path; three times."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    for path, count in points:
        gate = Gate(archive, path, len(archive.asked(path)) + count)
        process = subprocess.Popen(
            [sys.executable, str(script), str(home.root), source],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)},
        )
        gate.wait()
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
        gate.open()
