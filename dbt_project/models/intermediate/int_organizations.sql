with

organizations as (

    select * from {{ ref('organizations') }}

),

provinces as (

    select * from {{ ref('provinces') }}

),

versions as (

    select * from {{ ref('int_province_versions') }}

),

display_patterns as (

    select * from {{ ref('organization_name_patterns') }}
    where is_display_name

),

lifetimes as (

    select
        province_id,
        max_by(name_vi, valid_from) as name_vi,
        max_by(unit_type, valid_from) as unit_type,
        if(count(*) = count(valid_to), max(valid_to), null) as valid_to
    from versions
    group by province_id

),

-- an organisation of every province is one organisation in each
placed as (

    select
        organizations.*,
        lifetimes.province_id,
        lifetimes.name_vi as province_name,
        lifetimes.unit_type,
        lifetimes.valid_to as province_valid_to
    from organizations
    inner join lifetimes on organizations.scope = 'province'

    union all

    select
        organizations.*,
        provinces.province_id,
        lifetimes.name_vi as province_name,
        lifetimes.unit_type,
        lifetimes.valid_to as province_valid_to
    from organizations
    left join provinces on organizations.province = provinces.old_province
    left join lifetimes on provinces.province_id = lifetimes.province_id
    where organizations.scope <> 'province'

)

select
    {{ stable_id('org', ['placed.organization_code', 'placed.province_id']) }} as organization_id,
    placed.organization_code,
    case
        when display_patterns.name_pattern is not null
            then replace(display_patterns.name_pattern, '{province}', placed.province_name)
        when placed.unit_type = 'thanh_pho'
            then replace(regexp_replace(placed.name_vi, ' tỉnh$', ' thành phố'), 'Tỉnh ủy', 'Thành ủy')
        else placed.name_vi
    end as name_vi,
    placed.name_vi as template_name_vi,
    placed.classification,
    placed.level,
    placed.scope,
    placed.province_id,
    placed.province_name,
    placed.bloc_family,
    placed.valid_from,
    least(placed.valid_to, placed.province_valid_to) as valid_to,
    placed.precision as validity_precision,
    placed.certainty,
    placed.source,
    placed.note
from placed
left join display_patterns on placed.organization_code = display_patterns.organization_code
