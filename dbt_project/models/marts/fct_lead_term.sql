with

heads as (

    select * from {{ ref('fct_lead_unit') }}
    where is_preferred_head

),

identified as (

    select
        *,
        coalesce(organization_id, name_key(unit_name)) as unit_identity
    from heads

),

-- years of one unit that follow each other share this number
numbered as (

    select
        *,
        lead_year - row_number() over (partition by bloc_id, unit_identity order by lead_year) as island
    from identified

),

terms as (

    select
        bloc_id,
        unit_identity,
        island,
        {{ stable_id('trm', ['bloc_id', 'unit_identity', 'min(lead_year)']) }} as lead_term_id,
        any_value(organization_id) as organization_id,
        min_by(unit_name, (lead_year, lead_unit_id)) as unit_name,
        cast(min(lead_year) as integer) as first_year,
        cast(max(lead_year) as integer) as last_year,
        bool_or(is_conflicting) as is_conflicting
    from numbered
    group by bloc_id, unit_identity, island

),

neighbours as (

    select
        *,
        lag(lead_term_id) over (partition by bloc_id order by first_year) as predecessor_lead_term_id,
        lead(lead_term_id) over (partition by bloc_id order by first_year) as successor_lead_term_id,
        first_year - lag(last_year) over (partition by bloc_id order by first_year) - 1 as unknown_years_before
    from terms

)

select
    lead_term_id,
    bloc_id,
    organization_id,
    unit_name,
    first_year,
    last_year,
    last_year - first_year + 1 as year_count,
    is_conflicting,
    predecessor_lead_term_id,
    successor_lead_term_id,
    unknown_years_before
from neighbours
