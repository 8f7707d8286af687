with

event_mentions as (

    select * from {{ ref('int_event_mentions') }}

),

statements as (

    select * from {{ ref('int_event_statements') }}

),

winners as (

    select
        event_id,
        max(slot_value) filter (where slot = 'also') as also_types,
        max(slot_value) filter (where slot = 'date') as held_on,
        max(slot_origin) filter (where slot = 'date') as date_origin,
        max(slot_value) filter (where slot = 'date_end') as held_on_end,
        max(slot_value) filter (where slot = 'date_partial') as date_partial,
        max(slot_origin) filter (where slot = 'date_partial') as date_partial_origin,
        max(slot_origin) filter (where slot = 'period') as period_origin,
        max(slot_value) filter (where slot = 'session') as session,
        max(slot_value) filter (where slot = 'hosts') as host_names,
        max(slot_value) filter (where slot = 'member_count') as member_count,
        max(slot_value) filter (where slot = 'unit') as unit_name,
        max(slot_origin) filter (where slot = 'year') as year_origin,
        max(slot_value) filter (where slot = 'year') as fact_year,
        max(slot_value) filter (where slot = 'authority') as authority_name,
        max(slot_value) filter (where slot = 'recipient') as recipient_name,
        max(slot_value) filter (where slot = 'recipient_kind') as recipient_kind,
        max(slot_value) filter (where slot = 'count') as recipient_count,
        max(slot_value) filter (where slot = 'decision') as decision_number,
        count(*) filter (where is_disputed) as disputed_slot_count
    from statements
    where is_winner
    group by event_id

),

reports as (

    select
        event_id,
        any_value(event_type) as event_type,
        max(province_key) filter (where is_primary) as province_key,
        max(province_id) filter (where is_primary) as province_id,
        max(mention_id) filter (where is_primary) as primary_mention_id,
        max(capture_id) filter (where is_primary) as primary_capture_id,
        max(article_id) filter (where is_primary) as primary_article_id,
        max(confidence) as confidence,
        count(distinct mention_id) as mention_count,
        count(distinct article_id) as article_count,
        count(distinct site_id) as site_count,
        min(first_seen_at) as first_seen_at,
        min(published_on) as first_reported_on
    from event_mentions
    group by event_id

)

select
    reports.event_id,
    reports.event_type,
    reports.province_key,
    reports.province_id,
    reports.primary_mention_id,
    reports.primary_capture_id,
    reports.primary_article_id,
    reports.confidence,
    reports.mention_count,
    reports.article_count,
    reports.site_count,
    reports.first_seen_at,
    reports.first_reported_on,
    winners.also_types,
    try_cast(winners.held_on as date) as held_on,
    case when try_cast(winners.held_on as date) is not null then winners.date_origin end as date_origin,
    try_cast(winners.held_on_end as date) as held_on_end,
    winners.date_partial,
    winners.date_partial_origin,
    winners.period_origin,
    winners.session,
    winners.host_names,
    try_cast(winners.member_count as integer) as member_count,
    winners.unit_name,
    try_cast(winners.fact_year as integer) as fact_year,
    winners.year_origin,
    winners.authority_name,
    winners.recipient_name,
    coalesce(winners.recipient_kind, 'collective') as recipient_kind,
    try_cast(winners.recipient_count as integer) as recipient_count,
    winners.decision_number,
    coalesce(winners.disputed_slot_count, 0) as disputed_slot_count
from reports
left join winners on reports.event_id = winners.event_id
