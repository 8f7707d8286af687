with

captures as (

    select * from {{ ref('base_captures') }}

),

newest_readings as (

    {{ newest_readings() }}

)

select
    captures.capture_id,
    captures.run_id,
    captures.site_id,
    captures.url,
    captures.canonical_url,
    captures.kind as capture_kind,
    captures.source as capture_source,
    captures.captured_at,
    captures.http_status,
    captures.content_type,
    captures.payload_sha256,
    captures.payload_bytes,
    captures.warc_path,
    captures.warc_offset,
    -- a redirect, a 304, an error and an empty answer show no page
    coalesce(captures.http_status between 200 and 299 and captures.payload_bytes > 0, false) as has_page
from captures
inner join newest_readings
    on
        captures.capture_id = newest_readings.capture_id
        and captures.run_id = newest_readings.run_id
qualify row_number() over (
        partition by captures.capture_id
        order by captures.warc_path, captures.warc_offset
    ) = 1
