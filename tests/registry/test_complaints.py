"""Every mistake in the data is refused with one sentence that names the file, the key and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.errors import ConfigurationError
from crawlers.registry import load_registry
from tests.registry.conftest import FAMILY, SITE


def complaint(root: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_registry(root)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("kind =", "knd =", ["key knd is not known", "did you mean 'kind'?", "publisher"]),
        ('publisher = "Báo Thử"\n', "", ["key publisher is missing"]),
        ('"newspaper"', '"newspapers"', ["key kind", "'newspaper', 'television', 'party_portal' or 'national'", "'newspapers'"]),
        ('"Bắc Kạn"', '"Bắc Cạn"', ["key province", "no province 'Bắc Cạn'", "did you mean 'Bắc Kạn'?"]),
        ('id = "thu"', 'id = "thuu"', ["key families[0].id", "no family 'thuu'", "did you mean 'thu'?"]),
        ('host = "baothu.vn"', 'host = "https://baothu.vn/"', ["key domains[0].host", "bare lower-case host name"]),
        ('host = "baothu.vn"', 'host = "baothu.vn", twin = "x"', ["key domains[0].twin is not known", "did you mean 'twin_of'?"]),
        ('host = "baothu.vn"', 'host = "baothu.vn", twin_of = "bao.vn"', ["twin_of", "no other host of the same site"]),
        ('host = "baothu.vn"', 'host = "baothu.vn", valid_from = "2020"', ["key domains[0].valid_from", "date"]),
        ('id = "thu"', 'id = "thu", valid_from = 2021-01-01, valid_to = 2020-01-01', ["valid_to must be later"]),
        ('"/chinh-tri/"', '"chinh-tri"', ["key sections[0]", "absolute path", "'chinh-tri'"]),
        ('sections = ["/chinh-tri/"]', "", ["at least one entry point"]),
        ('families = [{ id = "thu" }]', "", ["an active site needs at least one family"]),
        ('province = "Bắc Kạn"', "", ["a national site has no province, every other site has one"]),
        ('publisher = "Báo Thử"', 'publisher = "Báo Thử', ["no valid TOML", "line 2"]),
        ('publisher = "Báo Thử"', 'id = "x"\npublisher = "Báo Thử"', ["key id: leave it out, the file name is the id"]),
        ('publisher = "Báo Thử"', "publisher = 5", ["key publisher", "not 5"]),
        ('sections = ["/chinh-tri/"]', 'feeds = ["https://api.khac.vn/x"]', ["feed https://api.khac.vn/x is on none of the site's hosts"]),
        ('sections = ["/chinh-tri/"]', 'feeds = ["https://1.2.3.4/x"]', ["key feeds[0]", "bare lower-case host name"]),
        ('status = "active"', 'status = "active"\nmarks = { feed = "inferred" }', ["key marks.feed is not known", "did you mean 'feeds'?"]),
        ('status = "active"', 'status = "active"\nmark = "sure"', ["key mark", "'established', 'inferred' or 'unknown'"]),
        (
            'status = "active"',
            'status = "active"\nstates = [{ since = 2025-07-01, state = "gone", successor = "baothux" }]',
            ["key states[0].successor", "no other site 'baothux'", "did you mean 'baothu'?"],
        ),
        (
            'status = "active"',
            'status = "active"\nstates = [{ since = 2025-07-01, state = "gone" }, { since = 2024-01-01, state = "answers" }]',
            ["states must be in the order of their days"],
        ),
    ],
)
def test_a_site_file_with_a_mistake(root: Path, old: str, new: str, parts: list[str]) -> None:
    assert old in SITE
    path = root / "sites" / "baothu.toml"
    path.write_text(SITE.replace(old, new), encoding="utf-8")
    message = complaint(root)
    assert str(path) in message
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("title = [", "tittle = [", ["key selectors.tittle is not known", "did you mean 'title'?"]),
        ('["h1.t"]', '["h1..t"]', ["key selectors.title[0]", "is no CSS selector"]),
        ("'-post\\d+\\.html$'", "'-post(\\d+'", ["key article_url[0]", "is no regular expression"]),
        ("[selectors]", 'date_formats = ["DD/MM"]\n[selectors]', ["key date_formats[0]", "lacks the year"]),
        ("[selectors]", '[paging]\ntemplate = "?p=2"\n[selectors]', ["key paging", "must contain {page}"]),
        ("[selectors]", 'json_links = ["/tin-bai/"]\n[selectors]', ["key json_links[0]", "names of JSON fields in braces"]),
        ("article_url = ['-post\\d+\\.html$']", "article_url = []", ["key article_url", "at least 1 item"]),
    ],
)
def test_a_family_file_with_a_mistake(root: Path, old: str, new: str, parts: list[str]) -> None:
    assert old in FAMILY
    path = root / "families" / "thu.toml"
    path.write_text(FAMILY.replace(old, new), encoding="utf-8")
    message = complaint(root)
    assert str(path) in message
    for part in parts:
        assert part in message


def test_a_second_mistake_is_counted(root: Path) -> None:
    (root / "sites" / "baothu.toml").write_text(SITE.replace("kind =", "knd ="), encoding="utf-8")
    assert "(and 1 more)" in complaint(root)


def test_a_host_of_two_sites(root: Path) -> None:
    (root / "sites" / "baokhac.toml").write_text(SITE.replace('"baothu.vn"', '"www.baothu.vn"'), encoding="utf-8")
    assert "already belongs to baokhac.toml" in complaint(root)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "does not exist" in complaint(tmp_path / "nowhere")


def test_bytes_that_are_no_text(root: Path) -> None:
    (root / "sites" / "baothu.toml").write_bytes(b"publisher = \xff")
    assert "is no text in UTF-8" in complaint(root)
    (root / "sites" / "baothu.toml").unlink()
    (root / "sites" / "baothu.toml").mkdir()
    assert "cannot be read" in complaint(root)


def test_a_byte_order_mark_does_no_harm(root: Path) -> None:
    path = root / "sites" / "baothu.toml"
    path.write_text(SITE, encoding="utf-8-sig")
    assert load_registry(root).site("baothu").id == "baothu"


def test_an_unknown_site_gets_near_matches(root: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no site 'baothuu'; did you mean baothu"):
        load_registry(root).site("baothuu")
    assert load_registry(root).site("baothu").publisher == "Báo Thử"
