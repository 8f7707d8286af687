with

articles as (

    select * from {{ source('landing', 'articles') }}

)

select
    article_id,
    capture_id,
    run_id,
    site_id,
    family_id,
    url,
    canonical_url,
    title,
    lead,
    body,
    captions,
    author,
    section,
    published_at,
    published_on,
    published_precision,
    published_origin,
    published_raw,
    text,
    segments,
    content_sha256,
    is_relevant,
    province,
    province_origin,
    reader_version,
    rules_version
from articles
