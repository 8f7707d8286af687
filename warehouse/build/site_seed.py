"""The site registry as a dbt seed, so that SQL knows publishers and provinces of sites without reading TOML.

``python -m warehouse.build.site_seed`` writes ``dbt_project/seeds/reference/source_sites.csv`` anew; a test says when it is stale.
"""

from __future__ import annotations

import csv
import io
import sys
from typing import Final

from crawlers.reference import REFERENCE
from crawlers.registry import Registry, load_registry

HEADER: Final = ("site_id", "publisher", "site_kind", "province", "site_status", "main_host", "hosts", "rhythm")
SEED: Final = REFERENCE / "source_sites.csv"


def site_seed(registry: Registry) -> str:
    """The seed as CSV text (UTF-8, LF), one row a site by id; hosts are joined by ``|``."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(HEADER)
    for site_id, site in sorted(registry.sites.items()):
        writer.writerow(
            (
                site_id,
                site.publisher,
                site.kind,
                site.province or "",
                site.status,
                site.main_host,
                "|".join(domain.host for domain in site.domains),
                site.rhythm or "",
            )
        )
    return sink.getvalue()


if __name__ == "__main__":
    SEED.write_text(site_seed(load_registry()), encoding="utf-8")
    sys.stdout.write(f"{SEED} written\n")
