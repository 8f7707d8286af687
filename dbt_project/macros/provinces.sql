{#-
    Joins the CTE province_names: the unit that a province's name meant on a day. A fact without any date is read in the geography of the
    last day of the 63 provinces, when a name meant the unit that bore it.
-#}
{% macro join_province_of_day(name, day) -%}
    left join province_names
        on
            name_key({{ name }}) = province_names.name_key
            and coalesce({{ day }}, date '{{ var("undated_reference_on") }}') >= province_names.valid_from
            and coalesce({{ day }}, date '{{ var("undated_reference_on") }}') < province_names.valid_to
{%- endmacro %}
