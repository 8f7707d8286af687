{#- So many intervals hold on that day. -#}
{% test row_count_on(model, on_date, expected) %}

    select count(*) as row_count
    from {{ model }}
    where
        valid_from <= date '{{ on_date }}'
        and (valid_to is null or valid_to > date '{{ on_date }}')
    having count(*) <> {{ expected }}

{% endtest %}
