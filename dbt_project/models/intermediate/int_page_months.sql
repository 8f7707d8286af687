with

captures as (

    select * from {{ ref('stg_captures') }}

),

articles as (

    select * from {{ ref('stg_articles') }}

),

outcomes as (

    select * from {{ ref('stg_outcomes') }}

),

-- the reading that counts is the newest one of each capture
read_outcomes as (

    select
        outcomes.capture_id,
        any_value(outcomes.outcome) as outcome
    from outcomes
    inner join captures
        on
            outcomes.capture_id = captures.capture_id
            and outcomes.run_id = captures.run_id
    where outcomes.step = 'read'
    group by outcomes.capture_id

),

captured as (

    select
        captures.site_id,
        {{ local_month('captures.captured_at') }} as month_on,
        captures.canonical_url as page,
        true as is_captured,
        bool_or(read_outcomes.outcome is not null) as is_read,
        bool_or(articles.article_id is not null) as is_article,
        bool_or(coalesce(articles.is_relevant, false)) as is_relevant,
        bool_and(coalesce(read_outcomes.outcome not in ('article', 'listing'), false)) as is_failed
    from captures
    left join articles on captures.capture_id = articles.capture_id
    left join read_outcomes on captures.capture_id = read_outcomes.capture_id
    where captures.has_page and captures.capture_kind in ('article', 'listing', 'other')
    group by captures.site_id, month_on, captures.canonical_url

),

-- a page that nobody could fetch in that month, feeds and the like left out as they are above; what a later night of the month fetched did not fail
failed as (

    select
        outcomes.site_id,
        {{ local_month('outcomes.occurred_at') }} as month_on,
        coalesce(outcomes.canonical_url, outcomes.url) as page,
        false as is_captured,
        false as is_read,
        false as is_article,
        false as is_relevant,
        true as is_failed
    from outcomes
    where
        outcomes.step = 'crawl'
        -- a page that was never asked is none that was seen
        and outcomes.outcome not in ('captured', 'unchanged', 'redirected', 'offsite', 'over_limit')
        and coalesce(outcomes.page_kind, 'other') in ('article', 'listing', 'other')
    group by outcomes.site_id, month_on, coalesce(outcomes.canonical_url, outcomes.url)

),

pages as (

    select * from captured
    union all
    select * from failed

)

select
    site_id,
    month_on,
    page,
    bool_or(is_captured) as is_captured,
    bool_or(is_read) as is_read,
    bool_or(is_article) as is_article,
    bool_or(is_relevant) as is_relevant,
    bool_or(is_failed and not is_captured) and not bool_or(is_captured) as is_fetch_failure,
    bool_or(is_failed and is_captured) and not bool_or(is_article) as is_read_failure
from pages
group by site_id, month_on, page
