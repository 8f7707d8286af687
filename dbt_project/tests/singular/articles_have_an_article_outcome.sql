-- a capture gives an article exactly when its reading says so
select
    coalesce(articles.capture_id, outcomes.capture_id) as capture_id,
    outcomes.outcome
from {{ ref('stg_articles') }} as articles
full outer join (
    select
        stg_outcomes.capture_id,
        stg_outcomes.outcome
    from {{ ref('stg_outcomes') }} as stg_outcomes
    inner join {{ ref('stg_captures') }} as captures
        on
            stg_outcomes.capture_id = captures.capture_id
            and stg_outcomes.run_id = captures.run_id
    where stg_outcomes.step = 'read'
) as outcomes on articles.capture_id = outcomes.capture_id
where (articles.capture_id is not null) <> coalesce(outcomes.outcome = 'article', false)
