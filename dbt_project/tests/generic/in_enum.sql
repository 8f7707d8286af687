{#- Every value that is not null is a code of the enumeration in the seed enum_labels. -#}
{% test in_enum(model, column_name, enum) %}

    select tested.{{ column_name }} as unknown_code
    from {{ model }} as tested
    left join {{ ref('enum_labels') }} as labels
        on
            labels.enum = '{{ enum }}'
            and tested.{{ column_name }} = labels.code
    where tested.{{ column_name }} is not null and labels.code is null

{% endtest %}
