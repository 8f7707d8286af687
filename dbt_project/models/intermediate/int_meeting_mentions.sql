with

matches as (

    select * from {{ ref('int_meeting_matches') }}

),

decided as (

    select * from {{ ref('int_decided_mentions') }}

)

-- a decision puts a mention under the type and period of the event it joins; one that stands alone keeps what its article says
select
    matches.mention_id,
    matches.capture_id,
    matches.article_id,
    coalesce(decided.event_id, matches.meeting_id) as meeting_id,
    naming.bloc_id,
    if(coalesce(decided.is_own_event, false), naming.stated_meeting_type, naming.meeting_type) as meeting_type,
    if(coalesce(decided.is_own_event, false), naming.stated_period, naming.period) as period,
    if(decided.event_id is not null, 'manual', matches.match_method) as match_method
from matches
left join decided
    on
        matches.mention_id = decided.mention_id
        and matches.capture_id = decided.capture_id
inner join matches as naming on coalesce(decided.naming_mention_id, matches.mention_id) = naming.mention_id
