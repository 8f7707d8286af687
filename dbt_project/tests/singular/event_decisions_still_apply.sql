-- a decision on which mentions are one event that the rules have overtaken, or that contradicts another one: remove or rewrite it
select
    decision_id,
    mention_id,
    expect,
    matched_event_id,
    decision_state
from {{ ref('int_event_decisions') }}
where decision_state <> 'applied'
