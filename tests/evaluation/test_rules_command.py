"""``thidua rules``: what an analyst sees of the rules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.cli import main
from warehouse.evaluation.gold import GOLD, SPLITS
from warehouse.evaluation.usage import unused_terms
from warehouse.events import RULES_VERSION, rule_tests
from warehouse.events.rules import load_rules

TEXT = """Khối thi đua số 7 tổng kết năm 2021

Chiều 14/12/2021, Khối thi đua số 7 tỉnh Bắc Kạn tổ chức hội nghị tổng kết công tác thi đua năm 2021.

Hội nghị bầu Sở Y tế làm Trưởng khối năm 2022. Sở Tư pháp làm Trưởng Khối thi đua số 8.

Khối thi đua suy tôn Sở Xây dựng, đề nghị UBND tỉnh tặng Cờ thi đua. Bằng khen là nguồn cổ vũ lớn.
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["rules", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def small_gold(tmp_path: Path) -> Path:
    """Six articles of each half, and a second reader who agrees with every label."""
    (tmp_path / "second").mkdir()
    for split in SPLITS:
        (tmp_path / split).mkdir()
        for label in sorted((GOLD / split).glob("*.json"))[:6]:
            shutil.copy(label, tmp_path / split)
            shutil.copy(label, tmp_path / "second")
            shutil.copy(label.with_suffix(".txt"), tmp_path / split)
    return tmp_path


def test_list_names_every_rule_with_its_file_and_how_often_it_fired(run: Run, small_gold: Path) -> None:
    code, out, _ = run("list", "--gold", small_gold, "--json")
    listed: list[dict[str, Any]] = json.loads(out)
    assert code == 0
    assert [rule["rule"] for rule in listed] == [rule.id for rule in load_rules()]
    assert all(rule["examples"] > 0 and rule["file"].endswith(".toml") for rule in listed)
    assert sum(rule["rows"] for rule in listed if rule["fact"] == "meeting") >= 3
    assert all(rule["rows"] == 0 for rule in listed if rule["fired"] == 0)
    code, out, _ = run("list", "--gold", small_gold)
    assert code == 0
    assert all(rule.id in out for rule in load_rules())


def test_examples_that_hold_are_counted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_tests, "run_all", list)
    code, out, err = run("test")
    examples = sum(len(rule.examples) for rule in load_rules())
    assert (code, err) == (0, "")
    assert out.startswith(f"{len(list(load_rules()))} rules, {examples} examples and ")
    assert json.loads(run("test", "--json")[1])["failures"] == []


def test_an_example_that_fails_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        rule_tests, "run_all", lambda: [rule_tests.Failure("lead.x", "Sở Y tế làm Trưởng khối.", "expected this, found that")]
    )
    code, out, err = run("test")
    assert code == 1
    assert "lead.x: expected this, found that" in out
    assert "1 examples do not hold" in err


