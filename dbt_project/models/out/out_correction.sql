with

corrections as (

    select * from {{ ref('int_corrections') }}

),

labels as (

    select * from {{ ref('enum_labels') }}

)

select
    corrections.correction_id,
    corrections.mention_id,
    corrections.property,
    corrections.correction_action,
    labels.label_vi as correction_action_vi,
    corrections.source_value,
    corrections.corrected_value,
    corrections.reason,
    corrections.decided_on,
    corrections.evidence_url
from corrections
left join labels on labels.enum = 'correction_action' and corrections.correction_action = labels.code
