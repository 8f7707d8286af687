with

awards as (

    select * from {{ ref('fct_award') }}

),

award_types as (

    select * from {{ ref('dim_award_type') }}

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

    select * from {{ ref('bridge_award_mention') }}
    where is_primary

)

select
    awards.award_id,
    awards.award_case_id,
    provinces.name_vi as province_name,
    awards.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    awards.award_class,
    awards.award_type_code,
    award_types.name_vi as award_name,
    award_types.name_en as award_name_en,
    awards.authority_name,
    awards.authority_code,
    awards.recipient_kind,
    coalesce(if(awards.recipient_kind = 'collective', organizations.name_vi, null), awards.recipient_name) as recipient_name,
    awards.recipient_name as printed_recipient_name,
    awards.recipient_organization_id,
    awards.recipient_count,
    awards.is_counted,
    awards.status,
    awards.stage,
    awards.achievement_year,
    awards.year_origin,
    awards.decision_number,
    awards.decision_document_id,
    awards.is_case_with_both,
    awards.bloc_id,
    blocs.name_vi as bloc_name,
    awards.confidence,
    awards.mention_count,
    awards.article_count,
    awards.site_count,
    awards.disputed_slot_count,
    evidence.quote,
    awards.primary_article_id as article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    articles.site_id,
    sites.publisher as site_name,
    articles.published_on as article_published_on,
    articles.version_first_seen_at as captured_at,
    awards.first_reported_on,
    awards.first_seen_at
from awards
inner join award_types on awards.award_type_code = award_types.award_type_code
inner join articles on awards.primary_article_id = articles.article_id
inner join evidence on awards.award_id = evidence.award_id
left join organizations on awards.recipient_organization_id = organizations.organization_id
left join blocs on awards.bloc_id = blocs.bloc_id
left join provinces on awards.province_key = provinces.province_key
left join sites on articles.site_id = sites.site_id
