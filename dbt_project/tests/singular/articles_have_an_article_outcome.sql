-- a capture gives an article exactly when its reading says so
with

outcomes as (

    select
        outcomes.capture_id,
        outcomes.outcome
    from {{ ref('stg_outcomes') }} as outcomes
    inner join {{ ref('stg_captures') }} as captures
        on
            outcomes.capture_id = captures.capture_id
            and outcomes.run_id = captures.run_id
    where outcomes.step = 'read'

)

select
    coalesce(articles.capture_id, outcomes.capture_id) as capture_id,
    outcomes.outcome
from {{ ref('stg_articles') }} as articles
full outer join outcomes on articles.capture_id = outcomes.capture_id
where (articles.capture_id is not null) <> coalesce(outcomes.outcome = 'article', false)
