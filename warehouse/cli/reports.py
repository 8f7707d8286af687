"""What the verbs print when they are done, and the words of their progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crawlers.errors import PartialFailure
from warehouse.cli.session import screen

if TYPE_CHECKING:
    from rich.table import Table

    from crawlers.home import Home
    from crawlers.runner import CrawlProgress, CrawlReport
    from warehouse.nightly import Night
    from warehouse.reading import ReadProgress, ReadReport
    from warehouse.release import ReleaseReport


def raise_for_warnings(work: str, warnings: Sequence[str]) -> None:
    """Exit code 3 for work that was done with warnings, the first of which is said."""
    if warnings:
        count = "a warning" if len(warnings) == 1 else f"{len(warnings)} warnings"
        raise PartialFailure(f"{work} is done with {count}: {warnings[0]}")


def raise_for_unread(failed: int) -> None:
    """Exit code 3 when some of the inputs of a verb could not be read."""
    if failed:
        raise PartialFailure(f"{failed} {'input' if failed == 1 else 'inputs'} could not be read; their lines say why.")


def crawl_words(now: CrawlProgress) -> tuple[float, float | None, str]:
    """Arguments of a progress line while crawling."""
    return now.done, now.total, f"{now.done} of {now.total} known pages, {now.captured} captured"


def read_words(now: ReadProgress) -> tuple[float, float | None, str]:
    """Arguments of a progress line while reading."""
    return now.bytes_done, now.bytes_total, f"{now.pages} pages read"


def counts_table(title: str, sites: Mapping[str, Mapping[str, int]], *, heading: str = "site") -> Table:
    """A table of counts: one row a site (or whatever ``heading`` says), one column an outcome, and the totals below."""
    from rich.table import Table

    outcomes = sorted({outcome for counts in sites.values() for outcome in counts})
    table = Table(heading, title=title, title_justify="left", show_footer=True)
    table.columns[0].footer = "all"
    for outcome in outcomes:
        table.add_column(outcome, justify="right", footer=str(sum(counts.get(outcome, 0) for counts in sites.values())))
    for site, counts in sorted(sites.items()):
        table.add_row(site, *(str(counts.get(outcome, 0) or "") for outcome in outcomes))
    return table


def print_crawl(report: CrawlReport) -> None:
    """Pages by site and outcome."""
    screen().print(counts_table("Crawled", report.sites))
    not_due = sum(report.not_due.values())
    if not_due:
        print(f"{not_due} known articles were named again and not asked for: they are older than limits.revisit_days.")
    if report.expected:
        print(f"{len(report.expected)} sites gave nothing, as their files lead to expect:")
    for sentence in report.expected.values():
        print(f"  {sentence}")


def print_read(report: ReadReport) -> None:
    """Pages by site and outcome, or that nothing was new."""
    if report.pages:
        screen().print(counts_table("Read", report.sites))
    else:
        print(f"Nothing new to read: {report.files_known} WARC files are read already ({report.captures} captures added, no page).")


def print_release(report: ReleaseReport) -> None:
    """Where the release is and how it differs from the one before."""
    if report.unchanged:
        print(f"Nothing new: the build says the same as release {report.version}, so there is no new one.")
        return
    from rich.table import Table

    table = Table("table", "rows", "added", "changed", "removed", title=f"Release {report.version}: {report.path}", title_justify="left")
    for name, rows in report.rows.items():
        table.add_row(name, str(rows), *(str(changes.get(name, 0) or "") for changes in (report.added, report.changed, report.removed)))
    screen().print(table)


def print_night(night: Night, home: Home) -> None:
    """A night in a few lines."""
    if night.crawl is not None:
        print_crawl(night.crawl)
    if night.read is not None:
        print_read(night.read)
    if night.release is not None:
        print_release(night.release)
    elif night.release_version:
        print(f"Nothing new: release {night.release_version} stays the latest ({home.latest}).")
