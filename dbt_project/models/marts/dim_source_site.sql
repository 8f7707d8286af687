with

sites as (

    select * from {{ ref('source_sites') }}

),

provinces as (

    select * from {{ ref('provinces') }}

),

seen as (

    select site_id from {{ ref('int_article_versions') }}
    union
    select site_id from {{ ref('int_page_months') }}

)

select
    sites.site_id,
    sites.publisher,
    sites.site_kind,
    sites.site_status,
    sites.main_host,
    sites.hosts,
    sites.rhythm,
    provinces.province_id
from sites
left join provinces on sites.province = provinces.old_province

union all

-- an archive of somebody else may hold sites that the registry does not list
select
    seen.site_id,
    seen.site_id as publisher,
    null as site_kind,
    'unlisted' as site_status,
    null as main_host,
    null as hosts,
    null as rhythm,
    null as province_id
from seen
left join sites on seen.site_id = sites.site_id
where sites.site_id is null
