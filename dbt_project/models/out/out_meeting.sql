with

meetings as (

    select * from {{ ref('fct_meeting') }}

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

    select * from {{ ref('bridge_meeting_mention') }}
    where is_primary

),

labels as (

    select * from {{ ref('enum_labels') }}

)

select
    meetings.meeting_id,
    provinces.name_vi as province_name,
    meetings.province_id,
    provinces.province_code,
    provinces.current_name_vi as current_province_name,
    provinces.current_province_id,
    provinces.current_province_code,
    meetings.bloc_id,
    blocs.name_vi as bloc_name,
    blocs.bloc_kind,
    blocs.bloc_family,
    meetings.meeting_type,
    labels.label_vi as meeting_type_vi,
    meetings.also_types,
    meetings.period,
    meetings.held_on,
    meetings.held_on_end,
    meetings.date_partial,
    meetings.date_precision,
    meetings.date_origin,
    meetings.session,
    meetings.host_names,
    meetings.member_count,
    meetings.confidence,
    meetings.mention_count,
    meetings.article_count,
    meetings.site_count,
    meetings.disputed_slot_count,
    evidence.quote,
    meetings.primary_article_id as article_id,
    articles.title as article_title,
    articles.canonical_url as article_url,
    articles.site_id,
    sites.publisher as site_name,
    articles.published_on as article_published_on,
    articles.version_first_seen_at as captured_at,
    meetings.first_reported_on,
    meetings.first_seen_at
from meetings
inner join blocs on meetings.bloc_id = blocs.bloc_id
inner join articles on meetings.primary_article_id = articles.article_id
inner join evidence on meetings.meeting_id = evidence.meeting_id
left join provinces on meetings.province_key = provinces.province_key
left join sites on articles.site_id = sites.site_id
left join labels on labels.enum = 'meeting_type' and meetings.meeting_type = labels.code
