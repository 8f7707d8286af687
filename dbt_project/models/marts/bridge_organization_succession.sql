with

organizations as (

    select * from {{ ref('int_organizations') }}

),

versions as (

    select * from {{ ref('int_province_versions') }}

),

kinds as (

    select * from {{ ref('organization_successions') }}

),

heirs as (

    select distinct
        province_id,
        current_province_id
    from versions

),

-- what became of a kind of organisation became of each one of it, on the day that its own province is known for
reorganisations as (

    select
        predecessors.organization_id as predecessor_organization_id,
        successors.organization_id as successor_organization_id,
        kinds.organization_change,
        predecessors.valid_to as effective_on,
        predecessors.validity_precision as effective_precision,
        kinds.certainty,
        kinds.source
    from kinds
    inner join organizations as predecessors on kinds.predecessor_code = predecessors.organization_code
    left join organizations as successors
        on
            kinds.successor_code = successors.organization_code
            and predecessors.province_id = successors.province_id
    where predecessors.valid_to is not null

),

-- the organisations of a province that was merged went into their namesakes of the province it became part of
province_mergers as (

    select
        predecessors.organization_id as predecessor_organization_id,
        successors.organization_id as successor_organization_id,
        'province_merged' as organization_change,
        predecessors.valid_to as effective_on,
        'day' as effective_precision,
        'B' as certainty,
        'merger of the provinces' as source
    from organizations as predecessors
    inner join heirs
        on
            predecessors.province_id = heirs.province_id
            and heirs.province_id <> heirs.current_province_id
    inner join organizations as successors
        on
            predecessors.organization_code = successors.organization_code
            and heirs.current_province_id = successors.province_id
    where
        predecessors.valid_to = predecessors.province_valid_to
        and (successors.valid_to is null or successors.valid_to > predecessors.valid_to)

),

successions as (

    select * from reorganisations
    union all
    select * from province_mergers

)

select
    {{ stable_id('osu', ['predecessor_organization_id', 'successor_organization_id', 'organization_change']) }} as organization_succession_id,
    predecessor_organization_id,
    successor_organization_id,
    organization_change,
    effective_on,
    effective_precision,
    certainty,
    source
from successions
