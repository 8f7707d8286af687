"""The dbt project of the checkout, built and released from a landing zone of invented articles."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from frictionless import validate

from crawlers.home import Home
from tests.dbt import stories
from warehouse.build import BuildReport, build
from warehouse.build.success import Success
from warehouse.query import run_sql
from warehouse.release import ReleaseReport, release
from warehouse.release.dictionary_page import PAGE, dictionary_page

pytestmark = pytest.mark.xdist_group("release-dbt")


def test_builds_once(real_home: Home, built: BuildReport) -> None:
    assert built.counts["model"] > 30
    assert built.counts["test"] > 200
    assert build(real_home).skipped


def test_release_is_valid_and_full(real_home: Home, released: ReleaseReport) -> None:
    assert all(released.rows[name] > 0 for name in ("out_meeting", "out_lead_unit", "out_award", "out_article", "out_coverage"))
    report = validate(str(released.path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])
    assert release(real_home).unchanged


def test_every_column_is_described_and_facts_point_to_their_article(released: ReleaseReport) -> None:
    package = json.loads((released.path / "datapackage.json").read_text(encoding="utf-8"))
    tables = {resource["name"]: resource["schema"] for resource in package["resources"] if resource["format"] == "csv"}
    assert [
        f"{name}.{field['name']}" for name, schema in tables.items() for field in schema["fields"] if not field.get("description")
    ] == []
    for name in ("out_meeting", "out_lead_unit", "out_award"):
        assert {"fields": ["article_id"], "reference": {"resource": "out_article", "fields": ["article_id"]}} in tables[name]["foreignKeys"]
    statuses = next(field for field in tables["out_award"]["fields"] if field["name"] == "status")
    assert statuses["constraints"]["enum"] == ["proposed", "conferred"]
    assert {source["path"] for source in package["sources"]} >= {"https://baohaiduong.vn", "https://baobackan.vn"}


def test_nothing_of_runs_or_persons_leaves(released: ReleaseReport) -> None:
    for path in released.path.rglob("*"):
        if path.suffix in {".csv", ".html", ".json", ".md"}:
            text = path.read_text(encoding="utf-8")
            assert stories.PERSON not in text, path
            assert not re.search(r"\d{8}T\d{6}Z-[0-9a-f]{6}", text), path


def test_analysts_find_the_facts(real_home: Home, released: ReleaseReport) -> None:
    columns, rows = run_sql(real_home, "select status, count(*) as awards from out_award group by status order by status")
    assert columns == ["status", "awards"]
    assert [row[0] for row in rows] == ["conferred", "proposed"]
    _, rows = run_sql(real_home, "select count(*) from bridge_meeting_mention join fct_meeting using (meeting_id) where quote is not null")
    assert rows[0][0] >= released.rows["out_meeting"]


def test_dictionary_in_the_docs_is_that_of_the_project(real_home: Home, built: BuildReport) -> None:
    success = Success.load(real_home)
    assert success is not None
    assert PAGE.read_text(encoding="utf-8") == dictionary_page(success.catalog), "make it anew: python -m warehouse.release.dictionary_page"


class Outline(HTMLParser):
    """What a browser would load or run, and whether every element is closed."""

    VOID = frozenset({"meta", "br", "input", "rect", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def outline(path: Path) -> Outline:
    parser = Outline()
    parser.feed(path.read_text(encoding="utf-8"))
    assert parser.open == []
    return parser


def test_report_page_stands_alone(released: ReleaseReport) -> None:
    page = outline(released.path / "report" / "index.html")
    assert not page.attributes("link")
    assert not page.attributes("img")
    assert all("src" not in attributes for _, attributes in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    policy = next(meta["content"] for meta in page.attributes("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    links = [attributes["href"] or "" for attributes in page.attributes("a")]
    assert all(re.match(r"#|\.\./|https?://", link) for link in links)
    for link in links:
        if link.startswith("../"):
            assert (released.path / "report" / link).exists(), link
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    assert {link[1:] for link in links if link.startswith("#")} <= set(identifiers)
    assert page.attributes("html") == [{"lang": "vi"}]
