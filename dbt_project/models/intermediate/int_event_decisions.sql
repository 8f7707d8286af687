with

decisions as (

    select * from {{ ref('event_decisions') }}

),

matches as (

    select * from {{ ref('int_event_matches') }}

),

-- a mention set apart without a companion has an event of its own, which others can be moved to
own_events as (

    select
        decisions.mention_id,
        case matches.event_type
            when 'meeting' then {{ stable_id('mtg', ['decisions.expect', 'decisions.decision_id']) }}
            when 'lead_unit' then {{ stable_id('led', ['decisions.expect', 'decisions.decision_id']) }}
            else {{ stable_id('awd', ['decisions.expect', 'decisions.decision_id']) }}
        end as event_id
    from decisions
    inner join matches on decisions.mention_id = matches.mention_id
    where decisions.action = 'split' and decisions.with_mention_id is null

),

resolved as (

    select
        decisions.decision_id,
        decisions.action,
        decisions.mention_id,
        decisions.expect,
        decisions.with_mention_id,
        matches.event_id as matched_event_id,
        matches.match_count,
        coalesce(matches.event_kind <> companions.event_kind, false) as is_other_kind,
        companions.event_id as companion_event_id,
        coalesce(companion_events.event_id, companions.event_id, own_events.event_id) as event_id,
        coalesce(companions.mention_id, decisions.mention_id) as naming_mention_id,
        (companion_events.event_id is not null or companions.event_id is null) as is_own_event,
        row_number() over (
            partition by decisions.action = 'merge', if(decisions.action = 'merge', matches.event_id, decisions.mention_id)
            order by decisions.decision_id
        ) as turn
    from decisions
    left join matches on decisions.mention_id = matches.mention_id
    left join matches as companions on decisions.with_mention_id = companions.mention_id
    left join own_events on decisions.mention_id = own_events.mention_id
    left join own_events as companion_events on decisions.with_mention_id = companion_events.mention_id

),

merged_away as (

    select distinct matched_event_id
    from resolved
    where action = 'merge'

),

moved_away as (

    select distinct mention_id
    from decisions
    where action = 'split' and with_mention_id is not null

)

-- each reason not to apply a decision fails the build: it has been overtaken, or it was never clear
select
    resolved.decision_id,
    resolved.action,
    resolved.mention_id,
    resolved.with_mention_id,
    resolved.expect,
    resolved.matched_event_id,
    resolved.event_id,
    resolved.naming_mention_id,
    resolved.is_own_event,
    case
        when resolved.matched_event_id is null then 'mention_gone'
        when resolved.with_mention_id is not null and resolved.companion_event_id is null then 'companion_gone'
        when resolved.matched_event_id <> resolved.expect then 'matched_otherwise'
        when resolved.is_other_kind then 'of_another_kind'
        when resolved.action = 'merge' and resolved.with_mention_id is null then 'without_companion'
        when resolved.event_id = resolved.matched_event_id then 'already_so'
        when resolved.action = 'split' and resolved.match_count = 1 then 'already_so'
        when resolved.turn > 1 then 'decided_twice'
        when not resolved.is_own_event and merged_away.matched_event_id is not null then 'companion_moved'
        when moved_away.mention_id is not null then 'companion_moved'
        else 'applied'
    end as decision_state
from resolved
left join merged_away on resolved.companion_event_id = merged_away.matched_event_id
left join moved_away on resolved.with_mention_id = moved_away.mention_id
