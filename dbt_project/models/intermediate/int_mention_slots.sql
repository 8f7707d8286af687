with

slots as (

    select * from {{ ref('stg_mention_slots') }}

),

versions as (

    select * from {{ ref('int_article_versions') }}
    where is_current

),

corrections as (

    select * from {{ ref('corrections') }}
    where action = 'set'

),

-- one row a value: further spans of a value are further evidence for it
slot_values as (

    select
        slots.mention_id,
        slots.capture_id,
        slots.slot,
        slots.ordinal,
        any_value(slots.slot_value) as slot_value,
        any_value(slots.slot_origin) as slot_origin,
        min(slots.span_start) as span_start,
        max(slots.span_end) as span_end
    from slots
    inner join versions on slots.capture_id = versions.capture_id
    where slots.slot_value is not null
    group by slots.mention_id, slots.capture_id, slots.slot, slots.ordinal

),

said as (

    select
        mention_id,
        capture_id,
        slot,
        string_agg(slot_value, '|' order by ordinal) as slot_value,
        any_value(slot_origin) as slot_origin,
        min(span_start) as span_start,
        max(span_end) as span_end
    from slot_values
    group by mention_id, capture_id, slot

)

select
    said.mention_id,
    said.capture_id,
    said.slot,
    coalesce(corrections.value, said.slot_value) as slot_value,
    said.slot_value as said_value,
    said.slot_origin,
    said.span_start,
    said.span_end,
    corrections.correction_id
from said
left join corrections
    on
        said.mention_id = corrections.mention_id
        and said.slot = corrections.slot
        and said.slot_value = corrections.expect
