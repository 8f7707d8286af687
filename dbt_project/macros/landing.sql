{#-
    Rows of a landing table that belong to the newest reading of their capture.

    Every reading of a capture, also one that finds nothing, writes its row in `captures`; a later run replaces the earlier one
    whole, so a mention that better rules no longer make disappears with the run that made it.
-#}
{% macro newest_readings() -%}
    select
        capture_id,
        max(run_id) as run_id
    from {{ ref('base_captures') }}
    group by capture_id
{%- endmacro %}

{#- Month of a UTC timestamp as people in Vietnam count it. -#}
{% macro local_month(timestamp) -%}
    cast(date_trunc('month', {{ timestamp }} at time zone 'Asia/Ho_Chi_Minh') as date)
{%- endmacro %}
