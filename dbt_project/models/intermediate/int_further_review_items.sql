with

mentions as (

    select
        *,
        if(disposition = 'incomplete', 'incomplete_mention', disposition) as review_reason
    from {{ ref('int_further_mentions') }}
    where disposition in ('incomplete', 'low_confidence')

)

select
    {{ stable_id('rev', ['review_reason', 'mention_id', 'capture_id', 'mention_type']) }} as review_id,
    review_reason,
    mention_type as subject,
    cast(null as varchar) as suggestion,
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
from mentions
