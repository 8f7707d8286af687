"""Figures in a page of the documentation: what the command prints, put between the page's marks."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from crawlers.errors import ConfigurationError
from warehouse.cli.rules_evaluation import print_evaluation
from warehouse.evaluation.evaluate import Evaluation
from warehouse.evaluation.floors import Floors

_WIDTH = 140


def printed(evaluation: Evaluation, floors: Floors) -> str:
    """What `thidua rules eval --worst 0` prints where there is no terminal, without white space at the ends of lines."""
    out = io.StringIO()
    print_evaluation(Console(file=out, width=_WIDTH, highlight=False), evaluation, floors, worst=0)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def update_page(path: Path, evaluations: list[Evaluation], floors: Floors) -> None:
    """Replace the block behind ``<!-- figures: dev -->`` (and that of each other half) in a page.

    Raises:
        ConfigurationError: the page cannot be read, or has no such block.
    """
    try:
        page = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); give the page that holds the figures.") from error
    for evaluation in evaluations:
        block = re.search(rf"<!-- figures: {evaluation.split} -->\n```text\n(.*?)```\n", page, re.DOTALL)
        if block is None:
            raise ConfigurationError(f"{path}: has no block <!-- figures: {evaluation.split} -->; add it where the figures shall stand.")
        page = page[: block.start(1)] + printed(evaluation, floors) + page[block.end(1) :]
    path.write_text(page, encoding="utf-8")
