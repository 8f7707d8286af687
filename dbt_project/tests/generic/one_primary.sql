{#- Each event has exactly one primary mention. -#}
{% test one_primary(model, key) %}

    select {{ key }}
    from {{ model }}
    group by {{ key }}
    having count(*) filter (where is_primary) <> 1

{% endtest %}
