with

mentions as (

    select * from {{ ref('int_mentions') }}
    where disposition = 'accepted'

),

families as (

    select * from {{ ref('bloc_families') }}

),

keyed as (

    select
        mention_id,
        capture_id,
        mention_type,
        province_id,
        province_name,
        bloc_name,
        bloc_family,
        name_key(bloc_name) as bloc_name_key,
        coalesce(bloc_number, nullif(regexp_extract(name_key(bloc_name), '(^| )số ([0-9]+)( |$)', 2), '')) as bloc_number,
        coalesce(
            bloc_kind,
            case
                when name_key(bloc_name) like 'khu vực%' then 'khu_vuc'
                when name_key(bloc_name) like 'cụm%' then 'cum'
                when bloc_name is not null then 'khoi'
            end
        ) as bloc_kind
    from mentions

),

-- an award or a lead unit may name no bloc: it is that of the only meeting that its article reports
only_meetings as (

    select
        capture_id,
        any_value(bloc_name) as bloc_name,
        any_value(bloc_name_key) as bloc_name_key,
        any_value(bloc_kind) as bloc_kind,
        any_value(bloc_number) as bloc_number,
        any_value(bloc_family) as bloc_family
    from keyed
    where mention_type = 'meeting'
    group by capture_id
    having count(distinct bloc_name_key) = 1

),

-- what other mentions of the same name in the same province say of the bloc
namesakes as (

    select
        province_id,
        bloc_name_key,
        min(bloc_kind) as bloc_kind,
        min(bloc_number) as bloc_number,
        min(bloc_family) as bloc_family
    from keyed
    where bloc_name_key is not null and (bloc_family is not null or bloc_number is not null)
    group by province_id, bloc_name_key

),

completed as (

    select
        keyed.mention_id,
        keyed.capture_id,
        keyed.mention_type,
        keyed.province_id,
        keyed.province_name,
        coalesce(keyed.bloc_name, only_meetings.bloc_name) as bloc_name,
        coalesce(keyed.bloc_name_key, only_meetings.bloc_name_key) as bloc_name_key,
        coalesce(keyed.bloc_kind, only_meetings.bloc_kind, namesakes.bloc_kind) as bloc_kind,
        coalesce(keyed.bloc_number, only_meetings.bloc_number, namesakes.bloc_number) as bloc_number,
        coalesce(keyed.bloc_family, only_meetings.bloc_family, namesakes.bloc_family) as bloc_family
    from keyed
    left join only_meetings
        on
            keyed.capture_id = only_meetings.capture_id
            and keyed.mention_type = 'lead_unit'
            and keyed.bloc_name_key is null
    left join namesakes
        on
            keyed.bloc_name_key = namesakes.bloc_name_key
            and keyed.province_id is not distinct from namesakes.province_id
    where keyed.bloc_name is not null or only_meetings.bloc_name is not null

),

identified as (

    select
        completed.*,
        families.bloc_family is not null as is_known_family,
        -- what a bloc is for outlasts its number and its wording; the number tells apart only where one family has several blocs
        case
            when completed.bloc_family is not null
                then 'family:' || completed.bloc_family
                    || if(coalesce(families.is_numbered, true) and completed.bloc_number is not null, ':' || completed.bloc_number, '')
            when completed.bloc_number is not null then 'number:' || completed.bloc_number
            else 'name:' || regexp_replace(
                    regexp_replace(
                        completed.bloc_name_key || ' ',
                        '^(khối|cụm|khu vực)( giao ước)?( thi đua)? ', ''
                    ),
                    '( tỉnh| thành phố| tp)? ?(' || coalesce(name_key(completed.province_name), '') || ')? *$', ''
                )
        end as bloc_discriminator
    from completed
    left join families on completed.bloc_family = families.bloc_family

)

select
    mention_id,
    capture_id,
    mention_type,
    {{ stable_id('blc', ['province_id', 'bloc_kind', 'bloc_discriminator']) }} as bloc_id,
    province_id,
    bloc_kind,
    bloc_family,
    bloc_number,
    bloc_name,
    bloc_discriminator,
    is_known_family
from identified
