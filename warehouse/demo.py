"""The demo: the real nightly job in a home of its own, against a loopback replica of the five seed sites."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from crawlers.config import Config, Delays, commented_toml, load_config
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from crawlers.reference import ROOT

DEMO_HOME: Final = Path("data-demo")
DEMO_SITES: Final = ("baobackan", "baohagiang", "baohaiduong", "daihoi13", "nbtv")
DEMO_CONFIG: Final = Config(contact="https://example.org/thidua-demo", sites=list(DEMO_SITES), delays=Delays(default=0.02))
EDITIONS: Final = (1, 2)
_MARK: Final = "demo"
_PORT_VARIABLE: Final = "THIDUA_REPLICA_PORT"
_PATIENCE_SECONDS: Final = 10


def demo_home(explicit: Path | None) -> Home:
    """The demo's home, ``./data-demo`` unless given, marked as such so that live data never come into it.

    Raises:
        ConfigurationError: the folder holds live data, or there is no replica because this is no checkout.
    """
    if not (ROOT / "tests" / "replica" / "__main__.py").is_file():
        raise ConfigurationError("The demo needs tests/replica of a checkout: clone the repository and run `make demo` there.")
    home = Home.resolve(explicit or DEMO_HOME)
    mark = home.state / _MARK
    if not mark.exists():
        if home.archive.exists() or home.config_file.exists():
            raise ConfigurationError(
                f"{home.root} is the home of live data; give the demo a folder of its own, or none (it takes ./{DEMO_HOME})."
            )
        mark.parent.mkdir(parents=True, exist_ok=True)
        home.config_file.write_text(commented_toml(DEMO_CONFIG), encoding="utf-8")
        mark.write_text("Made by `thidua demo`: nothing here comes from a live site.\n", encoding="utf-8")
    elif not (config := load_config(home)).sites:
        # a home of the days when only these five sites were registered
        home.config_file.write_text(commented_toml(config.model_copy(update={"sites": list(DEMO_SITES)})), encoding="utf-8")
    return home


def refuse_demo_home(home: Home, *, rebuild_state: bool = False) -> None:
    """Keep a live crawl out of the demo's home; who wants its fetch state made anew is told how.

    Raises:
        ConfigurationError: ``home`` was made by the demo.
    """
    if (home.state / _MARK).exists():
        if rebuild_state:
            raise ConfigurationError(f"{home.root} is the demo's home; `thidua demo --rebuild-state` makes its fetch state anew.")
        raise ConfigurationError(f"{home.root} is the demo's home; choose another one for live data with --home or THIDUA_HOME.")


def replica_settings() -> dict[str, Any]:
    """Scrapy settings that send every address to the replica; they exist only in ``tests/``."""
    _import_path_with_checkout()
    from tests.replica.routing import REPLICA_SETTINGS

    return dict(REPLICA_SETTINGS)


@contextmanager
def replica(edition: int) -> Iterator[int]:
    """Serve the replica from a process of its own and route this process's crawls to it; gives the port.

    Raises:
        ThiduaError: the server does not start.
    """
    command = [sys.executable, "-m", "tests.replica", "serve", "--port", "0", "--edition", str(edition), "--leashed"]
    # the pipe to its standard input closes with this process, also when that is killed: no server is left behind
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    before = {name: os.environ.get(name) for name in (_PORT_VARIABLE, "PYTHONPATH")}
    try:
        port = _announced_port(server)
        os.environ[_PORT_VARIABLE] = str(port)
        _import_path_with_checkout()
        yield port
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if server.stdin:
            server.stdin.close()
        server.terminate()
        try:
            server.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _announced_port(server: subprocess.Popen[str]) -> int:
    line = server.stdout.readline() if server.stdout else ""
    try:
        return int(json.loads(line)["port"])
    except (ValueError, KeyError, TypeError) as error:
        raise ThiduaError(
            f"The replica did not start (it said {line.strip()!r}); try `python -m tests.replica serve` in {ROOT}."
        ) from error


def _import_path_with_checkout() -> None:
    """The download handler lies in ``tests/``; the crawl's own process has to find it too."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    known = os.environ.get("PYTHONPATH", "")
    if str(ROOT) not in known.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(part for part in (str(ROOT), known) if part)