def test_explain_shows_annotations_rules_rows_and_what_was_dropped(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "khoi-7.txt"
    path.write_text(TEXT, encoding="utf-8")
    code, out, _ = run("explain", path)
    assert code == 0
    start = TEXT.index("Khối thi đua số 7 tỉnh Bắc Kạn")
    assert f"{start}-" in out
    assert "BLOC Khối thi đua số 7" in out
    assert "-> row" in out
    assert "the role is in another bloc" in out
    assert "lead_units unit Sở Y tế, role head, year 2022" in out
    assert "award.alone awards = Bằng khen -> neither authority nor recipient" in out
    trace = json.loads(run("explain", path, "--json", "--published", "2021-12-15")[1])
    for sentence in trace["sentences"]:
        for item in sentence["items"]:
            assert TEXT[item["start"] : item["end"]] == item["quote"]
    assert [row["unit"] for row in trace["found"]["lead_units"]] == ["Sở Y tế"]


def test_explain_says_why_an_article_is_left_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "weather.txt"
    path.write_text("Trời nhiều mây, có mưa rào.\n", encoding="utf-8")
    code, out, _ = run("explain", path)
    assert code == 0
    assert "neither a bloc" in out
    assert "No row." in out
    assert run("explain", tmp_path / "none.txt")[0] == 3


def test_explain_takes_what_is_known_of_a_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Khối thi đua số 7 tổng kết năm 2021\n\nSáng 14/12, Khối thi đua số 7 tổ chức hội nghị tổng kết.\n", encoding="utf-8")
    found = json.loads(run("explain", path, "--json", "--site", "baobackan.vn", "--published", "2021-12-15")[1])["found"]
    assert (found["province"], found["meetings"][0]["date"]) == ("Bắc Kạn", "2021-12-14")
    assert json.loads(run("explain", path, "--json", "--province", "Lai Châu")[1])["found"]["province"] == "Lai Châu"


def test_unused_reports_rules_and_terms(run: Run) -> None:
    code, out, _ = run("unused", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["rules"] == [], "a rule that its own examples do not fire"
    assert set(found["rules_only_in_examples"]) < {rule.id for rule in load_rules()}
    assert found["texts"] > 200
    assert len(found["terms"]) < found["terms_in_all"] / 2


def test_a_term_is_used_when_one_of_its_forms_stands_in_a_text() -> None:
    unused = {term.term for term in unused_terms([TEXT])}
    everything = {term.term for term in unused_terms([])}
    assert unused < everything
    used = everything - unused
    assert "bầu (chọn)?" in used
    assert not any("luân lưu" in term for term in used)


def test_eval_prints_every_table(run: Run, small_gold: Path) -> None:
    code, out, err = run("eval", "--gold", small_gold)
    assert (code, err) == (0, "")
    for heading in (
        "Figures",
        "Slots",
        "By kind of bloc",
        "By period",
        "Statuses of awards",
        "Coverage against precision",
        "Evidence: ",
        "Reader 'second'",
    ):
        assert heading in out
    assert RULES_VERSION in out
    assert "dev: 6 articles" in out
    assert "In force: 0." in out


def spoil(label: Path) -> None:
    """Change a label so that the rules are wrong about it."""
    document = json.loads(label.read_text(encoding="utf-8"))
    document["lead_units"] = [{"unit": "Sở Không Có Thật", "role": "head", "year": 2020}]
    label.write_text(json.dumps(document), encoding="utf-8")


def test_eval_explains_the_worst_articles_of_dev_and_none_of_test(run: Run, small_gold: Path) -> None:
    for split in SPLITS:
        for label in (small_gold / split).glob("*.json"):
            spoil(label)
    code, out, _ = run("eval", "--gold", small_gold, "--worst", "2")
    assert code == 0
    assert out.count("thidua rules explain") == 2
    assert "label 'Sở Không Có Thật'" in out or "unit 'Sở Không Có Thật'" in out
    assert len(json.loads(run("eval", "--gold", small_gold, "--json")[1])["worst"]) == 6
    ids = [path.stem for path in (small_gold / "test").glob("*.json")]
    for arguments in ([], ["--json"]):
        code, out, _ = run("eval", "--gold", small_gold, "--split", "test", *arguments)
        assert code == 0
        assert not [stem for stem in ids if stem in out]
        assert "rules explain" not in out
        assert "Sở Không Có Thật" not in out
    assert set(json.loads(out)["figures"]) >= {
        "relevance",
        "meetings.rows",
        "lead_units.rows",
        "awards.rows",
        "argument",
        "status",
        "accepted",
    }


def test_floors_are_made_kept_and_enforced(run: Run, small_gold: Path) -> None:
    floors = small_gold / "floors.toml"
    assert run("eval", "--gold", small_gold, "--raise-floors")[0] == 0
    made = floors.read_text(encoding="utf-8")
    assert "[floors.dev]" in made
    assert "[floors.test]" in made
    assert "0 floors changed" in run("eval", "--gold", small_gold, "--raise-floors")[1]
    assert floors.read_text(encoding="utf-8") == made
    too_high = made.replace("[floors.dev]\n", '[floors.dev]\n"meetings.period" = 0.5\n').replace("argument = ", "argument = 1.")
    floors.write_text(too_high.replace("1.0.", "1."), encoding="utf-8")
    code, _, err = run("eval", "--gold", small_gold)
    assert code == 1
    assert "below its floor" in err
    code, _, err = run("eval", "--gold", small_gold, "--raise-floors")
    assert code == 1
    assert "--lower-with-reason" in err
    assert run("eval", "--gold", small_gold, "--raise-floors", "--lower-with-reason", "labels were corrected")[0] == 0
    assert 'reason = "labels were corrected"' in floors.read_text(encoding="utf-8")


def test_figures_are_written_into_the_marked_blocks_of_a_page(run: Run, small_gold: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    blocks = "".join(f"<!-- figures: {split} -->\n```text\nold\n```\nbetween\n" for split in SPLITS)
    page.write_text(f"# Page\n{blocks}", encoding="utf-8")
    assert run("eval", "--gold", small_gold, "--into", page)[0] == 0
    written = page.read_text(encoding="utf-8")
    assert "old" not in written
    assert written.count("between") == 2
    assert written.count(": 6 articles") == 2
    assert "rules explain" not in written
    page.write_text("# Page\n", encoding="utf-8")
    assert run("eval", "--gold", small_gold, "--into", page)[0] == 2


def test_the_page_about_the_evaluation_has_its_blocks() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for split in SPLITS:
        block = page.partition(f"<!-- figures: {split} -->\n```text\n")[2].partition("```")[0]
        assert block.startswith(f"{split}: ")
        assert "event-argument" in page
        assert "argument" in block


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["eval", "--split", "all"], "no half all"),
        (["eval", "--lower-with-reason", "because"], "beside --raise-floors"),
        (["eval", "--raise-floors", "--lower-with-reason", " "], "wants a reason"),
        (["eval", "--gold", "/nowhere"], "holds no labelled article"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: list[str], words: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert words in err
