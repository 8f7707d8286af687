{#- Whether a bloc holds meetings of the type once a period: it reviews a year, half a year or a quarter once, and signs one pact a year. -#}
{% macro is_yearly_meeting(meeting_type) -%}
    {{ meeting_type }} in ('annual_review', 'midyear_review', 'quarterly', 'pact_signing')
{%- endmacro %}

{#- The order in which two purposes of one gathering give it its type: the review before the pact signed in it. -#}
{% macro meeting_type_rank(meeting_type) -%}
    list_position(
        ['annual_review', 'midyear_review', 'quarterly', 'pact_signing', 'launch', 'kickoff', 'thematic', 'sports_cultural', 'other'],
        {{ meeting_type }}
    )
{%- endmacro %}

{#- All purposes of a meeting as one article tells of it: its type, and what was done besides. -#}
{% macro meeting_purposes(meeting_type, also_types) -%}
    list_prepend({{ meeting_type }}, string_split(coalesce({{ also_types }}, ''), '|'))
{%- endmacro %}
