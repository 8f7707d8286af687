"""Logs: our lines and the libraries' in one JSON stream with the run's id, results never mixed with them."""

from __future__ import annotations

import errno
import json
import logging
import os

import pytest
import structlog

from crawlers.errors import ThiduaError
from crawlers.home import Home
from warehouse.logs import run_logs

RUN = "20261101T020000Z-aaaaaa"


def test_lines_of_all_loggers_go_to_the_file_with_the_run_id(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with run_logs(home, RUN):
        structlog.get_logger("thidua").info("đọc xong", pages=3)
        logging.getLogger("some.library").warning("slow answer from %s", "nbtv")
        logging.getLogger("trafilatura").info("chatter")
        try:
            raise ValueError("on purpose")
        except ValueError:
            logging.getLogger("x").exception("failed")
    structlog.get_logger("thidua").info("after the run")
    lines = [json.loads(line) for line in (home.logs / f"{RUN}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["đọc xong", "slow answer from nbtv", "failed"]
    assert {line["run_id"] for line in lines} == {RUN}
    assert lines[0]["pages"] == 3
    assert lines[1]["level"] == "warning"
    assert "ValueError: on purpose" in lines[2]["exception"]
    said = capsys.readouterr()
    assert said.out == ""
    assert "đọc xong" in said.err
    assert "after the run" in said.err


@pytest.mark.parametrize(("flags", "shown"), [({"is_screen_busy": True}, "WE"), ({"debug": True}, "DIWE"), ({}, "IWE")])
def test_a_busy_screen_shows_warnings_only(home: Home, capsys: pytest.CaptureFixture[str], flags: dict[str, bool], shown: str) -> None:
    with run_logs(home, RUN, **flags):
        for level, letter in ((logging.DEBUG, "D"), (logging.INFO, "I"), (logging.WARNING, "W"), (logging.ERROR, "E")):
            logging.getLogger("thidua.test").log(level, f"<{letter}>")
    err = capsys.readouterr().err
    assert "".join(letter for letter in "DIWE" if f"<{letter}>" in err) == shown


def test_a_disk_that_takes_no_log_lines_neither_ends_a_run_nor_shows_a_traceback(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(logging.FileHandler, "flush", full)
    monkeypatch.setattr(logging.FileHandler, "close", full)
    with pytest.raises(ThiduaError, match="the run's own sentence"), run_logs(home, RUN):  # noqa: PT012 - the end of the block is meant
        logging.getLogger("some.library").warning("slow answer")
        raise ThiduaError("the run's own sentence")
    said = capsys.readouterr().err
    assert "slow answer" in said
    assert "Traceback" not in said
    assert logging.raiseExceptions
