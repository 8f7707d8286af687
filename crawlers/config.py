"""The configuration of a home, ``thidua.toml``: typed, every key described, nothing unknown let through.

A missing file means the defaults. ``thidua config`` prints what :func:`described_keys` lists.
"""

from __future__ import annotations

import difflib
import re
import textwrap
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo

from crawlers.errors import ConfigurationError
from crawlers.home import Home

_LONGEST_DELAY_SECONDS: Final = 600.0
_Seconds = Annotated[float, Field(ge=0, le=_LONGEST_DELAY_SECONDS, strict=True)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Delays(BaseModel):
    """Seconds between two requests to one site; a key named like a site sets that site's own."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, _Seconds] = Field(init=False)

    default: _Seconds = Field(
        default=1.0,
        description="Seconds to wait between two requests to one site. Add a line `<site> = seconds` for a site that needs its own.",
    )

    @property
    def by_site(self) -> dict[str, float]:
        """Delays given for single sites, by site id."""
        return dict(self.__pydantic_extra__)

    def for_site(self, site_id: str) -> float:
        """Seconds to wait between two requests to ``site_id``."""
        return self.__pydantic_extra__.get(site_id, self.default)


class Limits(_Section):
    """Bounds that keep one bad page or one endless site from spoiling a night."""

    body_mib: int = Field(
        default=8, ge=1, le=8, description="Largest body that is fetched or read, in MiB; a larger one is counted as too_large."
    )
    pages_per_site: int = Field(
        default=2000, ge=1, description="Most article pages fetched from one site in one crawl; the rest wait for the next."
    )
    listing_depth: int = Field(default=2, ge=0, le=50, description="How many pages of each section listing are visited after its first.")
    revisit_days: int = Field(
        default=7, ge=0, le=365, description="Days after its capture during which an article is asked again for changes."
    )
    request_seconds: float = Field(default=60.0, gt=0, le=600, description="Seconds after which a request without an answer is given up.")
    warc_mib: int = Field(
        default=256, ge=1, le=4096, description="Size in MiB at which a site's WARC file is closed and the next one begun."
    )
    page_seconds: float = Field(
        default=20.0, gt=0, le=600, description="Seconds one page may take to read before it is counted as timeout."
    )
    page_text_bytes: int = Field(
        default=1_000_000, ge=10_000, description="Longest text read from a page, in bytes of UTF-8; a longer one is counted as too_large."
    )


class Read(_Section):
    """How the archive is read."""

    workers: int = Field(
        default=0, ge=0, le=64, description="Worker processes that read the archive; 0 chooses by the amount of work and cores."
    )


def _checked_endpoint(address: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", address):
        raise ValueError("must be an http or https address without query")
    return address


_Endpoint = Annotated[str, AfterValidator(_checked_endpoint)]


class Backfill(_Section):
    """Which web archives are asked for the past, and at what pace."""

    wayback_index: _Endpoint = Field(
        default="https://web.archive.org/cdx/search/cdx",
        description="CDX server of the Wayback Machine, or of another archive that speaks the same.",
    )
    wayback_captures: _Endpoint = Field(
        default="https://web.archive.org/web/",
        description="Address before the moment and the address of a capture (`…/20191210021500id_/http://…`).",
    )
    wayback_seconds: _Seconds = Field(default=4.0, description="Seconds between two requests to the Wayback Machine.")
    commoncrawl_collections: _Endpoint = Field(
        default="https://index.commoncrawl.org/collinfo.json",
        description="List of Common Crawl's crawls with the address of each one's index.",
    )
    commoncrawl_data: _Endpoint = Field(
        default="https://data.commoncrawl.org/", description="Folder that the file names of Common Crawl's index are relative to."
    )
    commoncrawl_seconds: _Seconds = Field(default=2.0, description="Seconds between two requests to Common Crawl, index and data alike.")
    index_rows: int = Field(default=5000, ge=1, le=100_000, description="Most captures that one answer of the Wayback index may list.")
    attempts: int = Field(
        default=5, ge=1, le=20, description="How often a request is made before the archive counts as not answering; each pause doubles."
    )
    longest_pause_seconds: float = Field(
        default=300.0,
        ge=0,
        le=3600,
        description="Longest Retry-After that is waited for; an archive that asks for more is left to the next run.",
    )
    unpacked_gib: int = Field(default=16, ge=1, le=1024, description="Most GiB that one WARC or WACZ file (`--source warc`) may unpack to.")


class Notices(_Section):
    """Who hears of a night that went wrong."""

    command: list[str] = Field(
        default=[],
        description="Program and arguments started when a nightly run ends with a failure or warnings; it gets the run as JSON on "
        'standard input. Example: ["mail", "-s", "thidua", "me@example.org"].',
    )


class Config(_Section):
    """All of ``thidua.toml``."""

    contact: str | None = Field(
        default=None,
        description="E-mail or web address where a site's owner reaches you; sent with every request. No live crawl without it.",
    )
    sites: list[str] = Field(default=[], description="Ids of the sites to crawl; empty means all active ones (`thidua sites`).")
    delays: Delays = Field(default=Delays())
    limits: Limits = Field(default=Limits())
    read: Read = Field(default=Read())
    backfill: Backfill = Field(default=Backfill())
    notices: Notices = Field(default=Notices())

    @field_validator("contact")
    @classmethod
    def _contact_can_be_answered(cls, contact: str | None) -> str | None:
        if contact is not None and (not contact.isprintable() or not any(mark in contact for mark in ("@", "://"))):
            raise ValueError("must be an e-mail address or a web address on one line")
        if contact is not None and not contact.isascii():
            raise ValueError("must be of ASCII letters, since HTTP headers take no others")
        return contact

    def check_sites(self, known: Collection[str], where: Path) -> None:
        """Refuse site ids in ``sites`` and ``[delays]`` that are not in ``known``.

        Raises:
            ConfigurationError: naming the file, the key, the id and the nearest known one.
        """
        for key, ids in (("sites", self.sites), ("delays", sorted(self.delays.by_site))):
            for site_id in ids:
                if site_id not in known:
                    hint = _nearest(site_id, known) or "see `thidua sites --all`"
                    raise ConfigurationError(f"{where}: {key}: no site is called {site_id!r}; {hint}.")


class DescribedKey(NamedTuple):
    """One key of the configuration: dotted name, value in force, default, and what it means."""

    key: str
    value: Any
    default: Any
    description: str


def load_config(home: Home) -> Config:
    """The configuration of ``home``; defaults when it has no ``thidua.toml``.

    Raises:
        ConfigurationError: the file cannot be read, is no TOML, or has an unknown key or a wrong value; the message names file and key.
    """
    path = home.config_file
    try:
        # editors on Windows put a byte-order mark before UTF-8, which TOML does not know
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); make it readable or take it away.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path}: is not a TOML file ({error}); correct it, `thidua config --toml` prints a whole example."
        ) from error
    return parse_config(raw, path)


def parse_config(raw: dict[str, Any], where: Path) -> Config:
    """A :class:`Config` from parsed TOML; ``where`` is named in errors.

    Raises:
        ConfigurationError: unknown key or wrong value.
    """
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        raise ConfigurationError(_sentence(error, where)) from error


def described_keys(config: Config) -> Iterator[DescribedKey]:
    """Every key with its value, default and description, in the order of the file; sites' own delays after ``delays.default``."""
    defaults = Config()
    for name, info in Config.model_fields.items():
        value, default = getattr(config, name), getattr(defaults, name)
        if not isinstance(value, BaseModel):
            yield DescribedKey(name, value, default, _description(info))
            continue
        for inner, inner_info in type(value).model_fields.items():
            yield DescribedKey(f"{name}.{inner}", getattr(value, inner), getattr(default, inner), _description(inner_info))
        if isinstance(value, Delays):
            for site_id, seconds in sorted(value.by_site.items()):
                yield DescribedKey(f"{name}.{site_id}", seconds, value.default, f"Seconds between two requests to {site_id}.")


def commented_toml(config: Config) -> str:
    """A whole ``thidua.toml`` with the values of ``config`` and each key's description above it; reading it back gives ``config``."""
    lines = ["# Configuration of Thi đua; see docs/configuration.md."]
    section = ""
    for key, value, _, description in described_keys(config):
        head, _, name = key.rpartition(".")
        lines.append("")
        if head != section:
            lines += [f"[{head}]"]
            section = head
        lines += [f"# {line}" for line in _wrapped(description)]
        lines.append(f'# {name} = "you@example.org"' if value is None else tomli_w.dumps({name: value}).rstrip("\n"))
    return "\n".join(lines) + "\n"


def _description(info: FieldInfo) -> str:
    if not info.description:
        raise AssertionError("every configuration key has a description")
    return info.description


def _wrapped(text: str, width: int = 110) -> list[str]:
    return textwrap.wrap(text, width)


def _sentence(error: ValidationError, where: Path) -> str:
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"]] or ["the file"]
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        known = [*Config.model_fields, *(described.key for described in described_keys(Config()))]
        hint = _nearest(key, known) or _nearest(path[-1], known) or "`thidua config` lists all keys"
        return f"{where}: unknown key {key!r}; {hint}."
    what = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{where}: {key}: {what}, but it is {_shown(first['input'])}; `thidua config` describes it."


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _nearest(name: str, known: Collection[str]) -> str | None:
    candidates = list(known)
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    near = near or [key for key in candidates if key.rpartition(".")[2] == name.rpartition(".")[2]]
    return f"perhaps {near[0]!r} is meant" if near else None
