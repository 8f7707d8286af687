{#- Of the heads reported for a bloc and year exactly one is preferred, and of no year none is. -#}
{% test one_head(model, bloc, year) %}

    select
        {{ bloc }},
        {{ year }}
    from {{ model }}
    where lead_role = 'head'
    group by {{ bloc }}, {{ year }}
    having count(*) filter (where is_preferred_head) <> if({{ year }} is null, 0, 1)

{% endtest %}
