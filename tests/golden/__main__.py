"""``python -m tests.golden``: write what is read from the golden pages, and mark what somebody has checked against the page.

An expectation that is new or has changed says ``"reviewed": false``, and the tests fail until ``review`` has dated it. ``review`` is for
whoever has read page and expectation side by side; it never changes what is expected.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.golden.library import GoldenPage, golden_articles


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 1 when ``check`` found something or a name is unknown."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="write the expectations that differ from what is read, as not reviewed")
    show = commands.add_parser("show", help="print what is read from a page")
    review = commands.add_parser("review", help="date the expectations of these pages as reviewed today")
    for command in (write, show, review):
        command.add_argument("name", nargs="*", help="host or host/stem; all pages without")
    commands.add_parser("check", help="name the expectations that differ or are not reviewed")
    given = parser.parse_args(arguments)
    if given.command == "review" and not given.name:
        parser.error("name the pages that you have read")
    pages = _chosen(getattr(given, "name", []))
    if not pages:
        print(f"No golden page is named {', '.join(given.name)}.", file=sys.stderr)
        return 1
    if given.command == "check":
        return _check(pages)
    for page in pages:
        {"write": _write, "show": _show, "review": _review}[given.command](page)
    return 0


def _chosen(names: Sequence[str]) -> list[GoldenPage]:
    return [page for page in golden_articles() if not names or {page.name, page.name.partition("/")[0]} & set(names)]


def _write(page: GoldenPage) -> None:
    known, now = page.expected(), page.reading()
    reviewed = known.pop("reviewed", False)
    if known != now:
        _save(page, {"reviewed": False, **now})
        print(f"{page.name}: {'changed' if known else 'new'}, to be reviewed")
    elif not reviewed:
        print(f"{page.name}: to be reviewed")


def _show(page: GoldenPage) -> None:
    print(page.name, json.dumps(page.reading(), ensure_ascii=False, indent=1), sep="\n")


def _review(page: GoldenPage) -> None:
    known = page.expected()
    if known and not known["reviewed"]:
        _save(page, {**known, "reviewed": f"{datetime.now(UTC):%Y-%m-%d}"})


def _save(page: GoldenPage, document: dict[str, object]) -> None:
    page.expectation.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _check(pages: Sequence[GoldenPage]) -> int:
    wrong = 0
    for page in pages:
        known = page.expected()
        if not known.pop("reviewed", False):
            print(f"{page.name}: not reviewed")
        elif known != page.reading():
            print(f"{page.name}: is read in another way now")
        else:
            continue
        wrong += 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
