with recursive

mentions as (

    select
        mentions.*,
        blocs.bloc_id
    from {{ ref('int_mentions') }} as mentions
    inner join {{ ref('int_mention_blocs') }} as blocs
        on
            mentions.mention_id = blocs.mention_id
            and mentions.capture_id = blocs.capture_id
    where mentions.disposition = 'accepted' and mentions.mention_type = 'meeting' and mentions.held_on is not null

),

hosts as (

    select
        mention_id,
        capture_id,
        list(distinct coalesce(organization_id, name_key)) as host_keys
    from {{ ref('int_mention_organizations') }}
    where slot = 'hosts'
    group by mention_id, capture_id

),

-- accounts of one bloc's day, those first that say most of when it sat and with whom
accounts as (

    select
        mentions.mention_id,
        mentions.capture_id,
        mentions.bloc_id,
        mentions.held_on,
        mentions.meeting_type,
        mentions.session,
        hosts.host_keys,
        {{ is_yearly_meeting('mentions.meeting_type') }} as is_yearly,
        {{ meeting_purposes('mentions.meeting_type', 'mentions.also_types') }} as purposes,
        row_number() over (
            partition by mentions.bloc_id, mentions.held_on
            order by
                mentions.session is null, hosts.host_keys is null, {{ meeting_type_rank('mentions.meeting_type') }} asc,
                mentions.confidence desc, mentions.published_on asc nulls last, mentions.mention_id asc, mentions.capture_id asc
        ) as account
    from mentions
    left join hosts
        on
            mentions.mention_id = hosts.mention_id
            and mentions.capture_id = hosts.capture_id

),

compared as (

    select
        later.bloc_id,
        later.held_on,
        later.account,
        fuller.account as fuller_account,
        later.meeting_type = fuller.meeting_type as is_same_type,
        later.is_yearly or fuller.is_yearly as is_yearly,
        later.capture_id = fuller.capture_id as is_same_text,
        coalesce(later.session <> fuller.session, false) as has_other_session,
        not coalesce(list_has_any(later.host_keys, fuller.host_keys), true) as has_other_hosts
    from accounts as later
    inner join accounts as fuller
        on
            later.bloc_id = fuller.bloc_id
            and later.held_on = fuller.held_on
            and later.account >= fuller.account
            and (list_contains(fuller.purposes, later.meeting_type) or list_contains(later.purposes, fuller.meeting_type))

),

-- Other hosts, or another half of the day, make another sitting of what may come again. Of what a bloc does once a year only both
-- together do, or two halves of the day in one text: papers err more often than a bloc reviews one year twice on one day.
nearest as (

    select
        bloc_id,
        held_on,
        account,
        fuller_account
    from compared
    where
        not case
            when is_yearly then has_other_session and (has_other_hosts or is_same_text)
            else has_other_session or has_other_hosts
        end
    qualify row_number() over (
            partition by bloc_id, held_on, account
            order by account = fuller_account asc, is_same_type desc, fuller_account asc
        ) = 1

),

-- each account follows a fuller one that it does not contradict, up to one that follows none
sittings as (

    select
        bloc_id,
        held_on,
        account,
        account as sitting
    from nearest
    where account = fuller_account

    union all

    select
        nearest.bloc_id,
        nearest.held_on,
        nearest.account,
        sittings.sitting
    from nearest
    inner join sittings
        on
            nearest.bloc_id = sittings.bloc_id
            and nearest.held_on = sittings.held_on
            and nearest.fuller_account = sittings.account
    where nearest.account <> nearest.fuller_account

)

select
    accounts.mention_id,
    accounts.capture_id,
    accounts.bloc_id,
    accounts.held_on,
    cast(sittings.sitting as integer) as sitting
from accounts
inner join sittings
    on
        accounts.bloc_id = sittings.bloc_id
        and accounts.held_on = sittings.held_on
        and accounts.account = sittings.account
