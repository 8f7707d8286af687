with

mentions as (

    -- citations, campaigns and memberships of blocs are no events: int_further_mentions holds them
    select * from {{ ref('stg_mentions') }}
    where mention_type in ('meeting', 'lead_unit', 'award')

),

versions as (

    select * from {{ ref('int_article_versions') }}
    where is_current

),

slots as (

    select * from {{ ref('int_mention_slots') }}

),

province_names as (

    select * from {{ ref('int_province_names') }}

),

quotes as (

    select * from {{ ref('int_mention_quotes') }}

),

first_told as (

    select * from {{ ref('int_mention_first_told') }}

),

enums as (

    select * from {{ ref('enum_labels') }}

),

dropped as (

    select mention_id from {{ ref('corrections') }}
    where action = 'drop'

),

pivoted as (

    select
        mention_id,
        capture_id,
        max(slot_value) filter (where slot = 'type') as meeting_type,
        max(slot_value) filter (where slot = 'also') as also_types,
        max(slot_value) filter (where slot = 'bloc') as bloc_name,
        max(slot_value) filter (where slot = 'bloc_kind') as bloc_kind,
        max(slot_value) filter (where slot = 'bloc_number') as bloc_number,
        max(slot_value) filter (where slot = 'bloc_family') as bloc_family,
        try_cast(max(slot_value) filter (where slot = 'date') as date) as held_on,
        max(slot_value) filter (where slot = 'period') as period,
        max(slot_value) filter (where slot = 'session') as session,
        max(slot_value) filter (where slot = 'hosts') as host_names,
        max(slot_value) filter (where slot = 'unit') as unit_name,
        max(slot_value) filter (where slot = 'role') as lead_role,
        try_cast(regexp_extract(max(slot_value) filter (where slot = 'year'), '^(19|20)\d\d$') as integer) as fact_year,
        max(slot_value) filter (where slot = 'award') as award_class,
        max(slot_value) filter (where slot = 'award_type') as award_type_code,
        max(slot_value) filter (where slot = 'authority') as authority_name,
        max(slot_value) filter (where slot = 'recipient') as recipient_name,
        max(slot_value) filter (where slot = 'recipient_kind') as recipient_kind,
        try_cast(max(slot_value) filter (where slot = 'count') as integer) as recipient_count
    from slots
    group by mention_id, capture_id

),

joined as (

    select
        mentions.mention_id,
        mentions.capture_id,
        mentions.article_id,
        mentions.mention_type,
        mentions.rule,
        mentions.rule_family,
        mentions.confidence,
        mentions.status,
        mentions.stage,
        versions.site_id,
        versions.published_on,
        coalesce(first_told.first_told_at, versions.first_seen_at) as first_seen_at,
        coalesce(mentions.province_name, versions.province_name) as province_name,
        if(mentions.province_name is null, versions.province_origin, mentions.province_origin) as province_origin,
        pivoted.meeting_type,
        pivoted.also_types,
        pivoted.bloc_name,
        pivoted.bloc_kind,
        pivoted.bloc_number,
        pivoted.bloc_family,
        pivoted.held_on,
        pivoted.period,
        pivoted.session,
        pivoted.host_names,
        pivoted.unit_name,
        pivoted.lead_role,
        pivoted.fact_year,
        pivoted.award_class,
        pivoted.award_type_code,
        pivoted.authority_name,
        pivoted.recipient_name,
        pivoted.recipient_kind,
        pivoted.recipient_count,
        dropped.mention_id is not null as is_dropped
    from mentions
    inner join versions on mentions.capture_id = versions.capture_id
    left join pivoted
        on
            mentions.mention_id = pivoted.mention_id
            and mentions.capture_id = pivoted.capture_id
    left join dropped on mentions.mention_id = dropped.mention_id
    left join first_told
        on
            mentions.mention_id = first_told.mention_id
            and mentions.capture_id = first_told.capture_id

),

dated as (

    select
        joined.*,
        -- the day on which names mean what they mean: that of the fact, or the day of its year nearest to the article
        coalesce(
            joined.held_on,
            case
                when joined.fact_year is null then joined.published_on
                else least(
                        greatest(coalesce(joined.published_on, make_date(joined.fact_year, 12, 31)), make_date(joined.fact_year, 1, 1)),
                        make_date(joined.fact_year, 12, 31)
                    )
            end,
            try_cast(left(joined.period, 4) || '-12-31' as date)
        ) as fact_on
    from joined

),

placed as (

    select
        dated.*,
        province_names.province_id,
        province_names.province_key
    from dated
    {{ join_province_of_day('dated.province_name', 'dated.fact_on') }}

)

select
    placed.mention_id,
    placed.capture_id,
    placed.article_id,
    placed.site_id,
    placed.mention_type,
    placed.rule,
    placed.rule_family,
    placed.confidence,
    placed.status,
    placed.stage,
    placed.published_on,
    placed.first_seen_at,
    placed.fact_on,
    placed.province_name,
    placed.province_origin,
    placed.province_id,
    placed.province_key,
    placed.meeting_type,
    placed.also_types,
    placed.bloc_name,
    placed.bloc_kind,
    placed.bloc_number,
    placed.bloc_family,
    placed.held_on,
    placed.period,
    placed.session,
    placed.host_names,
    placed.unit_name,
    placed.lead_role,
    placed.fact_year,
    placed.award_class,
    placed.award_type_code,
    placed.authority_name,
    placed.recipient_name,
    coalesce(placed.recipient_kind, if(placed.mention_type = 'award', 'collective', null)) as recipient_kind,
    placed.recipient_count,
    quotes.quote,
    case
        when placed.is_dropped then 'dropped'
        when placed.mention_type = 'award' and placed.status is null then 'not_a_fact'
        when
            (placed.mention_type = 'meeting' and (placed.bloc_name is null or meeting_types.code is null))
            or (placed.mention_type = 'lead_unit' and (placed.unit_name is null or lead_roles.code is null))
            or (placed.mention_type = 'award' and award_classes.code is null)
            then 'incomplete'
        when placed.confidence < {{ var('confidence_line') }} then 'low_confidence'
        else 'accepted'
    end as disposition
from placed
inner join quotes
    on
        placed.mention_id = quotes.mention_id
        and placed.capture_id = quotes.capture_id
left join enums as meeting_types on meeting_types.enum = 'meeting_type' and placed.meeting_type = meeting_types.code
left join enums as lead_roles on lead_roles.enum = 'role' and placed.lead_role = lead_roles.code
left join enums as award_classes on award_classes.enum = 'award_class' and placed.award_class = award_classes.code
