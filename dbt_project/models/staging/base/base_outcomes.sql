with

outcomes as (

    select * from {{ source('landing', 'outcomes') }}

)

select
    run_id,
    step,
    site_id,
    url,
    capture_id,
    outcome,
    reason,
    occurred_at,
    reader_version,
    rules_version,
    kind,
    canonical_url
from outcomes
