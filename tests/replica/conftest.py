"""Fixtures of the replica's own tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.replica.model import ROOT
from tests.replica.server import ReplicaServer


@pytest.fixture(scope="module")
def server() -> Iterator[ReplicaServer]:
    """The first edition on a free loopback port; tests share it and must not count on an empty log."""
    with ReplicaServer(edition=1) as running:
        yield running


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """The document other tests compare with."""
    document: dict[str, Any] = json.loads((ROOT / "expected.json").read_text(encoding="utf-8"))
    return document
