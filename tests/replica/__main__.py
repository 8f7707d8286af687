"""``python -m tests.replica serve|expected``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from types import FrameType

from tests.replica.model import EDITIONS, ROOT

EXPECTED = ROOT / "expected.json"


def _serve(port: int, edition: int, *, is_leashed: bool) -> int:
    from tests.replica.server import ReplicaServer

    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if is_leashed:
        threading.Thread(target=_stop_when_input_ends, args=(stopped,), daemon=True).start()
    with ReplicaServer(edition, port) as server:
        print(json.dumps({"port": server.port}), flush=True)
        stopped.wait()
    return 0


def _stop_when_input_ends(stopped: threading.Event) -> None:
    sys.stdin.buffer.read()
    stopped.set()


def _expected(check: bool) -> int:
    from tests.replica.expected import expected_document

    text = json.dumps(expected_document(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"
    if check:
        return 0 if EXPECTED.exists() and EXPECTED.read_text(encoding="utf-8") == text else 1
    EXPECTED.write_text(text, encoding="utf-8")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; the exit code is 0, or 1 when ``expected --check`` finds expected.json out of date."""
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    serve = verbs.add_parser("serve", help='serve on the loopback; the first line printed is {"port": N}')
    serve.add_argument("--port", type=int, default=0, help="0 picks a free port")
    serve.add_argument("--edition", type=int, choices=EDITIONS, default=1, help="2 is the next day: one page edited, one added")
    serve.add_argument("--leashed", action="store_true", help="end with standard input, so with the program that holds its other end")
    expected = verbs.add_parser("expected", help="write expected.json from the page files")
    expected.add_argument("--check", action="store_true", help="only say whether it is up to date")
    chosen = parser.parse_args(arguments)
    return _serve(chosen.port, chosen.edition, is_leashed=chosen.leashed) if chosen.verb == "serve" else _expected(chosen.check)


if __name__ == "__main__":
    sys.exit(main())
