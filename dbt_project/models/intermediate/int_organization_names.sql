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
        alias as spelling
    from aliases
    where kind <> 'short'

    union

    select
        organization_code,
        template_name_vi as spelling
    from organizations

),

bare_keys as (

    select
        organization_code,
        name_key(spelling) as name_key
    from spellings

    union

    select
        organization_code,
        regexp_replace(name_key(spelling), ' tỉnh$', '') as name_key
    from spellings

    union

    select
        organization_code,
        name_key(spelling) || ' tỉnh' as name_key
    from spellings
    where not ends_with(name_key(spelling), ' tỉnh')

    union

    -- a centrally-run city says Thành ủy, and thành phố for tỉnh
    select
        organization_code,
        regexp_replace(replace(name_key(spelling), 'tỉnh uỷ', 'thành uỷ'), ' tỉnh$', ' thành phố') as name_key
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
        cast(null as varchar) as province_id,
        local_names.valid_from,
        local_names.valid_to
    from local_names
    inner join places on local_names.province_id = places.province_id

    union

    select
        organizations.organization_id,
        name_key(replace(patterns.name_pattern, '{province}', organizations.province_name)) as name_key,
        cast(null as varchar) as province_id,
        organizations.valid_from,
        organizations.valid_to
    from organizations
    inner join patterns on organizations.organization_code = patterns.organization_code

)

select
    organization_id,
    name_key,
    province_id,
    valid_from,
    valid_to
from local_names

union

select
    organization_id,
    name_key,
    province_id,
    valid_from,
    valid_to
from full_names
