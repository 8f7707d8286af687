"""The command line itself: help, versions, exit codes, and sentences instead of tracebacks."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.home import Home
from tests.cli.conftest import PROGRAM, Thidua, run_program
from warehouse.cli import running
from warehouse.home_lock import home_lock

VERBS = ["nightly", "demo", "crawl", "read", "build", "release", "events", "article", "sql", "status", "config", "sites", "rules"]
HEAVY = ("dbt", "scrapy", "twisted", "pandas", "pyarrow", "duckdb", "trafilatura", "lxml")


def test_help_lists_every_verb_and_each_has_an_example(thidua: Thidua) -> None:
    everything = thidua("--help")
    assert everything.code == 0
    for verb in VERBS:
        assert f" {verb} " in everything.out
        said = thidua(verb, "--help")
        assert said.code == 0
        assert "Example" in said.out
        assert f"thidua {verb}" in said.out
        assert said.err == ""


def test_no_verb_at_all_gives_the_help_and_no_empty_sentence() -> None:
    for arguments in ([], ["rules"]):
        said = run_program(*arguments)
        assert said.code == 2
        assert "Commands" in said.out
        assert said.err == ""


def test_version(thidua: Thidua) -> None:
    said = thidua("--version")
    assert said.code == 0
    assert said.out.startswith("thidua 0.")


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["status", "--json"], ["sites", "--help"], ["config"]])
def test_light_verbs_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom warehouse.cli import main\n"
        f"main({['--home', str(tmp_path), *arguments]!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["foo"], "No such command 'foo'"),
        (["--home", "", "status"], "give the name of a folder, not nothing"),
        (["read", "--workers", "0"], "Invalid value for '--workers'"),
        (["read", "--nonsense"], "No such option: --nonsense"),
        (["crawl", "baohaiduon"], "baohaiduong"),
        (["sites", "show", "baohaiduon"], "baohaiduong"),
        (["sql", "select 1", "--format", "xml"], "There is no format xml"),
        (["events"], "Give files, or --jsonl FILE"),
        (["events", "a.txt", "--jsonl", "b.jsonl"], "not both"),
        (["events", "a.txt", "--format", "xml"], "There is no format xml"),
        (["events", "--jsonl", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["article", "a.html", "b.html", "--url", "https://x.vn/"], "give one file"),
        (["demo", "--edition", "3"], "editions 1 and 2"),
        (["crawl"], "contact"),
        (["nightly"], "contact"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(thidua: Thidua, arguments: list[str], words: str) -> None:
    said = thidua(*arguments)
    assert said.code == 2
    last = said.err.strip().splitlines()[-1]
    assert last.startswith("thidua: ")
    assert words in last
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_wrong_configuration_stops_every_verb_that_needs_it(thidua: Thidua, home: Home) -> None:
    home.root.mkdir()
    home.config_file.write_text("[limits]\nbody_mb = 3\n", encoding="utf-8")
    for verb in (["read"], ["build"], ["release"], ["nightly"], ["config"], ["config", "--check"]):
        said = thidua(*verb)
        assert said.code == 2
        assert f"{home.config_file}: unknown key 'limits.body_mb'; perhaps 'limits.body_mib' is meant." in said.err
    assert "unknown key" in thidua("status").out.replace("\n", " ")


def test_a_locked_home_refuses_with_the_holder(thidua: Thidua, home: Home) -> None:
    with home_lock(home, "20261101T020000Z-aaaaaa", "nightly"):
        for verb in ("read", "build", "release"):
            said = thidua(verb)
            assert said.code == 1
            assert f"is in use by `thidua nightly` (process {os.getpid()}, run 20261101T020000Z-aaaaaa)" in said.err
        assert json.loads(thidua("status", "--json").out)["lock"]["verb"] == "nightly"


@pytest.mark.parametrize("verb", [["release"], ["sql", "select 1"]])
def test_a_missing_build_or_release_says_what_to_run(thidua: Thidua, verb: list[str]) -> None:
    said = thidua(*verb)
    assert said.code == 1
    assert "`thidua " in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/homes/one/landing/x"),
            1,
            "/homes/one/landing/x: the disk is full; free some room",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/homes/one"), 1, "/homes/one: permission denied"),
        (MemoryError(), 1, "not enough memory"),
        (KeyboardInterrupt(), 130, "Interrupted"),
        (ZeroDivisionError("division by zero"), 1, "ZeroDivisionError: division by zero. Run again with --debug"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    thidua: Thidua, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("warehouse.status.home_state", fail)
    said = thidua("status")
    assert said.code == code
    assert words in said.err or isinstance(error, KeyboardInterrupt)
    assert "Traceback" not in said.err
    if not isinstance(error, KeyboardInterrupt):
        assert "Traceback" in thidua("--debug", "status").err


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text("".join(json.dumps({"id": str(number), "text": "Không có gì."}) + "\n" for number in range(3000)), encoding="utf-8")
    process = subprocess.Popen([*PROGRAM, "events", "--jsonl", str(lines)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 0
    assert err == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_results_are_utf8_whatever_the_environment_says(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*PROGRAM, "sites", "show", "baohaiduong"], capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Báo Hải Dương" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(closed: str) -> None:
    done = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *PROGRAM, "config", "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("[" if closed == "<&-" else "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_with_their_codes(number: signal.Signals, code: int) -> None:
    process = subprocess.Popen([*PROGRAM, "events", "--jsonl", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"id": "a", "text": "x"}\n')
    process.stdin.flush()
    assert process.stdout.readline().startswith(b'{"id": "a"')
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"Traceback" not in err
    assert out == b""
    assert err.decode().startswith("thidua: Interrupted." if number == signal.SIGINT else "thidua: Ended by SIGTERM.")


def test_config_shows_every_key_and_checks_the_file(thidua: Thidua, home: Home) -> None:
    table = thidua("config")
    assert table.code == 0
    keys = {key["key"] for key in json.loads(thidua("config", "--json").out)}
    assert {"contact", "sites", "delays.default", "limits.body_mib", "notices.command"} <= keys
    assert all(key in table.out for key in keys)
    toml = thidua("config", "--toml").out
    home.root.mkdir()
    home.config_file.write_text(toml.replace('# contact = "you@example.org"', 'contact = "a@example.org"'), encoding="utf-8")
    assert thidua("config", "--check").out == f"{home.config_file} is well.\n"
    home.config_file.write_text('sites = ["nowhere"]\n', encoding="utf-8")
    said = thidua("config", "--check")
    assert said.code == 2
    assert "no site is called 'nowhere'" in said.err


def test_shell_completion_is_offered() -> None:
    completed = run_program(environment={"_THIDUA_COMPLETE": "complete_bash", "COMP_WORDS": "thidua ni", "COMP_CWORD": "1"})
    assert "nightly" in completed.out


def test_all_disk_errors_have_words() -> None:
    for number in running._LAST_LINES_BY_ERRNO:
        assert running._disk_sentence(OSError(number, os.strerror(number), "x")).startswith("x: ")
    assert "check it and run again" in running._disk_sentence(OSError(errno.EIO, os.strerror(errno.EIO), "x"))
