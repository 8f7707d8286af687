with

outcomes as (

    select * from {{ ref('base_outcomes') }}

)

-- a killed run may have written a row twice; two different outcomes of one page are a defect that a test shows
select distinct
    run_id,
    step,
    site_id,
    url,
    canonical_url,
    kind as page_kind,
    capture_id,
    outcome,
    reason,
    occurred_at
from outcomes
