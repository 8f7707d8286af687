with

meetings as (

    select * from {{ ref('out_meeting') }}

),

cases as (

    select * from {{ ref('fct_award_case') }}

),

award_types as (

    select * from {{ ref('dim_award_type') }}

),

provinces as (

    select * from {{ ref('dim_province') }}

),

-- a meeting belongs to the year of its period, which the day of a review in January would miss
counted_meetings as (

    select
        'meetings' as measure,
        coalesce(try_cast(left(meetings.period, 4) as integer), year(meetings.held_on)) as counted_year,
        meetings.province_id,
        meetings.province_name,
        meetings.current_province_id,
        meetings.current_province_name,
        meetings.meeting_type as category,
        meetings.meeting_type_vi as category_vi,
        cast(null as integer) as recipient_count,
        meetings.held_on is null as is_without_a_day
    from meetings

),

-- a case counts once, as conferred as soon as anyone reports that
counted_awards as (

    select
        if(cases.case_outcome = 'proposed', 'awards_proposed', 'awards_conferred') as measure,
        cases.achievement_year as counted_year,
        cases.province_id,
        provinces.name_vi as province_name,
        provinces.current_province_id,
        provinces.current_name_vi as current_province_name,
        cases.award_type_code as category,
        award_types.name_vi as category_vi,
        cases.recipient_count,
        cast(null as boolean) as is_without_a_day
    from cases
    inner join award_types on cases.award_type_code = award_types.award_type_code
    left join provinces on cases.province_key = provinces.province_key
    where award_types.is_award

),

counted as (

    select * from counted_meetings
    union all
    select * from counted_awards

)

select
    {{ stable_id('cnt', ['measure', 'counted_year', 'province_id', 'province_name', 'category']) }} as count_id,
    measure,
    cast(counted_year as integer) as counted_year,
    province_id,
    province_name,
    current_province_id,
    current_province_name,
    category,
    any_value(category_vi) as category_vi,
    count(*) as event_count,
    case when measure <> 'meetings' then coalesce(sum(recipient_count), 0) end as known_recipient_count,
    case when measure <> 'meetings' then count(*) filter (where recipient_count is null) end as events_of_unknown_number,
    case when measure = 'meetings' then count(*) filter (where is_without_a_day) end as events_without_a_day
from counted
group by measure, counted_year, province_id, province_name, current_province_id, current_province_name, category
