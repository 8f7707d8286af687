with

lead_unit_mentions as (

    select distinct
        lead_unit_id,
        bloc_id,
        lead_role,
        lead_year,
        organization_id
    from {{ ref('int_lead_unit_mentions') }}

),

events as (

    select * from {{ ref('int_events') }}

)

select
    lead_unit_mentions.lead_unit_id,
    lead_unit_mentions.bloc_id,
    events.province_id,
    events.province_key,
    events.unit_name,
    lead_unit_mentions.organization_id,
    lead_unit_mentions.lead_role,
    lead_unit_mentions.lead_year,
    case when lead_unit_mentions.lead_year is not null then events.year_origin end as year_origin,
    lead_unit_mentions.lead_role = 'head'
    and lead_unit_mentions.lead_year is not null
    and count(*) over (
        partition by lead_unit_mentions.bloc_id, lead_unit_mentions.lead_role, lead_unit_mentions.lead_year
    ) > 1 as is_conflicting,
    -- of several reported heads the one that more sites, then surer words, then the earlier report stand for
    lead_unit_mentions.lead_role = 'head'
    and lead_unit_mentions.lead_year is not null
    and row_number() over (
        partition by lead_unit_mentions.bloc_id, lead_unit_mentions.lead_role, lead_unit_mentions.lead_year
        order by
            events.site_count desc, events.article_count desc, events.confidence desc, events.first_reported_on asc nulls last,
            lead_unit_mentions.lead_unit_id asc
    ) = 1 as is_preferred_head,
    events.confidence,
    cast(events.mention_count as integer) as mention_count,
    cast(events.article_count as integer) as article_count,
    cast(events.site_count as integer) as site_count,
    cast(events.disputed_slot_count as integer) as disputed_slot_count,
    events.first_reported_on,
    events.first_seen_at,
    events.primary_mention_id,
    events.primary_article_id
from lead_unit_mentions
inner join events on lead_unit_mentions.lead_unit_id = events.event_id
