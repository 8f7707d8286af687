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
