"""``thidua config``: every key of thidua.toml with its value, default and meaning."""

from __future__ import annotations

from typing import Annotated

import typer

from warehouse.cli.session import print_json, screen, session_of


def config(
    context: typer.Context,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print a complete thidua.toml with the values in force, each key explained.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only check thidua.toml, site names included; exit code 2 when it is wrong.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array of keys.")] = False,
) -> None:
    """Show every configuration key with its value, default and meaning.

    Example: `thidua config --toml > data/thidua.toml` writes a configuration to start from.
    """
    from crawlers.config import commented_toml, described_keys, load_config

    home = session_of(context).home
    settings = load_config(home)
    if check:
        from crawlers.registry import load_registry

        settings.check_sites(load_registry().sites, home.config_file)
        print(
            f"{home.config_file} is well." if home.config_file.exists() else f"There is no {home.config_file}; the defaults are in force."
        )
    elif toml:
        print(commented_toml(settings), end="")
    elif as_json:
        print_json([described._asdict() for described in described_keys(settings)])
    else:
        from rich.table import Table

        table = Table("key", "value", "default", "meaning", title=str(home.config_file), title_justify="left")
        for key, value, default, description in described_keys(settings):
            is_set = "" if value == default else "[bold]"
            table.add_row(f"{is_set}{key}", f"{is_set}{_shown(value)}", _shown(default), description.replace("[", "\\["))
        screen().print(table)


def _shown(value: object) -> str:
    return "(none)" if value is None else str(value).replace("[", "\\[")
