with

mentions as (

    select * from {{ ref('fct_campaign') }}

),

provinces as (

    select * from {{ ref('dim_province') }}

),

articles as (

    select * from {{ ref('fct_article') }}

),

sites as (

    select * from {{ ref('dim_source_site') }}

),

campaigns as (

    select
        campaign_id,
        cast(count(*) as integer) as mention_count,
        cast(count(distinct article_id) as integer) as article_count,
        cast(count(distinct site_id) as integer) as site_count,
        min(published_on) as first_reported_on,
        min(first_seen_at) as first_seen_at,
        min(campaign_year) as first_year,
        max(campaign_year) as last_year,
        first(period order by confidence desc, mention_id asc) filter (where period is not null) as period,
        first(launched_by order by confidence desc, mention_id asc) filter (where launched_by is not null) as launched_by
    from mentions
    group by campaign_id

),

-- the surest mention stands for the campaign, of equals the earliest
primary_mentions as (

    select * from mentions
    qualify row_number() over (
            partition by campaign_id
            order by province_key is null, confidence desc, published_on asc nulls last, mention_id asc
        ) = 1

)

select
    campaigns.campaign_id,
    primary_mentions.campaign_name,
    primary_mentions.campaign_kind,
    campaigns.period,
    campaigns.first_year,
    campaigns.last_year,
    campaigns.launched_by,
    provinces.name_vi as province_name,
    primary_mentions.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    primary_mentions.confidence,
    campaigns.mention_count,
    campaigns.article_count,
    campaigns.site_count,
    primary_mentions.quote,
    primary_mentions.article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    articles.site_id,
    sites.publisher as site_name,
    articles.published_on as article_published_on,
    articles.version_first_seen_at as captured_at,
    campaigns.first_reported_on,
    campaigns.first_seen_at
from campaigns
inner join primary_mentions on campaigns.campaign_id = primary_mentions.campaign_id
inner join articles on primary_mentions.article_id = articles.article_id
left join provinces on primary_mentions.province_key = provinces.province_key
left join sites on articles.site_id = sites.site_id
