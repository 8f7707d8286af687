{#- Each key has exactly one row that is flagged: an event one primary mention, a property one winning statement. -#}
{% test one_primary(model, key, flag='is_primary') %}

    select {{ key }} as flagged_key
    from {{ model }}
    group by {{ key }}
    having count(*) filter (where {{ flag }}) <> 1

{% endtest %}
