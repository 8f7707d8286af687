with

mentions as (

    select * from {{ ref('int_mentions') }}
    where disposition = 'accepted' and mention_type = 'lead_unit'

),

blocs as (

    select * from {{ ref('int_mention_blocs') }}

),

organizations as (

    select * from {{ ref('int_mention_organizations') }}
    where slot = 'unit'

)

select
    mentions.mention_id,
    mentions.capture_id,
    mentions.article_id,
    {{ stable_id('led', [
        'blocs.bloc_id',
        'mentions.fact_year',
        'mentions.lead_role',
        'coalesce(organizations.organization_id, organizations.name_key)',
    ]) }} as lead_unit_id,
    blocs.bloc_id,
    mentions.lead_role,
    mentions.fact_year as lead_year,
    organizations.organization_id,
    organizations.name_key as unit_name_key,
    'exact_key' as match_method
from mentions
inner join blocs
    on
        mentions.mention_id = blocs.mention_id
        and mentions.capture_id = blocs.capture_id
inner join organizations
    on
        mentions.mention_id = organizations.mention_id
        and mentions.capture_id = organizations.capture_id
