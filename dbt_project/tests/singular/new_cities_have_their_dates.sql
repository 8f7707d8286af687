-- Huế is a centrally-run city from 2025-01-01, Đồng Nai from 2026-04-30, and neither a day earlier
with

expected as (

    select *
    from (values
        ('thua_thien_hue', date '2024-12-31', 'Thừa Thiên Huế', 'tinh'),
        ('thua_thien_hue', date '2025-01-01', 'Huế', 'thanh_pho'),
        ('dong_nai', date '2026-04-29', 'Đồng Nai', 'tinh'),
        ('dong_nai', date '2026-04-30', 'Đồng Nai', 'thanh_pho')
    ) as days (province_id, on_date, name_vi, unit_type)

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
