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

-- what is known of the life of a kind of organisation everywhere, and of one of them in its province
validities as (

    select
        validity.organization_code,
        provinces.province_id,
        validity.valid_from,
        validity.valid_to,
        validity.precision,
        validity.certainty
    from {{ ref('organization_validity') }} as validity
    left join provinces on validity.province = provinces.old_province

),

parents as (

    select * from {{ ref('organization_parents') }}

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
        when coalesce(own_parents.parent_code, parents.parent_code) is not null
            then {{ stable_id('org', ['coalesce(own_parents.parent_code, parents.parent_code)', 'placed.province_id']) }}
    end as parent_organization_id,
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
    coalesce(local.valid_from, everywhere.valid_from, placed.valid_from) as valid_from,
    -- the seed writes 9999-12-31 for one that outlived the rest of its kind
    least(
        nullif(coalesce(local.valid_to, everywhere.valid_to, placed.valid_to), date '9999-12-31'),
        placed.province_valid_to
    ) as valid_to,
    coalesce(local.precision, everywhere.precision, placed.precision) as validity_precision,
    coalesce(local.certainty, everywhere.certainty, placed.certainty) as validity_certainty,
    placed.province_valid_to,
    placed.certainty,
    placed.source,
    placed.note
from placed
left join display_patterns on placed.organization_code = display_patterns.organization_code
left join validities as everywhere
    on
        placed.organization_code = everywhere.organization_code
        and everywhere.province_id is null
left join validities as local
    on
        placed.organization_code = local.organization_code
        and placed.province_id = local.province_id
left join parents as own_parents
    on
        placed.organization_code = own_parents.organization_code
        and placed.scope = 'province'
left join parents
    on
        placed.classification = parents.classification
        and parents.organization_code is null
        and placed.scope = 'province'
