"""docs/adding-a-site.md: its examples load, and no key of the schema is left unexplained."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel

from crawlers.registry import Family, Registry, Site, load_registry
from crawlers.registry.registry import DEFAULT_ROOT
from crawlers.registry.schema import AddressTwin, Domain, Expectations, FamilyUse, Paging, Selectors

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-site.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (\S+) -->\n\s*```toml\n(.*?)```", TEXT, re.DOTALL))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    shutil.copytree(DEFAULT_ROOT / "families", tmp_path / "families")
    (tmp_path / "sites").mkdir()
    for name, body in EXAMPLES.items():
        (tmp_path / name).write_text(re.sub(r"^ {3}", "", body, flags=re.MULTILINE) if body.startswith("   ") else body, encoding="utf-8")
    return load_registry(tmp_path)


def test_the_examples_load_and_do_what_the_page_says(registry: Registry) -> None:
    assert set(EXAMPLES) == {"sites/baolangque.toml", "sites/baodoiten.toml", "families/lang.toml"}
    assert [site.id for site in registry.active_sites()] == ["baodoiten", "baolangque"]
    assert registry.site_for_host("en.baolangque.vn") is registry.site("baolangque")
    address = "https://www.baodoiten.com.vn/print/mot-tin-12122023-n5.html"
    assert registry.canonical_url(address) == "https://baodoiten.vn/mot-tin-12122023-n5.html"
    found = registry.classify("https://baodoiten.vn/chinh-tri/mot-tin-12122023-n5.html")
    assert (found.kind, [family.id for family in found.families]) == ("article", ["lang"])
    dated = found.families[0].address_dates[0].find("/chinh-tri/mot-tin-12122023-n5.html")
    assert dated is not None
    assert dated.moment.day == 12
    assert found.families[0].paging.page_address("https://baodoiten.vn/chinh-tri/", 2) == "https://baodoiten.vn/chinh-tri/?page=2"


@pytest.mark.parametrize("record", [Site, Domain, FamilyUse, Expectations, Family, Selectors, Paging, AddressTwin])
def test_every_key_is_explained(record: type[BaseModel]) -> None:
    missing = [key for key in record.model_fields if key != "id" and not re.search(rf"\b{key}\b", TEXT)]
    assert missing == []


def test_every_family_is_in_the_table() -> None:
    known = set(load_registry().families) - {"haiduong-old"}  # of one site, and of the past
    assert {family for family in known if f"`{family}`" in TEXT} == known
