-- every mention of a current version is in a fact, in the review queue, or of a kind that gives no fact
select mentions.mention_id
from {{ ref('int_mentions') }} as mentions
left join {{ ref('int_event_mentions') }} as events
    on
        mentions.mention_id = events.mention_id
        and mentions.capture_id = events.capture_id
left join {{ ref('int_review_items') }} as items
    on
        mentions.mention_id = items.mention_id
        and mentions.capture_id = items.capture_id
where
    mentions.disposition not in ('not_a_fact', 'dropped')
    and events.mention_id is null
    and items.mention_id is null
