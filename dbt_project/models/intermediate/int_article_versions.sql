with

articles as (

    select * from {{ ref('stg_articles') }}

),

captures as (

    select * from {{ ref('stg_captures') }}

),

readings as (

    select
        articles.article_id,
        articles.content_sha256,
        articles.capture_id,
        articles.site_id,
        articles.family_id,
        articles.url,
        articles.canonical_url,
        articles.title,
        articles.section,
        articles.published_at,
        articles.published_on,
        articles.published_precision,
        articles.published_origin,
        articles.is_relevant,
        articles.province_name,
        articles.province_origin,
        length(articles.article_text) as text_length,
        captures.captured_at
    from articles
    inner join captures on articles.capture_id = captures.capture_id

),

versions as (

    select
        article_id,
        content_sha256,
        min(captured_at) as first_seen_at,
        max(captured_at) as last_seen_at,
        count(*) as capture_count
    from readings
    group by article_id, content_sha256

),

-- all captures of one version say the same, so its first one stands for it: a page fetched again unchanged changes nothing
first_captures as (

    select * from readings
    qualify row_number() over (
            partition by article_id, content_sha256
            order by captured_at, capture_id
        ) = 1

)

select
    {{ stable_id('ver', ['versions.article_id', 'versions.content_sha256']) }} as article_version_id,
    versions.article_id,
    versions.content_sha256,
    first_captures.capture_id,
    first_captures.site_id,
    first_captures.family_id,
    first_captures.url,
    first_captures.canonical_url,
    first_captures.title,
    first_captures.section,
    first_captures.published_at,
    first_captures.published_on,
    first_captures.published_precision,
    first_captures.published_origin,
    first_captures.is_relevant,
    first_captures.province_name,
    first_captures.province_origin,
    first_captures.text_length,
    versions.first_seen_at,
    versions.last_seen_at,
    versions.capture_count,
    row_number() over (
        partition by versions.article_id
        order by versions.first_seen_at, first_captures.capture_id
    ) as version_number,
    row_number() over (
        partition by versions.article_id
        order by versions.last_seen_at desc, first_captures.capture_id desc
    ) = 1 as is_current
from versions
inner join first_captures
    on
        versions.article_id = first_captures.article_id
        and versions.content_sha256 = first_captures.content_sha256
