with

awards as (

    select * from {{ ref('fct_award') }}

),

-- the first report of each stage; what waits for review counts for nothing
stages as (

    select
        award_mentions.award_case_id,
        min(event_mentions.published_on) filter (where award_mentions.stage = 'voted') as voted_reported_on,
        min(event_mentions.published_on) filter (where award_mentions.stage = 'proposed') as proposed_reported_on,
        min(event_mentions.published_on) filter (where award_mentions.stage = 'decided') as decided_reported_on,
        min(event_mentions.published_on) filter (where award_mentions.stage = 'presented') as presented_reported_on,
        min(event_mentions.published_on) filter (where award_mentions.stage = 'received') as received_reported_on,
        string_agg(distinct award_mentions.stage, '|' order by award_mentions.stage) as stages
    from {{ ref('int_award_mentions') }} as award_mentions
    inner join {{ ref('int_event_mentions') }} as event_mentions
        on
            award_mentions.mention_id = event_mentions.mention_id
            and award_mentions.capture_id = event_mentions.capture_id
    group by award_mentions.award_case_id

),

cases as (

    select
        award_case_id,
        max(award_id) filter (where status = 'proposed') as proposed_award_id,
        max(award_id) filter (where status = 'conferred') as conferred_award_id,
        any_value(award_type_code) as award_type_code,
        any_value(authority_code) as authority_code,
        any_value(recipient_kind) as recipient_kind,
        max_by(recipient_organization_id, status = 'conferred') as recipient_organization_id,
        max(recipient_count) filter (where status = 'proposed') as proposed_recipient_count,
        max(recipient_count) filter (where status = 'conferred') as conferred_recipient_count,
        any_value(achievement_year) as achievement_year,
        max(decision_number) as decision_number,
        -- of a proposal and its award, the award shows where the recipient belonged
        arg_min(province_key, status) as province_key,
        arg_min(province_id, status) as province_id
    from awards
    group by award_case_id

)

select
    cases.award_case_id,
    case
        when cases.conferred_award_id is null then 'proposed'
        when cases.proposed_award_id is null then 'conferred'
        else 'proposed_and_conferred'
    end as case_outcome,
    cases.proposed_award_id,
    cases.conferred_award_id,
    cases.award_type_code,
    cases.authority_code,
    cases.recipient_kind,
    cases.recipient_organization_id,
    if(cases.conferred_award_id is null, cases.proposed_recipient_count, cases.conferred_recipient_count) as recipient_count,
    cases.proposed_recipient_count,
    cases.conferred_recipient_count,
    cases.achievement_year,
    cases.decision_number,
    cases.province_id,
    cases.province_key,
    stages.stages,
    stages.voted_reported_on,
    stages.proposed_reported_on,
    stages.decided_reported_on,
    stages.presented_reported_on,
    stages.received_reported_on
from cases
inner join stages on cases.award_case_id = stages.award_case_id
