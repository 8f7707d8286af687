with

articles as (

    select * from {{ ref('base_articles') }}

),

newest_readings as (

    {{ newest_readings() }}

)

select
    articles.article_id,
    articles.capture_id,
    articles.run_id,
    articles.site_id,
    articles.family_id,
    articles.url,
    articles.canonical_url,
    articles.title,
    articles.lead as lead_text,
    articles.body as body_text,
    articles.captions,
    articles.author,
    articles.section,
    articles.published_at,
    articles.published_on,
    articles.published_precision,
    articles.published_origin,
    articles.published_raw,
    articles.text as article_text,
    articles.segments,
    articles.content_sha256,
    articles.is_relevant,
    articles.province as province_name,
    articles.province_origin,
    articles.reader_version,
    articles.rules_version
from articles
inner join newest_readings
    on
        articles.capture_id = newest_readings.capture_id
        and articles.run_id = newest_readings.run_id
qualify row_number() over (
        partition by articles.capture_id
        order by articles.article_id, articles.content_sha256
    ) = 1
