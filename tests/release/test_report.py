"""The report page: hostile text stays text, the two statuses stay apart, unknown stays visible."""

from __future__ import annotations

from tests.release.fake_build import FakeBuild
from tests.release.test_exports import HOSTILE, published
from tests.release.test_real_project import outline
from warehouse.release.report import safe_address


def page_of(fake: FakeBuild) -> str:
    return (published(fake) / "report" / "index.html").read_text(encoding="utf-8")


def test_hostile_text_is_escaped_and_not_linked(fake: FakeBuild) -> None:
    fake.meeting("mtg_2", **HOSTILE)
    fake.award("awd_3", recipient_name="<b onclick=x>", quote="<script src=//x>")
    folder = published(fake)
    page = outline(folder / "report" / "index.html")
    assert len(page.attributes("script")) == 1, "only our own"
    assert not page.attributes("img")
    assert not page.attributes("b")
    assert not any((attributes.get("href") or "").startswith("javascript") for attributes in page.attributes("a"))
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in (folder / "report" / "index.html").read_text(encoding="utf-8")


def test_conferred_and_proposed_stand_apart(fake: FakeBuild) -> None:
    fake.award("awd_3")
    page = page_of(fake)
    conferred, proposed = page.index('class="group conferred"'), page.index('class="group proposed"')
    assert conferred < page.index('id="awd_2"') < proposed < page.index('id="awd_1"')
    assert "Awards conferred</span></dt><dd>1</dd>" in page
    assert "Awards proposed</span></dt><dd>2</dd>" in page
    assert "15 tập thể" in page


def test_unknown_dates_units_and_counts_are_shown_as_unknown(fake: FakeBuild) -> None:
    fake.meeting("mtg_2", held_on=None, date_partial="07-15", bloc_name=None, province_name=None)
    fake.meeting("mtg_3", held_on=None, meeting_type="new_type")
    fake.award("awd_3", recipient_name=None, recipient_count=None, achievement_year=None)
    page = page_of(fake)
    assert '<span class="faint">15/07</span>' in page
    assert '<span class="faint">chưa rõ ngày</span>' in page
    assert "new_type" in page
    assert "nhiều tập thể" in page


def test_only_rows_of_this_release_are_marked_new(fake: FakeBuild) -> None:
    assert 'class="fresh"' not in page_of(fake), "everything is new in a first release"
    fake.lead_unit("led_2", unit_name="Ban Dân vận Tỉnh ủy")
    page = page_of(fake)
    assert page.count('class="fresh"') == 1
    assert "Ban Dân vận Tỉnh ủy <span" in page


def test_long_tables_end_with_the_way_to_all_rows(fake: FakeBuild) -> None:
    for number in range(120):
        fake.meeting(f"mtg_{number:03}")
    page = page_of(fake)
    assert page.count('class="fact"') == 100
    assert "100 / 120" in page or "100 / 121" in page


def test_coverage_tells_zero_from_absent(fake: FakeBuild) -> None:
    page = page_of(fake)
    assert '<td class="h0">0</td><td class="h2">7</td>' in page


def test_only_web_addresses_are_links() -> None:
    assert safe_address("https://baohaiduong.vn/a") == "https://baohaiduong.vn/a"
    for address in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/a", "", None):
        assert safe_address(address) is None
