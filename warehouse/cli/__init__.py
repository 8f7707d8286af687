"""The ``thidua`` command. Importing this package loads neither Typer nor any room; :func:`main` is the console script."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (``sys.argv`` by default) and return its exit code; see docs/contracts.md for the codes."""
    from warehouse.cli.running import run

    return run(arguments)
