with

mentions as (

    select * from {{ ref('base_mentions') }}

),

newest_readings as (

    {{ newest_readings() }}

)

select
    mentions.mention_id,
    mentions.article_id,
    mentions.capture_id,
    mentions.run_id,
    mentions.mention_type,
    mentions.trigger_start,
    mentions.trigger_end,
    mentions.trigger_quote,
    mentions.rule,
    mentions.rule_family,
    mentions.confidence,
    mentions.status,
    mentions.stage,
    mentions.province as province_name,
    mentions.province_origin,
    mentions.reader_version,
    mentions.rules_version
from mentions
inner join newest_readings
    on
        mentions.capture_id = newest_readings.capture_id
        and mentions.run_id = newest_readings.run_id
qualify row_number() over (
        partition by mentions.mention_id, mentions.capture_id
        order by mentions.confidence desc, mentions.rule asc
    ) = 1
