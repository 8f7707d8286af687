{#- An id is its prefix, an underscore and 20 hex digits. -#}
{% test stable_id_shape(model, column_name, prefix) %}

    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} is not null and not regexp_full_match({{ column_name }}, '{{ prefix }}_[0-9a-f]{20}')

{% endtest %}
