with

event_mentions as (

    select * from {{ ref('int_event_mentions') }}
    where event_type = 'award'

)

select
    event_id as award_id,
    mention_id,
    article_id,
    site_id,
    quote,
    rule,
    confidence,
    match_method,
    match_score,
    is_primary
from event_mentions
