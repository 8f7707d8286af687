"""A registry folder of two tiny files, to break one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

SITE = """
publisher = "Báo Thử"
kind = "newspaper"
province = "Bắc Kạn"
status = "active"
domains = [{ host = "baothu.vn" }]
families = [{ id = "thu" }]
sections = ["/chinh-tri/"]
"""

FAMILY = """
title = "Test CMS"
article_url = ['-post\\d+\\.html$']

[selectors]
title = ["h1.t"]
body = ["div.b"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with ``sites/baothu.toml`` and ``families/thu.toml``, both well-formed."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "families").mkdir()
    (tmp_path / "sites" / "baothu.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "families" / "thu.toml").write_text(FAMILY, encoding="utf-8")
    return tmp_path
