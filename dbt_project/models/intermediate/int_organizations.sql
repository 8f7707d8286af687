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
    {{ stable_id('org', ['organization_code', 'province_id']) }} as organization_id,
    organization_code,
    case
        when unit_type = 'thanh_pho'
            then replace(regexp_replace(name_vi, ' tỉnh$', ' thành phố'), 'Tỉnh ủy', 'Thành ủy')
        else name_vi
    end as name_vi,
    name_vi as template_name_vi,
    classification,
    level,
    scope,
    province_id,
    province_name,
    bloc_family,
    valid_from,
    least(valid_to, province_valid_to) as valid_to,
    precision as validity_precision,
    certainty,
    source,
    note
from placed
