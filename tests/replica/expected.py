"""What must come out of the replica: labels of each page, distinct facts over all pages, and what edition 2 changes.

The labels are written by hand in each page's front matter, by the conventions of the gold set; this module only fills
the defaults, counts, and tells facts that several pages report apart from facts that are new.
"""

from __future__ import annotations

from typing import Any

from tests.replica.addresses import address_of, is_disallowed, path_of
from tests.replica.answers import Replica
from tests.replica.model import Page, ReplicaSite

PROVINCES = {"baohagiang": "Hà Giang", "nbtv": "Ninh Bình", "baohaiduong": "Hải Dương", "baobackan": "Bắc Kạn"}
_PRIME_MINISTER = {"Thủ tướng Chính phủ", "Thủ tướng", "Chính phủ"}
_PROVINCE = {"UBND tỉnh", "Chủ tịch UBND tỉnh"}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "meetings": {
        "type": None,
        "also": [],
        "bloc": None,
        "bloc_key": None,
        "date": None,
        "session": None,
        "period": None,
        "hosts": [],
        "member_count": None,
    },
    "lead_units": {"unit": None, "role": None, "year": None, "bloc": None, "bloc_key": None},
    "awards": {
        "award": None,
        "authority": None,
        "recipient": None,
        "recipient_kind": "collective",
        "count": None,
        "status": None,
        "stage": None,
        "year": None,
        "decision": None,
        "bloc": None,
        "bloc_key": None,
    },
}
_OPTIONAL_KEYS = {"date_partial", "date_end", "bloc_alt", "unit_alt", "recipient_alt", "authority_alt"}
_STATUS = {"voted": "proposed", "proposed": "proposed", "decided": "conferred", "presented": "conferred", "received": "conferred"}


def rows_of(page: Page, table: str) -> list[dict[str, Any]]:
    """The page's labelled rows of a table with every key present. Lead units and awards take the bloc of the page's first meeting."""
    meetings = page.expect.get("meetings", [])
    inherited = {key: meetings[0].get(key) for key in ("bloc", "bloc_key")} if meetings and table != "meetings" else {}
    rows = []
    for given in page.expect.get(table, []):
        unknown = set(given) - set(_DEFAULTS[table]) - _OPTIONAL_KEYS
        if unknown:
            raise ValueError(f"{page.site}/{page.stem}: unknown keys in {table}: {sorted(unknown)}")
        row = {**_DEFAULTS[table], **inherited, **given}
        if table == "awards":
            row["status"] = _STATUS[row["stage"]]
            if row["recipient"] and row["count"] is None:
                row["count"] = 1
        rows.append(row)
    return rows


def province_of(page: Page) -> str | None:
    """The province a page is about: labelled, else the one of its site."""
    named: str | None = page.expect.get("province", PROVINCES.get(page.site))
    return named


def is_fetched(page: Page, site: ReplicaSite) -> bool:
    """Whether a polite crawler sees the page."""
    return not is_disallowed(path_of(page, site), site)


def _article(page: Page, site: ReplicaSite) -> dict[str, Any]:
    # the sites print the hour to the minute or to the second; the registry of formats is the reader's
    precision = "minute" if page.generation in {"portal_v1", "portal_v2", "onecms", "haiduong_old"} else "second"
    return {
        "stem": page.stem,
        "url": address_of(page, site),
        "site": site.key,
        "host": site.host,
        "generation": page.generation,
        "fetched": is_fetched(page, site),
        "title": page.title,
        "published": page.published and {"date": f"{page.published:%Y-%m-%d}", "at": page.published.isoformat(), "precision": precision},
        "relevant": bool(page.expect.get("meetings")),
        "province": province_of(page),
        "told_again": page.told_again,
        "mess": sorted(page.mess),
        **{table: rows_of(page, table) for table in _DEFAULTS},
        "reading": {
            "kicker": page.kicker,
            "lead": page.lead,
            "paragraphs": page.paragraphs(),
            "captions": page.captions(),
            "author": page.printed_author(),
            "section": site.sections[page.section].name,
        },
    }


