"""Reading quality on the golden pages: text by runs of four words, and dates; ``--write`` puts the figures into docs/reading.md."""

from __future__ import annotations

from benchmarks.measure import Figure
from tests.golden.measuring import mean_f1, measured_pages
from tests.golden.report import write


def figures() -> list[Figure]:
    """F1 by family, by the generic path and of trafilatura alone, and the dates that are not as they should be."""
    pages = measured_pages()
    hazards = [one for one in pages if one.is_hazardous]
    plain, plain_hazards = (mean_f1([one.trafilatura for one in group]) for group in (pages, hazards))
    return [
        Figure("golden pages", len(pages), "pages"),
        Figure("worst F1 by family", min(one.by_family.f1 for one in pages), "", goal=0.99, at_least=True),
        Figure("pages whose date is not exact by family", sum(not one.is_date_right for one in pages), "pages", goal=0),
        Figure("mean F1 of trafilatura alone", plain, ""),
        Figure("mean F1 on the generic path", mean_f1([one.generic for one in pages]), "", goal=plain, at_least=True),
        Figure("mean F1 of trafilatura alone, pages with hazards", plain_hazards, ""),
        Figure(
            "mean F1 on the generic path, pages with hazards",
            mean_f1([one.generic for one in hazards]),
            "",
            goal=plain_hazards,
            at_least=True,
        ),
        Figure(
            "wrong or invented dates on the generic path", sum(one.generic_date in ("wrong", "invented") for one in pages), "pages", goal=0
        ),
    ]


def write_figures() -> None:
    """Bring docs/reading.md up to date."""
    write()
