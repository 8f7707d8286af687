-- no mention of a proposal stands behind a conferred award, nor the other way round
select
    awards.award_id,
    awards.status,
    mentions.status as mention_status
from {{ ref('fct_award') }} as awards
inner join {{ ref('bridge_award_mention') }} as bridge on awards.award_id = bridge.award_id
inner join {{ ref('int_mentions') }} as mentions on bridge.mention_id = mentions.mention_id
where awards.status is distinct from mentions.status
