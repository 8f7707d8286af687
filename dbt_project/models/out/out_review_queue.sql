with

items as (

    select * from {{ ref('int_review_queue') }}

),

articles as (

    select * from {{ ref('fct_article') }}

),

heirs as (

    select distinct
        province_id,
        current_province_id
    from {{ ref('dim_province') }}

),

labels as (

    select * from {{ ref('enum_labels') }}

)

select
    items.review_id,
    items.review_reason,
    labels.label_vi as review_reason_vi,
    'open' as review_status,
    items.subject,
    items.suggestion,
    items.mention_type,
    items.mention_id,
    items.rule,
    items.confidence,
    items.quote,
    items.province_id,
    heirs.current_province_id,
    items.article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    items.site_id,
    items.first_seen_at
from items
inner join articles on items.article_id = articles.article_id
left join heirs on items.province_id = heirs.province_id
left join labels on labels.enum = 'review_reason' and items.review_reason = labels.code
