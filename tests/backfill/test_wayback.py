"""`--source wayback`: the index is asked page by page, captures come as they were received, and whatever is odd is counted."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.backfill.report import Period
from crawlers.errors import ConfigurationError
from crawlers.forgotten import Forgotten, ForgottenPage
from tests.backfill.archive_server import Fault
from tests.backfill.asking import HOST, Gate, kept, kill_thrice, other, relevant
from tests.backfill.conftest import Taken
from tests.backfill.warcs import page
from tests.cli.conftest import PROGRAM


def test_pages_come_over_with_their_moment_headers_and_address(archive, fill, taken: Taken, home):
    import brotli

    archive.captures = [
        kept(relevant(3), "20220101000000", headers=("Content-Type: text/html", "Content-Encoding: gzip")),
        kept(relevant(4), "20230101000000", headers=("Content-Type: text/html", "Content-Encoding: br"), body=brotli.compress(page("Bốn"))),
        kept(relevant(1), headers=("Content-Type: text/html; charset=utf-8", "Server: nginx")),
        kept(
            relevant(2, 2021, "https://www.baohagiang.vn"),
            "20210226094500",
            body=gzip.compress(page("Hai")),
            headers=("Content-Encoding: gzip",),
        ),
    ]
    report = fill()
    assert (report.outcomes, report.warnings) == ({"captured": 4}, [])
    first, second, third, fourth = sorted(taken(), key=lambda capture: capture.captured_at)
    assert (first.url, first.captured_at) == (relevant(1), datetime(2019, 12, 10, 2, 15, tzinfo=UTC))
    assert (first.source, first.kind, first.site_id) == ("wayback", "article", "baohagiang")
    assert first.header("server") == "nginx"
    assert (third.body, fourth.body) == (page(relevant(3)), page("Bốn"))
    assert first.content_type == "text/html; charset=utf-8"
    assert (second.url, second.body) == (relevant(2, 2021, "https://www.baohagiang.vn"), page("Hai"))
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in home.archive.glob("*/*.warc.gz"))
    assert f"WARC-Thidua-Archive: {archive.base}/web/20191210021500id_/{relevant(1)}".encode() in raw
    assert archive.agents == {"ThiDua/0.1.0 (+test@example.org)"}


def test_the_index_is_asked_in_parts_once(archive, fill, taken: Taken):
    archive.captures = [kept(relevant(number)) for number in range(23)]
    archive.escapes_keys = True
    assert fill().outcomes == {"captured": 23}
    asked = archive.asked("/cdx/")
    assert len(asked) == len(range(2015, 2026)) + 4, "a question a year, and the further parts of 2019"
    assert sum("resumeKey=" in path for path in asked) == 4
    assert fill().outcomes == {}
    assert archive.asked("/cdx/") == asked, "answered for good"
    archive.captures.append(kept(relevant(99)))
    assert fill().outcomes == {}
    assert fill(ask_again=True).outcomes == {"captured": 1}
    assert len(taken()) == 24


def test_relevant_pages_first_and_what_is_left_out_is_said(archive, fill, taken: Taken):
    archive.captures = [kept(other(number)) for number in range(30)] + [kept(relevant(number)) for number in range(5)]
    archive.captures += [kept(f"{HOST}/thoi-su-chinh-tri/201912/don-nhan-bang-khen-thi-dua-khoi-thi-dua-ky-ket-giao-uoc-700900/")]
    dry = fill(is_dry=True)
    assert dry.outcomes == {}
    assert dry.listed == {"listed": {"2019": 36}}
    selection = dry.selection
    assert selection is not None
    assert (selection.pages, selection.relevant, selection.chosen, selection.below_line) == (36, 6, 6, 30)
    assert dict(selection.years[2019]) == {"pages": 36, "relevant": 6, "chosen": 6, "left_out": 30}
    assert len(selection.left_out) == 20
    assert "30 pages are left out, their addresses score below 4" in dry.notes[0]
    assert not archive.asked("/web/")
    first = fill(limit=2)
    assert [path.rsplit("-", 1)[1] for path in archive.asked("/web/")] == ["700900/", "700000/"]
    assert "4 further pages wait for the next run" in " ".join(first.notes)
    sampled = fill(sample=3)
    assert sampled.outcomes == {"captured": 7}
    assert fill(everything=True).outcomes == {"captured": 27}
    assert len({capture.url for capture in taken()}) == len(taken()) == 36


def test_addresses_without_words_are_said_to_be_so(archive, fill, taken: Taken):
    archive.captures = [kept(f"http://baobinhdinh.vn/viewer.aspx?macm=1&macmp=2&mabb={100 + number}") for number in range(4)]
    report = fill("baobinhdinh")
    assert report.outcomes == {}
    assert "4 of 4 addresses carry no words" in report.notes[0]
    assert "--all" in report.notes[0]
    assert fill("baobinhdinh", everything=True, limit=3).outcomes == {"captured": 3}


def test_years_of_another_system_are_told(archive, fill):
    archive.captures = [kept(f"{HOST}/?page=news&id={number}", "20160101000000") for number in range(60)]
    archive.captures += [kept(relevant(number)) for number in range(5)] + [kept(f"{HOST}/rss/{number}.rss") for number in range(60)]
    notes = fill(is_dry=True).notes
    assert len(notes) == 1
    assert notes[0].startswith("2016: of 60 captures only 0 have an article's address (http://baohagiang.vn/?page=news&id=")


def test_a_slug_narrows_the_question_itself(archive, fill):
    archive.captures = [kept(relevant(number)) for number in range(8)] + [kept(other(number)) for number in range(30)]
    report = fill(slug="201911/khai-mac-hoi-cho-thuong-mai-lan-7", everything=True)
    assert report.outcomes == {"captured": 1}
    assert report.listed["listed"] == {"2019": 1}, "the index gave no more"
    assert fill().outcomes == {"captured": 8}, "another question"


def test_versions_of_a_page_in_time_order(archive, fill, taken: Taken):
    url = relevant(1)
    archive.captures = [
        kept(url, "20210101000000", body=page("Ba")),
        kept(url, "20191210000000", body=page("Một")),
        kept(url.replace("http://", "https://www."), "20191211000000", body=page("Một")),
        kept(url.rstrip("/"), "20200101000000", body=page("Hai")),
    ]
    assert fill().outcomes == {"captured": 1}
    assert [capture.captured_at.year for capture in taken()] == [2019]
    assert fill().outcomes == {}
    assert fill(versions=2).outcomes == {"captured": 1}
    assert fill(versions=0).outcomes == {"captured": 1}
    assert sorted(capture.captured_at.year for capture in taken()) == [2019, 2020, 2021]
    assert fill(versions=0).outcomes == {}


def test_every_oddity_is_counted_and_the_next_capture_of_the_page_is_tried(archive, fill, taken: Taken):
    gzipped = ("Content-Type: text/html", "Content-Encoding: gzip")
    archive.heeds_filters = False
    archive.captures = [
        kept(relevant(1), is_gone=True),
        kept(relevant(1), "20200101000000", body=page("Lần sau")),
        kept(relevant(2), offered="20200101000000"),
        kept(relevant(3), status="404"),
        kept(relevant(4), status="301"),
        kept(relevant(5), kind="revisit"),
        kept(relevant(6), body=b""),
        kept(relevant(7), mime="image/png"),
        kept(relevant(8), body=b"\x1f\x8bcut", headers=gzipped),
        kept(relevant(9), body=gzip.compress(b"<html>" + bytes(9 << 20)), headers=gzipped),
        kept(relevant(10), body=b"%PDF-1.4", mime="text/html", headers=("Content-Type: application/pdf",)),
        kept("http://baohagiang.vn/rss/home.rss"),
        kept("http://baohagiang.vn.example.org/x"),
        kept(relevant(11), "20191399000000"),
        kept(relevant(12), "20140101000000"),
    ]
    report = fill()
    assert report.outcomes == {"captured": 1, "empty": 1, "missing": 2, "not_html": 1, "too_large": 1, "undecodable": 1}
    listed = {outcome: sum(counts.values()) for outcome, counts in report.listed.items()}
    assert listed == {"listed": 13, "http_error": 1, "redirected": 1, "revisit": 1, "not_html": 1, "not_article": 1, "damaged": 1} | {
        "listed": listed["listed"]
    }
    assert report.examples["not_article"] == "http://baohagiang.vn/rss/home.rss"
    assert any("20200101000000" in reason for reason in report.reasons)
    assert [capture.body for capture in taken()] == [page("Lần sau")]
    assert fill().outcomes == {}, "final answers are not asked for again"


def test_an_archived_error_page_is_no_error_of_the_archive(archive, fill):
    archive.captures = [kept(relevant(1), status="503", listed_status="200"), kept(relevant(2))]
    report = fill()
    assert report.outcomes == {"captured": 1, "http_error": 1}
    assert len(archive.asked("/web/")) == 2, "a 503 of years ago is no wish to be left alone"


def test_503_429_drops_and_cut_bodies_are_asked_again(archive, fill, taken: Taken):
    archive.captures = [kept(relevant(number)) for number in range(3)]
    archive.faults = [
        Fault("/cdx/", 503, times=2, headers={"Retry-After": "0"}),
        Fault("700000/", 429, headers={"Retry-After": "1"}),
        Fault("700001/", drops=True),
        Fault("700002/", cuts=True),
    ]
    report = fill()
    assert (report.outcomes, report.warnings) == ({"captured": 3}, [])
    moments = [moment for path, moment in archive.log if path.startswith("/web/")]
    assert moments[1] - moments[0] >= 1, "Retry-After was kept"
    assert report.requests == len(archive.log)
    assert len(taken()) == 3


def test_an_archive_that_wants_to_be_left_alone_is(archive, fill):
    archive.captures = [kept(relevant(number)) for number in range(5)]
    archive.faults = [Fault("/web/", 503, headers={"Retry-After": "4000"}, times=99)]
    report = fill()
    assert report.outcomes == {"archive_error": 1}
    assert report.warnings[0] == "wayback: it asks to be left alone for 4000 s (status 503); run the same command later."
    assert len(archive.asked("/web/")) == 1
    archive.faults = [Fault("/cdx/", 429, headers={"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}, times=99)]
    assert "left alone" in fill(ask_again=True).warnings[0]
    assert len(archive.asked("/cdx/")) == 12
    archive.faults = []
    assert fill().outcomes == {"captured": 5}


def test_an_archive_that_does_not_answer_is_given_up_and_asked_by_the_next_run(archive, fill):
    archive.captures = [kept(relevant(number)) for number in range(6)]
    archive.faults = [Fault("/web/", 500, headers={"Retry-After": "0"}, times=99)]
    report = fill()
    assert report.outcomes == {"archive_error": 3}
    assert any("did not answer for 3 pages in a row" in sentence for sentence in report.warnings)
    archive.faults = [Fault("/cdx/", 200, body=b"<html>We are under maintenance</html>", times=99)]
    report = fill(ask_again=True)
    assert "gave no JSON" in report.warnings[0]
    assert report.outcomes == {"captured": 6}, "what was listed before is fetched"
    archive.faults = [Fault("from=2016", 403, body=b"Blocked Site Error")]
    assert any("Blocked Site Error" in sentence for sentence in fill(ask_again=True).warnings)


def test_the_time_given_ends_a_run_and_the_next_goes_on(archive, fill, taken: Taken):
    archive.captures = [kept(relevant(number)) for number in range(5)]
    report = fill(minutes=0)
    assert report.outcomes == {}
    assert "The time given was over" in " ".join(report.notes)
    assert any("11 of 11 questions to the index are open" in sentence for sentence in report.warnings)
    assert fill(minutes=1).outcomes == {"captured": 5}


def test_what_was_taken_out_on_request_is_not_asked_for(archive, fill, home, registry):
    archive.captures = [kept(relevant(number)) for number in range(3)]
    page_key = registry.canonical_url(relevant(1))
    Forgotten.of(home).add([ForgottenPage("baohagiang", page_key, "2026-01-01", "asked")])
    report = fill()
    assert report.outcomes == {"captured": 2}
    assert report.selection is not None
    assert report.selection.forgotten == 1
    assert not any("700001" in path for path in archive.asked("/web/"))
    Forgotten.of(home).add([ForgottenPage("baohagiang", "", "2026-01-01", "asked")])
    with pytest.raises(ConfigurationError, match="was forgotten on 2026-01-01"):
        fill()


def test_what_cannot_be_backfilled_is_said(archive, fill, home, registry):
    with pytest.raises(ConfigurationError, match="nobody knows yet which of its addresses are articles"):
        fill(next(site.id for site in registry.sites.values() if not site.families and not site.article_url))
    home.config_file.write_text(archive.settings())
    with pytest.raises(ConfigurationError, match="needs a contact"):
        fill()
    assert not archive.log


def test_sigterm_closes_the_files_and_says_so(archive, fill, home, taken: Taken):
    archive.captures = [kept(relevant(number)) for number in range(12)]
    gate = Gate(archive, "/web/", 5)
    process = subprocess.Popen(
        [*PROGRAM, "--home", str(home.root), "backfill", "baohagiang", "--from", "2019", "--to", "2019"], stderr=subprocess.PIPE, text=True
    )
    gate.wait()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    gate.open()
    assert process.returncode == 143
    assert "Ended by SIGTERM. What was finished is kept" in said
    assert not list(home.archive.glob("*/*.open"))
    assert len(taken()) == 4
    assert fill(period=Period(2019, 2019)).outcomes == {"captured": 8}


@pytest.mark.slow
def test_killed_three_times_it_ends_with_every_capture_once(archive, fill, home, taken: Taken, tmp_path):
    archive.captures = [kept(relevant(number)) for number in range(40)] + [kept(other(number)) for number in range(40)]
    archive.captures += [kept(relevant(number), "20200101000000", body=page("Lần sau")) for number in range(10)]
    kill_thrice(archive, home, tmp_path, "wayback", [("/cdx/", 8), ("/web/", 12), ("/web/", 9)])
    assert list(home.archive.glob("*/*.open")), "torn files are what a kill leaves"
    report = fill()
    assert sorted(capture.url for capture in taken()) == sorted(relevant(number) for number in range(40))
    assert {capture.captured_at.year for capture in taken()} == {2019}
    assert report.outcomes == {"captured": 40 - 11 - 8}
    questions = archive.asked("/cdx/")
    assert len(questions) - len(set(questions)) == 1, "only the question of the kill was asked twice"
    assert len(archive.asked("/web/")) == 40 + 2, "only the pages of the kills were asked for twice"
    assert fill().outcomes == {}


def test_an_old_version_found_later_takes_its_place_before_the_new_one(archive, home, capfdbinary):
    """The whole way: a page captured in 2021 and, by a later run, in 2019; landing rows say which came first."""
    from warehouse.cli import main
    from warehouse.landing import read_table

    url = relevant(1)

    def thidua(*arguments: str) -> Any:
        code = main(["--home", str(home.root), *arguments])
        out = capfdbinary.readouterr().out
        assert code == 0, out
        return json.loads(out) if "--json" in arguments else out.decode()

    archive.captures = [kept(url, "20210101000000", body=page("Bản sau")), kept(url, body=page("Bản đầu"))]
    said = thidua("backfill", "baohagiang", "--from", "2021", "--to", "2021", "--dry-run")
    assert "1 captures of 1 pages" in said
    assert thidua("backfill", "baohagiang", "--from", "2021", "--to", "2021", "--json")["outcomes"] == {"captured": 1}
    thidua("read")
    assert thidua("backfill", "baohagiang", "--to", "2020", "--json")["outcomes"] == {"captured": 1}
    thidua("read")
    captures = read_table(home, "captures", ["captured_at", "canonical_url", "source"]).to_pylist()
    assert sorted(row["captured_at"].year for row in captures) == [2019, 2021]
    assert {(row["canonical_url"], row["source"]) for row in captures} == {(url.replace("http:", "https:").rstrip("/"), "wayback")}
    run = thidua("status", "--json")["runs"][1]
    assert (run["verb"], run["steps"][0]["details"]["source"]) == ("backfill", "wayback")
