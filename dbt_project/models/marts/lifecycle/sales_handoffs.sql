with

answered_handoffs as (

    select * from {{ ref('int_handoff_answers') }}

),

business_days as (

    select * from {{ ref('int_business_days') }}

),

slas as (

    select * from {{ ref('handoff_slas') }}
    where handoff = 'mql'

),

-- Who was not answered waited until they ordered, were handed over again, or until now.
waits as (

    select
        *,
        coalesce(first_response_at, ends_at, {{ as_of() }}) as waited_until

    from answered_handoffs

),

measured_waits as (

    select
        waits.*,
        slas.response_hours as sla_hours,
        {{ business_hours_between(
            'start_days', 'waits.handed_over_at', 'end_days', 'waits.waited_until'
        ) }} as business_hours

    from waits
    cross join slas
    inner join business_days as start_days
        on {{ local_date('waits.handed_over_at') }} = start_days.day_on
    inner join business_days as end_days
        on {{ local_date('waits.waited_until') }} = end_days.day_on

),

sales_handoffs as (

    select
        person_id,
        interval_number,
        journey_number,
        handed_over_at,
        evidence,
        accepted_at,
        first_response_at,
        case when first_response_at is not null then business_hours end as response_hours,
        case
            when first_response_at is not null
                then {{ hours_elapsed('handed_over_at', 'first_response_at') }}
        end as response_clock_hours,
        sla_hours,
        business_hours > sla_hours as is_breached,
        rejected_at,
        rejection_reason,
        owner_id

    from measured_waits

)

select * from sales_handoffs
