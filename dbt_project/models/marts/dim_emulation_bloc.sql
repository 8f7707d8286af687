with

blocs as (

    select * from {{ ref('int_mention_blocs') }}

),

mentions as (

    select * from {{ ref('int_mentions') }}

),

families as (

    select * from {{ ref('bloc_families') }}

),

names as (

    select
        blocs.bloc_id,
        blocs.bloc_name,
        count(*) as mention_count
    from blocs
    group by blocs.bloc_id, blocs.bloc_name

),

-- the commonest wording; of equals the shortest, which leaves the province out
preferred as (

    select
        bloc_id,
        bloc_name
    from names
    qualify row_number() over (
            partition by bloc_id
            order by mention_count desc, length(bloc_name) asc, bloc_name asc
        ) = 1

),

summaries as (

    select
        blocs.bloc_id,
        any_value(blocs.province_id) as province_id,
        any_value(blocs.bloc_kind) as bloc_kind,
        min(blocs.bloc_family) as bloc_family,
        string_agg(distinct blocs.bloc_number, '|' order by blocs.bloc_number) as bloc_numbers,
        string_agg(distinct blocs.bloc_name, '|' order by blocs.bloc_name) as names,
        min(mentions.fact_on) as first_fact_on,
        max(mentions.fact_on) as last_fact_on,
        count(distinct mentions.article_id) as article_count
    from blocs
    inner join mentions
        on
            blocs.mention_id = mentions.mention_id
            and blocs.capture_id = mentions.capture_id
    group by blocs.bloc_id

)

select
    summaries.bloc_id,
    preferred.bloc_name as name_vi,
    summaries.bloc_kind,
    summaries.bloc_family,
    families.label_vi as bloc_family_vi,
    families.label_en as bloc_family_en,
    summaries.bloc_numbers,
    summaries.names,
    summaries.province_id,
    summaries.first_fact_on,
    summaries.last_fact_on,
    summaries.article_count
from summaries
inner join preferred on summaries.bloc_id = preferred.bloc_id
left join families on summaries.bloc_family = families.bloc_family
