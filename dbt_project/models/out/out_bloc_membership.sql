with

mentions as (

    select * from {{ ref('bridge_bloc_membership') }}

),

organizations as (

    select * from {{ ref('dim_organization') }}

),

blocs as (

    select * from {{ ref('dim_emulation_bloc') }}

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

memberships as (

    select
        membership_id,
        cast(count(*) as integer) as mention_count,
        cast(count(distinct article_id) as integer) as article_count,
        min(published_on) as first_reported_on,
        min(first_seen_at) as first_seen_at
    from mentions
    group by membership_id

),

-- the surest mention stands for the membership, of equals the earliest
primary_mentions as (

    select * from mentions
    qualify row_number() over (
            partition by membership_id
            order by province_key is null, confidence desc, published_on asc nulls last, mention_id asc
        ) = 1

)

select
    memberships.membership_id,
    primary_mentions.bloc_id,
    blocs.name_vi as bloc_name,
    blocs.bloc_kind,
    blocs.bloc_family,
    coalesce(organizations.name_vi, primary_mentions.unit_name) as unit_name,
    primary_mentions.unit_name as printed_unit_name,
    primary_mentions.organization_id,
    primary_mentions.membership_year,
    primary_mentions.member_count,
    primary_mentions.listed_count,
    provinces.name_vi as province_name,
    primary_mentions.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    primary_mentions.confidence,
    memberships.mention_count,
    memberships.article_count,
    primary_mentions.quote,
    primary_mentions.article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    articles.site_id,
    sites.publisher as site_name,
    articles.published_on as article_published_on,
    articles.version_first_seen_at as captured_at,
    memberships.first_reported_on,
    memberships.first_seen_at
from memberships
inner join primary_mentions on memberships.membership_id = primary_mentions.membership_id
inner join blocs on primary_mentions.bloc_id = blocs.bloc_id
inner join articles on primary_mentions.article_id = articles.article_id
left join organizations on primary_mentions.organization_id = organizations.organization_id
left join provinces on primary_mentions.province_key = provinces.province_key
left join sites on articles.site_id = sites.site_id
