with

items as (

    select * from {{ ref('int_review_items') }}

    union all by name

    select * from {{ ref('int_further_review_items') }}

)

select
    review_id,
    review_reason,
    subject,
    suggestion,
    mention_id,
    capture_id,
    mention_type,
    article_id,
    site_id,
    province_id,
    confidence,
    rule,
    quote,
    first_seen_at
from items
