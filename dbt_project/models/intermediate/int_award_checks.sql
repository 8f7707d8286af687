with

awards as (

    select * from {{ ref('int_award_matches') }}

),

mentions as (

    select * from {{ ref('int_mentions') }}

),

rules as (

    select * from {{ ref('award_sanity_rules') }}

)

-- every condition that a rule names must hold; one that it leaves empty does not matter
select
    awards.mention_id,
    awards.capture_id,
    rules.rule_code,
    round(mentions.confidence * rules.confidence_factor, 4) as lowered_confidence,
    mentions.confidence * rules.confidence_factor < {{ var('confidence_line') }} as is_below_the_line
from awards
inner join mentions
    on
        awards.mention_id = mentions.mention_id
        and awards.capture_id = mentions.capture_id
inner join rules
    on
        (rules.award_class is null or awards.award_class = rules.award_class)
        and (rules.award_type_code is null or awards.award_type_code = rules.award_type_code)
        and (rules.authority_code is null or awards.authority_code = rules.authority_code)
        and (rules.told_from is null or mentions.fact_on >= rules.told_from)
        and (rules.fact_year_before is null or mentions.fact_year < rules.fact_year_before)
