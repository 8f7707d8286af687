with

meeting_mentions as (

    select distinct
        meeting_id,
        bloc_id,
        meeting_type,
        period
    from {{ ref('int_meeting_mentions') }}

),

events as (

    select * from {{ ref('int_events') }}

),

-- purposes that any account adds to the meeting's own type
stated_purposes as (

    select
        events.meeting_id,
        events.meeting_type,
        unnest(list_append(string_split(coalesce(mentions.also_types, ''), '|'), mentions.meeting_type)) as purpose
    from {{ ref('int_meeting_mentions') }} as events
    inner join {{ ref('int_mentions') }} as mentions
        on
            events.mention_id = mentions.mention_id
            and events.capture_id = mentions.capture_id

),

purposes as (

    select
        meeting_id,
        string_agg(distinct purpose, '|' order by purpose) as also_types
    from stated_purposes
    where purpose <> '' and purpose <> meeting_type
    group by meeting_id

),

hosts as (

    select
        mention_id,
        capture_id,
        min(organization_id) as host_organization_id
    from {{ ref('int_mention_organizations') }}
    where slot = 'hosts'
    group by mention_id, capture_id
    having count(*) = 1

)

select
    meeting_mentions.meeting_id,
    meeting_mentions.bloc_id,
    events.province_id,
    events.province_key,
    meeting_mentions.meeting_type,
    purposes.also_types,
    meeting_mentions.period,
    case when meeting_mentions.period is not null then coalesce(events.period_origin, 'derived') end as period_origin,
    events.held_on,
    events.held_on_end,
    if(events.held_on is null, events.date_partial, null) as date_partial,
    case
        when events.held_on is not null then 'day'
        when events.date_partial is not null then 'month_day'
        when meeting_mentions.period is not null then 'period'
        else 'unknown'
    end as date_precision,
    case
        when events.held_on is not null then events.date_origin
        when events.date_partial is not null then events.date_partial_origin
        when meeting_mentions.period is not null then coalesce(events.period_origin, 'derived')
    end as date_origin,
    events.session,
    events.host_names,
    hosts.host_organization_id,
    events.member_count,
    events.confidence,
    cast(events.mention_count as integer) as mention_count,
    cast(events.article_count as integer) as article_count,
    cast(events.site_count as integer) as site_count,
    cast(events.disputed_slot_count as integer) as disputed_slot_count,
    events.first_reported_on,
    events.first_seen_at,
    events.primary_mention_id,
    events.primary_article_id
from meeting_mentions
inner join events on meeting_mentions.meeting_id = events.event_id
left join purposes on meeting_mentions.meeting_id = purposes.meeting_id
left join hosts
    on
        events.primary_mention_id = hosts.mention_id
        and events.primary_capture_id = hosts.capture_id
