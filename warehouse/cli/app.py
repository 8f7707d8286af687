"""The Typer application: the flags before the verb, and one module a verb. Rooms are imported inside the verbs only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from warehouse.cli import articles, backfill, build, config, crawl, demo, events, forget, nightly, read, rules, sites, sql, status
from warehouse.cli.session import Session

app = typer.Typer(
    name="thidua",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 well (also nothing new), 1 refused, failed or locked, 2 wrong use or configuration, 3 done with warnings.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"thidua {version('thidua')}")
        raise typer.Exit


def _named_folder(name: str) -> Path:
    # `--home "$UNSET"` would otherwise mean the present folder and fill it
    if not name.strip():
        raise typer.BadParameter("give the name of a folder, not nothing")
    return Path(name)


@app.callback()
def _flags(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            metavar="FOLDER",
            parser=_named_folder,
            help="Home with archive, landing zone and releases. (default: $THIDUA_HOME or ./data)",
        ),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and log everything.")] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback before anything else
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Event data from Vietnamese provincial party news: crawl, read, build, release.

    `thidua demo` shows the whole way on a loopback copy of five sites; `thidua nightly` goes it on the live ones.
    """
    context.obj = Session(home, debug)


app.command("nightly")(nightly.nightly)
app.command("demo")(demo.demo)
app.command("crawl")(crawl.crawl)
app.command("backfill")(backfill.backfill)
app.command("read")(read.read)
app.command("build")(build.build)
app.command("release")(build.release)
app.command("events")(events.events)
app.command("article")(articles.article)
app.command("sql")(sql.sql)
app.command("status")(status.status)
app.command("config")(config.config)
app.command("forget")(forget.forget)
app.add_typer(sites.app, name="sites")
app.add_typer(rules.app, name="rules")
