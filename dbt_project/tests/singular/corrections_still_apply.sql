-- a correction whose mention is gone, or whose mention now says something else, has outlived its reason: remove or rewrite it
with

mentions as (

    select mention_id
    from {{ ref('int_mentions') }}
    union
    select mention_id
    from {{ ref('int_further_mentions') }}

)

select
    corrections.correction_id,
    corrections.mention_id,
    corrections.slot,
    corrections.expect,
    slots.said_value
from {{ ref('corrections') }} as corrections
left join {{ ref('int_mention_slots') }} as slots
    on
        corrections.mention_id = slots.mention_id
        and corrections.slot = slots.slot
left join mentions on corrections.mention_id = mentions.mention_id
where
    mentions.mention_id is null
    or (corrections.action = 'set' and slots.said_value is distinct from corrections.expect)
    or (corrections.action = 'set' and corrections.value is not distinct from corrections.expect)
