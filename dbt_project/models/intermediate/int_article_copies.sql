with recursive

versions as (

    select
        article_id,
        capture_id,
        coalesce(published_on, cast(first_seen_at as date)) as told_on,
        first_seen_at
    from {{ ref('int_article_versions') }}
    where is_current

),

texts as (

    select
        capture_id,
        article_text
    from {{ ref('stg_articles') }}

),

-- only what reports something is compared: of most pages of a site nobody counts the copies
reporting as (

    select distinct capture_id
    from {{ ref('stg_mentions') }}

),

normalised as (

    select
        versions.article_id,
        versions.told_on,
        versions.first_seen_at,
        name_key(texts.article_text) as text_key
    from versions
    inner join reporting on versions.capture_id = reporting.capture_id
    inner join texts on versions.capture_id = texts.capture_id

),

words as (

    select
        article_id,
        unnest(string_split(text_key, ' ')) as word,
        generate_subscripts(string_split(text_key, ' '), 1) as word_number
    from normalised

),

-- md5, because hash() may change with DuckDB
runs as (

    select
        article_id,
        md5_number_lower(concat_ws(
            ' ',
            word,
            lead(word, 1) over (partition by article_id order by word_number),
            lead(word, 2) over (partition by article_id order by word_number),
            lead(word, 3) over (partition by article_id order by word_number)
        )) as shingle
    from words
    qualify word_number = 1 or lead(word, 3) over (partition by article_id order by word_number) is not null

),

-- the smallest hashes of all runs of four words stand for a text (bottom-k sketch)
lists as (

    select
        article_id,
        list_slice(list_sort(list(distinct shingle)), 1, {{ var('copy_sketch_size') }}) as sketch
    from runs
    group by article_id

),

sketches as (

    select
        normalised.article_id,
        normalised.told_on,
        normalised.first_seen_at,
        sha256(normalised.text_key) as text_hash,
        lists.sketch
    from normalised
    inner join lists on normalised.article_id = lists.article_id

),

marks as (

    select
        article_id,
        told_on,
        unnest(sketch) as shingle
    from sketches

),

-- runs of words that very many articles share are forms of address, not copies
telling as (

    select shingle
    from marks
    group by shingle
    having count(*) >= 2 and count(*) <= {{ var('copy_common_shingle') }}

),

candidates as (

    select
        earlier.article_id as earlier_article_id,
        later.article_id as later_article_id
    from marks as earlier
    inner join telling on earlier.shingle = telling.shingle
    inner join marks as later
        on
            earlier.shingle = later.shingle
            and earlier.article_id <> later.article_id
            and earlier.told_on <= later.told_on
            and earlier.told_on + {{ var('copy_window_days') }} >= later.told_on
    group by earlier.article_id, later.article_id

),

compared as (

    select
        later.article_id,
        earlier.article_id as earlier_article_id,
        earlier.told_on as earlier_on,
        earlier.first_seen_at as earlier_seen_at,
        earlier.text_hash = later.text_hash as is_same_text,
        earlier.sketch as earlier_sketch,
        later.sketch as later_sketch,
        list_sort(list_distinct(list_concat(earlier.sketch, later.sketch))) as joint_sketch,
        -- a full sketch says nothing of hashes above its last one
        least(
            if(len(earlier.sketch) = {{ var('copy_sketch_size') }}, list_last(earlier.sketch), null),
            if(len(later.sketch) = {{ var('copy_sketch_size') }}, list_last(later.sketch), null)
        ) as last_known
    from candidates
    inner join sketches as earlier on candidates.earlier_article_id = earlier.article_id
    inner join sketches as later on candidates.later_article_id = later.article_id
    where row(earlier.told_on, earlier.first_seen_at, earlier.article_id) < row(later.told_on, later.first_seen_at, later.article_id)

),

measured as (

    select
        article_id,
        earlier_article_id,
        earlier_on,
        earlier_seen_at,
        is_same_text,
        len(list_intersect(earlier_sketch, later_sketch)) as shared_count,
        coalesce(list_position(joint_sketch, last_known), len(joint_sketch)) as union_count
    from compared

),

resembling as (

    select
        article_id,
        earlier_article_id,
        earlier_on,
        earlier_seen_at,
        is_same_text,
        if(is_same_text, 1.0, round(shared_count / union_count, 3)) as similarity
    from measured
    where is_same_text or shared_count / union_count >= {{ var('copy_similarity_line') }}

),

-- each copy points to the earliest article it resembles, and that one perhaps to an earlier one still
nearest as (

    select * from resembling
    qualify row_number() over (
            partition by article_id
            order by earlier_on, earlier_seen_at, earlier_article_id
        ) = 1

),

chains as (

    select
        article_id,
        earlier_article_id as original_article_id
    from nearest

    union all

    select
        chains.article_id,
        nearest.earlier_article_id as original_article_id
    from chains
    inner join nearest on chains.original_article_id = nearest.article_id

),

originals as (

    select
        chains.article_id,
        chains.original_article_id
    from chains
    left join nearest on chains.original_article_id = nearest.article_id
    where nearest.article_id is null

)

select
    originals.article_id,
    originals.original_article_id,
    if(nearest.is_same_text, 'same_text', 'near_duplicate') as copy_kind,
    cast(nearest.similarity as double) as similarity
from originals
inner join nearest on originals.article_id = nearest.article_id
