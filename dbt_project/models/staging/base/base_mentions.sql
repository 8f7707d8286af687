with

mentions as (

    select * from {{ source('landing', 'mentions') }}

)

select
    mention_id,
    article_id,
    capture_id,
    run_id,
    mention_type,
    trigger_start,
    trigger_end,
    trigger_quote,
    rule,
    rule_family,
    confidence,
    status,
    stage,
    province,
    province_origin,
    reader_version,
    rules_version
from mentions
