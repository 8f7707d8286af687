with

organizations as (

    select * from {{ ref('int_organizations') }}

),

aliases as (

    select * from {{ ref('organization_aliases') }}

),

patterns as (

    select * from {{ ref('organization_name_patterns') }}

),

-- short names (Văn phòng, Ban Tổ chức) mean anything once they stand alone
spellings as (

    select
        organization_code,
        alias as spelling,
        false as is_own_name
    from aliases
    where kind <> 'short'

    union

    select
        organization_code,
        template_name_vi as spelling,
        true as is_own_name
    from organizations

),

bare_keys as (

    select
        organization_code,
        name_key(spelling) as name_key,
        is_own_name
    from spellings

    union

    select
        organization_code,
        regexp_replace(name_key(spelling), ' tỉnh$', '') as name_key,
        is_own_name
    from spellings

    union

    select
        organization_code,
        name_key(spelling) || ' tỉnh' as name_key,
        is_own_name
    from spellings
    where not ends_with(name_key(spelling), ' tỉnh')

    union

    -- a centrally-run city says Thành ủy, and thành phố for tỉnh
    select
        organization_code,
        regexp_replace(replace(name_key(spelling), 'tỉnh uỷ', 'thành uỷ'), ' tỉnh$', ' thành phố') as name_key,
        is_own_name
    from spellings

),

places as (

    select distinct
        province_id,
        name_key(province_name) as province_name_key
    from organizations
    where province_id is not null

),

-- a name without its province means the province of the fact
local_names as (

    select
        organizations.organization_id,
        bare_keys.name_key,
        bare_keys.is_own_name,
        organizations.province_id,
        organizations.valid_from,
        organizations.valid_to
    from organizations
    inner join bare_keys on organizations.organization_code = bare_keys.organization_code

),

-- a name with its province means that one wherever it is said
full_names as (

    select
        local_names.organization_id,
        local_names.name_key || ' ' || places.province_name_key as name_key,
        local_names.is_own_name,
        cast(null as varchar) as province_id,
        local_names.valid_from,
        local_names.valid_to
    from local_names
    inner join places on local_names.province_id = places.province_id

    union

    select
        organizations.organization_id,
        name_key(replace(patterns.name_pattern, '{province}', organizations.province_name)) as name_key,
        true as is_own_name,
        cast(null as varchar) as province_id,
        organizations.valid_from,
        organizations.valid_to
    from organizations
    inner join patterns on organizations.organization_code = patterns.organization_code

),

names as (

    select * from local_names
    union all
    select * from full_names

)

select
    organization_id,
    name_key,
    province_id,
    -- a spelling that is the name of one organisation and an alias of another means the first
    bool_or(is_own_name) as is_own_name,
    any_value(valid_from) as valid_from,
    any_value(valid_to) as valid_to
from names
group by organization_id, name_key, province_id
