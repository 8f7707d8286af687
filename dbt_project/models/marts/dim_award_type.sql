with

award_types as (

    select * from {{ ref('award_types') }}

)

select
    code as award_type_code,
    label_class as award_class,
    name_vi,
    name_en,
    kind as award_kind,
    authority as legal_authority,
    level as conferring_level,
    scope as recipient_scope,
    rank as award_rank,
    law_2013,
    law_2022,
    certainty,
    note,
    label_class is not null as is_award
from award_types
