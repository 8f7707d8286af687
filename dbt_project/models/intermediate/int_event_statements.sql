with

event_mentions as (

    select * from {{ ref('int_event_mentions') }}

),

slots as (

    select * from {{ ref('int_mention_slots') }}

),

statements as (

    select
        event_mentions.event_id,
        event_mentions.event_type,
        slots.slot,
        slots.mention_id,
        slots.capture_id,
        slots.slot_value,
        slots.slot_origin,
        name_key(slots.slot_value) as value_key,
        row_number() over (
            partition by event_mentions.event_id, slots.slot
            order by
                slots.correction_id is null,
                list_position(['text', 'derived', 'metadata'], slots.slot_origin),
                event_mentions.confidence desc,
                event_mentions.published_on asc nulls last,
                slots.mention_id asc,
                slots.capture_id asc
        ) as preference
    from event_mentions
    inner join slots
        on
            event_mentions.mention_id = slots.mention_id
            and event_mentions.capture_id = slots.capture_id

)

select
    event_id,
    event_type,
    slot,
    mention_id,
    capture_id,
    slot_value,
    slot_origin,
    preference = 1 as is_winner,
    -- names, types and periods are what mentions were matched by, in whatever wording; only the rest can be disputed
    slot in ('date', 'date_end', 'session', 'hosts', 'member_count', 'count', 'decision')
    and count(distinct value_key) over (partition by event_id, slot) > 1 as is_disputed
from statements
