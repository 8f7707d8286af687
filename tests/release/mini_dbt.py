"""A dbt project of two models, so that the build is tested in two seconds and can be broken at will."""

from __future__ import annotations

from pathlib import Path

_FILES = {
    "dbt_project.yml": """
name: mini
version: "1.0"
config-version: 2
profile: mini
flags: {send_anonymous_usage_stats: false}
models:
  mini:
    marts: {+schema: marts, +materialized: table, +meta: {publish: true}}
    out: {+schema: out, +materialized: table, +meta: {publish: true}}
""",
    "profiles.yml": """
mini:
  target: local
  outputs:
    local: {type: duckdb, path: "{{ env_var('THIDUA_BUILD') }}", threads: 1, settings: {TimeZone: UTC}}
""",
    "macros/schema.sql": """
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name if custom_schema_name is not none else target.schema }}
{%- endmacro %}
""",
    "models/marts/dim_site.sql": """
select distinct site_id, 'secret' as note
from read_parquet('{{ env_var("THIDUA_LANDING") }}/articles/schema=*/run=*/part-*.parquet', union_by_name = true)
""",
    "models/out/out_article.sql": """
select article_id, site_id, title
from read_parquet('{{ env_var("THIDUA_LANDING") }}/articles/schema=*/run=*/part-*.parquet', union_by_name = true)
where site_id in (select site_id from {{ ref('dim_site') }})
""",
    "models/models.yml": """
models:
  - name: dim_site
    description: Sites.
    columns:
      - {name: site_id, data_type: varchar, description: Id of the site., data_tests: [unique, not_null]}
      - {name: note, data_type: varchar, description: Not for publication., config: {meta: {publish: false}}}
  - name: out_article
    description: Articles.
    config: {meta: {grain: one article}}
    columns:
      - {name: article_id, data_type: varchar, description: Id of the article., data_tests: [unique, not_null]}
      - name: site_id
        data_type: varchar
        description: Site.
        data_tests:
          - relationships: {arguments: {to: ref('dim_site'), field: site_id}}
      - {name: title, data_type: varchar, description: Title., data_tests: [not_null]}
""",
}


def write_mini_project(folder: Path) -> Path:
    """Write the project and return its folder."""
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return folder
