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
        bloc_number,
        bloc_family,
        {{ name_key('bloc_name') }} as bloc_name_key,
        coalesce(
            bloc_kind,
            case
                when {{ name_key('bloc_name') }} like 'khu vực%' then 'khu_vuc'
                when {{ name_key('bloc_name') }} like 'cụm%' then 'cum'
                when bloc_name is not null then 'khoi'
            end
        ) as bloc_kind
    from mentions

),

-- an award or a lead unit often names the bloc more briefly than the meeting that the same article reports, or not at all
meeting_blocs as (

    select
        capture_id,
        bloc_name,
        bloc_name_key,
        bloc_kind,
        bloc_number,
        bloc_family,
        count(*) over (partition by capture_id) as bloc_count
    from (
        select distinct
            capture_id,
            first(bloc_name order by mention_id) as bloc_name,
            bloc_name_key,
            bloc_kind,
            first(bloc_number order by bloc_number) as bloc_number,
            first(bloc_family order by bloc_family) as bloc_family
        from keyed
        where mention_type = 'meeting'
        group by capture_id, bloc_name_key, bloc_kind
    )

),

completed as (

    select
        keyed.mention_id,
        keyed.capture_id,
        keyed.mention_type,
        keyed.province_id,
        keyed.province_name,
        coalesce(keyed.bloc_name, meeting_blocs.bloc_name) as bloc_name,
        coalesce(keyed.bloc_name_key, meeting_blocs.bloc_name_key) as bloc_name_key,
        coalesce(meeting_blocs.bloc_kind, keyed.bloc_kind) as bloc_kind,
        coalesce(keyed.bloc_number, meeting_blocs.bloc_number) as bloc_number,
        coalesce(keyed.bloc_family, meeting_blocs.bloc_family) as bloc_family
    from keyed
    left join meeting_blocs
        on
            keyed.capture_id = meeting_blocs.capture_id
            and (
                keyed.bloc_name_key = meeting_blocs.bloc_name_key
                or (keyed.mention_type = 'lead_unit' and keyed.bloc_name_key is null and meeting_blocs.bloc_count = 1)
            )
    where keyed.bloc_name is not null or meeting_blocs.bloc_name is not null

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
                '( tỉnh| thành phố| tp)? ?(' || coalesce({{ name_key('completed.province_name') }}, '') || ')? *$', ''
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
