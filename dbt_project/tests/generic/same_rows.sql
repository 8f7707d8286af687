{#- The model has exactly the keys of another one: a join neither lost nor doubled a row. -#}
{% test same_rows(model, other, key) %}

    select coalesce(tested.{{ key }}, expected.{{ key }}) as {{ key }}
    from (select {{ key }}, count(*) as row_count from {{ model }} group by {{ key }}) as tested
    full outer join {{ other }} as expected on tested.{{ key }} = expected.{{ key }}
    where tested.row_count is distinct from 1 or expected.{{ key }} is null

{% endtest %}
