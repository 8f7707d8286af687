-- a mention says something: at least one slot, each of which says where it comes from
select
    mentions.mention_id,
    mentions.capture_id
from {{ ref('stg_mentions') }} as mentions
left join {{ ref('stg_mention_slots') }} as slots
    on
        mentions.mention_id = slots.mention_id
        and mentions.capture_id = slots.capture_id
where slots.mention_id is null
