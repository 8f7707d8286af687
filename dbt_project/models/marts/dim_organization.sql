with

organizations as (

    select * from {{ ref('int_organizations') }}

),

attested as (

    select distinct organization_id
    from {{ ref('int_mention_organizations') }}
    where organization_id is not null

)

select
    organizations.organization_id,
    organizations.organization_code,
    organizations.name_vi,
    organizations.classification,
    organizations.level,
    organizations.scope,
    organizations.province_id,
    organizations.parent_organization_id,
    organizations.bloc_family,
    organizations.valid_from,
    organizations.valid_to,
    organizations.validity_precision,
    organizations.validity_certainty,
    organizations.certainty,
    organizations.source,
    attested.organization_id is not null as is_attested
from organizations
left join attested on organizations.organization_id = attested.organization_id
