with

hot_people as (

    select * from {{ ref('int_hot_leads') }}

),

people as (

    select * from {{ ref('int_people') }}

),

expected_deals as (

    select * from {{ ref('int_expected_deals') }}

),

actions as (

    select * from {{ ref('next_actions') }}

),

business_days as (

    select * from {{ ref('int_business_days') }}

),

slas as (

    select * from {{ ref('handoff_slas') }}
    where handoff = 'hot'

),

measured_waits as (

    select
        hot_people.*,
        slas.response_hours as sla_hours,
        {{ hours_elapsed('hot_people.hot_since_at', 'hot_people.scored_at') }}
            as waiting_clock_hours,
        {{ business_hours_between(
            'start_days', 'hot_people.hot_since_at', 'end_days', 'hot_people.scored_at'
        ) }} as waiting_hours

    from hot_people
    cross join slas
    inner join business_days as start_days
        on {{ local_date('hot_people.hot_since_at') }} = start_days.day_on
    inner join business_days as end_days
        on {{ local_date('hot_people.scored_at') }} = end_days.day_on

),

valued_people as (

    select
        waits.*,
        people.owner_id,
        expected_deals.expected_value,
        actions.action as suggested_action,
        waits.conversion_probability * expected_deals.expected_value as expected_revenue

    from measured_waits as waits
    inner join people
        on waits.person_id = people.person_id
    left join expected_deals
        on people.segment = expected_deals.segment
    left join actions
        on waits.person_id = actions.person_id

),

hot_leads as (

    select
        person_id,
        cast(row_number() over (
            order by
                expected_revenue desc nulls last, lead_score desc, hot_since_at asc, person_id asc
        ) as int) as call_order,
        hot_since_at,
        waiting_hours,
        waiting_clock_hours,
        sla_hours - waiting_hours as sla_hours_left,
        lead_score,
        conversion_probability,
        expected_value,
        cast(coalesce(expected_revenue, lead_score) as double) as priority,
        case
            when expected_revenue is not null then 'Probability × expected value.'
            when conversion_probability is null
                then 'By lead score: there is no conversion probability.'
            else 'By lead score: no deal was ever won, so no value is expected.'
        end as priority_note,
        top_reasons,
        suggested_action,
        owner_id

    from valued_people

)

select * from hot_leads
