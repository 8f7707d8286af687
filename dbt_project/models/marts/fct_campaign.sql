with

mentions as (

    select * from {{ ref('int_further_mentions') }}
    where mention_type = 'campaign' and disposition = 'accepted'

)

select
    mention_id,
    {{ stable_id('cmp', ['province_id', 'name_key(campaign_name)']) }} as campaign_id,
    article_id,
    site_id,
    province_id,
    province_key,
    campaign_name,
    fact_kind as campaign_kind,
    fact_year as campaign_year,
    period,
    launched_by,
    confidence,
    quote,
    published_on,
    first_seen_at
from mentions
