with

provinces as (

    select * from {{ ref('provinces') }}

),

versions as (

    select * from {{ ref('int_province_versions') }}

),

spellings as (

    select
        province_id,
        old_province as spelling
    from provinces

    union

    select
        province_id,
        name_vi as spelling
    from versions

    union

    select
        province_id,
        unnest(string_split(aliases, '|')) as spelling
    from provinces
    where aliases is not null

),

keys as (

    select distinct
        province_id,
        name_key(spelling) as name_key
    from spellings

),

-- the unit of that name while it lasts, then the unit that took it in
timelines as (

    select
        versions.province_id as named_province_id,
        versions.province_key,
        versions.province_id,
        versions.valid_from,
        versions.valid_to
    from versions

    union all

    select
        ended.province_id as named_province_id,
        heirs.province_key,
        heirs.province_id,
        heirs.valid_from,
        heirs.valid_to
    from versions as ended
    inner join versions as heirs
        on
            ended.current_province_id = heirs.province_id
            and ended.province_id <> heirs.province_id
            and ended.valid_to <= heirs.valid_from

)

select
    keys.name_key,
    timelines.named_province_id,
    timelines.province_key,
    timelines.province_id,
    -- facts of before the first version belong to it
    if(
        timelines.valid_from = min(timelines.valid_from) over (partition by keys.name_key),
        date '0001-01-01',
        timelines.valid_from
    ) as valid_from,
    coalesce(timelines.valid_to, date '9999-12-31') as valid_to
from keys
inner join timelines on keys.province_id = timelines.named_province_id
