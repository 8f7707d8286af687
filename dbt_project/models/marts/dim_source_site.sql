with

sites as (

    select * from {{ ref('source_sites') }}

),

provinces as (

    select * from {{ ref('provinces') }}

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
