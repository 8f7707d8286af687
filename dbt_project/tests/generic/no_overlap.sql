{#- Half-open intervals of one key never overlap, and none is empty; a null end is still valid. -#}
{% test no_overlap(model, key, valid_from='valid_from', valid_to='valid_to') %}

    with

    intervals as (

        select
            {{ key }} as interval_key,
            {{ valid_from }} as starts_on,
            coalesce({{ valid_to }}, date '9999-12-31') as ends_on,
            lead({{ valid_from }}) over (partition by {{ key }} order by {{ valid_from }}) as next_starts_on
        from {{ model }}

    )

    select *
    from intervals
    where ends_on <= starts_on or next_starts_on < ends_on

{% endtest %}
