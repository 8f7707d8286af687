with

decisions as (

    select * from {{ ref('int_event_decisions') }}
    where decision_state = 'applied'

),

matches as (

    select * from {{ ref('int_event_matches') }}

),

-- a merger takes all mentions of the event along, a split only the one it names; who is split off goes first
decided as (

    select
        matches.mention_id,
        matches.capture_id,
        decisions.decision_id,
        decisions.event_id,
        decisions.naming_mention_id,
        decisions.is_own_event,
        decisions.action
    from matches
    inner join decisions on matches.mention_id = decisions.mention_id and decisions.action = 'split'

    union all

    select
        matches.mention_id,
        matches.capture_id,
        decisions.decision_id,
        decisions.event_id,
        decisions.naming_mention_id,
        decisions.is_own_event,
        decisions.action
    from matches
    inner join decisions on matches.event_id = decisions.matched_event_id and decisions.action = 'merge'

)

select
    mention_id,
    capture_id,
    decision_id,
    event_id,
    naming_mention_id,
    is_own_event
from decided
qualify row_number() over (
        partition by mention_id, capture_id
        order by action = 'merge', decision_id
    ) = 1
