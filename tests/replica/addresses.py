"""Address grammar of each template generation: where a page lives."""

from __future__ import annotations

from tests.replica.model import Page, ReplicaSite

PATHS = {
    "congress": "{section_path}/{slug}-{id}",
    "portal_v1": "{section_path}{yyyymm}/{slug}-{id}/",
    "portal_v2": "{section_path}{yyyymm}/{slug}-{id}/",
    "station_old": "/news/{number}/{id}/{slug}",
    "station_new": "/{slug}-{id}.html",
    "onecms": "/{slug}-{id}.html",
    "haiduong_old": "{section_path}/{slug}-{id}",
    "epi": "/{slug}-post{id}.html",
}


def path_of(page: Page, site: ReplicaSite) -> str:
    """Path of an article on its host."""
    section = site.sections[page.section]
    return PATHS[page.generation].format(
        section_path=section.path,
        number=section.number,
        slug=page.slug,
        id=page.id,
        yyyymm=page.published.strftime("%Y%m") if page.published else "",
    )


def address_of(page: Page, site: ReplicaSite) -> str:
    """The canonical address of an article, as its own ``rel=canonical`` gives it: without the slash some links end in."""
    return f"https://{site.host}{path_of(page, site).rstrip('/')}"


def is_disallowed(path: str, site: ReplicaSite) -> bool:
    """Whether the site's robots.txt forbids the path (plain prefixes only)."""
    return any(path.startswith(prefix) for prefix in site.disallow)
