{#- The number of a document as it is compared: leading zeros tell nothing apart. -#}
{% macro number_key(document_number) -%}
    regexp_replace({{ document_number }}, '^0+', '')
{%- endmacro %}
