{#-
    A stable id: prefix, underscore, 20 hex digits of the SHA-256 of the JSON array of the fields as text.

    The same recipe as crawlers/ids.py. A null field is JSON null and differs from the empty string; serialising as JSON keeps
    ('a-b', 'c') apart from ('a', 'b-c'). Callers pass integers and dates in their one canonical spelling.
-#}
{% macro stable_id(prefix, fields) -%}
    '{{ prefix }}_' || substr(sha256(to_json([
        {%- for field in fields %}cast({{ field }} as varchar){{ ", " if not loop.last }}{% endfor -%}
    ])::varchar), 1, 20)
{%- endmacro %}
