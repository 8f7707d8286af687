with

statements as (

    select * from {{ ref('int_event_statements') }}

),

event_mentions as (

    select * from {{ ref('int_event_mentions') }}

),

slots as (

    select * from {{ ref('int_mention_slots') }}

),

individuals as (

    select
        mention_id,
        capture_id
    from {{ ref('int_mentions') }}
    where recipient_kind = 'individual'

),

properties as (

    select code as slot
    from {{ ref('enum_labels') }}
    where enum = 'statement_slot'

)

select
    {{ stable_id('sta', ['statements.event_id', 'statements.slot', 'statements.mention_id']) }} as statement_id,
    statements.event_id,
    statements.event_type,
    statements.slot as property,
    -- persons are counted, never named
    if(individuals.mention_id is not null and statements.slot = 'recipient', null, statements.slot_value) as stated_value,
    statements.slot_origin as value_origin,
    statements.is_winner,
    statements.is_disputed,
    slots.correction_id is not null as is_corrected,
    statements.mention_id,
    event_mentions.article_id,
    event_mentions.confidence
from statements
inner join properties on statements.slot = properties.slot
inner join event_mentions
    on
        statements.mention_id = event_mentions.mention_id
        and statements.capture_id = event_mentions.capture_id
inner join slots
    on
        statements.mention_id = slots.mention_id
        and statements.capture_id = slots.capture_id
        and statements.slot = slots.slot
left join individuals
    on
        statements.mention_id = individuals.mention_id
        and statements.capture_id = individuals.capture_id
