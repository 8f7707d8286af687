with

mentions as (

    select * from {{ ref('int_further_mentions') }}
    where mention_type = 'bloc_membership' and disposition = 'accepted'

),

organization_names as (

    select * from {{ ref('int_organization_names') }}

),

links as (

    select
        mentions.mention_id,
        min(organization_names.organization_id) as organization_id
    from mentions
    inner join organization_names
        on
            name_key(mentions.unit_name) = organization_names.name_key
            and (organization_names.province_id is null or mentions.province_id = organization_names.province_id)
            and (organization_names.valid_from is null or mentions.fact_on is null or mentions.fact_on >= organization_names.valid_from)
            and (organization_names.valid_to is null or mentions.fact_on is null or mentions.fact_on < organization_names.valid_to)
    group by mentions.mention_id
    having count(distinct organization_names.organization_id) = 1

)

select
    mentions.mention_id,
    {{ stable_id('mbr', [
        'mentions.bloc_id',
        'mentions.fact_year',
        'coalesce(links.organization_id, name_key(mentions.unit_name))',
    ]) }} as membership_id,
    mentions.bloc_id,
    mentions.article_id,
    mentions.site_id,
    mentions.province_id,
    mentions.province_key,
    mentions.unit_name,
    links.organization_id,
    mentions.fact_year as membership_year,
    mentions.member_count,
    mentions.listed_count,
    mentions.confidence,
    mentions.quote,
    mentions.published_on,
    mentions.first_seen_at
from mentions
left join links on mentions.mention_id = links.mention_id
