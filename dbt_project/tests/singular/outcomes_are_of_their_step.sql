-- each step has its own closed list of outcomes
select
    outcomes.step,
    outcomes.outcome,
    count(*) as page_count
from {{ ref('stg_outcomes') }} as outcomes
left join {{ ref('enum_labels') }} as labels
    on
        labels.enum = outcomes.step || '_outcome'
        and outcomes.outcome = labels.code
where labels.code is null
group by outcomes.step, outcomes.outcome
