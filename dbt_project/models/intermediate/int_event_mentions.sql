with

events as (

    select
        meeting_id as event_id,
        mention_id,
        capture_id,
        match_method
    from {{ ref('int_meeting_mentions') }}

    union all

    select
        lead_unit_id as event_id,
        mention_id,
        capture_id,
        match_method
    from {{ ref('int_lead_unit_mentions') }}

    union all

    -- what the law rules out waits for somebody to look at it
    select
        awards.award_id as event_id,
        awards.mention_id,
        awards.capture_id,
        awards.match_method
    from {{ ref('int_award_mentions') }} as awards
    anti join {{ ref('int_award_checks') }} as checks
        on
            awards.mention_id = checks.mention_id
            and awards.capture_id = checks.capture_id
            and checks.is_below_the_line

),

lowered as (

    select
        mention_id,
        capture_id,
        min(lowered_confidence) as confidence
    from {{ ref('int_award_checks') }}
    group by mention_id, capture_id

),

mentions as (

    select * from {{ ref('int_mentions') }}

)

select
    events.event_id,
    events.mention_id,
    events.capture_id,
    mentions.mention_type as event_type,
    mentions.article_id,
    mentions.site_id,
    mentions.province_key,
    mentions.province_id,
    mentions.rule,
    coalesce(lowered.confidence, mentions.confidence) as confidence,
    mentions.quote,
    mentions.first_seen_at,
    mentions.published_on,
    events.match_method,
    case events.match_method
        when 'exact_key' then 1.0
        when 'manual' then 1.0
        when 'same_day' then 0.95
        when 'window' then 0.8
        else 0.7
    end as match_score,
    row_number() over (
        partition by events.event_id
        order by
            mentions.province_key is null, coalesce(lowered.confidence, mentions.confidence) desc,
            mentions.published_on asc nulls last, mentions.first_seen_at asc, events.mention_id asc,
            events.capture_id asc
    ) = 1 as is_primary
from events
inner join mentions
    on
        events.mention_id = mentions.mention_id
        and events.capture_id = mentions.capture_id
left join lowered
    on
        events.mention_id = lowered.mention_id
        and events.capture_id = lowered.capture_id