def authority_class(name: str | None) -> str | None:
    """Government and Prime Minister count as one authority, the province's committee and its chairman too."""
    return "pm" if name in _PRIME_MINISTER else "province" if name in _PROVINCE else name


def fact_key(table: str, province: str | None, row: dict[str, Any]) -> tuple[Any, ...]:
    """What makes two rows the same fact."""
    if table == "meetings":
        return (province, row["bloc_key"], row["type"], row["period"], row["date"] or row.get("date_partial"))
    if table == "lead_units":
        return (province, row["bloc_key"], row["year"], row["role"], row["unit"])
    who = row["recipient"] or (row["bloc_key"], row["recipient_kind"], row["count"])
    return (province, row["award"], who, row["year"], authority_class(row["authority"]), row["status"])


def distinct_facts(pages: list[Page], sites: dict[str, ReplicaSite]) -> dict[str, list[dict[str, Any]]]:
    """Facts over the pages a polite crawler sees, each once, with the addresses that report it, in a fixed order."""
    facts: dict[str, list[dict[str, Any]]] = {}
    for table in _DEFAULTS:
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for page in sorted(pages, key=lambda one: (one.site, one.stem)):
            if not is_fetched(page, sites[page.site]):
                continue
            province = province_of(page)
            for row in rows_of(page, table):
                fact = found.setdefault(fact_key(table, province, row), {"province": province, **row, "urls": []})
                fact.update({slot: value for slot, value in row.items() if fact.get(slot) in (None, [])})
                if (address := address_of(page, sites[page.site])) not in fact["urls"]:
                    fact["urls"].append(address)
        facts[table] = [found[key] for key in sorted(found, key=str)]
    return facts


def _difference(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    plain = [{key: value for key, value in row.items() if key != "urls"} for row in before]
    return [row for row in after if {key: value for key, value in row.items() if key != "urls"} not in plain]


def _oddities(site: ReplicaSite) -> list[dict[str, Any]]:
    return [{"url": f"https://{site.host}{odd.path}", "kind": odd.kind} for odd in site.oddities]


def expected_document() -> dict[str, Any]:
    """The whole of ``expected.json``."""
    first, second = Replica(1), Replica(2)
    sites = first.sites
    facts, facts2 = distinct_facts(first.pages, sites), distinct_facts(second.pages, sites)
    old = {page.stem: page for page in first.pages}
    changed = [page for page in second.pages if page.stem in old and page != old[page.stem]]
    added = [page for page in second.pages if page.stem not in old]
    return {
        "about": "Written by `python -m tests.replica expected` from the page files. Events, people and figures are invented. "
        "bloc_key groups names of one bloc inside this file; it is no column of the release. "
        "The bloc of an award is the meeting it was reported at and is informative only.",
        "sites": {
            key: {
                "host": site.host,
                "twins": [*site.twins, *site.redirecting],
                "articles": len(pages := first.pages_of(site)),
                "fetched": sum(is_fetched(page, site) for page in pages),
                "relevant": sum(bool(page.expect.get("meetings")) and is_fetched(page, site) for page in pages),
                "oddities": _oddities(site),
            }
            for key, site in sites.items()
        },
        "must_not_be_fetched": [address_of(page, sites[page.site]) for page in first.pages if not is_fetched(page, sites[page.site])],
        "articles": [_article(page, sites[page.site]) for page in first.pages],
        "facts": facts,
        "edition_2": {
            "changed": [_article(page, sites[page.site]) for page in changed],
            "added": [_article(page, sites[page.site]) for page in added],
            "facts": facts2,
            "facts_added": {table: _difference(facts[table], facts2[table]) for table in facts},
            "facts_removed": {table: _difference(facts2[table], facts[table]) for table in facts},
        },
    }
