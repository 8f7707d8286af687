"""``thidua events``: the events of texts, pages and archives, one answer for each input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.errors import ConfigurationError
from warehouse.cli.reports import raise_for_unread

_FORMATS = ("table", "jsonl")


def events(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files: .txt, .html, .warc.gz.", metavar="PATH...", readable=False)] = None,
    jsonl: Annotated[
        str | None, typer.Option("--jsonl", metavar="FILE|-", help="JSON Lines in (`-`: standard input), JSON Lines out.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="table or jsonl. (default: table on a terminal, jsonl elsewhere and with --jsonl)")
    ] = "",
    all_stages: Annotated[bool, typer.Option("--all-stages", help="Awards that are only aimed at or recited too.")] = False,
    further: Annotated[
        bool, typer.Option("--further", help="Cited documents, campaigns and listed members too (keys documents, campaigns, members).")
    ] = False,
) -> None:
    """Find meetings, lead units and awards in articles, each with the words that prove it.

    One answer for each input, in order. A line of `--jsonl` is {"id", "text", "url"?, "published"?, "site"?, "province"?};
    an input that cannot be read gives {"id", "error"} and exit code 3.

    Example: `thidua events --jsonl articles.jsonl > events.jsonl`
    """
    if bool(paths) == bool(jsonl):
        raise ConfigurationError("Give files, or --jsonl FILE (`-` for standard input), and not both.")
    if form and form not in _FORMATS:
        raise ConfigurationError(f"There is no format {form}; choose one of {', '.join(_FORMATS)}.")
    as_table = form == "table" or (not form and not jsonl and sys.stdout.isatty())
    failed = 0
    with ExitStack() as stack:
        for answer in _answers(_lines(jsonl, stack) if jsonl else None, paths or (), all_stages=all_stages, further=further):
            failed += "error" in answer
            if as_table:
                from warehouse.cli.event_tables import print_events

                print_events(answer)
            else:
                print(json.dumps(answer, ensure_ascii=False), flush=True)
    raise_for_unread(failed)


def _lines(source: str, stack: ExitStack) -> Iterable[bytes]:
    if source == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(source).open("rb"))
    except OSError as error:
        raise ConfigurationError(f"{source}: cannot be read ({error.strerror}); check the name and the permissions.") from error


def _answers(lines: Iterable[bytes] | None, paths: Iterable[Path], *, all_stages: bool, further: bool) -> Iterator[dict[str, Any]]:
    from crawlers.registry import load_registry
    from warehouse.events import extract, to_json
    from warehouse.inputs import Unreadable, inputs
    from warehouse.ledger import describe

    registry = load_registry()
    for one in inputs(lines, paths, registry):
        if isinstance(one, Unreadable):
            yield {"id": one.id, "error": one.error}
            continue
        document, page = one
        try:
            answer = to_json(extract(document, province_of_host=registry.province_for_host), all_stages=all_stages, further=further)
        except Exception as error:  # noqa: BLE001 - one document must not cost the others their answers; it is named and counted
            yield {"id": document.id, "error": f"the rules failed on it: {describe(error)}"}
            continue
        yield answer if page is None else {**answer, "url": page.url, "title": page.title, "text": page.text}
