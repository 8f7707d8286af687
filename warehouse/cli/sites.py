"""``thidua sites``: the registry as people see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawlers.errors import ConfigurationError
from warehouse.cli import sites_visiting
from warehouse.cli.session import print_json, screen

if TYPE_CHECKING:
    from crawlers.registry import Site
    from warehouse.sites_try import Trial

_LONGEST_SHOWN = 80

app = typer.Typer(
    invoke_without_command=True,
    help="List the registered sites and what they cover, look at live ones, try a site file. Example: `thidua sites show baohaiduong`.",
)
app.command("check")(sites_visiting.check)
app.command("new")(sites_visiting.new)


@app.callback()
def sites(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Candidates and closed sites too, which are known but not crawled.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the sites that are crawled, one a line. Example: `thidua sites --all`."""
    if context.invoked_subcommand is None:
        _list_sites(everything, as_json)


@app.command("list")
def list_coverage(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show which newspapers, stations and party portals cover each province, former and present. Example: `thidua sites list`."""
    from crawlers.registry import load_registry
    from warehouse.sites_coverage import KINDS, coverage, coverage_json, national_sites, totals_sentence

    registry = load_registry()
    if as_json:
        print_json(coverage_json(registry))
        return
    from rich.table import Table

    table = Table("province", "former province", *(kind.replace("_", " ") for kind in KINDS), "active", "candidate")
    shown = ""
    for row in coverage(registry):
        cells = [", ".join(_marked(site) for site in row.of_kind(kind)) for kind in KINDS]
        counts = [str(row.count(status) or "") for status in ("active", "candidate")]
        table.add_row(row.present if row.present != shown else "", row.former, *cells, *counts)
        shown = row.present
    screen().print(table)
    screen().print("national: " + ", ".join(_marked(site) for site in national_sites(registry)), soft_wrap=True)
    print(f"{totals_sentence(registry)} Those in brackets are candidates, which are known and not crawled.")


@app.command("docs")
def docs(
    write: Annotated[bool, typer.Option("--write", help="Write docs/sites.md of this checkout instead of printing it.")] = False,
) -> None:
    """Print the page docs/sites.md, made anew from the registry. Example: `thidua sites docs --write`."""
    from crawlers.reference import ROOT
    from crawlers.registry import load_registry
    from warehouse.sites_coverage import sites_page

    page = sites_page(load_registry())
    if not write:
        print(page, end="")
        return
    place = ROOT / "docs" / "sites.md"
    if not place.parent.is_dir():
        raise ConfigurationError(f"{place.parent} does not exist: --write needs a checkout of the repository.")
    place.write_text(page, encoding="utf-8")
    print(f"{place} written.")


@app.command("try")
def try_site(
    file: Annotated[Path, typer.Argument(help="TOML file of a site.", metavar="FILE")],
    page: Annotated[Path, typer.Argument(help="A page saved as HTML.", metavar="SAVED.HTML")],
    url: Annotated[str | None, typer.Option("--url", help="Address the page came from, where the page does not say it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read a saved page by a site file, without network, and say which selector gave what.

    Example: `thidua sites try crawlers/sites/baohaiduong.toml saved.html`
    """
    from warehouse.sites_try import try_page

    trial = try_page(file, page, url)
    if as_json:
        print_json(trial.as_json())
    else:
        _print_trial(trial)


def _list_sites(everything: bool, as_json: bool) -> None:
    from crawlers.registry import load_registry

    registry = load_registry()
    chosen = [site for _, site in sorted(registry.sites.items())] if everything else list(registry.active_sites())
    if as_json:
        print_json([_summary(site) for site in chosen])
        return
    from rich.table import Table

    table = Table("site", "host", "publisher", "province", "kind", "status", "families")
    for site in chosen:
        row = _summary(site)
        table.add_row(*(", ".join(row[key]) if key == "families" else row[key] or "" for key in row))
    screen().print(table)
    candidates = sum(site.status == "candidate" for site in registry.sites.values())
    print(f"{len(chosen)} sites" + ("." if everything else f"; {candidates} candidates more with --all."))


@app.command("show")
def show_site(
    site: Annotated[str, typer.Argument(help="Id of a site, or a host name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show all that is known of one site. Example: `thidua sites show baohaiduong.vn`."""
    from crawlers.registry import load_registry

    registry = load_registry()
    found = registry.sites.get(site) or (registry.site_for_host(site) if "." in site else None) or registry.site(site)
    document = found.model_dump(mode="json")
    if as_json:
        print_json(document)
        return
    import tomli_w

    print(f"# {found.id}: crawlers/sites/{found.id}.toml")
    print(tomli_w.dumps(_without_nulls(document)), end="")


@app.command("check-files")
def check_files() -> None:
    """Check every site and family file; exit code 2 with file, key and what is wrong. Example: `thidua sites check-files`."""
    from crawlers.registry import load_registry

    registry = load_registry()
    active = len(registry.active_sites())
    print(f"{active} active sites, {len(registry.sites) - active} others and {len(registry.families)} families are well.")


def _summary(site: Site) -> dict[str, Any]:
    return {
        "site": site.id,
        "host": site.main_host,
        "publisher": site.publisher,
        "province": site.province,
        "kind": site.kind,
        "status": site.status,
        "families": [use.id for use in site.families],
    }


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


def _marked(site: Site) -> str:
    return site.main_host if site.status == "active" else f"({site.main_host})"


def _print_trial(trial: Trial) -> None:
    from rich.markup import escape
    from rich.table import Table

    from warehouse.articles import Article

    console = screen()
    console.print(f"{trial.site}: {escape(trial.url or 'the page does not say its address')} ({trial.kind})", soft_wrap=True)
    shown = ", ".join(f"{family} {markers}" for family, markers in trial.markers.items())
    console.print(f"family: {trial.family or 'none'} (markers shown: {shown or 'none'})")
    table = Table("part", "selector", "matches", "gave")
    for one in trial.selectors:
        text = one.first if len(one.first) <= _LONGEST_SHOWN else f"{one.first[:_LONGEST_SHOWN]}…"
        gave = f"[bold]{escape(text)}[/bold]" if one.is_taken else escape(text)
        table.add_row(one.role, escape(one.selector), str(one.matches or ""), gave)
    console.print(table)
    for selector, count in trial.cut.items():
        console.print(f"cut: {escape(selector)}, {count} times", soft_wrap=True)
    read = trial.read
    if isinstance(read, Article):
        published = f"{read.published.value} (from {read.published.origin})" if read.published else "no date"
        console.print(
            f"read as an article of {len(read.text)} characters: {escape(read.title)}; {published}; author {read.author or 'not named'}"
        )
    else:
        console.print(f"read as no article: {escape(read.outcome)}: {escape(read.reason)}", soft_wrap=True)
