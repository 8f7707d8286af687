"""Every mistake in the data is refused with one sentence that names the file, the key and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.errors import ConfigurationError
from crawlers.registry import load_registry
from tests.registry.conftest import FAMILY, SITE

HEADER = "id,province,kind,host,aliases,families,article_url,section,note\n"


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
    assert "cannot be read" in complaint(root)


def test_an_unknown_site_gets_near_matches(root: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no site 'baothuu'; did you mean baothu"):
        load_registry(root).site("baothuu")
    assert load_registry(root).site("baothu").publisher == "Báo Thử"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("id,host\n", ["the header must be id,province,kind"]),
        (HEADER + "a,Bắc Kạn,newspaper\n", ["line 2", "does not have 9 cells"]),
        (HEADER + "a,Bắc Cạn,newspaper,a.vn,,,,,\n", ["line 2", "no province 'Bắc Cạn'"]),
        (HEADER + "a,Bắc Kạn,newspaper,a.vn,,,,,\nb,Bắc Kạn,newspaper,www.a.vn,,,,,\n", ["line 3", "host a.vn is listed twice"]),
        (HEADER + "a,Bắc Kạn,newspaper,a.vn,,,,,\na,Bắc Kạn,newspaper,b.vn,,,,,\n", ["line 3", "id 'a' is taken"]),
        (HEADER + "a,Bắc Kạn,newspaper,a.vn,,,(,,\n", ["line 2", "article_url[0]", "is no regular expression"]),
        (HEADER + "a,Bắc Kạn,newspaper,a.vn,,onecm,,,\n", ["line 2", "families[0].id", "no family 'onecm'"]),
        (
            HEADER + "a,Hà Giang,newspaper,baothu.vn,,,,,\n",
            ["line 2", "newspaper of Hà Giang here but newspaper of Bắc Kạn in baothu.toml"],
        ),
        (HEADER + "a,Bắc Kạn,newspaper,a/b,,,,,\n", ["line 2", "domains[0].host"]),
    ],
)
def test_a_candidate_row_with_a_mistake(root: Path, text: str, parts: list[str]) -> None:
    path = root / "sites" / "candidates.csv"
    path.write_text(text, encoding="utf-8")
    message = complaint(root)
    assert str(path) in message
    for part in parts:
        assert part in message


def test_a_candidate_gives_way_to_the_site_of_its_host(root: Path) -> None:
    (root / "sites" / "candidates.csv").write_text(
        HEADER + "baothu-cu,Bắc Kạn,newspaper,www.baothu.vn,,,,,\nkhac,Hà Giang,television,khac.vn,khac.com.vn,thu,,,seen\n",
        encoding="utf-8",
    )
    registry = load_registry(root)
    assert sorted(registry.sites) == ["baothu", "khac"]
    assert registry.sites["khac"].status == "candidate"
    assert registry.province_for_host("khac.com.vn") == "Hà Giang"
    assert [site.id for site in registry.active_sites()] == ["baothu"]
