-- text[start:end] is the quote, for every span of every slot and for every trigger: offsets are code points, half-open
with

articles as (

    select
        capture_id,
        article_text
    from {{ ref('stg_articles') }}

),

spans as (

    select
        mention_id,
        capture_id,
        slot,
        span_start,
        span_end,
        quote
    from {{ ref('stg_mention_slots') }}
    where span_start is not null

    union all

    select
        mention_id,
        capture_id,
        'trigger' as slot,
        trigger_start as span_start,
        trigger_end as span_end,
        trigger_quote as quote
    from {{ ref('stg_mentions') }}

)

select
    spans.mention_id,
    spans.slot,
    spans.span_start,
    spans.span_end,
    spans.quote
from spans
left join articles on spans.capture_id = articles.capture_id
where substring(articles.article_text, spans.span_start + 1, spans.span_end - spans.span_start) is distinct from spans.quote
