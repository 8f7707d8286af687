with

matches as (

    select * from {{ ref('int_lead_unit_matches') }}

),

decided as (

    select * from {{ ref('int_decided_mentions') }}

)

-- a decision puts a mention under the bloc, year, role and organisation of the lead unit it joins
select
    matches.mention_id,
    matches.capture_id,
    matches.article_id,
    coalesce(decided.event_id, matches.lead_unit_id) as lead_unit_id,
    naming.bloc_id,
    naming.lead_role,
    naming.lead_year,
    naming.organization_id,
    naming.unit_name_key,
    if(decided.event_id is not null, 'manual', matches.match_method) as match_method
from matches
left join decided
    on
        matches.mention_id = decided.mention_id
        and matches.capture_id = decided.capture_id
inner join matches as naming on coalesce(decided.naming_mention_id, matches.mention_id) = naming.mention_id
