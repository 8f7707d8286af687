with

captures as (

    select * from {{ source('landing', 'captures') }}

)

select
    capture_id,
    run_id,
    site_id,
    url,
    canonical_url,
    kind,
    source,
    captured_at,
    http_status,
    content_type,
    payload_sha256,
    payload_bytes,
    warc_path,
    warc_offset
from captures
