with

corrections as (

    select * from {{ ref('corrections') }}

),

event_decisions as (

    select * from {{ ref('event_decisions') }}

),

outcomes as (

    select * from {{ ref('int_event_decisions') }}

)

select
    correction_id,
    mention_id,
    slot as property,
    action as correction_action,
    expect as source_value,
    value as corrected_value,
    reason,
    decided_on,
    evidence_url
from corrections

union all

select
    event_decisions.decision_id as correction_id,
    event_decisions.mention_id,
    null as property,
    event_decisions.action as correction_action,
    event_decisions.expect as source_value,
    outcomes.event_id as corrected_value,
    event_decisions.reason,
    event_decisions.decided_on,
    event_decisions.evidence_url
from event_decisions
inner join outcomes on event_decisions.decision_id = outcomes.decision_id
