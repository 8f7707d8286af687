with

mentions as (

    select * from {{ ref('stg_mentions') }}
    where mention_type in ('document_citation', 'campaign', 'bloc_membership')

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

-- a list of members is of a bloc that meets in the same article
meeting_blocs as (

    select
        capture_id,
        name_key(bloc_name) as bloc_name_key,
        min(bloc_id) as bloc_id
    from {{ ref('int_mention_blocs') }}
    where mention_type = 'meeting'
    group by capture_id, name_key(bloc_name)

),

dropped as (

    select mention_id from {{ ref('corrections') }}
    where action = 'drop'

),

pivoted as (

    select
        mention_id,
        capture_id,
        max(slot_value) filter (where slot = 'kind') as fact_kind,
        max(slot_value) filter (where slot = 'number') as document_number,
        max(slot_value) filter (where slot = 'issuer') as issuer_name,
        max(slot_value) filter (where slot = 'issuer_level') as issuer_level,
        max(slot_value) filter (where slot = 'issued_on') as issued,
        max(slot_value) filter (where slot = 'title') as document_title,
        coalesce(max(slot_value) filter (where slot = 'is_resolved') = 'true', false) as is_resolved,
        max(slot_value) filter (where slot = 'name') as campaign_name,
        max(slot_value) filter (where slot = 'period') as period,
        max(slot_value) filter (where slot = 'launched_by') as launched_by,
        max(slot_value) filter (where slot = 'unit') as unit_name,
        max(slot_value) filter (where slot = 'bloc') as bloc_name,
        try_cast(regexp_extract(max(slot_value) filter (where slot = 'year'), '^(19|20)\d\d$') as integer) as fact_year,
        try_cast(max(slot_value) filter (where slot = 'member_count') as integer) as member_count,
        try_cast(max(slot_value) filter (where slot = 'listed_count') as integer) as listed_count
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
        mentions.confidence,
        versions.site_id,
        versions.published_on,
        versions.first_seen_at,
        -- the day on which the name of the province means what it means: a day of the year of the fact, or that of the article
        case
            when pivoted.fact_year is null or pivoted.fact_year = year(versions.published_on) then versions.published_on
            else make_date(pivoted.fact_year, 12, 31)
        end as fact_on,
        coalesce(mentions.province_name, versions.province_name) as province_name,
        pivoted.fact_kind,
        pivoted.document_number,
        pivoted.issuer_name,
        pivoted.issuer_level,
        try_cast(pivoted.issued as date) as issued_on,
        try_cast(left(pivoted.issued, 4) as integer) as issued_year,
        pivoted.document_title,
        pivoted.is_resolved,
        pivoted.campaign_name,
        pivoted.period,
        pivoted.launched_by,
        pivoted.unit_name,
        pivoted.bloc_name,
        meeting_blocs.bloc_id,
        pivoted.fact_year,
        pivoted.member_count,
        pivoted.listed_count,
        quotes.quote,
        dropped.mention_id is not null as is_dropped
    from mentions
    inner join versions on mentions.capture_id = versions.capture_id
    inner join pivoted
        on
            mentions.mention_id = pivoted.mention_id
            and mentions.capture_id = pivoted.capture_id
    inner join quotes
        on
            mentions.mention_id = quotes.mention_id
            and mentions.capture_id = quotes.capture_id
    left join meeting_blocs
        on
            mentions.capture_id = meeting_blocs.capture_id
            and mentions.mention_type = 'bloc_membership'
            and name_key(pivoted.bloc_name) = meeting_blocs.bloc_name_key
    left join dropped on mentions.mention_id = dropped.mention_id

)

select
    joined.mention_id,
    joined.capture_id,
    joined.article_id,
    joined.mention_type,
    joined.rule,
    joined.confidence,
    joined.site_id,
    joined.published_on,
    joined.first_seen_at,
    joined.fact_on,
    joined.province_name,
    joined.fact_kind,
    joined.document_number,
    joined.issuer_name,
    joined.issuer_level,
    joined.issued_on,
    joined.issued_year,
    joined.document_title,
    joined.is_resolved,
    joined.campaign_name,
    joined.period,
    joined.launched_by,
    joined.unit_name,
    joined.bloc_name,
    joined.bloc_id,
    joined.fact_year,
    joined.member_count,
    joined.listed_count,
    joined.quote,
    province_names.province_id,
    province_names.province_key,
    case
        when joined.is_dropped then 'dropped'
        when joined.mention_type = 'document_citation' and coalesce(joined.document_number, joined.document_title) is null then 'incomplete'
        when joined.mention_type = 'campaign' and name_key(joined.campaign_name) is null then 'incomplete'
        when joined.mention_type = 'bloc_membership' and (name_key(joined.unit_name) is null or joined.bloc_id is null) then 'incomplete'
        when joined.confidence < {{ var('confidence_line') }} then 'low_confidence'
        else 'accepted'
    end as disposition
from joined
{{ join_province_of_day('joined.province_name', 'joined.fact_on') }}
