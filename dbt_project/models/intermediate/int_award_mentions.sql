with

matches as (

    select * from {{ ref('int_award_matches') }}

),

decided as (

    select * from {{ ref('int_decided_mentions') }}

)

-- a decision puts a mention under the type, recipient and case of the award it joins; one that stands alone is a case of its own
select
    matches.mention_id,
    matches.capture_id,
    matches.article_id,
    coalesce(decided.event_id, matches.award_id) as award_id,
    if(
        coalesce(decided.is_own_event, false),
        {{ stable_id('cas', ['decided.event_id']) }},
        naming.award_case_id
    ) as award_case_id,
    naming.award_type_code,
    naming.award_class,
    naming.authority_code,
    naming.authority_key,
    naming.organization_id,
    naming.recipient_key,
    naming.bloc_id,
    matches.status,
    matches.stage,
    matches.stage_rank,
    if(decided.event_id is not null, 'manual', matches.match_method) as match_method
from matches
left join decided
    on
        matches.mention_id = decided.mention_id
        and matches.capture_id = decided.capture_id
inner join matches as naming on coalesce(decided.naming_mention_id, matches.mention_id) = naming.mention_id
