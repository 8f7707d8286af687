"""``thidua sites``: the registry as people see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.cli.session import print_json, screen

if TYPE_CHECKING:
    from crawlers.registry import Site

app = typer.Typer(
    invoke_without_command=True,
    help="List the registered sites, show one, or check the site and family files. Example: `thidua sites show baohaiduong`.",
)


@app.callback()
def sites(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Candidates and closed sites too, which are known but not crawled.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the registered sites, show one, or check the site and family files. Example: `thidua sites show baohaiduong`."""
    if context.invoked_subcommand is None:
        list_sites(everything, as_json)


@app.command("list")
def list_sites(
    everything: Annotated[bool, typer.Option("--all", help="Candidates and closed sites too, which are known but not crawled.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the sites that are crawled. Example: `thidua sites list --all`."""
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

    print(
        f"# {found.id}: crawlers/sites/{found.id}.toml" if found.status != "candidate" else f"# {found.id}: crawlers/sites/candidates.csv"
    )
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
