with

provinces as (

    select * from {{ ref('provinces') }}

),

versions as (

    select * from {{ ref('int_province_versions') }}

),

-- where each of the 63 units went on 2025-07-01
mergers as (

    select distinct
        versions.province_id as predecessor_province_id,
        versions.current_province_id as successor_province_id,
        date '2025-07-01' as effective_on,
        case
            when provinces.change = 'absorbed' then 'absorbed'
            when provinces.change = 'absorbs_neighbours_keeps_name' then 'kept_name'
            else 'unchanged'
        end as province_change
    from versions
    inner join provinces on versions.province_id = provinces.province_id

),

-- every other start of a version is a change of name or kind of the unit itself
other_changes as (

    select
        later.province_id as predecessor_province_id,
        later.province_id as successor_province_id,
        later.valid_from as effective_on,
        if(later.name_vi <> earlier.name_vi, 'renamed', 'status_changed') as province_change
    from versions as later
    inner join versions as earlier
        on
            later.province_id = earlier.province_id
            and later.valid_from = earlier.valid_to
    where later.valid_from <> date '2025-07-01'

)

select
    predecessor_province_id,
    successor_province_id,
    effective_on,
    province_change
from mergers

union all

select
    predecessor_province_id,
    successor_province_id,
    effective_on,
    province_change
from other_changes
