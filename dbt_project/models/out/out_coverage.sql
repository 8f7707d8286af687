with

page_months as (

    select * from {{ ref('int_page_months') }}

),

articles as (

    select * from {{ ref('fct_article') }}

),

sites as (

    select * from {{ ref('dim_source_site') }}

),

provinces as (

    select * from {{ ref('dim_province') }}

),

-- the unit that a site's province was in each time
timelines as (

    select distinct
        named_province_id,
        province_key,
        valid_from,
        valid_to
    from {{ ref('int_province_names') }}

),

seen as (

    select
        site_id,
        month_on,
        count(*) as pages_seen,
        count(*) filter (where is_captured) as pages_captured,
        count(*) filter (where is_read) as pages_read,
        count(*) filter (where is_article) as articles_read,
        count(*) filter (where is_relevant) as relevant_articles_read,
        count(*) filter (where is_fetch_failure) as fetch_failures,
        count(*) filter (where is_read_failure) as read_failures
    from page_months
    group by site_id, month_on

),

published as (

    select
        site_id,
        cast(date_trunc('month', published_on) as date) as month_on,
        count(*) as articles_published,
        count(*) filter (where is_relevant) as relevant_articles_published
    from articles
    where published_on is not null
    group by site_id, cast(date_trunc('month', published_on) as date)

)

select
    {{ stable_id('cov', ['coalesce(seen.site_id, published.site_id)', 'coalesce(seen.month_on, published.month_on)']) }} as coverage_id,
    coalesce(seen.site_id, published.site_id) as site_id,
    sites.publisher as site_name,
    sites.province_id as site_province_id,
    provinces.province_id,
    provinces.name_vi as province_name,
    provinces.current_province_id,
    provinces.current_name_vi as current_province_name,
    coalesce(seen.month_on, published.month_on) as month_on,
    coalesce(seen.pages_seen, 0) as pages_seen,
    coalesce(seen.pages_captured, 0) as pages_captured,
    coalesce(seen.pages_read, 0) as pages_read,
    coalesce(seen.articles_read, 0) as articles_read,
    coalesce(seen.relevant_articles_read, 0) as relevant_articles_read,
    coalesce(seen.fetch_failures, 0) as fetch_failures,
    coalesce(seen.read_failures, 0) as read_failures,
    coalesce(published.articles_published, 0) as articles_published,
    coalesce(published.relevant_articles_published, 0) as relevant_articles_published
from seen
full outer join published
    on
        seen.site_id = published.site_id
        and seen.month_on = published.month_on
left join sites on coalesce(seen.site_id, published.site_id) = sites.site_id
left join timelines
    on
        sites.province_id = timelines.named_province_id
        and coalesce(seen.month_on, published.month_on) >= timelines.valid_from
        and coalesce(seen.month_on, published.month_on) < timelines.valid_to
left join provinces on timelines.province_key = provinces.province_key
