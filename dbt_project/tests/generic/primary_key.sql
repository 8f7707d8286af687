{#- The columns together identify a row: none of them is null, no two rows share all of them. -#}
{% test primary_key(model, columns) %}

    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1 or {{ columns | join(' is null or ') }} is null

{% endtest %}
