-- each of the 63 units of 2025-06-30 went into exactly one of the 34 of the next day
with

successions as (

    select * from {{ ref('bridge_province_succession') }}
    where effective_on = date '2025-07-01'

),

provinces as (

    select * from {{ ref('dim_province') }}

)

select
    old_units.province_id,
    count(new_units.province_id) as successor_count
from provinces as old_units
left join successions on old_units.province_id = successions.predecessor_province_id
left join provinces as new_units
    on
        successions.successor_province_id = new_units.province_id
        and new_units.valid_from <= date '2025-07-01'
        and (new_units.valid_to is null or new_units.valid_to > date '2025-07-01')
where
    old_units.valid_from <= date '2025-06-30'
    and (old_units.valid_to is null or old_units.valid_to > date '2025-06-30')
group by old_units.province_id
having count(new_units.province_id) <> 1
