with

mentions as (

    select
        mentions.*,
        blocs.bloc_id
    from {{ ref('int_mentions') }} as mentions
    inner join {{ ref('int_mention_blocs') }} as blocs
        on
            mentions.mention_id = blocs.mention_id
            and mentions.capture_id = blocs.capture_id
    where mentions.disposition = 'accepted' and mentions.mention_type = 'meeting'

),

sittings as (

    select * from {{ ref('int_meeting_sittings') }}

),

ranked as (

    select
        mentions.mention_id,
        mentions.capture_id,
        mentions.article_id,
        mentions.bloc_id,
        mentions.province_id,
        mentions.meeting_type,
        mentions.held_on,
        mentions.published_on,
        mentions.first_seen_at,
        mentions.confidence,
        mentions.period,
        sittings.sitting,
        -- without a period two meetings are one only if held, or told of, in the same year
        coalesce(
            mentions.period, 'held ' || year(mentions.held_on), 'told ' || year(mentions.published_on), mentions.article_id
        ) as period_key,
        {{ is_yearly_meeting('mentions.meeting_type') }} as is_yearly,
        {{ meeting_purposes('mentions.meeting_type', 'mentions.also_types') }} as purposes,
        {{ meeting_type_rank('mentions.meeting_type') }} as type_rank
    from mentions
    left join sittings
        on
            mentions.mention_id = sittings.mention_id
            and mentions.capture_id = sittings.capture_id

),

-- one bloc, one sitting of one day, a shared purpose: one meeting, under the type and period of the fullest account of it
adopted as (

    select
        ranked.mention_id,
        ranked.capture_id,
        accounts.meeting_type,
        accounts.period,
        accounts.period_key,
        accounts.is_yearly,
        accounts.meeting_type <> ranked.meeting_type or coalesce(accounts.period, '') <> coalesce(ranked.period, '') as is_adopted
    from ranked
    inner join ranked as accounts
        on
            ranked.bloc_id = accounts.bloc_id
            and ranked.held_on = accounts.held_on
            and ranked.sitting = accounts.sitting
            and list_contains(accounts.purposes, ranked.meeting_type)
    qualify row_number() over (
            partition by ranked.mention_id, ranked.capture_id
            order by
                accounts.type_rank asc, accounts.period is null, accounts.confidence desc, accounts.published_on asc nulls last, accounts.period desc,
                accounts.mention_id asc
        ) = 1

),

typed as (

    select
        ranked.mention_id,
        ranked.capture_id,
        ranked.article_id,
        ranked.bloc_id,
        ranked.province_id,
        ranked.held_on,
        ranked.sitting,
        ranked.first_seen_at,
        ranked.meeting_type as stated_meeting_type,
        ranked.period as stated_period,
        coalesce(ranked.held_on, ranked.published_on) as near_on,
        coalesce(adopted.meeting_type, ranked.meeting_type) as meeting_type,
        coalesce(adopted.period, ranked.period) as period,
        coalesce(adopted.period_key, ranked.period_key) as period_key,
        coalesce(adopted.is_adopted, false) as is_adopted,
        coalesce(adopted.is_yearly, ranked.is_yearly) as is_yearly
    from ranked
    left join adopted
        on
            ranked.mention_id = adopted.mention_id
            and ranked.capture_id = adopted.capture_id

),

-- of several sittings on one day the one told of first goes on under the plain id
sitting_numbers as (

    select
        bloc_id,
        meeting_type,
        period_key,
        held_on,
        sitting,
        row_number() over (
            partition by bloc_id, meeting_type, period_key, held_on
            order by min(first_seen_at) asc nulls last, sitting asc
        ) as sitting_number
    from typed
    where held_on is not null
    group by bloc_id, meeting_type, period_key, held_on, sitting

),

-- dates of one meeting lie close together; a longer pause starts another one
days as (

    select distinct
        bloc_id,
        meeting_type,
        period_key,
        held_on,
        is_yearly
    from typed
    where held_on is not null

),

breaks as (

    select
        bloc_id,
        meeting_type,
        period_key,
        held_on,
        coalesce(
            held_on - lag(held_on) over (partition by bloc_id, meeting_type, period_key order by held_on)
            > if(is_yearly, {{ var('yearly_window_days') }}, {{ var('recurring_window_days') }}),
            true
        ) as is_break
    from days

),

occasions as (

    select
        bloc_id,
        meeting_type,
        period_key,
        held_on,
        sum(cast(is_break as integer)) over (partition by bloc_id, meeting_type, period_key order by held_on) as occasion
    from breaks

),

numbered as (

    select
        bloc_id,
        meeting_type,
        period_key,
        occasion,
        min(held_on) as first_on
    from occasions
    group by bloc_id, meeting_type, period_key, occasion

),

-- a mention without a date joins the occasion nearest to its article
attached as (

    select
        typed.*,
        numbered.occasion,
        numbered.first_on,
        occasions.held_on is not null as is_dated,
        coalesce(sitting_numbers.sitting_number, 1) as sitting_number
    from typed
    left join occasions
        on
            typed.bloc_id = occasions.bloc_id
            and typed.meeting_type = occasions.meeting_type
            and typed.period_key = occasions.period_key
            and typed.held_on = occasions.held_on
    left join numbered
        on
            typed.bloc_id = numbered.bloc_id
            and typed.meeting_type = numbered.meeting_type
            and typed.period_key = numbered.period_key
            and (occasions.occasion is null or occasions.occasion = numbered.occasion)
    left join sitting_numbers
        on
            typed.bloc_id = sitting_numbers.bloc_id
            and typed.meeting_type = sitting_numbers.meeting_type
            and typed.period_key = sitting_numbers.period_key
            and typed.held_on = sitting_numbers.held_on
            and typed.sitting = sitting_numbers.sitting
    qualify row_number() over (
            partition by typed.mention_id, typed.capture_id
            order by abs(typed.near_on - numbered.first_on) nulls last, numbered.occasion
        ) = 1

)

select
    mention_id,
    capture_id,
    article_id,
    {{ stable_id('mtg', [
        'province_id',
        'bloc_id',
        'meeting_type',
        'period_key',
        "case when is_yearly then cast(coalesce(occasion, 1) as varchar) else cast(first_on as varchar) end"
        ~ " || if(sitting_number > 1, '/' || sitting_number, '')",
    ]) }} as meeting_id,
    bloc_id,
    meeting_type,
    period,
    stated_meeting_type,
    stated_period,
    case
        when is_adopted then 'same_day'
        when not is_dated then 'undated'
        when held_on = first_on then 'exact_key'
        else 'window'
    end as match_method
from attached
