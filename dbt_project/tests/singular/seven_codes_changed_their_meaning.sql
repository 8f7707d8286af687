-- seven units kept their name on 2025-07-01 and took the code of the unit whose seat they moved to
with

changes as (

    select later.name_vi
    from {{ ref('dim_province') }} as later
    inner join {{ ref('dim_province') }} as earlier
        on
            later.province_id = earlier.province_id
            and later.valid_from = earlier.valid_to
            and later.province_code <> earlier.province_code

)

select string_agg(name_vi, ', ' order by name_vi) as units
from changes
having
    list_sort(list(name_vi)) is distinct from
    list_sort(['An Giang', 'Bắc Ninh', 'Gia Lai', 'Lào Cai', 'Quảng Trị', 'Tây Ninh', 'Đồng Tháp'])
