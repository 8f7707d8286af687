with

mentions as (

    select * from {{ ref('stg_mentions') }}

),

slots as (

    select * from {{ ref('stg_mention_slots') }}

),

captures as (

    select * from {{ ref('stg_captures') }}

),

-- what a mention says, apart from where in the article and in what words it says it
key_values as (

    select distinct
        mention_id,
        capture_id,
        slot,
        ordinal,
        slot_value
    from slots
    where slot in ('type', 'bloc', 'period', 'unit', 'role', 'year', 'award', 'authority', 'recipient', 'recipient_kind', 'count')

),

sayings as (

    select
        mention_id,
        capture_id,
        to_json(list([slot, ordinal::varchar, slot_value] order by slot, ordinal, slot_value)) as saying
    from key_values
    group by mention_id, capture_id

)

select
    mentions.mention_id,
    mentions.capture_id,
    min(captures.captured_at) over (
        partition by mentions.article_id, mentions.mention_type, mentions.status, sayings.saying
    ) as first_told_at
from mentions
inner join captures on mentions.capture_id = captures.capture_id
left join sayings
    on
        mentions.mention_id = sayings.mention_id
        and mentions.capture_id = sayings.capture_id
