with

award_mentions as (

    select
        award_id,
        any_value(award_case_id) as award_case_id,
        any_value(award_type_code) as award_type_code,
        any_value(award_class) as award_class,
        any_value(authority_code) as authority_code,
        any_value(organization_id) as organization_id,
        min(bloc_id) as bloc_id,
        any_value(status) as status,
        -- of the stages of one status the furthest that anyone reports
        max_by(stage, stage_rank) as stage
    from {{ ref('int_award_mentions') }}
    group by award_id

),

events as (

    select * from {{ ref('int_events') }}

),

event_mentions as (

    select * from {{ ref('int_event_mentions') }}
    where event_type = 'award'

),

citations as (

    select * from {{ ref('fct_document_citation') }}
    where document_id is not null

),

-- the decision as a document: what an article that tells of the award cites in full under the number of its decision
decisions as (

    select
        events.event_id,
        min(citations.document_id) as document_id
    from events
    inner join event_mentions on events.event_id = event_mentions.event_id
    inner join citations
        on
            event_mentions.article_id = citations.article_id
            and {{ number_key('events.decision_number') }} = {{ number_key('citations.document_number') }}
    group by events.event_id
    having count(distinct citations.document_id) = 1

)

select
    award_mentions.award_id,
    award_mentions.award_case_id,
    award_mentions.award_type_code,
    award_mentions.award_class,
    award_mentions.authority_code,
    events.authority_name,
    events.recipient_kind,
    -- persons are counted, never named
    if(events.recipient_kind = 'individual', null, events.recipient_name) as recipient_name,
    if(events.recipient_kind = 'individual', null, award_mentions.organization_id) as recipient_organization_id,
    case when events.recipient_name is not null then 1 else events.recipient_count end as recipient_count,
    events.recipient_name is null or events.recipient_kind = 'individual' as is_counted,
    award_mentions.status,
    award_mentions.stage,
    events.fact_year as achievement_year,
    case when events.fact_year is not null then events.year_origin end as year_origin,
    events.decision_number,
    decisions.document_id as decision_document_id,
    award_mentions.bloc_id,
    events.province_id,
    events.province_key,
    count(*) over (partition by award_mentions.award_case_id) > 1 as is_case_with_both,
    events.confidence,
    cast(events.mention_count as integer) as mention_count,
    cast(events.article_count as integer) as article_count,
    cast(events.site_count as integer) as site_count,
    cast(events.disputed_slot_count as integer) as disputed_slot_count,
    events.first_reported_on,
    events.first_seen_at,
    events.primary_mention_id,
    events.primary_article_id
from award_mentions
inner join events on award_mentions.award_id = events.event_id
left join decisions on award_mentions.award_id = decisions.event_id
