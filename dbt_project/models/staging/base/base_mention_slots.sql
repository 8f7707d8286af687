with

mention_slots as (

    select * from {{ source('landing', 'mention_slots') }}

)

select
    mention_slots.mention_id,
    mention_slots.capture_id,
    mention_slots.run_id,
    mention_slots.slot,
    mention_slots.ordinal,
    mention_slots.value,
    mention_slots.origin,
    mention_slots.metadata_field,
    mention_slots.span_no,
    mention_slots.start,
    mention_slots.end,
    mention_slots.quote
from mention_slots
