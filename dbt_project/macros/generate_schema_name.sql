{#- A folder is a layer is a schema: the configured name as it stands, without the target's own in front. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name is not none else target.schema }}
{%- endmacro %}
