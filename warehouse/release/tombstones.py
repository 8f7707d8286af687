"""Why an id is gone. A release in which an id vanishes without a known reason is refused; the reasons are kept in ``removed.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from crawlers.csv_files import csv_rows
from crawlers.errors import ConfigurationError, ThiduaError
from crawlers.whole_files import replaced_file
from warehouse.release.diff import Key, Removed, TableDiff

HEADER: Final = ("table", "id", "reason", "removed_in", "successor")
FORGOTTEN: Final = "forgotten"
SOURCE_EDITED: Final = "source_edited"
SUPERSEDED_BY_RULES: Final = "superseded_by_rules"
REFERENCE_CHANGED: Final = "reference_changed"
REGROUPED: Final = "regrouped"
RECOUNTED: Final = "recounted"
# Reasons that a person may give in state/tombstones.csv
GIVEN_REASONS: Final = frozenset({FORGOTTEN, "merged", "retracted", SOURCE_EDITED})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known to have changed since the previous release.

    ``given`` maps an article, site or row id to the reason a person or ``thidua forget`` gave; ``edited`` holds the articles whose
    newest version has another content; ``thinned_sites`` those of which a page was forgotten; ``successors`` the ids that now stand for
    the mentions of removed ones (by table and key); the two flags say that other rules or readers coded the articles, and that the
    seeds and models of the dbt project changed.
    """

    given: Mapping[str, str]
    edited: Set[str]
    is_other_rules: bool
    is_other_project: bool
    thinned_sites: Set[str] = frozenset()
    successors: Mapping[tuple[str, Key], str] = field(default_factory=dict)


def given_reasons(path: Path) -> dict[str, str]:
    """``state/tombstones.csv`` (columns ``id`` and ``reason``) as a mapping; empty when there is no such file.

    Raises:
        ConfigurationError: the file is no CSV, or a row has no id or an unknown reason; the sentence names its line.
    """
    if not path.is_file():
        return {}
    reasons: dict[str, str] = {}
    header, *rows = csv_rows(path) or [[]]
    for number, cells in enumerate(rows, start=2):
        if not cells:
            continue
        row = dict(zip(header, cells, strict=False))
        name, reason = row.get("id", "").strip(), row.get("reason", "").strip()
        if not name or reason not in GIVEN_REASONS:
            raise ConfigurationError(
                f"{path}, line {number}: expected an id and one of {', '.join(sorted(GIVEN_REASONS))}; correct the line."
            )
        reasons[name] = reason
    return reasons


def add_given_reasons(path: Path, names: Iterable[str], reason: str) -> None:
    """Write ``reason`` for each id into ``state/tombstones.csv`` (made when there is none); an id that has a reason keeps it.

    Raises:
        ConfigurationError: the file has a wrong line.
        OSError: the disk refuses; the file is as it was.
    """
    reasons = given_reasons(path)
    merged = {**dict.fromkeys(sorted(names), reason), **reasons}
    if merged == reasons:
        return
    with replaced_file(path) as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("id", "reason"))
        writer.writerows(sorted(merged.items()))


def versions_differ(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    """Whether what the descriptor keeps under ``thidua`` changed; a release that did not keep it counts as changed.

    No version at all is no other one: it means that nothing was read, and tables that are suddenly empty must not pass for that.
    """
    return bool(after.get(name)) and bool(before.get(name) != after.get(name))


def explain(diffs: Sequence[TableDiff], circumstances: Circumstances) -> list[TableDiff]:
    """The same diffs with a reason on each removed row.

    Raises:
        ThiduaError: an id vanished and nothing that changed explains it.
    """
    is_fact_other = any(diff.changed or diff.removed for diff in diffs if not diff.is_count)
    explained = []
    for diff in diffs:
        removed = tuple(_explained(row, diff, circumstances, is_fact_other=is_fact_other) for row in diff.removed)
        unknown = [row for row in removed if row.reason is None]
        if unknown:
            raise ThiduaError(
                f"The release is refused: {len(unknown)} rows of {diff.name} that the last release had are gone without a reason, first "
                f"{' / '.join(unknown[0].key)}; find out why, or write their ids with a reason into state/tombstones.csv. "
                "The last release stays."
            )
        explained.append(replace(diff, removed=removed))
    return explained


def _explained(row: Removed, diff: TableDiff, circumstances: Circumstances, *, is_fact_other: bool) -> Removed:
    reason, successor = _reason(row, circumstances), circumstances.successors.get((diff.name, row.key))
    if reason is None and successor is not None:
        reason = REGROUPED
    if reason is None and diff.is_count and is_fact_other:
        reason = RECOUNTED  # the last of what it counted went or changed, and that has a line of its own
    return replace(row, reason=reason, successor=successor)


def _reason(row: Removed, circumstances: Circumstances) -> str | None:
    for name in (*row.key, row.article_id, row.site_id):
        if name is not None and name in circumstances.given:
            return circumstances.given[name]
    if row.article_id is None and row.site_id in circumstances.thinned_sites:
        return FORGOTTEN  # a month of a site of which nothing else was seen
    if row.article_id in circumstances.edited:
        return SOURCE_EDITED
    if circumstances.is_other_rules:
        return SUPERSEDED_BY_RULES
    return REFERENCE_CHANGED if circumstances.is_other_project else None


def write_removed(path: Path, version: str, diffs: Sequence[TableDiff], previous: Path | None) -> None:
    """``removed.csv``: every id that was ever published and is gone, sorted; an id that came back leaves the list."""
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    if previous is not None and (previous / "removed.csv").is_file():
        with (previous / "removed.csv").open(encoding="utf-8", newline="") as handle:
            rows = {
                (row["table"], row["id"]): (row["reason"], row["removed_in"], row.get("successor") or "") for row in csv.DictReader(handle)
            }
    for diff in diffs:
        for key in diff.added:
            rows.pop((diff.name, " / ".join(key)), None)
        for removed in diff.removed:
            rows[(diff.name, " / ".join(removed.key))] = (removed.reason or "", version, removed.successor or "")
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows((*name, *reason) for name, reason in sorted(rows.items()))
