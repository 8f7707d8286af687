"""Writes the README's answers anew from the demo's release: ``python tools/readme_answers.py data-demo`` after ``make demo``.

A test compares the README with the demo's release, so the page cannot drift from the program.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from crawlers.home import Home
from warehouse.query import run_sql

README = Path(__file__).resolve().parents[1] / "README.md"

QUESTIONS = {
    "excerpt": """select held_on, province_name, bloc_name, meeting_type, quote
from out_meeting
where held_on is not null
order by held_on desc
limit 3""",
    "heads": """select province_name, lead_year, unit_name, article_count
from out_lead_unit
where lead_role = 'head' and bloc_family = 'party_agencies'
order by province_name, lead_year""",
    "awards": """select
    achievement_year,
    award_class,
    count(*) filter (where status = 'proposed') as proposed,
    count(*) filter (where status = 'conferred') as conferred
from out_award
where award_class in ('co_thi_dua', 'bang_khen') and achievement_year >= 2021
group by all
order by all""",
    "coverage": """select
    site_name,
    sum(pages_seen) as pages_seen,
    sum(articles_read) as articles,
    sum(relevant_articles_read) as about_blocs
from out_coverage
group by site_name
order by site_name""",
}


def block(name: str, home: Home) -> str:
    """Question and answer ``name`` in Markdown, between their marks, from the latest release of ``home``."""
    statement = QUESTIONS[name]
    columns, rows = run_sql(home, statement)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join("" if value is None else str(value) for value in row) + " |" for row in rows]
    answer = "\n".join(lines)
    return f"<!-- demo:{name} -->\n```sql\n{statement}\n```\n\n{answer}\n<!-- /demo:{name} -->"


def readme_of(home: Home) -> str:
    """The whole README with every answer as the latest release of ``home`` gives it."""
    text = README.read_text(encoding="utf-8")
    for name in QUESTIONS:
        answer = block(name, home)
        text = re.sub(rf"<!-- demo:{name} -->.*?<!-- /demo:{name} -->", lambda _, answer=answer: answer, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(readme_of(Home(Path(sys.argv[1]))), encoding="utf-8")
