with

provinces as (

    select * from {{ ref('provinces') }}

),

status_changes as (

    select * from {{ ref('province_status_changes') }}

),

-- the 63 units since Hà Tây joined Hà Nội, each until the law that changed it
first_versions as (

    select
        province_id,
        old_province as name_vi,
        gso_code as province_code,
        old_type as unit_type,
        region,
        party_committee_old as party_committee,
        date '2008-08-01' as valid_from,
        old_valid_to + 1 as valid_to,
        'NQ 15/2008/QH12' as legal_basis,
        certainty_mapping_codes as certainty
    from provinces

),

-- units that go on under their own name, larger or renamed
second_versions as (

    select
        province_id,
        new_province as name_vi,
        new_code as province_code,
        new_type_2025_07_01 as unit_type,
        region,
        party_committee_new as party_committee,
        old_valid_to + 1 as valid_from,
        cast(null as date) as valid_to,
        if(change like 'renamed%', 'NQ 175/2024/QH15', 'NQ 202/2025/QH15') as legal_basis,
        certainty_mapping_codes as certainty
    from provinces
    where old_valid_to is not null and change <> 'absorbed'

),

legal_versions as (

    select * from first_versions
    union all
    select * from second_versions

),

-- a change of kind alone ends the version it falls into and starts one that differs in nothing else
versions as (

    select
        legal_versions.province_id,
        legal_versions.name_vi,
        legal_versions.province_code,
        legal_versions.unit_type,
        legal_versions.region,
        legal_versions.party_committee,
        legal_versions.valid_from,
        coalesce(status_changes.effective_on, legal_versions.valid_to) as valid_to,
        legal_versions.legal_basis,
        legal_versions.certainty
    from legal_versions
    left join status_changes
        on
            legal_versions.province_id = status_changes.province_id
            and legal_versions.valid_from < status_changes.effective_on
            and (legal_versions.valid_to is null or legal_versions.valid_to > status_changes.effective_on)

    union all

    select
        legal_versions.province_id,
        legal_versions.name_vi,
        legal_versions.province_code,
        status_changes.unit_type,
        legal_versions.region,
        status_changes.party_committee,
        status_changes.effective_on as valid_from,
        legal_versions.valid_to,
        status_changes.legal_basis,
        status_changes.certainty
    from legal_versions
    inner join status_changes
        on
            legal_versions.province_id = status_changes.province_id
            and legal_versions.valid_from < status_changes.effective_on
            and (legal_versions.valid_to is null or legal_versions.valid_to > status_changes.effective_on)

),

successors as (

    select
        provinces.province_id,
        heirs.province_id as current_province_id
    from provinces
    inner join provinces as heirs
        on
            provinces.new_province = heirs.new_province
            and heirs.change <> 'absorbed'

),

current_versions as (

    select * from versions
    where valid_to is null

)

select
    {{ stable_id('prv', ['versions.province_id', 'versions.valid_from']) }} as province_key,
    versions.province_id,
    versions.province_code,
    versions.name_vi,
    if(versions.unit_type = 'Thành phố', 'thanh_pho', 'tinh') as unit_type,
    versions.region,
    versions.party_committee,
    provinces.iso_code,
    versions.valid_from,
    versions.valid_to,
    versions.valid_to is null as is_current,
    successors.current_province_id,
    current_versions.province_code as current_province_code,
    current_versions.name_vi as current_name_vi,
    versions.legal_basis,
    versions.certainty
from versions
inner join provinces on versions.province_id = provinces.province_id
inner join successors on versions.province_id = successors.province_id
inner join current_versions on successors.current_province_id = current_versions.province_id
