with

corrections as (

    select * from {{ ref('corrections') }}

),

labels as (

    select * from {{ ref('enum_labels') }}

)

select
    corrections.correction_id,
    corrections.mention_id,
    corrections.slot as property,
    corrections.action as correction_action,
    labels.label_vi as correction_action_vi,
    corrections.expect as source_value,
    corrections.value as corrected_value,
    corrections.reason,
    corrections.decided_on,
    corrections.evidence_url
from corrections
left join labels on labels.enum = 'correction_action' and corrections.action = labels.code
