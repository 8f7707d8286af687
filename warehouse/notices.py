"""Tells somebody of a night that went wrong, by the command of ``notices.command``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Final

import structlog

from warehouse.ledger import Run

_SECONDS: Final = 60


def send_notice(command: Sequence[str], run: Run) -> bool:
    """Start ``command`` (no shell) with the run's JSON on its standard input when the run failed or warned.

    Returns whether a notice was sent. A command that fails is logged and changes nothing else: the night is over by then.
    """
    if not command or run.status not in ("failed", "warnings"):
        return False
    log = structlog.get_logger()
    try:
        subprocess.run(  # noqa: S603 - the owner of the home wrote this command into its configuration
            list(command),
            input=json.dumps(run.as_json(), ensure_ascii=False).encode(),
            stdout=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning(f"the notice could not be sent: {error}; correct notices.command in thidua.toml", command=command[0])
        return False
    log.info("notice sent", command=command[0])
    return True
