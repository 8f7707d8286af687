with

mentions as (

    select * from {{ ref('int_mentions') }}
    where disposition = 'accepted' and mention_type = 'award'

),

blocs as (

    select * from {{ ref('int_mention_blocs') }}

),

organizations as (

    select * from {{ ref('int_mention_organizations') }}
    where slot = 'recipient'

),

authorities as (

    select
        *,
        name_key(authority_prefix) as prefix_key
    from {{ ref('authorities') }}

),

award_types as (

    select * from {{ ref('award_types') }}

),

types_by_authority as (

    select * from {{ ref('award_type_by_authority') }}

),

-- the longest prefix that fits: Bộ Chỉ huy is no ministry
authority_keys as (

    select
        mentions.mention_id,
        mentions.capture_id,
        name_key(mentions.authority_name) as authority_key,
        authorities.authority_code
    from mentions
    left join authorities on starts_with(name_key(mentions.authority_name) || ' ', authorities.prefix_key || ' ')
    qualify row_number() over (
            partition by mentions.mention_id, mentions.capture_id
            order by length(authorities.prefix_key) desc nulls last, authorities.authority_code
        ) = 1

),

-- what an article alone identifies, its copies repeat
copies as (

    select * from {{ ref('int_article_copies') }}

),

resolved as (

    select
        mentions.mention_id,
        mentions.capture_id,
        mentions.article_id,
        coalesce(copies.original_article_id, mentions.article_id) as original_article_id,
        mentions.province_id,
        mentions.award_class,
        mentions.status,
        mentions.stage,
        mentions.recipient_kind,
        mentions.recipient_count,
        mentions.fact_year,
        mentions.published_on,
        blocs.bloc_id,
        organizations.organization_id,
        authority_keys.authority_key,
        authority_keys.authority_code,
        coalesce(stated_types.code, typed.award_type_code, untyped.award_type_code) as award_type_code,
        coalesce(organizations.name_key, name_key(mentions.recipient_name)) as recipient_key
    from mentions
    inner join authority_keys
        on
            mentions.mention_id = authority_keys.mention_id
            and mentions.capture_id = authority_keys.capture_id
    left join blocs
        on
            mentions.mention_id = blocs.mention_id
            and mentions.capture_id = blocs.capture_id
    left join organizations
        on
            mentions.mention_id = organizations.mention_id
            and mentions.capture_id = organizations.capture_id
    left join award_types as stated_types
        on
            mentions.award_type_code = stated_types.code
            and mentions.award_class = stated_types.label_class
    left join types_by_authority as typed
        on
            mentions.award_class = typed.award_class
            and authority_keys.authority_code = typed.authority_code
    left join types_by_authority as untyped
        on
            mentions.award_class = untyped.award_class
            and untyped.authority_code is null
    left join copies on mentions.article_id = copies.article_id

),

-- of nameless recipients one number proposed and one number conferred, in one bloc, for one year, by one authority: one case, whatever the
-- two numbers are; with several numbers on either side only equal ones are one case
counted_cases as (

    select
        award_type_code,
        bloc_id,
        recipient_kind,
        fact_year,
        coalesce(authority_code, authority_key) as authority,
        max(recipient_count) filter (where status = 'proposed') as proposed_count
    from resolved
    where
        organization_id is null
        and recipient_key is null
        and recipient_count is not null
        and bloc_id is not null
        and fact_year is not null
    group by award_type_code, bloc_id, recipient_kind, fact_year, coalesce(authority_code, authority_key)
    having
        count(distinct recipient_count) filter (where status = 'proposed') = 1
        and count(distinct recipient_count) filter (where status = 'conferred') = 1

),

-- who has it: an organisation, a name within its province, or a number of nameless ones within their bloc or, without one, their article
identified as (

    select
        resolved.*,
        case
            when resolved.organization_id is not null then resolved.organization_id
            when resolved.recipient_key is not null then to_json([resolved.province_id, resolved.recipient_key])::varchar
            else
                to_json([
                    coalesce(resolved.bloc_id, resolved.original_article_id), resolved.recipient_kind, resolved.recipient_count::varchar
                ])::varchar
        end as recipient_identity,
        case
            when
                resolved.organization_id is null
                and resolved.recipient_key is null
                and resolved.recipient_count is not null
                and counted_cases.proposed_count is not null
                then to_json([resolved.bloc_id, resolved.recipient_kind, counted_cases.proposed_count::varchar])::varchar
        end as counted_identity,
        -- without an achievement year two awards are one only if told in the same year
        coalesce(resolved.fact_year::varchar, 'told ' || year(resolved.published_on), resolved.original_article_id) as year_identity
    from resolved
    left join counted_cases
        on
            resolved.award_type_code = counted_cases.award_type_code
            and resolved.bloc_id = counted_cases.bloc_id
            and resolved.recipient_kind = counted_cases.recipient_kind
            and resolved.fact_year = counted_cases.fact_year
            and coalesce(resolved.authority_code, resolved.authority_key) is not distinct from counted_cases.authority

)

select
    mention_id,
    capture_id,
    article_id,
    {{ stable_id('awd', [
        'award_type_code', 'recipient_identity', 'year_identity', 'coalesce(authority_code, authority_key)', 'status'
    ]) }} as award_id,
    {{ stable_id('cas', [
        'award_type_code', 'coalesce(counted_identity, recipient_identity)', 'year_identity', 'coalesce(authority_code, authority_key)'
    ]) }} as award_case_id,
    award_type_code,
    award_class,
    authority_code,
    authority_key,
    organization_id,
    recipient_key,
    bloc_id,
    status,
    stage,
    list_position(['voted', 'proposed', 'decided', 'presented', 'received'], stage) as stage_rank,
    'exact_key' as match_method
from identified
