with

outcomes as (

    select * from {{ source('landing', 'outcomes') }}

)

-- a killed run may have written a row twice; two different outcomes of one page are a defect that a test shows
select distinct
    run_id,
    step,
    site_id,
    url,
    capture_id,
    outcome,
    reason,
    occurred_at
from outcomes
