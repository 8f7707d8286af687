with

citations as (

    select * from {{ ref('fct_document_citation') }}

),

provinces as (

    select * from {{ ref('dim_province') }}

),

articles as (

    select * from {{ ref('fct_article') }}

),

sites as (

    select * from {{ ref('dim_source_site') }}

)

select
    citations.citation_id,
    citations.document_id,
    citations.document_kind,
    citations.document_number,
    citations.issuer_name,
    citations.issuer_level,
    citations.issued_on,
    citations.issued_year,
    citations.document_title,
    citations.is_resolved,
    provinces.name_vi as province_name,
    citations.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    citations.confidence,
    citations.quote,
    citations.article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    articles.site_id,
    sites.publisher as site_name,
    articles.published_on as article_published_on,
    articles.version_first_seen_at as captured_at
from citations
inner join articles on citations.article_id = articles.article_id
left join provinces on citations.province_key = provinces.province_key
left join sites on articles.site_id = sites.site_id
