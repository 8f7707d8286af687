{#- The condition is true of every row; null is not true. -#}
{% test holds(model, condition) %}

    select *
    from {{ model }}
    where not coalesce({{ condition }}, false)

{% endtest %}
