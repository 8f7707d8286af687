with

versions as (

    select * from {{ ref('int_article_versions') }}

),

province_names as (

    select * from {{ ref('int_province_names') }}

),

mentions as (

    select
        article_id,
        count(distinct mention_id) filter (where disposition = 'accepted') as mention_count,
        count(distinct mention_id) filter (where disposition in ('incomplete', 'low_confidence')) as review_count
    from {{ ref('int_mentions') }}
    group by article_id

),

histories as (

    select
        article_id,
        count(*) as version_count,
        sum(capture_count) as capture_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from versions
    group by article_id

)

select
    versions.article_id,
    versions.site_id,
    versions.family_id,
    versions.canonical_url,
    versions.url,
    versions.title,
    versions.section,
    versions.published_at,
    versions.published_on,
    versions.published_precision,
    versions.published_origin,
    versions.is_relevant,
    province_names.province_id,
    province_names.province_key,
    versions.province_origin,
    versions.article_version_id,
    versions.content_sha256,
    cast(versions.text_length as integer) as text_length,
    cast(histories.version_count as integer) as version_count,
    cast(histories.capture_count as integer) as capture_count,
    histories.first_seen_at,
    versions.first_seen_at as version_first_seen_at,
    histories.last_seen_at,
    cast(coalesce(mentions.mention_count, 0) as integer) as mention_count,
    cast(coalesce(mentions.review_count, 0) as integer) as review_count
from versions
inner join histories on versions.article_id = histories.article_id
left join mentions on versions.article_id = mentions.article_id
{{ join_province_of_day('versions.province_name', 'versions.published_on') }}
where versions.is_current
