"""TOML to checked records; every complaint names the file, the key and what is wrong with it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from crawlers.errors import ConfigurationError
from crawlers.reference import province_names
from crawlers.registry.addresses import bare_host
from crawlers.registry.schema import Family, Site

Record = TypeVar("Record", bound=BaseModel)


def load_families(folder: Path) -> dict[str, Family]:
    """All ``<id>.toml`` of ``folder`` by id.

    Raises:
        ConfigurationError: A file cannot be read, is no TOML, or breaks the schema.
    """
    return {path.stem: _load_record(Family, path) for path in _toml_files(folder)}


def load_sites(folder: Path, families: Mapping[str, Family]) -> dict[str, Site]:
    """All ``<id>.toml`` of ``folder`` by id, with their provinces, families and hosts checked against each other.

    Raises:
        ConfigurationError: As for families, or an unknown province or family, or a host that two sites claim.
    """
    sites: dict[str, Site] = {}
    owners: dict[str, str] = {}
    for path in _toml_files(folder):
        site = load_site(path, families)
        for domain in site.domains:
            other = owners.setdefault(bare_host(domain.host), site.id)
            if other != site.id:
                raise ConfigurationError(
                    f"{path}: key domains: host {domain.host} already belongs to {other}.toml; remove it from one of the two"
                )
        sites[site.id] = site
    for site in sites.values():
        _check_successors(site, sites, folder / f"{site.id}.toml")
    return sites


def load_site(path: Path, families: Mapping[str, Family]) -> Site:
    """One site file alone, checked for itself and against the families, not against other sites.

    Raises:
        ConfigurationError: As for all sites.
    """
    site = _load_record(Site, path)
    _check_province(site.province, path, "province")
    _check_families(site, families, path)
    return site


def _toml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ConfigurationError(f"the registry folder {folder} does not exist; point to a folder with sites/ and families/")
    return sorted(folder.glob("*.toml"))


def _load_record(model: type[Record], path: Path) -> Record:
    try:
        # editors on Windows put a byte-order mark before UTF-8, which TOML does not know
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is no text in UTF-8 ({error}); save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no valid TOML: {error}; correct the line") from error
    if "id" in document:
        raise ConfigurationError(f"{path}: key id: leave it out, the file name is the id")
    return _validated(model, {"id": path.stem, **_tuples(document)}, str(path))


def _tuples(value: Any) -> Any:
    """TOML arrays as tuples: strict frozen records take nothing else."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _validated(model: type[Record], fields: Mapping[str, Any], place: str) -> Record:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        # an unknown key first: it is often the missing one, misspelt
        problems = sorted(error.errors(include_url=False, include_context=False), key=lambda problem: problem["type"] != "extra_forbidden")
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ConfigurationError(f"{place}: {_sentence(model, problems[0])}{more}") from error


def _sentence(model: type[BaseModel], problem: Mapping[str, Any]) -> str:
    path: tuple[str | int, ...] = problem["loc"]
    name = _key_path(path)
    kind, message = problem["type"], str(problem["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        return f"key {name} is not known{_nearest(str(path[-1]), known)}; known here: {', '.join(sorted(known))}"
    if kind == "missing":
        return f"key {name} is missing; add it"
    if not path:
        return message
    value = problem["input"]
    shown = f", not {value!r}" if isinstance(value, str | int | float | bool) and len(repr(value)) <= 120 else ""
    return f"key {name}: {message[:1].lower() + message[1:]}{shown}"


def _key_path(path: tuple[str | int, ...]) -> str:
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def _keys_at(model: type[BaseModel], path: tuple[str | int, ...]) -> set[str]:
    """Known keys of the record at ``path`` below ``model`` (the id comes from the file name, so it is none)."""
    record: type[BaseModel] = model
    for part in path:
        if isinstance(part, str):
            record = _record_in(record.model_fields[part].annotation)
    return set(record.model_fields) - ({"id"} if record is model else set())


def _record_in(annotation: Any) -> type[BaseModel]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    raise TypeError(f"{annotation!r} holds no record")


def _check_province(province: str | None, place: Path, key: str) -> None:
    names = province_names()
    if province is not None and province not in names:
        raise ConfigurationError(
            f"{place}: key {key}: there is no province {province!r}{_nearest(province, names)}; spell it as in the provinces seed"
        )


def _check_families(site: Site, families: Mapping[str, Family], place: Path) -> None:
    for number, use in enumerate(site.families):
        if use.id not in families:
            raise ConfigurationError(
                f"{place}: key families[{number}].id: there is no family {use.id!r}{_nearest(use.id, families)}; "
                f"add families/{use.id}.toml or correct the id"
            )


def _check_successors(site: Site, sites: Mapping[str, Site], place: Path) -> None:
    for number, state in enumerate(site.states):
        if state.successor is not None and (state.successor not in sites or state.successor == site.id):
            raise ConfigurationError(
                f"{place}: key states[{number}].successor: there is no other site {state.successor!r}{_nearest(state.successor, sites)}; "
                "name the id of the site that took its place, or leave it out"
            )


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f", did you mean {close[0]!r}?" if close else ""


def unknown_site(word: str, known: Iterable[str]) -> ConfigurationError:
    """The error for a site id that nobody has, with the nearest ones."""
    close = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    return ConfigurationError(f"there is no site {word!r}; {hint}`thidua sites` lists them all")
