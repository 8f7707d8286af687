with

matches as (

    select
        meeting_id as event_id,
        mention_id,
        capture_id,
        'meeting' as event_type,
        'meeting' as event_kind
    from {{ ref('int_meeting_matches') }}

    union all

    select
        lead_unit_id as event_id,
        mention_id,
        capture_id,
        'lead_unit' as event_type,
        'lead_unit' as event_kind
    from {{ ref('int_lead_unit_matches') }}

    union all

    -- a proposal and an award are two kinds: no decision makes one of them
    select
        award_id as event_id,
        mention_id,
        capture_id,
        'award' as event_type,
        'award ' || status as event_kind
    from {{ ref('int_award_matches') }}

)

select
    event_id,
    mention_id,
    capture_id,
    event_type,
    event_kind,
    cast(count(*) over (partition by event_id) as integer) as match_count
from matches
