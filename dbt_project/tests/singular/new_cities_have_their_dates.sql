-- Huế is a centrally-run city from 2025-01-01, Đồng Nai from 2026-04-30, and neither a day earlier
with

expected as (

    select
        'thua_thien_hue' as province_id,
        date '2024-12-31' as on_date,
        'Thừa Thiên Huế' as name_vi,
        'tinh' as unit_type
    union all
    select
        'thua_thien_hue' as province_id,
        date '2025-01-01' as on_date,
        'Huế' as name_vi,
        'thanh_pho' as unit_type
    union all
    select
        'dong_nai' as province_id,
        date '2026-04-29' as on_date,
        'Đồng Nai' as name_vi,
        'tinh' as unit_type
    union all
    select
        'dong_nai' as province_id,
        date '2026-04-30' as on_date,
        'Đồng Nai' as name_vi,
        'thanh_pho' as unit_type

)

select expected.*
from expected
left join {{ ref('dim_province') }} as provinces
    on
        expected.province_id = provinces.province_id
        and expected.name_vi = provinces.name_vi
        and expected.unit_type = provinces.unit_type
        and expected.on_date >= provinces.valid_from
        and (provinces.valid_to is null or expected.on_date < provinces.valid_to)
where provinces.province_id is null
