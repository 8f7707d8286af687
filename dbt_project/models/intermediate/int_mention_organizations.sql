with

mentions as (

    select * from {{ ref('int_mentions') }}
    where disposition = 'accepted'

),

organization_names as (

    select * from {{ ref('int_organization_names') }}

),

-- persons are no organisations, whatever they are called
named as (

    select
        mention_id,
        capture_id,
        province_id,
        fact_on,
        'unit' as slot,
        unit_name as organization_name
    from mentions
    where unit_name is not null

    union all

    select
        mention_id,
        capture_id,
        province_id,
        fact_on,
        'recipient' as slot,
        recipient_name as organization_name
    from mentions
    where recipient_name is not null and recipient_kind = 'collective'

    union all

    select
        mention_id,
        capture_id,
        province_id,
        fact_on,
        'hosts' as slot,
        unnest(string_split(host_names, '|')) as organization_name
    from mentions
    where host_names is not null

),

keyed as (

    select
        mention_id,
        capture_id,
        slot,
        province_id,
        fact_on,
        organization_name,
        name_key(organization_name) as name_key
    from named

),

candidates as (

    select
        keyed.mention_id,
        keyed.capture_id,
        keyed.slot,
        keyed.name_key,
        organization_names.organization_id,
        (organization_names.valid_from is null or keyed.fact_on is null or keyed.fact_on >= organization_names.valid_from)
        and (organization_names.valid_to is null or keyed.fact_on is null or keyed.fact_on < organization_names.valid_to)
            as is_valid,
        -- a name that carries its province, or needs none, is the surer link
        organization_names.province_id is null as is_full_name,
        organization_names.is_own_name
    from keyed
    inner join organization_names
        on
            keyed.name_key = organization_names.name_key
            and (organization_names.province_id is null or keyed.province_id = organization_names.province_id)

),

best_candidates as (

    select * from candidates
    qualify rank() over (
            partition by mention_id, capture_id, slot, name_key
            order by is_valid desc, is_full_name desc, is_own_name desc
        ) = 1

),

links as (

    select
        mention_id,
        capture_id,
        slot,
        name_key,
        count(distinct organization_id) as organization_count,
        min(organization_id) as organization_id,
        bool_or(is_valid) as is_valid
    from best_candidates
    group by mention_id, capture_id, slot, name_key

)

select
    keyed.mention_id,
    keyed.capture_id,
    keyed.slot,
    keyed.name_key,
    any_value(keyed.organization_name) as organization_name,
    any_value(case when links.organization_count = 1 then links.organization_id end) as organization_id,
    any_value(
        case
            -- districts and communes are too many to list, and their names say what they are
            when links.organization_count is null and regexp_matches(keyed.name_key, '^(huyện|thị xã|thành phố|quận|xã|phường|thị trấn|đặc khu) ')
                then 'territory'
            when links.organization_count is null then 'unknown'
            when links.organization_count > 1 then 'ambiguous'
            when not links.is_valid then 'outside_validity'
            else 'linked'
        end
    ) as organization_link
from keyed
left join links
    on
        keyed.mention_id = links.mention_id
        and keyed.capture_id = links.capture_id
        and keyed.slot = links.slot
        and keyed.name_key = links.name_key
where keyed.name_key is not null
group by keyed.mention_id, keyed.capture_id, keyed.slot, keyed.name_key
