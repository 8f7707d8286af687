{#- Half-open intervals of one key follow each other day by day. -#}
{% test no_gap(model, key, valid_from='valid_from', valid_to='valid_to') %}

    with

    intervals as (

        select
            {{ key }} as interval_key,
            coalesce({{ valid_to }}, date '9999-12-31') as ends_on,
            lead({{ valid_from }}) over (partition by {{ key }} order by {{ valid_from }}) as next_starts_on
        from {{ model }}

    )

    select *
    from intervals
    where next_starts_on > ends_on

{% endtest %}
