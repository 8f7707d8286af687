"""``thidua sites check`` and ``thidua sites new``: one polite look at sites, and what it tells of their files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from crawlers.errors import ConfigurationError, PartialFailure, ThiduaError
from warehouse.cli.session import print_json, screen, session_of

if TYPE_CHECKING:
    from crawlers.registry import Registry, Site
    from crawlers.site_visit import Look
    from warehouse.sites_check import EntryPointSeen, Examination, SampleSeen

_BATCH: Final = 20  # sites visited side by side


def check(
    context: typer.Context,
    sites: Annotated[
        list[str] | None, typer.Argument(help="Ids of sites, candidates too. (default: those of thidua.toml, or all active ones)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, an object a site.")] = False,
) -> None:
    """Visit sites once, politely: which entry points answer, which family fits, what the files have wrong, and a mended file.

    Nothing is kept and no file is changed. A single host that does not answer may be gone, or this machine may be offline: check a site
    that answers beside it. Example: `thidua sites check baohaiduong`
    """
    from crawlers.config import load_config
    from crawlers.registry import load_registry

    registry, config = load_registry(), load_config(session_of(context).home)
    config.check_sites(registry.sites, session_of(context).home.config_file)
    wanted = sites or config.sites
    chosen = [registry.site(site_id) for site_id in dict.fromkeys(wanted)] or list(registry.active_sites())
    today = _today()
    answers: list[tuple[Examination, str | None]] = []
    # what a batch saw is dropped before the next one: pages of many sites together are large
    for start in range(0, len(chosen), _BATCH):
        batch = chosen[start : start + _BATCH]
        looks = _visited(context, batch)
        answers += [_examined(site, looks[site.id], registry, today) for site in batch]
        if len(chosen) > _BATCH:
            print(f"{len(answers)} of {len(chosen)} sites visited", file=sys.stderr, flush=True)
    _require_a_network([found for found, _ in answers])
    if as_json:
        print_json([{**found.as_json(), "suggestion": suggestion} for found, suggestion in answers])
    else:
        for found, suggestion in answers:
            _print(found, suggestion)
    wrong = [found.site for found, _ in answers if found.findings]
    if wrong:
        shown = ", ".join(wrong[:5]) + (" and others" if len(wrong) > 5 else "")
        raise PartialFailure(f"{len(wrong)} of {len(answers)} sites are not as their files say: {shown}.")


def new(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the site's front page.")],
    write: Annotated[bool, typer.Option("--write", help="Write the file into crawlers/sites/ instead of printing it.")] = False,
) -> None:
    """Make the file of a new site from one polite look at it, and say what one look could not tell.

    Example: `thidua sites new https://baolangque.vn`
    """
    from crawlers.registry import load_registry
    from crawlers.registry.addresses import host_of
    from crawlers.registry.registry import DEFAULT_ROOT
    from crawlers.registry.writing import site_toml
    from crawlers.site_visit import registry_with
    from warehouse.sites_check import examine
    from warehouse.sites_suggest import begun, provisional_site

    known = load_registry()
    host = host_of(url if "://" in url else f"https://{url}")
    owner = known.site_for_host(host)
    if owner is not None:
        raise ConfigurationError(f"{host} belongs to {owner.id} already; `thidua sites check {owner.id}` looks at it.")
    try:
        site = provisional_site(url, known)
    except ValueError as error:
        raise ConfigurationError(f"{url!r} names no host that a site can have; give the address of its front page.") from error
    looks = _visited(context, [site])[site.id]
    registry = registry_with([site])
    found = examine(site, looks, registry, _today())
    if found.is_unreachable:
        raise ThiduaError(
            f"{host} cannot be reached ({found.why_unreachable}), so nothing can be told of it; give an address that answers."
        )
    made, untold = begun(site, found, looks, registry, _today())
    text = "".join(f"# could not tell {line}\n" for line in untold) + site_toml(made)
    if not write:
        print(text, end="")
        return
    place = DEFAULT_ROOT / "sites" / f"{site.id}.toml"
    _write_new(place, text)
    print(f"{place} written; its first lines say what one look could not tell.")


def _require_a_network(found: Sequence[Examination]) -> None:
    """A host is only gone when others answer. Else files of a hundred sites would be mended for a cable that was pulled out."""
    news = [one for one in found if one.findings]
    if news and all(one.is_unreachable for one in found):
        raise ThiduaError(
            f"No site could be reached ({news[0].why_unreachable}): see whether this machine has a network. Nothing is said of their "
            "files; to learn whether a single host is gone, check a site that answers beside it."
        )


def _write_new(place: Path, text: str) -> None:
    try:
        with place.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError as error:
        raise ConfigurationError(f"{place} exists already; take it away first, or print the new one without --write.") from error


def _visited(context: typer.Context, sites: Sequence[Site]) -> dict[str, tuple[Look, ...]]:
    from crawlers.config import load_config
    from crawlers.site_visit import visit
    from warehouse.demo import refuse_demo_home

    home = session_of(context).home
    refuse_demo_home(home)
    return visit(sites, load_config(home), home)


def _examined(site: Site, looks: Sequence[Look], registry: Registry, today: date) -> tuple[Examination, str | None]:
    from crawlers.registry.writing import site_toml
    from warehouse.sites_check import examine
    from warehouse.sites_suggest import mended

    found = examine(site, looks, registry, today)
    better = mended(site, found, looks, registry, today)
    return found, None if better == site else site_toml(better)


def _today() -> date:
    from warehouse.sites_check import visit_day

    return visit_day(datetime.now(UTC))


def _print(found: Examination, suggestion: str | None) -> None:
    from rich.markup import escape

    console = screen()
    delay = f", asks for {found.crawl_delay:g} s between requests" if found.crawl_delay else ""
    console.print(f"[bold]{found.site}[/bold]  https://{found.host}  robots.txt: {escape(found.robots)}{delay}")
    console.print(_entry_points(found.entry_points))
    if found.samples:
        console.print(_samples(found.samples))
    shown = ", ".join(f"{name} {share:.0%}" for name, share in sorted(found.markers.items(), key=lambda item: -item[1]))
    console.print(f"family: {found.family or 'none fits'} (markers shown: {shown or 'none'})")
    for title, lines in (("wrong in the file", found.findings), ("could not be told", found.untold)):
        if lines:
            console.print(f"{title}:")
            for line in lines:
                console.print(f"  - {escape(line)}", soft_wrap=True)
    if suggestion:
        console.print(f"suggested crawlers/sites/{found.site}.toml (comments of the present file are not repeated):")
        console.print(escape(suggestion), soft_wrap=True)
    elif not found.findings:
        console.print("The file is as the site shows it.")


def _entry_points(points: Sequence[EntryPointSeen]) -> object:
    from rich.markup import escape
    from rich.table import Table

    table = Table("entry point", "kind", "known", "answer", "articles", "newest", title_justify="left")
    for point in points:
        table.add_row(escape(point.url), point.kind, point.role, escape(point.answer), str(point.articles or ""), point.newest or "")
    return table


def _samples(samples: Sequence[SampleSeen]) -> object:
    from rich.markup import escape
    from rich.table import Table

    table = Table("article", "address fits", "read", "title", "characters", "published", "from")
    for one in samples:
        published, origin = one.published or "no date", one.published_origin or ""
        cells = (one.url, " ".join(one.grammars), one.outcome, one.title, str(one.characters or ""), published, origin)
        table.add_row(*map(escape, cells))
    return table
