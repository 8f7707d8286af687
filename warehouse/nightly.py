"""The nightly job: crawl → read → build → release. A step that fails is recorded, and the last good release stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc
import pyarrow.dataset as ds
import structlog

from crawlers.config import Config
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.home import Home
from crawlers.reference import ROOT
from warehouse.files import read_json, write_json
from warehouse.fingerprint import PROGRAMS, project_fingerprint
from warehouse.landing import read_table
from warehouse.ledger import Ledger
from warehouse.steps import build_step, crawl_step, read_step, release_step

if TYPE_CHECKING:
    from crawlers.runner import CrawlReport
    from warehouse.reading import ReadReport
    from warehouse.release import ReleaseReport

Progress = Callable[[str, Any], None]


@dataclass(slots=True)
class Night:
    """What a night did; a report is None when its step was not needed or did not come to an end."""

    run_id: str
    crawl: CrawlReport | None = None
    read: ReadReport | None = None
    release: ReleaseReport | None = None
    release_version: str | None = None
    failure: ThiduaError | None = None  # of the crawl; the steps after it were done all the same
    warnings: list[str] = field(default_factory=list)

    @property
    def is_new_release(self) -> bool:
        """Did this night publish a release?"""
        return self.release is not None and not self.release.unchanged


def run_night(
    home: Home, config: Config, ledger: Ledger, *, settings: Mapping[str, Any] | None = None, progress: Progress | None = None
) -> Night:
    """All four steps. The caller holds the home's lock and owns the ledger.

    A crawl that fails does not keep the pages it had captured from being read and published; its error is in ``failure``. Build and
    release are left out when no page was read since the last release, the dbt project is the same and the release is undamaged.

    Raises:
        ConfigurationError: nothing was begun.
        ThiduaError: reading, build or release failed; the last release stays.
    """
    night = Night(ledger.run.run_id)
    try:
        night.crawl = crawl_step(home, config, ledger, settings=settings, progress=progress and partial(progress, "crawl"))
    except ConfigurationError:
        raise
    except ThiduaError as error:
        night.failure = error
        structlog.get_logger().error(str(error))
    night.read = read_step(home, config, ledger, progress=progress and partial(progress, "read"))
    inputs = release_inputs(home)
    if _released_inputs(home) == inputs and _is_release_whole(home):
        with ledger.step("build") as step:
            step.status = "skipped"
            step.details = {"reason": "no page was read since the last release, and the dbt project is the same"}
    else:
        if progress is not None:
            progress("build", None)
        build_step(home, ledger)
        night.release = release_step(home, ledger)
        write_json(_inputs_file(home), {"inputs": inputs})
    night.release_version = home.latest.resolve().name if home.latest.exists() else None
    night.warnings = ledger.run.warnings
    return night


def release_inputs(home: Home) -> str:
    """SHA-256 (hex) of what can change a fact: the pages read and how, the dbt project and the programs.

    Listings, feeds and the crawl's own outcomes grow every night and change no fact, so they do not count.
    """
    from importlib.metadata import version

    digest = hashlib.sha256()
    digest.update(project_fingerprint(ROOT / "dbt_project").encode())
    digest.update(json.dumps([(name, version(name)) for name in PROGRAMS]).encode())
    read = read_table(home, "outcomes", ["run_id"], ds.field("step") == "read")
    for run in sorted(pc.value_counts(read["run_id"]).to_pylist(), key=lambda run: str(run["values"])):
        digest.update(json.dumps([run["values"], run["counts"]]).encode())
    return digest.hexdigest()


def _released_inputs(home: Home) -> str | None:
    try:
        document = read_json(_inputs_file(home))
    except ValueError:
        return None  # damaged: build and release say themselves whether anything is new
    return document.get("inputs") if isinstance(document, dict) else None


def _is_release_whole(home: Home) -> bool:
    """Is there a latest release, with every file as its checksums have it? A damaged one is for the release step to replace or name."""
    from warehouse.release.about import damaged_file

    return home.latest.exists() and damaged_file(home.latest.resolve()) is None


def _inputs_file(home: Home) -> Path:
    return home.state / "released-inputs.json"
