"""The figures of reading quality as the page of the documentation shows them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from tests.golden.measuring import mean_f1, measured_pages, table

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "reading.md"
_BEGIN: Final = "<!-- figures: written by `python -m benchmarks quality --write`; a test fails when they are stale -->"
_END: Final = "<!-- end of figures -->"


def replaced(text: str) -> str:
    """The page's text with the present figures in place of the old ones."""
    head, _, rest = text.partition(_BEGIN)
    return f"{head}{_BEGIN}\n\n{_figures()}\n{_END}{rest.partition(_END)[2]}"


def write() -> None:
    """Bring the page up to date."""
    DOCUMENT.write_text(replaced(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


def _figures() -> str:
    pages, padded, nameless = measured_pages("as_is"), measured_pages("padded"), measured_pages("nameless")
    hazards = [one for one in pages if one.is_hazardous]
    lines = [
        "| | by family | generic path | trafilatura alone |",
        "|---|---|---|---|",
    ]
    groups = (
        (f"all {len(pages)} pages", pages),
        (f"{len(hazards)} pages with hazards of the text", hazards),
        ("all pages among 85 KB of menus and lists of other articles", padded),
        ("the same without any class name or id", nameless),
    )
    for name, group in groups:
        means = (
            mean_f1([one.by_family for one in group]),
            mean_f1([one.generic for one in group]),
            mean_f1([one.trafilatura for one in group]),
        )
        lines.append(f"| mean F1, {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |")
    whole = sum(one.is_whole_by_family for one in pages)
    parts = ", ".join(
        f"{name} {sum(getattr(one, key) for one in pages)}"
        for name, key in (("title", "is_title_right"), ("captions", "are_captions_right"), ("author", "is_author_right"))
    )
    lines.append(f"| pages right to the letter | all parts {whole} of {len(pages)} | {parts} | – |")
    dates = Counter(one.generic_date for one in pages)
    exact = sum(one.is_date_right for one in pages)
    lines.append(
        f"| dates | {exact} of {len(pages)} exact | {dates['right']} exact, {dates['coarser']} right but coarser, "
        f"{dates['none']} not found, {dates['wrong'] + dates['invented']} wrong or invented | – |"
    )
    lines += ["", "| family | pages | worst F1 by family | F1 generic | F1 trafilatura | exact dates |", "|---|---|---|---|---|---|"]
    lines += [f"| `{family}` | {' | '.join(rest)} |" for family, *rest in table()]
    return "\n".join(lines) + "\n"
