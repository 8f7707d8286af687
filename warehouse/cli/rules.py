"""``thidua rules``: the event rules as an analyst works with them, and how good they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.errors import ConfigurationError, PartialFailure, ThiduaError
from warehouse.cli.session import print_json, screen

app = typer.Typer(
    no_args_is_help=True,
    help="List, test, explain and measure the rules that find events. Example: `thidua rules explain article.txt`.",
)

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_Gold = Annotated[
    Path | None,
    typer.Option("--gold", metavar="FOLDER", help="Labelled articles: dev/, test/, second/. (default: tests/gold of the checkout)"),
]


@app.command("list")
def list_rules(gold: _Gold = None, as_json: _Json = False) -> None:
    """List every rule with how often it fired on the dev half. Example: `thidua rules list --json`.

    "fired" counts matches, "rows" the mentions that carry the rule.
    """
    from crawlers.registry import load_registry
    from warehouse.evaluation.gold import load_gold
    from warehouse.evaluation.usage import count_rules, rule_files
    from warehouse.events.rules import load_rules

    fired, gave = count_rules(article.document for article in load_gold(_gold_folder(gold), "dev", load_registry()))
    files = rule_files()
    rules: list[dict[str, Any]] = [
        {
            "rule": rule.id,
            "file": files[rule.id],
            "fact": rule.family,
            "says": rule.says,
            "confidence": rule.confidence,
            "examples": len(rule.examples),
            "counter_examples": len(rule.counter_examples),
            "fired": fired[rule.id],
            "rows": gave[rule.id],
        }
        for rule in load_rules()
    ]
    if as_json:
        print_json(rules)
        return
    from warehouse.cli.rules_tables import print_rules

    print_rules(screen(), rules)


@app.command("test")
def run_rule_examples(as_json: _Json = False) -> None:
    """Run the examples and counter-examples of every rule; exit code 1 when one does not hold. Example: `thidua rules test`."""
    from warehouse.events.rule_tests import run_all
    from warehouse.events.rules import load_rules

    failures = run_all()
    rules = list(load_rules())
    examples, counter_examples = sum(len(rule.examples) for rule in rules), sum(len(rule.counter_examples) for rule in rules)
    if as_json:
        failed = [{"rule": failure.rule, "text": failure.text, "why": failure.why} for failure in failures]
        print_json({"rules": len(rules), "examples": examples, "counter_examples": counter_examples, "failures": failed})
    else:
        for failure in failures:
            print(f"{failure.rule}: {failure.why}\n    {failure.text}")
    if failures:
        raise ThiduaError(f"{len(failures)} examples do not hold; correct the rule or the example.")
    if not as_json:
        print(f"{len(rules)} rules, {examples} examples and {counter_examples} counter-examples hold.")


@app.command("explain")
def explain_article(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An article: .txt, .html, .warc.gz.")],
    published: Annotated[str | None, typer.Option("--published", metavar="DATE", help="Publication date of a text.")] = None,
    site: Annotated[str | None, typer.Option("--site", metavar="HOST", help="Host name that a text comes from.")] = None,
    province: Annotated[str | None, typer.Option("--province", help="Province of a text, when it is known.")] = None,
    words: Annotated[bool, typer.Option("--words", help="Show words that no rule knows, too.")] = False,
    as_json: _Json = False,
) -> None:
    """Show what the rules saw in an article: annotations, rules that fired, rows, and why candidates were dropped.

    Example: `thidua rules explain article.txt --published 2023-12-22 --site baohaiduong.vn`
    """
    from dataclasses import replace

    from crawlers.registry import load_registry
    from warehouse.cli.rules_tables import print_trace
    from warehouse.events.explain import explain
    from warehouse.inputs import Unreadable, file_documents
    from warehouse.page_coding import site_document

    registry = load_registry()
    given = {name: value for name, value in (("published", published), ("site", site), ("province", province)) if value is not None}
    unread = []
    for one in file_documents(path, registry):
        if isinstance(one, Unreadable):
            unread.append(one.error)
            continue
        document = replace(one[0], **given)
        trace = explain(site_document(document, registry) if given else document, province_of_host=registry.province_for_host)
        if as_json:
            print_json(trace)
        else:
            print_trace(screen(), trace, words=words)
    if unread:
        raise PartialFailure(" ".join(unread))


@app.command("unused")
def unused(gold: _Gold = None, as_json: _Json = False) -> None:
    """Name rules and lexicon terms that occur in no gold article, no page of the replica and no example. Example: `thidua rules unused`."""
    from crawlers.registry import load_registry
    from warehouse.evaluation.corpus import corpus
    from warehouse.evaluation.usage import count_rules, fired_in_examples, lexicon_terms, rule_files, unused_terms
    from warehouse.events.rule_tests import unused_kinds

    texts = list(corpus(_gold_folder(gold), load_registry()))
    in_articles, _ = count_rules(text.document for text in texts if text.source != "example")
    in_examples = fired_in_examples(text.document.text for text in texts if text.source == "example")
    rules = [rule for rule in rule_files() if not in_articles[rule] and not in_examples[rule]]
    only_examples = [rule for rule in rule_files() if not in_articles[rule] and in_examples[rule]]
    terms = unused_terms(text.document.text for text in texts)
    found = {
        "texts": len(texts),
        "rules": rules,
        "rules_only_in_examples": only_examples,
        "kinds": unused_kinds(),
        "terms": [{"file": term.file, "entry": term.entry, "term": term.term} for term in terms],
        "terms_in_all": len(lexicon_terms()),
    }
    if as_json:
        print_json(found)
        return
    from warehouse.cli.rules_tables import print_unused

    print_unused(screen(), found)


@app.command("eval")
def evaluate_rules(
    split: Annotated[str, typer.Option("--split", help="dev or test; of test figures only, never an article.")] = "dev",
    gold: _Gold = None,
    worst: Annotated[int, typer.Option("--worst", min=0, help="How many of the worst articles to explain (dev only).")] = 10,
    raise_floors: Annotated[
        bool, typer.Option("--raise-floors", help="Raise the floors of both halves to what is measured, less 0.01.")
    ] = False,
    lower_with_reason: Annotated[
        str | None,
        typer.Option("--lower-with-reason", metavar="TEXT", help="With --raise-floors: lower fallen floors too, and record why."),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="PAGE", help="Write the figures of both halves into the marked blocks of a page.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Measure the rules against the labelled articles; exit code 1 when a figure lies below its floor.

    Example: `thidua rules eval --split test --json | jq .figures.argument.f1`
    """
    from crawlers.registry import load_registry
    from warehouse.evaluation.evaluate import evaluate
    from warehouse.evaluation.floors import FILE_NAME, falls, load_floors
    from warehouse.evaluation.gold import SPLITS
    from warehouse.evaluation.report import report

    if split not in SPLITS:
        raise ConfigurationError(f"There is no half {split}; choose one of {', '.join(SPLITS)}.")
    if lower_with_reason is not None and not (raise_floors and lower_with_reason.strip()):
        raise ConfigurationError("--lower-with-reason wants a reason, and stands beside --raise-floors.")
    folder = _gold_folder(gold)
    if raise_floors:
        _raise_floors(folder, lower_with_reason)
        return
    floors = load_floors(folder / FILE_NAME)
    if into is not None:
        from warehouse.cli.rules_page import update_page

        update_page(into, [evaluate(folder, half, load_registry()) for half in SPLITS], floors)
        return
    evaluation = evaluate(folder, split, load_registry())
    if as_json:
        print_json(report(evaluation, floors, worst))
    else:
        from warehouse.cli.rules_evaluation import print_evaluation

        print_evaluation(screen(), evaluation, floors, worst)
    if fallen := falls(evaluation, floors):
        raise ThiduaError(f"{'; '.join(map(str, fallen))}. Mend the rules; docs/evaluation.md says when a floor may be lowered.")


def _raise_floors(folder: Path, reason: str | None) -> None:
    from crawlers.registry import load_registry
    from warehouse.evaluation.evaluate import evaluate
    from warehouse.evaluation.floors import FILE_NAME, load_floors, raised, write_floors
    from warehouse.evaluation.gold import SPLITS

    path = folder / FILE_NAME
    before = floors = load_floors(path)
    for half in SPLITS:
        floors = raised(floors, evaluate(folder, half, load_registry(), resamples=0), reason=reason)
    write_floors(path, floors)
    changed = 0
    for half, named in floors.floors.items():
        for name, floor in named.items():
            old = before.floors.get(half, {}).get(name)
            if old != floor:
                changed += 1
                print(f"{half} {name}: {'none' if old is None else f'{old:.3f}'} -> {floor:.3f}")
    print(f"{path}: {changed} floors changed.")


def _gold_folder(given: Path | None) -> Path:
    from warehouse.evaluation.gold import GOLD

    return given or GOLD
