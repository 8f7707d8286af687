"""Which provinces the registered sites cover, and the page ``docs/sites.md`` that says it; made from the registry alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from crawlers.reference import reference_rows
from crawlers.registry import Registry, Site

KINDS: Final = ("newspaper", "television", "party_portal")
_NO_SITE: Final = "–"


@dataclass(frozen=True, slots=True)
class ProvinceCoverage:
    """The sites of one former province; ``present`` is the province it belongs to since 2025-07-01."""

    former: str
    present: str
    sites: tuple[Site, ...]

    def of_kind(self, kind: str) -> tuple[Site, ...]:
        """Its sites of a kind, crawled ones first."""
        return tuple(sorted((site for site in self.sites if site.kind == kind), key=lambda site: (site.status != "active", site.id)))

    def count(self, status: str) -> int:
        """How many of its sites have a status."""
        return sum(site.status == status for site in self.sites)

    def as_json(self) -> dict[str, Any]:
        """One object, sites by kind."""
        return {
            "former_province": self.former,
            "present_province": self.present,
            **{kind: [{"site": site.id, "host": site.main_host, "status": site.status} for site in self.of_kind(kind)] for kind in KINDS},
            "active": self.count("active"),
            "candidates": self.count("candidate"),
            "closed": self.count("closed"),
        }


def coverage(registry: Registry) -> tuple[ProvinceCoverage, ...]:
    """The 63 former provinces in the official order of the present ones; the one whose code a present province kept comes first."""
    provinces = sorted(reference_rows("provinces"), key=lambda row: (row["new_code"], row["gso_code"] != row["new_code"], row["gso_code"]))
    rows = [(row["new_province"], row["old_province"]) for row in provinces]
    by_province: dict[str | None, list[Site]] = {}
    for _, site in sorted(registry.sites.items()):
        by_province.setdefault(site.province, []).append(site)
    return tuple(ProvinceCoverage(former, present, tuple(by_province.get(former, ()))) for present, former in rows)


def national_sites(registry: Registry) -> tuple[Site, ...]:
    """The sites of no province."""
    return tuple(site for _, site in sorted(registry.sites.items()) if site.kind == "national")


def totals(registry: Registry) -> dict[str, Any]:
    """Counts of the whole registry: provinces, sites, hosts, and sites by kind and status."""
    rows = coverage(registry)
    return {
        "former_provinces": len(rows),
        "former_provinces_with_sites": sum(bool(row.sites) for row in rows),
        "present_provinces": len({row.present for row in rows}),
        "present_provinces_with_sites": len({row.present for row in rows if row.sites}),
        "sites": len(registry.sites),
        "hosts": sum(len(site.domains) for site in registry.sites.values()),
        "by_status": dict(sorted(Counter(site.status for site in registry.sites.values()).items())),
        "by_kind": dict(sorted(Counter(site.kind for site in registry.sites.values()).items())),
    }


def coverage_json(registry: Registry) -> dict[str, Any]:
    """The document of ``thidua sites list --json``."""
    return {
        "provinces": [row.as_json() for row in coverage(registry)],
        "national": [{"site": site.id, "host": site.main_host, "status": site.status} for site in national_sites(registry)],
        "totals": totals(registry),
    }


def totals_sentence(registry: Registry) -> str:
    """The totals in one sentence."""
    found = totals(registry)
    status = found["by_status"]
    return (
        f"{found['sites']} sites on {found['hosts']} hosts: {status.get('active', 0)} crawled, {status.get('candidate', 0)} candidates, "
        f"{status.get('closed', 0)} closed; {found['former_provinces_with_sites']} of {found['former_provinces']} former and "
        f"{found['present_provinces_with_sites']} of {found['present_provinces']} present provinces have sites."
    )


def sites_page(registry: Registry) -> str:
    """The text of ``docs/sites.md``."""
    lines = [
        "# Sites",
        "",
        "<!-- Written by `thidua sites docs --write` from crawlers/sites/ and crawlers/families/; a test fails when it is stale. -->",
        "",
        totals_sentence(registry),
        "",
        "Sites in **bold** are crawled. The others are candidates: they give the province of a page by its host, and their pages can be",
        "read. No file was checked on a live site when it was written, `thidua sites check` does that; how a file is made says",
        "[adding-a-site.md](adding-a-site.md). A dagger (†) marks a host whose paper was merged and of which nobody knows yet what it",
        "answers; a double one (‡) a host known to redirect, to be parked or gone.",
        "",
        "## By province",
        "",
        "| Province since 2025-07-01 | Former province | Newspapers | Television | Party portals |",
        "|---|---|---|---|---|",
    ]
    shown = ""
    for row in coverage(registry):
        cells = [_cell(row.of_kind(kind)) for kind in KINDS]
        lines.append(f"| {row.present if row.present != shown else ''} | {row.former} | {' | '.join(cells)} |")
        shown = row.present
    lines += ["", "## National", "", _cell(national_sites(registry)), "", "## Families", ""]
    lines += ["| Family | System | Mark | Sites crawled | Other sites |", "|---|---|---|---|---|"]
    for family_id, family in sorted(registry.families.items()):
        users = [site for site in registry.sites.values() if any(use.id == family_id for use in site.families)]
        active = sum(site.status == "active" for site in users)
        lines.append(f"| `{family_id}` | {family.title} | {family.mark} | {active or ''} | {len(users) - active or ''} |")
    lines += ["", "## Merged papers", "", "| Site | Since | Host | Successor |", "|---|---|---|---|"]
    for site_id, site in sorted(registry.sites.items()):
        lines += [f"| `{site_id}` | {state.since} | {state.state} | {_code(state.successor)} |" for state in site.states]
    return "\n".join(lines) + "\n"


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _cell(sites: Iterable[Site]) -> str:
    return ", ".join(f"{_name(site)}{_dagger(site)}" for site in sites) or _NO_SITE


def _name(site: Site) -> str:
    return f"**{site.main_host}**" if site.status == "active" else site.main_host


def _dagger(site: Site) -> str:
    if site.state is None:
        return ""
    return "‡" if site.state.is_silent else "†"
