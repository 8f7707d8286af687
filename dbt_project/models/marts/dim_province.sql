with

versions as (

    select * from {{ ref('int_province_versions') }}

)

select
    province_key,
    province_id,
    province_code,
    name_vi,
    unit_type,
    region,
    party_committee,
    iso_code,
    valid_from,
    valid_to,
    is_current,
    current_province_id,
    current_province_code,
    current_name_vi,
    legal_basis,
    certainty
from versions
