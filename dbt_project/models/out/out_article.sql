with

articles as (

    select * from {{ ref('fct_article') }}

),

sites as (

    select * from {{ ref('dim_source_site') }}

),

copies as (

    select * from {{ ref('bridge_article_copy') }}

),

provinces as (

    select * from {{ ref('dim_province') }}

)

select
    articles.article_id,
    articles.site_id,
    sites.publisher as site_name,
    articles.canonical_url as article_url,
    articles.title as article_title,
    articles.section,
    articles.published_at,
    articles.published_on,
    articles.published_precision,
    articles.published_origin,
    articles.is_relevant,
    provinces.name_vi as province_name,
    articles.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    articles.province_origin,
    articles.text_length,
    articles.version_count,
    articles.mention_count,
    copies.original_article_id,
    copies.copy_kind,
    articles.first_seen_at,
    articles.version_first_seen_at as captured_at
from articles
left join sites on articles.site_id = sites.site_id
left join provinces on articles.province_key = provinces.province_key
left join copies on articles.article_id = copies.article_id
