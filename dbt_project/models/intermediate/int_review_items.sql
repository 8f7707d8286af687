with

mentions as (

    select * from {{ ref('int_mentions') }}

),

blocs as (

    select * from {{ ref('int_mention_blocs') }}

),

organizations as (

    select * from {{ ref('int_mention_organizations') }}

),

organization_names as (

    select * from {{ ref('int_organization_names') }}

),

known_organizations as (

    select * from {{ ref('int_organizations') }}

),

awards as (

    select * from {{ ref('int_award_mentions') }}

),

checks as (

    select * from {{ ref('int_award_checks') }}

),

lead_units as (

    select * from {{ ref('int_lead_unit_mentions') }}

),

matched as (

    select
        mention_id,
        capture_id
    from {{ ref('int_event_mentions') }}

),

heads as (

    select
        bloc_id,
        lead_year
    from lead_units
    where lead_role = 'head' and lead_year is not null
    group by bloc_id, lead_year
    having count(distinct lead_unit_id) > 1

),

unlinked as (

    select
        organizations.*,
        mentions.province_id
    from organizations
    inner join mentions
        on
            organizations.mention_id = mentions.mention_id
            and organizations.capture_id = mentions.capture_id
    where organizations.organization_link not in ('linked', 'territory')

),

unknown_names as (

    select distinct
        name_key,
        province_id
    from unlinked
    where organization_link = 'unknown'

),

-- the known name nearest in letters, for whoever decides; never applied by itself
suggestions as (

    select
        unknown_names.name_key,
        unknown_names.province_id,
        max_by(
            known_organizations.name_vi,
            (jaro_winkler_similarity(unknown_names.name_key, organization_names.name_key), known_organizations.organization_code)
        ) as suggestion
    from unknown_names
    inner join organization_names on unknown_names.province_id = organization_names.province_id
    inner join known_organizations on organization_names.organization_id = known_organizations.organization_id
    where jaro_winkler_similarity(unknown_names.name_key, organization_names.name_key) >= 0.85
    group by unknown_names.name_key, unknown_names.province_id

),

items as (

    select
        mention_id,
        capture_id,
        if(disposition = 'incomplete', 'incomplete_mention', disposition) as review_reason,
        mention_type as subject,
        cast(null as varchar) as suggestion
    from mentions
    where disposition in ('incomplete', 'low_confidence')

    union all

    -- a lead unit of no bloc, or one whose article tells of several
    select
        mentions.mention_id,
        mentions.capture_id,
        'incomplete_mention' as review_reason,
        mentions.mention_type as subject,
        cast(null as varchar) as suggestion
    from mentions
    anti join matched
        on
            mentions.mention_id = matched.mention_id
            and mentions.capture_id = matched.capture_id
    anti join checks
        on
            mentions.mention_id = checks.mention_id
            and mentions.capture_id = checks.capture_id
    where mentions.disposition = 'accepted'

    union all

    select
        mention_id,
        capture_id,
        'implausible_award' as review_reason,
        rule_code as subject,
        cast(null as varchar) as suggestion
    from checks

    union all

    select
        mention_id,
        capture_id,
        'unknown_province' as review_reason,
        coalesce(province_name, '') as subject,
        cast(null as varchar) as suggestion
    from mentions
    where disposition = 'accepted' and province_id is null

    union all

    select
        unlinked.mention_id,
        unlinked.capture_id,
        case unlinked.organization_link
            when 'ambiguous' then 'ambiguous_organization'
            when 'outside_validity' then 'organization_outside_validity'
            else 'unknown_organization'
        end as review_reason,
        unlinked.organization_name as subject,
        suggestions.suggestion
    from unlinked
    left join suggestions
        on
            unlinked.name_key = suggestions.name_key
            and unlinked.province_id = suggestions.province_id

    union all

    select
        awards.mention_id,
        awards.capture_id,
        'unknown_authority' as review_reason,
        mentions.authority_name as subject,
        cast(null as varchar) as suggestion
    from awards
    inner join mentions
        on
            awards.mention_id = mentions.mention_id
            and awards.capture_id = mentions.capture_id
    where awards.authority_key is not null and awards.authority_code is null

    union all

    select
        mention_id,
        capture_id,
        'unknown_bloc_family' as review_reason,
        bloc_name as subject,
        cast(null as varchar) as suggestion
    from blocs
    where mention_type = 'meeting' and not is_known_family

    union all

    select
        lead_units.mention_id,
        lead_units.capture_id,
        'conflicting_head' as review_reason,
        mentions.unit_name as subject,
        cast(null as varchar) as suggestion
    from lead_units
    inner join mentions
        on
            lead_units.mention_id = mentions.mention_id
            and lead_units.capture_id = mentions.capture_id
    inner join heads
        on
            lead_units.bloc_id = heads.bloc_id
            and lead_units.lead_year = heads.lead_year
    where lead_units.lead_role = 'head'

)

select
    {{ stable_id('rev', ['items.review_reason', 'items.mention_id', 'items.capture_id', 'items.subject']) }} as review_id,
    items.review_reason,
    items.subject,
    items.suggestion,
    items.mention_id,
    items.capture_id,
    mentions.mention_type,
    mentions.article_id,
    mentions.site_id,
    mentions.province_id,
    mentions.confidence,
    mentions.rule,
    mentions.quote,
    mentions.first_seen_at
from items
inner join mentions
    on
        items.mention_id = mentions.mention_id
        and items.capture_id = mentions.capture_id
