with

copies as (

    select * from {{ ref('int_article_copies') }}

)

select
    article_id,
    original_article_id,
    copy_kind,
    similarity
from copies
