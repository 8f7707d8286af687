with

mentions as (

    select
        *,
        {{ number_key('document_number') }} as number_key,
        -- a year or a term inside the number makes it unique for ever; other numbers begin anew
        coalesce(regexp_matches(document_number, '/(19|20)\d\d(/|$)|QH\d+$'), false) as is_number_unique
    from {{ ref('int_further_mentions') }}
    where mention_type = 'document_citation' and disposition = 'accepted'

)

select
    {{ stable_id('cit', [
        'article_id',
        'fact_kind',
        'coalesce(number_key, name_key(document_title))',
        'issuer_name',
        'coalesce(cast(issued_on as varchar), cast(issued_year as varchar))',
    ]) }} as citation_id,
    case
        when is_resolved and is_number_unique and issuer_level = 'central' then {{ stable_id('doc', ['number_key']) }}
        when is_resolved and issuer_level = 'central' then {{ stable_id('doc', ['number_key', 'issued_year']) }}
        when is_resolved and province_id is not null
            then {{ stable_id('doc', ['number_key', 'coalesce(cast(issued_on as varchar), cast(issued_year as varchar))', 'province_id']) }}
    end as document_id,
    article_id,
    mention_id,
    site_id,
    province_id,
    province_key,
    fact_kind as document_kind,
    document_number,
    issuer_name,
    issuer_level,
    issued_on,
    issued_year,
    document_title,
    is_resolved,
    confidence,
    quote,
    published_on,
    first_seen_at
from mentions
qualify row_number() over (
        partition by citation_id
        order by confidence desc, mention_id asc
    ) = 1
