with

mentions as (

    select * from {{ ref('stg_mentions') }}

),

articles as (

    select
        capture_id,
        article_text
    from {{ ref('stg_articles') }}

),

spans as (

    select * from {{ ref('stg_mention_slots') }}

),

versions as (

    select capture_id from {{ ref('int_article_versions') }}
    where is_current

),

-- names of persons who receive an award, as each article prints them: no quote may carry them
individual_awards as (

    select
        mention_id,
        capture_id
    from spans
    where slot = 'recipient_kind' and slot_value = 'individual'

),

printed_names as (

    select
        spans.capture_id,
        unnest([spans.quote, spans.slot_value]) as printed
    from spans
    inner join individual_awards
        on
            spans.mention_id = individual_awards.mention_id
            and spans.capture_id = individual_awards.capture_id
    where spans.slot = 'recipient'

),

personal_names as (

    select
        capture_id,
        string_agg(distinct regexp_escape(printed), '|') as pattern
    from printed_names
    where printed <> ''
    group by capture_id

),

-- a paragraph is a line of the text; what proves a mention from outside the paragraph of its trigger is context
paragraphs as (

    select
        mentions.mention_id,
        mentions.capture_id,
        mentions.trigger_start,
        mentions.trigger_end,
        articles.article_text,
        mentions.trigger_start - coalesce(
            nullif(strpos(reverse(substring(articles.article_text, 1, mentions.trigger_start)), chr(10)), 0) - 1,
            mentions.trigger_start
        ) as line_start,
        mentions.trigger_end + coalesce(
            nullif(strpos(substring(articles.article_text, mentions.trigger_end + 1), chr(10)), 0) - 1,
            length(articles.article_text) - mentions.trigger_end
        ) as line_end
    from mentions
    inner join versions on mentions.capture_id = versions.capture_id
    inner join articles on mentions.capture_id = articles.capture_id

),

extents as (

    select
        paragraphs.mention_id,
        paragraphs.capture_id,
        any_value(paragraphs.article_text) as article_text,
        any_value(paragraphs.trigger_start) as trigger_start,
        least(any_value(paragraphs.trigger_start), coalesce(min(spans.span_start), any_value(paragraphs.trigger_start))) as quote_start,
        greatest(any_value(paragraphs.trigger_end), coalesce(max(spans.span_end), any_value(paragraphs.trigger_end))) as quote_end,
        any_value(paragraphs.line_end) as line_end
    from paragraphs
    left join spans
        on
            paragraphs.mention_id = spans.mention_id
            and paragraphs.capture_id = spans.capture_id
            and paragraphs.line_start <= spans.span_start
            and paragraphs.line_end >= spans.span_end
    group by paragraphs.mention_id, paragraphs.capture_id

),

-- a reader wants whole sentences: the rest of the last one is added where there is room for it
ends as (

    select
        *,
        quote_end + coalesce(
            nullif(strpos(substring(article_text, quote_end + 1, line_end - quote_end), '. '), 0),
            line_end - quote_end
        ) as sentence_end
    from extents

),

slices as (

    select
        mention_id,
        capture_id,
        case
            when sentence_end - quote_start <= 300 then substring(article_text, quote_start + 1, sentence_end - quote_start)
            when quote_end - quote_start <= 300 then substring(article_text, quote_start + 1, quote_end - quote_start)
            else substring(article_text, greatest(quote_start, least(trigger_start, quote_end - 300)) + 1, 300)
        end as slice
    from ends

)

select
    slices.mention_id,
    slices.capture_id,
    coalesce(regexp_replace(slices.slice, personal_names.pattern, '…', 'g'), slices.slice) as quote
from slices
left join personal_names on slices.capture_id = personal_names.capture_id
