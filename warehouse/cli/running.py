"""From a command line to an exit code: whatever goes wrong becomes one clear sentence on standard error."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import typer.main

from crawlers.errors import EXIT_FAILED, EXIT_OK, EXIT_USAGE, ThiduaError
from warehouse.cli.app import app
from warehouse.interrupts import Terminated, pending_interruption, raise_if_interrupted, signals_as_exceptions

_LAST_STREAM: Final = 2  # standard error
_INTERRUPTED: Final = 128 + signal.SIGINT
_INTERRUPTED_SENTENCE: Final = "Interrupted. What was finished is kept; run the same command to go on."
_TERMINATED: Final = 128 + signal.SIGTERM
_LAST_LINES_BY_ERRNO: Final = {
    errno.ENOSPC: "the disk is full; free some room and run again. What was captured before is safe, and the last release stays.",
    errno.EDQUOT: "the disk quota is used up; free some room and run again. What was captured before is safe, and the last release stays.",
    errno.EACCES: "permission denied; make it accessible, or choose another home with --home.",
    errno.EPERM: "not permitted; make it accessible, or choose another home with --home.",
    errno.EROFS: "the file system is read-only; choose another home with --home.",
    errno.ENOENT: "there is no such file or folder; check the name.",
    errno.EMFILE: "too many open files; raise the limit (`ulimit -n`) and run again.",
}


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. A traceback is printed only with ``--debug``."""
    _settle_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = typer.main.get_command(app)
    with signals_as_exceptions():
        try:
            code = command.main(args=given, prog_name="thidua", standalone_mode=False)
            sys.stdout.flush()
            raise_if_interrupted()
            if code == _INTERRUPTED:  # Typer answers Ctrl-C with this code
                _say(_INTERRUPTED_SENTENCE)
            return code if isinstance(code, int) else EXIT_OK
        except (Exception, KeyboardInterrupt, SystemExit, Terminated) as error:  # noqa: BLE001 - the last place where an error can become a sentence
            if "--debug" in given and not isinstance(error, SystemExit) and _usage_error(error) is None:
                traceback.print_exc()
            return _exit_code(pending_interruption() or error)


def _settle_streams() -> None:
    """Every stream is there, and what is written is UTF-8.

    Streams closed by who started us (`>&-`) lead nowhere; else the next file opened would take their place, and their output. An
    environment of another encoding (cron of an old system) has no letters for Vietnamese: a night would end with an error at its last line.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STREAM:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(encoding="utf-8")


def _exit_code(error: BaseException) -> int:
    match error:
        case _ if _is_broken_pipe(error):
            # the reader had enough (`thidua events … | head`); what is still buffered must not fail at exit
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return EXIT_OK
        case SystemExit():
            return error.code if isinstance(error.code, int) else EXIT_FAILED
        case KeyboardInterrupt():
            _say(_INTERRUPTED_SENTENCE)
            return _INTERRUPTED
        case Terminated():
            _say("Ended by SIGTERM. What was finished is kept; run the same command to go on.")
            return _TERMINATED
        case _ if (usage := _usage_error(error)) is not None:
            if usage:  # without arguments the help has just been printed
                _say(f"{usage} (`thidua --help` and `thidua VERB --help` show the use.)")
            return EXIT_USAGE
        case ThiduaError():
            _say(str(error))
            return error.exit_code
        case MemoryError():
            _say("There is not enough memory; give fewer workers (`thidua read --workers 1`) or a smaller limits.body_mib, and run again.")
        case OSError():
            _say(_disk_sentence(error))
        case _:
            from warehouse.ledger import describe

            _say(f"Something went wrong that should not: {describe(error)}. Run again with --debug for the details, and report them.")
    return EXIT_FAILED


def _usage_error(error: BaseException) -> str | None:
    """The sentence of a wrong option or argument; Typer's class for it has moved between versions, its method has not."""
    sentence = getattr(error, "format_message", None)
    return sentence() if callable(sentence) else None


def _is_broken_pipe(error: BaseException) -> bool:
    # Typer answers a broken pipe with SystemExit(1)
    return isinstance(error, BrokenPipeError) or (isinstance(error, SystemExit) and isinstance(error.__context__, BrokenPipeError))


def _disk_sentence(error: OSError) -> str:
    what = _LAST_LINES_BY_ERRNO.get(error.errno or 0) or f"{error.strerror or error}; check it and run again."
    return f"{error.filename}: {what}" if error.filename else what[:1].upper() + what[1:]


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError):
        print(f"thidua: {sentence}", file=sys.stderr, flush=True)
