with

slots as (

    select * from {{ ref('base_mention_slots') }}

),

newest_readings as (

    {{ newest_readings() }}

)

select
    slots.mention_id,
    slots.capture_id,
    slots.run_id,
    slots.slot,
    slots.ordinal,
    slots.value as slot_value,
    slots.origin as slot_origin,
    slots.metadata_field,
    slots.span_no,
    slots.start as span_start,
    slots.end as span_end,
    slots.quote
from slots
inner join newest_readings
    on
        slots.capture_id = newest_readings.capture_id
        and slots.run_id = newest_readings.run_id
qualify row_number() over (
        partition by slots.mention_id, slots.capture_id, slots.slot, slots.ordinal, slots.span_no
        order by slots.start nulls last, slots.end, slots.value
    ) = 1
