"""A site written as TOML and loaded again is the same site, and as short as a hand would write it."""

from __future__ import annotations

from pathlib import Path

from crawlers.registry import load_registry
from crawlers.registry.loading import load_site
from crawlers.registry.writing import site_toml


def test_every_site_of_the_registry_survives_being_written(tmp_path: Path) -> None:
    registry = load_registry()
    for site in registry.sites.values():
        path = tmp_path / f"{site.id}.toml"
        path.write_text(site_toml(site), encoding="utf-8")
        assert load_site(path, registry.families) == site
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 15, site.id


def test_the_order_is_that_of_the_files() -> None:
    lines = site_toml(load_registry().site("baohungyen")).splitlines()
    assert lines[:4] == ['publisher = "Báo Hưng Yên"', 'kind = "newspaper"', 'province = "Hưng Yên"', 'status = "active"']
    assert '{ id = "mediatech", valid_from = 2023-06-01 },' in "\n".join(lines)
    assert "expectations" not in "\n".join(lines)
