{#- Every part of a value joined by | is a code of the enumeration in the seed enum_labels. -#}
{% test enum_list(model, column_name, enum) %}

    with

    parts as (

        select unnest(string_split({{ column_name }}, '|')) as code
        from {{ model }}
        where {{ column_name }} is not null

    )

    select parts.code as unknown_code
    from parts
    left join {{ ref('enum_labels') }} as labels
        on
            labels.enum = '{{ enum }}'
            and parts.code = labels.code
    where labels.code is null

{% endtest %}
