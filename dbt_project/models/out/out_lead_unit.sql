with

lead_units as (

    select * from {{ ref('fct_lead_unit') }}

),

organizations as (

    select * from {{ ref('dim_organization') }}

),

blocs as (

    select * from {{ ref('dim_emulation_bloc') }}

),

provinces as (

    select * from {{ ref('dim_province') }}

),

articles as (

    select * from {{ ref('fct_article') }}

),

sites as (

    select * from {{ ref('dim_source_site') }}

),

terms as (

    select * from {{ ref('fct_lead_term') }}

),

evidence as (

    select * from {{ ref('bridge_lead_unit_mention') }}
    where is_primary

)

select
    lead_units.lead_unit_id,
    provinces.name_vi as province_name,
    lead_units.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    lead_units.bloc_id,
    blocs.name_vi as bloc_name,
    blocs.bloc_kind,
    blocs.bloc_family,
    coalesce(organizations.name_vi, lead_units.unit_name) as unit_name,
    lead_units.unit_name as printed_unit_name,
    lead_units.organization_id,
    lead_units.lead_role,
    lead_units.lead_year,
    lead_units.year_origin,
    lead_units.is_conflicting,
    lead_units.is_preferred_head,
    former_heads.unit_name as previous_head_name,
    later_heads.unit_name as next_head_name,
    lead_units.confidence,
    lead_units.mention_count,
    lead_units.article_count,
    lead_units.site_count,
    lead_units.disputed_slot_count,
    evidence.quote,
    lead_units.primary_article_id as article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    articles.site_id,
    sites.publisher as site_name,
    articles.published_on as article_published_on,
    articles.version_first_seen_at as captured_at,
    lead_units.first_reported_on,
    lead_units.first_seen_at
from lead_units
inner join blocs on lead_units.bloc_id = blocs.bloc_id
inner join articles on lead_units.primary_article_id = articles.article_id
inner join evidence on lead_units.lead_unit_id = evidence.lead_unit_id
left join organizations on lead_units.organization_id = organizations.organization_id
left join provinces on lead_units.province_key = provinces.province_key
left join sites on articles.site_id = sites.site_id
left join terms
    on
        lead_units.bloc_id = terms.bloc_id
        and lead_units.is_preferred_head
        and lead_units.lead_year between terms.first_year and terms.last_year
left join terms as former_heads on terms.predecessor_lead_term_id = former_heads.lead_term_id
left join terms as later_heads on terms.successor_lead_term_id = later_heads.lead_term_id
